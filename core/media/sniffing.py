"""A file's type by its content. A name or a declared type is never believed.

A table of our own: of the libraries, puremagic 1.30 takes HEIC and M4A for MP4 and BigTIFF for
nothing, filetype 1.2 takes any text that starts with "BM" for a BMP and zeros after a frame sync
for an MP3. Nineteen types that are looked at closely serve better here than hundreds by a prefix.
"""

from __future__ import annotations

from core.media.kinds import (
    AAC,
    AVI,
    AVIF,
    BMP,
    GIF,
    HEIF,
    JPEG,
    M4A,
    MKV,
    MOV,
    MP3,
    MP4,
    PNG,
    TIFF,
    WAV,
    WEBM,
    WEBP,
    MediaType,
)

HEAD_BYTES = 4096
"""How much of a file's beginning ``sniff`` wants to see."""

_PREFIXES: tuple[tuple[bytes, MediaType], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
    (b"ID3", MP3),
)
_RIFF_FORMS = {b"WEBP": WEBP, b"AVI ": AVI, b"WAVE": WAV}
_DIB_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
_HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_MP4_BRANDS = frozenset(
    {b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"dash", b"MSNV", b"mp71"}
    | {b"iso%c" % digit for digit in b"23456789"}
)
_MAJOR_BRANDS = {b"qt  ": MOV, b"M4A ": M4A, b"M4B ": M4A, b"M4P ": M4A}
_BRANDS = ((_AVIF_BRANDS, AVIF), (_HEIF_BRANDS, HEIF), (_MP4_BRANDS, MP4))
_BARE_QUICKTIME_BOXES = frozenset({b"moov", b"mdat", b"wide", b"pnot"})


def sniff(head: bytes) -> MediaType | None:
    """The type of the file that starts with ``head`` (``HEAD_BYTES`` are enough).

    None for everything that Stillmotion neither sends nor converts. Says nothing about whether
    the rest of the file is sound.
    """
    for prefix, kind in _PREFIXES:
        if head.startswith(prefix):
            return kind
    looks = (_riff, _iso_media, _matroska, _bitmap, _bare_audio)
    return next((kind for look in looks if (kind := look(head)) is not None), None)


def _riff(head: bytes) -> MediaType | None:
    return _RIFF_FORMS.get(head[8:12]) if head[:4] in (b"RIFF", b"RF64") else None


def _iso_media(head: bytes) -> MediaType | None:
    """ISO/IEC 14496-12: the file type box holds a major brand, a version, compatible brands."""
    if head[4:8] in _BARE_QUICKTIME_BOXES and len(head) > 8:
        return MOV  # QuickTime files from before the file type box
    if head[4:8] != b"ftyp":
        return None
    length = int.from_bytes(head[:4], "big")
    box = head[8 : min(length, len(head))]
    major, compatible = box[:4], {box[at : at + 4] for at in range(8, len(box) - 3, 4)}
    if major in _MAJOR_BRANDS:
        return _MAJOR_BRANDS[major]
    return next((kind for known, kind in _BRANDS if known & ({major} | compatible)), None)


def _bitmap(head: bytes) -> MediaType | None:
    size = int.from_bytes(head[14:18], "little")
    return BMP if head.startswith(b"BM") and size in _DIB_HEADER_SIZES else None


def _matroska(head: bytes) -> MediaType | None:
    """The EBML header's DocType element (0x4282) tells WebM from Matroska."""
    at = head.find(b"\x42\x82")
    if not head.startswith(b"\x1a\x45\xdf\xa3") or at < 0 or len(head) < at + 3:
        return None
    length = head[at + 2] & 0x7F
    doc_type = head[at + 3 : at + 3 + length].rstrip(b"\x00")
    return {b"webm": WEBM, b"matroska": MKV}.get(doc_type)


def _bare_audio(head: bytes) -> MediaType | None:
    """MPEG audio without a tag: a frame header whose fields are all legal."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return AAC if (head[2] >> 2) & 0x0F < 13 else None
    version, layer = (head[1] >> 3) & 3, (head[1] >> 1) & 3
    bitrate, rate = head[2] >> 4, (head[2] >> 2) & 3
    return MP3 if version != 1 and layer == 1 and 0 < bitrate < 15 and rate != 3 else None
