"""Names under which files go out."""

from __future__ import annotations

import unicodedata

_MAX_STEM = 80
_MAX_STEM_BYTES = 200


def upload_name(name: str, extension: str) -> str:
    """``name`` made safe to send, with ``extension`` (no dot) in place of its own.

    Unicode is kept (NFC). Path parts, control and invisible formatting characters and quotes go;
    the stem has at most 80 characters and 200 bytes. Never empty.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    clean = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", last)
        if unicodedata.category(character)[0] != "C" or character.isspace()
    )
    stem, dot, suffix = clean.rpartition(".")
    if not dot or not 1 <= len(suffix) <= 5 or not suffix.isalnum():
        stem = clean
    stem = " ".join(stem.translate({ord(c): "_" for c in '"<>:|?*;%'}).split()).strip(". ")
    stem = stem[:_MAX_STEM].encode()[:_MAX_STEM_BYTES].decode(errors="ignore").strip(". ")
    return f"{stem or 'file'}.{extension}"
