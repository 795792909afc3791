# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# PyAV and pillow-heif leave parts of what they write with untyped.
"""Real files of every kind, small, made by the libraries that read them elsewhere."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import av
import numpy as np
import pillow_heif
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.stream import Disposition
from av.video.stream import VideoStream
from PIL import Image, ImageCms

QUADRANTS = ((220, 30, 40), (30, 170, 60), (40, 60, 210), (235, 215, 40))
"""Colours of the test picture: upper left, upper right, lower left, lower right."""


def picture(width: int = 64, height: int = 48) -> Image.Image:
    """Four quadrants of different colours, so that every turn of it can be told."""
    drawn = Image.new("RGB", (width, height))
    half_width, half_height = width // 2, height // 2
    for index, colour in enumerate(QUADRANTS):
        corner = ((index % 2) * half_width, (index // 2) * half_height)
        drawn.paste(colour, (*corner, corner[0] + half_width, corner[1] + half_height))
    return drawn


def corners(path: Path) -> list[tuple[int, int, int]]:
    """The colours in the middle of the four quadrants of a written picture."""
    with Image.open(path) as opened:
        seen = opened.convert("RGB")
    quarters = [(x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]
    return [
        _triple(seen.getpixel((int(x * seen.width), int(y * seen.height)))) for x, y in quarters
    ]


def alike(one: tuple[int, ...], other: tuple[int, ...], within: int = 6) -> bool:
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def _triple(pixel: object) -> tuple[int, int, int]:
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    return int(red), int(green), int(blue)


def heic(path: Path, drawn: Image.Image | None = None, **options: object) -> Path:
    pillow_heif.from_pillow(drawn or picture()).save(path, quality=95, **options)
    return path


def animation(path: Path, frames: int = 3) -> Path:
    stills = [picture().rotate(90 * n) for n in range(frames)]
    stills[0].save(path, save_all=True, append_images=stills[1:], duration=200, loop=0)
    return path


def display_p3() -> bytes:
    """An ICC profile with the primaries of newer phones' screens and a gamma of 2.2."""
    # the matrix of Display P3 (SMPTE EG 432-1), adapted to D50, as s15Fixed16 numbers
    columns = (
        (0.51512, 0.24120, -0.00105),
        (0.29198, 0.69225, 0.04189),
        (0.15710, 0.06657, 0.78407),
    )
    xyz = [b"XYZ \0\0\0\0" + b"".join(map(_fixed, column)) for column in columns]
    white = b"XYZ \0\0\0\0" + b"".join(map(_fixed, (0.96420, 1.0, 0.82491)))
    gamma = b"curv\0\0\0\0" + (1).to_bytes(4, "big") + round(2.2 * 256).to_bytes(2, "big") + b"\0\0"
    text = b"text\0\0\0\0made by a test\0\0"
    description = b"desc\0\0\0\0" + (3).to_bytes(4, "big") + b"P3\0" + bytes(4 + 4 + 2 + 1 + 67 + 2)
    tags = {
        b"desc": description,
        b"cprt": text,
        b"wtpt": white,
        **dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), xyz, strict=True)),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma),
    }
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for signature, content in tags.items():
        padded = content + bytes(-len(content) % 4)
        place = (start + len(body)).to_bytes(4, "big")
        table += signature + place + len(content).to_bytes(4, "big")
        body += padded
    size = (start + len(body)).to_bytes(4, "big")
    date = b"".join(part.to_bytes(2, "big") for part in (2026, 1, 1, 0, 0, 0))
    header = size + bytes(4) + b"\x02\x10\0\0mntrRGB XYZ " + date + b"acsp" + bytes(28)
    header += b"".join(map(_fixed, (0.96420, 1.0, 0.82491))) + bytes(48)
    return header + len(tags).to_bytes(4, "big") + table + body


def _fixed(value: float) -> bytes:
    return round(value * 65536).to_bytes(4, "big", signed=True)


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def jpeg_bytes(drawn: Image.Image | None = None, **options: object) -> bytes:
    written = io.BytesIO()
    (drawn or picture()).save(written, "JPEG", quality=95, subsampling=0, **options)
    return written.getvalue()


def video(
    path: Path,
    codec: str,
    *,
    frames: int = 10,
    sound: str | None = None,
    options: Mapping[str, str] | None = None,
    size: tuple[int, int] = (64, 48),
    shade: Callable[[int], int] = lambda number: 40 + number * 7 % 200,
    file_format: str | None = None,
) -> Path:
    """A video of plain frames at 10 fps; ``shade`` gives the grey of each."""
    with av.open(str(path), "w", format=file_format, options=dict(options or {})) as container:
        stream = cast("VideoStream", container.add_stream(codec, rate=10))
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        track = _add_track(container, sound, 48_000, "stereo") if sound else None
        for number in range(frames):
            grey = np.full((size[1], size[0], 3), shade(number), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, "rgb24")))
        container.mux(stream.encode())
        if track is not None:
            _encode_tone(container, track, 48_000, frames / 10, 2)
    return path


def sound(
    path: Path,
    codec: str,
    *,
    seconds: float = 1.0,
    rate: int = 48_000,
    channels: int = 2,
    file_format: str | None = None,
    cover: Sequence[Image.Image] = (),
) -> Path:
    """A tone of 440 Hz at half of full scale; ``cover`` pictures go in as album art."""
    with av.open(str(path), "w", format=file_format) as container:
        layout = "stereo" if channels == 2 else "mono"
        track = _add_track(container, codec, rate, layout)
        for art in cover:
            stream = container.add_stream("mjpeg", rate=1)
            stream.width, stream.height, stream.pix_fmt = *art.size, "yuvj420p"
            stream.disposition = Disposition.attached_pic
            container.mux(stream.encode(av.VideoFrame.from_image(art)))
            container.mux(stream.encode())
        _encode_tone(container, track, rate, seconds, channels)
    return path


def _add_track(container: OutputContainer, codec: str, rate: int, layout: str) -> AudioStream:
    return cast("AudioStream", container.add_stream(codec, rate=rate, layout=layout))


def _encode_tone(
    container: OutputContainer,
    track: AudioStream,
    rate: int,
    seconds: float,
    channels: int,
) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(rate * seconds)) / rate)
    whole = np.repeat((tone * 32767).astype(np.int16)[:, None], channels, axis=1).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(whole, "s16", "stereo" if channels == 2 else "mono")
    frame.sample_rate = rate
    container.mux(track.encode(frame))
    container.mux(track.encode())
