"""One message that changes: the newest state wins, and the place's pace is kept."""

from __future__ import annotations

import asyncio
import dataclasses

import structlog

from core.clock import Clock
from core.conversation.bounded import within
from core.conversation.seam import ChatRef, Delivered, MessageRef, Reply, Surface, Video
from core.errors import StillmotionError

_UNDERWAY = 0.5
"""Seconds that a state which is just being shown has to arrive before the last word goes out."""


class StatusMessage:
    """The message under which a turn shows its progress, from receipt to video.

    ``show`` never waits: states that come faster than ``SurfaceLimits.edit_interval`` are
    skipped, the newest is shown. ``finish``, ``deliver`` and ``halt`` end it; later states are
    ignored.

    Args:
        surface: Where it is shown.
        chat: Where there.
        to: What it answers.
        clock: For the pace.
        message: The message itself, where there is one already; else the first state posts it.
        heading: The first line of all it says.
        key: Makes posting it repeatable.
    """

    def __init__(
        self,
        surface: Surface,
        chat: ChatRef,
        to: MessageRef | None,
        clock: Clock,
        *,
        message: MessageRef | None = None,
        heading: str = "",
        key: str = "",
    ) -> None:
        self._surface = surface
        self._chat = chat
        self._to = to
        self._clock = clock
        self._log = structlog.get_logger(__name__)
        self._message = message
        self._heading = heading
        self._key = key
        self._newest: Reply | None = None
        self._shown: Reply | None = None
        self._changed = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._ended = False
        # Held while a message is on its way, so that the last word does not overtake it.
        self._sending = asyncio.Lock()

    @property
    def message(self) -> MessageRef | None:
        """The message, once there is one."""
        return self._message

    async def begin(self, reply: Reply) -> MessageRef:
        """Have the message, by its first state where there is none yet."""
        if self._message is None:
            return await self._put(self._headed(reply))
        self.show(reply)
        return self._message

    def show(self, reply: Reply) -> None:
        """Have this state shown as soon as the place allows it."""
        reply = self._headed(reply)
        if self._ended or reply == self._newest:
            return
        self._newest = reply
        self._changed.set()
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="status message")

    async def finish(self, reply: Reply) -> MessageRef:
        """Say the last word as text; the message that shows it."""
        await self.halt()
        known = self._message is not None
        message = await self._put(self._headed(reply))
        if not known and self._key:  # it may be one that a process posted before it died
            await self._surface.update(message, self._headed(reply))
        return message

    async def deliver(self, video: Video, reply: Reply, *, again: bool) -> Delivered:
        """Turn the message into the video; ``again``: that may have been done already."""
        await self.halt()
        reply = self._headed(reply)
        message = self._message or await self._put(reply)
        return await self._surface.deliver(message, video, reply, again=again)

    async def halt(self) -> None:
        """Show nothing more."""
        self._ended = True
        if self._writer is None:
            return
        if self._sending.locked():
            await within(_UNDERWAY, self._quiet(), self._clock)
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)

    async def _quiet(self) -> None:
        async with self._sending:
            pass

    def _headed(self, reply: Reply) -> Reply:
        lines = [line for line in (self._heading, reply.text) if line]
        return dataclasses.replace(reply, text="\n".join(lines))

    async def _write(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._newest is not None and self._newest != self._shown:
                await self._try(self._newest)
                await self._clock.sleep(self._surface.limits.edit_interval)

    async def _try(self, reply: Reply) -> None:
        """A progress message that can't be shown is no reason to stop the work."""
        async with self._sending:
            try:
                await self._put(reply)
            except StillmotionError as exc:
                self._log.warning("progress not shown", error=type(exc).__name__)

    async def _put(self, reply: Reply) -> MessageRef:
        if self._message is None:
            self._message = await self._surface.post(self._chat, reply, to=self._to, key=self._key)
        elif reply != self._shown:
            await self._surface.update(self._message, reply)
        self._shown = reply
        return self._message
