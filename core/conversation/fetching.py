"""From what a turn remembers of a file to one that the backend takes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from core.backend import LARGEST_UPLOAD
from core.conversation.desk import Desk
from core.conversation.material import Material
from core.conversation.seam import AttachmentSource, OnDisk
from core.errors import DiskFull, MediaTooLarge, is_disk_full
from core.media import Prepared
from core.prompts import LONGEST_PROMPT, load_prompt

_WHOLE_CHUNKS = 1 << 20
"""Bytes gathered before a write is handed to a thread."""


async def fetch(desk: Desk, material: Material, number: int) -> Prepared:
    """Bring a file to disk and into an accepted form.

    Raises:
        MediaError, UnsupportedMedia, MediaTooLarge: the file can't be used.
        DiskFull: there is no space for it.
    """
    converted = desk.folder / f"{number:02d}"
    await asyncio.to_thread(converted.mkdir, parents=True, exist_ok=True)
    path = await _on_disk(desk, material, desk.folder / f"{number:02d}.received")
    return await desk.room.preparer.prepare(path, material.name, dest=converted)


def source_of(desk: Desk, material: Material) -> AttachmentSource:
    """Where its bytes are had."""
    return desk.surface.resolve(material.reference)


async def read_prompt(source: AttachmentSource) -> str:
    """The JSON prompt in a file, as text.

    Raises:
        PromptError: the file is no JSON, or too long for a prompt.
    """
    content = bytearray()
    async with source.open() as chunks:
        async for chunk in chunks:
            content += chunk
            if len(content) > LONGEST_PROMPT:
                break
    return load_prompt(bytes(content)).text


async def _on_disk(desk: Desk, material: Material, received: Path) -> Path:
    if material.hash:
        return desk.room.library.path(material.hash)
    source = source_of(desk, material)
    if isinstance(source, OnDisk):
        return source.path
    await _receive(source, material.name, received, LARGEST_UPLOAD)
    return received


async def _receive(source: AttachmentSource, name: str, path: Path, largest: int) -> None:
    size = 0
    try:
        with await asyncio.to_thread(path.open, "wb") as file:
            async with source.open() as chunks:
                gathered = bytearray()
                async for chunk in chunks:
                    size += len(chunk)
                    if size > largest:
                        raise MediaTooLarge(name=name, limit=largest, size=size)
                    gathered += chunk
                    if len(gathered) >= _WHOLE_CHUNKS:
                        await asyncio.to_thread(file.write, bytes(gathered))
                        gathered.clear()
                await asyncio.to_thread(file.write, bytes(gathered))
    except OSError as exc:
        if is_disk_full(exc):
            raise DiskFull from exc
        raise
