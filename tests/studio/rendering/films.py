"""Short clips for tests, made on the spot."""

from __future__ import annotations

# pyright: reportUnknownMemberType=false
# PyAV's stubs leave the type parameters of streams open.
import struct
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from PIL import Image

Color = tuple[int, int, int]

RED, GREEN, BLUE = (220, 30, 30), (30, 200, 40), (30, 40, 210)


def film(
    path: Path, colors: Sequence[Color], *, fps: int = 10, size: tuple[int, int] = (64, 36)
) -> Path:
    """An MP4 with one flat frame per colour."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "1", "bf": "0"}
        for color in colors:
            pixels = np.full((size[1], size[0], 3), color, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return path


def lying(path: Path) -> Path:
    """A film of a red upper and a blue lower half, whose header asks for a quarter turn right."""
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:32], pixels[32:] = RED, BLUE
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "1"}
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    # the matrix of the track header (ISO 14496-12, 8.3.2): 40 bytes after its version, when it is 0
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    one = 0x00010000
    content[at : at + 36] = struct.pack(">9i", 0, one, 0, -one, 0, 0, 0, 0, 0x40000000)
    path.write_bytes(content)
    return path


def animation(
    path: Path,
    colors: Sequence[Color],
    *,
    ms: int | list[int] = 100,
    size: tuple[int, int] = (64, 36),
) -> Path:
    """An animated GIF or WEBP, by the path's name."""
    frames = [Image.new("RGB", size, color) for color in colors]
    frames[0].save(
        path, save_all=True, append_images=frames[1:], duration=ms, loop=0, lossless=True
    )
    return path
