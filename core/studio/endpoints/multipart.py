"""Files out of a request: straight from the socket to the disk, never whole in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.multipart import Began, Block, Ended, Event, MultipartDecoder, NotMultipart
from core.studio.endpoints.bodies import blocks
from core.studio.refusals import malformed

if TYPE_CHECKING:
    from starlette.requests import Request

    from core.studio.limits import Limits
    from core.studio.storage.folders import Arrived, Folders, Receiver

_FIELD: Final = "files"
_MOST_PARTS: Final = 200


class MultipartFiles:
    """Receives the files of one multipart request."""

    def __init__(self, request: Request, folders: Folders, limits: Limits) -> None:
        self._request = request
        self._folders = folders
        self._limits = limits
        self._arrived: list[Arrived] = []
        self._receiver: Receiver | None = None

    async def receive(self) -> list[Arrived]:
        """All files, whole and on the disk.

        Raises:
            Refused: 4002, or 422 for too many files or none.
            DiskFull: There was no space.
        """
        try:
            await self._receive()
        except BaseException:
            await self._discard()
            raise
        return self._arrived

    async def _receive(self) -> None:
        try:
            decoder = MultipartDecoder(self._request.headers.get("content-type", ""), _MOST_PARTS)
            async for block in blocks(self._request, self._limits):
                for event in decoder.feed(block):
                    await self._take(event)
            decoder.end()
        except NotMultipart as exc:
            raise malformed(str(exc)) from exc
        if not self._arrived:
            raise malformed("no part named files holds a file")

    async def _take(self, event: Event) -> None:
        match event:
            case Began():
                await self._begin(event)
            case Block():
                if self._receiver is not None:
                    await self._receiver.write(event.content)
            case Ended():
                await self._finish()

    async def _begin(self, part: Began) -> None:
        if part.name != _FIELD or part.filename is None:
            return
        if len(self._arrived) >= self._limits.files_per_upload:
            raise malformed(f"at most {self._limits.files_per_upload} files in one request")
        await self._folders.ensure_space()
        self._receiver = self._folders.receive(
            part.filename[: self._limits.name_chars], self._limits.file_bytes
        )

    async def _finish(self) -> None:
        if self._receiver is None:
            return
        self._arrived.append(await self._receiver.finish())
        self._receiver = None

    async def _discard(self) -> None:
        if self._receiver is not None:
            await self._receiver.discard()
        await self._folders.remove([file.path for file in self._arrived])
