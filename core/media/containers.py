"""Video and audio files, opened so that they can read nothing but themselves."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from core.errors import MediaUnreadable, PictureTooBig
from core.media.files import MediaLimits
from core.media.kinds import M4A, MP4, MediaKind, MediaType


@dataclass(frozen=True, slots=True)
class ContainerFacts:
    """What a video or audio file holds.

    ``type`` and ``kind`` by its streams: an MP4 with nothing but sound is an M4A. ``width`` and
    ``height`` in px as shown upright, None without a picture; ``duration_s`` None where neither
    the file nor its packets tell.
    """

    type: MediaType
    kind: MediaKind
    width: int | None
    height: int | None
    duration_s: float | None
    has_audio: bool


@contextmanager
def open_container(path: Path, kind: MediaType) -> Generator[InputContainer]:
    """Open a file with the demuxer of its sniffed type.

    Handing over an open file and naming the demuxer keeps FFmpeg from taking a colon in the name
    for a protocol, and crafted bytes for a playlist that reads other files or addresses.

    Raises:
        FFmpegError, OSError: As the caller translates them.
    """
    tolerant: dict[str, Any] = {}
    if int(av.__version__.partition(".")[0]) < 19:
        # tags of songs come in every encoding; from 19 on PyAV does not mind and lacks the option
        tolerant["metadata_errors"] = "replace"
    options = {"protocol_whitelist": "none"}
    with (
        path.open("rb") as stream,
        av.open(stream, "r", format=kind.reader, options=options, **tolerant) as container,
    ):
        yield container


def moving_picture(container: InputContainer) -> VideoStream | None:
    """The video stream that can be decoded, if there is one; a cover picture is none."""
    for stream in container.streams.video:
        if _has_decoder(stream) and not stream.disposition & Disposition.attached_pic:
            return stream
    return None


def first_sound(container: InputContainer) -> AudioStream | None:
    """The first audio stream that can be decoded, if there is one."""
    return next(filter(_has_decoder, container.streams.audio), None)


def _has_decoder(stream: VideoStream | AudioStream) -> bool:
    # None for a codec that FFmpeg does not know, whatever PyAV's stubs say
    return getattr(stream, "codec_context", None) is not None


def probe(path: Path, kind: MediaType, name: str, limits: MediaLimits) -> ContainerFacts:
    """Read the headers of a video or audio file and decode the first frame of what it holds.

    Raises:
        MediaUnreadable: It is damaged, cut off, or holds neither picture nor sound.
        PictureTooBig: Its frames have more than ``limits.max_pixels``.
    """
    if kind.reader == "mov" and not _is_whole(path):
        raise MediaUnreadable("the end of the file is missing", name=name)
    try:
        with open_container(path, kind) as container:
            return _facts(container, kind, name, limits)
    except (FFmpegError, OSError, ValueError, StopIteration) as exc:
        raise MediaUnreadable("it does not decode", name=name) from exc


def _facts(
    container: InputContainer, kind: MediaType, name: str, limits: MediaLimits
) -> ContainerFacts:
    video, audio = moving_picture(container), first_sound(container)
    if video is None and audio is None:
        raise MediaUnreadable("neither picture nor sound in it", name=name)
    width = height = None
    if video is not None:
        if video.codec_context.width * video.codec_context.height > limits.max_pixels:
            raise PictureTooBig(name=name, limit=limits.max_pixels)
        frame = next(container.decode(video))
        width, height = frame.width, frame.height
        if frame.rotation % 180:
            width, height = height, width
    elif audio is not None:
        next(container.decode(audio))
    return ContainerFacts(
        _by_streams(kind, has_video=video is not None),
        MediaKind.AUDIO if video is None else MediaKind.VIDEO,
        width,
        height,
        _duration(container, video or audio),
        audio is not None,
    )


def _by_streams(kind: MediaType, *, has_video: bool) -> MediaType:
    if kind is MP4 and not has_video:
        return M4A
    return MP4 if kind is M4A and has_video else kind


def _duration(container: InputContainer, stream: VideoStream | AudioStream | None) -> float | None:
    """In s; recordings of browsers have no length in their header, their packets tell it."""
    if container.duration is not None and container.duration > 0:
        return container.duration / av.time_base
    if stream is None or stream.time_base is None:
        return None
    end = 0
    container.seek(0)
    for packet in container.demux(stream):
        if packet.pts is not None:
            end = max(end, packet.pts + (packet.duration or 0))
    return float(end * stream.time_base) or None


def _is_whole(path: Path) -> bool:
    """Whether the top boxes of an ISO media file (ISO/IEC 14496-12, 4.2) end inside the file.

    FFmpeg plays what is left of a cut-off file; its sender would get half a video for no reason.
    """
    size, at, kinds = path.stat().st_size, 0, set[bytes]()
    with path.open("rb") as stream:
        while at + 8 <= size:
            stream.seek(at)
            header = stream.read(16)
            length = int.from_bytes(header[:4], "big")
            kinds.add(header[4:8])
            if length == 1:
                length = int.from_bytes(header[8:16], "big")
            elif length == 0:
                length = size - at
            if length < 8:
                return False
            at += length
    return at == size and bool(kinds & {b"moov", b"moof"})
