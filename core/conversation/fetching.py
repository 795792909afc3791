"""From an attachment to a file that the backend takes."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

from core.backend import LARGEST_UPLOAD
from core.conversation.seam import Attachment, Incoming, OnDisk
from core.errors import DiskFull, MediaTooLarge, is_disk_full
from core.media import Prepared, Preparer
from core.prompts import LONGEST_PROMPT, load_prompt

_WHOLE_CHUNKS = 1 << 20
"""Bytes gathered before a write is handed to a thread."""


async def fetch(attachment: Attachment, number: int, folder: Path, preparer: Preparer) -> Prepared:
    """Bring an attachment to disk and into an accepted form.

    Raises:
        MediaError, UnsupportedMedia, MediaTooLarge: the file can't be used.
        DiskFull: there is no space for it.
    """
    source = attachment.source
    if isinstance(source, OnDisk):
        path = source.path
    else:
        path = folder / f"{number:02d}.received"
        await _receive(attachment, path, LARGEST_UPLOAD)
    converted = folder / f"{number:02d}"
    await asyncio.to_thread(converted.mkdir, exist_ok=True)
    return await preparer.prepare(path, attachment.name, dest=converted)


async def with_prompt_file(incoming: Incoming) -> Incoming:
    """The message with the JSON prompt of an attached ``.json`` file as its text.

    Raises:
        PromptError: the file is no JSON, or too long for a prompt.
    """
    for attachment in incoming.attachments:
        if attachment.name.lower().endswith(".json"):
            prompt = load_prompt(await _read(attachment, LONGEST_PROMPT + 1))
            others = tuple(other for other in incoming.attachments if other is not attachment)
            return dataclasses.replace(incoming, text=prompt.text, attachments=others)
    return incoming


async def _read(attachment: Attachment, most: int) -> bytes:
    """The first ``most`` bytes, or a little more."""
    content = bytearray()
    async with attachment.source.open() as chunks:
        async for chunk in chunks:
            content += chunk
            if len(content) >= most:
                break
    return bytes(content)


async def _receive(attachment: Attachment, path: Path, largest: int) -> None:
    size = 0
    try:
        with await asyncio.to_thread(path.open, "wb") as file:
            async with attachment.source.open() as chunks:
                gathered = bytearray()
                async for chunk in chunks:
                    size += len(chunk)
                    if size > largest:
                        raise MediaTooLarge(name=attachment.name, limit=largest, size=size)
                    gathered += chunk
                    if len(gathered) >= _WHOLE_CHUNKS:
                        await asyncio.to_thread(file.write, bytes(gathered))
                        gathered.clear()
                await asyncio.to_thread(file.write, bytes(gathered))
    except OSError as exc:
        if is_disk_full(exc):
            raise DiskFull from exc
        raise
