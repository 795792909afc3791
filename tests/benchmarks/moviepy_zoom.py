"""The job of ``render_speed`` the way MoviePy does it; runs in MoviePy's own environment.

Arguments: photo, output, preset, crf, x264-params. Prints its seconds: wall, CPU (with children).
"""

# pyright: basic
# MoviePy is not among the project's dependencies, so nothing of it has a type here.

import resource
import sys
import time

from moviepy import CompositeVideoClip, ImageClip, vfx  # pyright: ignore[reportMissingImports] - it lives in an environment of its own


def main() -> None:
    """Render 5 s and print what it took."""
    photo, output, preset, crf, params = sys.argv[1:6]
    if "--warm" in sys.argv:
        return
    begin = time.perf_counter()
    width, height, seconds = 1920, 1080, 5
    # as its documentation has it: once to the size that is needed, then larger frame by frame
    still = ImageClip(photo, duration=seconds).with_effects([vfx.Resize(width=width)])
    moving = still.with_effects([vfx.Resize(lambda t: 1.12 + 0.18 * t / seconds)])
    clip = CompositeVideoClip([moving.with_position("center")], size=(width, height))
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
