"""The job of ``render_speed`` the way MoviePy does it; runs in MoviePy's own environment.

Arguments: photo, output, preset, crf, x264-params. Prints its seconds: wall, CPU (with children).
"""

import resource
import sys
import time

import numpy as np
from moviepy import VideoClip
from PIL import Image


def main() -> None:
    """Render 5 s and print what it took."""
    photo, output, preset, crf, params = sys.argv[1:6]
    if "--warm" in sys.argv:
        return
    begin = time.perf_counter()
    width, height, seconds = 1920, 1080, 5
    with Image.open(photo) as image:
        picture = image.convert("RGB")
    # MoviePy has no camera; as its own Resize does, each frame is cut and scaled by Pillow
    across = picture.width
    down = across * height / width

    def frame(t: float) -> np.ndarray:
        zoom = 1.12 + 0.18 * t / seconds
        wide, high = across / zoom, down / zoom
        left, top = (picture.width - wide) / 2, (picture.height - high) / 2
        box = (left, top, left + wide, top + high)
        return np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR, box=box))

    clip = VideoClip(frame, duration=seconds)
    clip.write_videofile(
        output,
        fps=30,
        codec="libx264",
        preset=preset,
        audio=False,
        logger=None,
        ffmpeg_params=["-crf", crf, "-x264-params", params, "-pix_fmt", "yuv420p"],
    )
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    print(time.perf_counter() - begin, cpu)


if __name__ == "__main__":
    main()
