"""Files that come into a session: checked by content, kept once, listed in order."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from typing import Final

from core.clock import Clock
from core.errors import (
    MediaEmpty,
    MediaError,
    MediaTooLarge,
    MediaUnreadable,
    PictureTooBig,
    UnsupportedMedia,
)
from core.media import ACCEPTED, MediaKind, MediaLimits, Prepared, Preparer
from core.studio.limits import Limits
from core.studio.refusals import Refused, malformed, media_too_large, unsupported_media
from core.studio.storage import Database, sessions
from core.studio.storage.folders import Arrived, Folders
from core.studio.storage.sessions import StoredMedia, WireKind

_WIRE_KINDS: Final[dict[MediaKind, WireKind]] = {
    MediaKind.PICTURE: "image",
    MediaKind.ANIMATION: "video",
    MediaKind.VIDEO: "video",
    MediaKind.AUDIO: "audio",
}


_WORDS: Final[dict[type[MediaError], str]] = {
    MediaEmpty: "the file is empty",
    MediaUnreadable: "the file is damaged",
    PictureTooBig: "it has more pixels than can be used",
}


class Uploads:
    """Accepts what arrived. All files of a request are taken, or none."""

    def __init__(self, database: Database, folders: Folders, limits: Limits, clock: Clock) -> None:
        self._database = database
        self._folders = folders
        self._limits = limits
        self._clock = clock
        self._preparer = Preparer(MediaLimits(max_bytes=limits.file_bytes))
        self._settling = asyncio.Lock()

    async def accept(
        self, user_id: str, session_id: str, arrived: Sequence[Arrived]
    ) -> tuple[StoredMedia, ...]:
        """Take the files into the session.

        Raises:
            Refused: 1002, 4001, 4002, or 422 when the session holds too many.
            DiskFull: There was no space.
        """
        media = tuple(await self._check_all(arrived))
        async with self._settling:
            # asked before anything is kept: what is refused must not lie there until the sweep
            await self._database.transact(
                lambda rows: self._check_room(rows, user_id, session_id, media)
            )
            for file, kept in zip(arrived, media, strict=True):
                await self._folders.keep(file, kept.file)
            await self._database.transact(lambda rows: self._list(rows, user_id, session_id, media))
        return media

    def _list(
        self, rows: sessions.Rows, user_id: str, session_id: str, media: tuple[StoredMedia, ...]
    ) -> None:
        self._check_room(rows, user_id, session_id, media)  # the session may have gone meanwhile
        sessions.add_media(rows, session_id, media)
        sessions.touch(rows, session_id, self._clock.time())

    def _check_room(
        self, rows: sessions.Rows, user_id: str, session_id: str, media: tuple[StoredMedia, ...]
    ) -> None:
        sessions.find(rows, session_id, user_id, self._clock.time())
        held = (*sessions.media_of(rows, session_id), *media)
        if len(held) > self._limits.files_per_session:
            raise malformed(f"a session holds at most {self._limits.files_per_session} files")
        if sum(file.size for file in held) > self._limits.session_bytes:
            raise malformed(f"a session holds at most {self._limits.session_bytes} bytes")

    async def _check_all(self, arrived: Sequence[Arrived]) -> list[StoredMedia]:
        checks = [asyncio.create_task(self._check(file)) for file in arrived]
        try:
            return [await check for check in checks]
        finally:
            for check in checks:
                check.cancel()
            await asyncio.wait(checks)

    async def _check(self, arrived: Arrived) -> StoredMedia:
        try:
            prepared = await self._preparer.prepare(arrived.path, arrived.name, dest=None)
        except MediaTooLarge as exc:
            raise media_too_large(self._limits.file_bytes) from exc
        except UnsupportedMedia as exc:
            raise unsupported_media(arrived.name, ACCEPTED) from exc
        except MediaError as exc:
            raise Refused(4001, f"{arrived.name}: {_WORDS[type(exc)]}") from exc
        return _stored(arrived, prepared)

    async def sweep(self) -> None:
        """Remove files that no row points to any more."""
        async with self._settling:
            wanted = await self._database.transact(sessions.files_in_use)
            found = await self._folders.listed(self._folders.media)
            await self._folders.remove([path for path in found if path.name not in wanted])

    async def aclose(self) -> None:
        """End the processes that look into files."""
        await self._preparer.aclose()


def _stored(arrived: Arrived, prepared: Prepared) -> StoredMedia:
    return StoredMedia(
        id=f"m_{secrets.token_hex(8)}",
        name=prepared.name,
        kind=_WIRE_KINDS[prepared.kind],
        content_type=prepared.content_type,
        width=prepared.width,
        height=prepared.height,
        duration_s=prepared.duration_s,
        size=arrived.size,
        hash=arrived.sha256,
        extension=prepared.name.rpartition(".")[2],
    )
