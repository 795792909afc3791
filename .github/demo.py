"""Makes the README's picture, ``.github/demo.gif``, with the project itself.

Run it as ``uv run --all-extras .github/demo.py``.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import av
from PIL import Image

TOP = Path(__file__).resolve().parent.parent
PHOTOS = [TOP / "tests" / "photos" / f"{name}.jpg" for name in ("coffee", "chelsea", "astronaut")]
PROMPT = {
    "aspect": "1:1",
    "scenes": [
        {"image": 1, "duration": 2.2, "motion": "zoom-in", "title": {"text": "Good morning"}},
        {"image": 2, "duration": 2.2, "motion": {"type": "jiggle", "strength": 0.7}},
        {"image": 3, "duration": 2.6, "motion": "zoom-out", "title": {"text": "See you up there"}},
    ],
    "transition": {"type": "crossfade", "duration": 0.6},
}
SIZE = (272, 272)
EVERY = 3
"""One frame of so many: 10 in a second."""


def main() -> None:
    """Make the video, then a GIF of it with one palette for all of its frames."""
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder, "demo.mp4")
        subprocess.run(
            [Path(sys.executable).with_name("stillmotion"), "animate", *PHOTOS,
             "--prompt", json.dumps(PROMPT), "--output", video],
            check=True,
        )  # fmt: skip
        with av.open(str(video)) as container:
            frames = [
                frame.to_image().resize(SIZE, Image.Resampling.LANCZOS)
                for number, frame in enumerate(container.decode(video=0))
                if number % EVERY == 0
            ]
    sample = Image.new("RGB", (SIZE[0], SIZE[1] * len(frames[::8])))
    for number, frame in enumerate(frames[::8]):
        sample.paste(frame, (0, SIZE[1] * number))
    palette = sample.quantize(112, Image.Quantize.MAXCOVERAGE, kmeans=1)
    first, *rest = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    first.save(
        TOP / ".github" / "demo.gif", save_all=True, append_images=rest, duration=100, loop=0,
        optimize=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
