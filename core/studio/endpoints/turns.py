"""What somebody says, and the stream of what the agent answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse

from core.studio.agent_turns import Message
from core.studio.endpoints.answers import granted
from core.studio.endpoints.bodies import Members, checked_id, members, text_member
from core.studio.endpoints.studio import Studio
from core.studio.refusals import malformed
from core.studio.turn_stream import Cut, Frame

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Message as AsgiMessage
    from starlette.types import Send

    from core.studio.limits import Limits
    from core.studio.turn_stream import TurnStream
    from core.values import Json


async def run(request: Request) -> Response:
    """``POST /run_sse``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    limits = studio.config.limits
    body = await members(request, limits)
    turn_id = request.headers.get("x-turn-id")
    message = Message(
        session_id=text_member(body, "session_id", limits.id_chars),
        text=_said(body, limits),
        turn_id=None if turn_id is None else checked_id(turn_id, "X-Turn-Id", limits),
        skill=request.headers.get("x-skill-source", "")[: limits.name_chars],
    )
    stream = await studio.turns.accept(account, message)
    return _EventStream(studio, stream)


async def cancel(request: Request) -> Response:
    """``POST /run_sse/<turn>/cancel`` (studio extension)."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    turn_id: str = request.path_params["turn_id"]
    state = await studio.turns.cancel(account.user_id, turn_id)
    return granted({"id": turn_id, "status": state.value})


def _said(body: Members, limits: Limits) -> str:
    message = body.get("new_message")
    parts = message.get("parts") if isinstance(message, dict) else None
    if not isinstance(parts, list) or not parts:
        raise malformed("new_message.parts: a list with a text")
    said = "\n".join(_text(part) for part in parts)
    if not said.strip():
        raise malformed("new_message.parts[].text: not empty")
    if len(said) > limits.text_chars:
        # in words that a client can show to people
        raise malformed(f"the text is longer than {limits.text_chars:,} characters")
    return said


def _text(part: Json) -> str:
    text = part.get("text") if isinstance(part, dict) else None
    if not isinstance(text, str):
        raise malformed("new_message.parts[].text: a string")
    return text


class _EventStream(StreamingResponse):
    """The stream of one turn. A reader that leaves ends this answer, never the turn."""

    def __init__(self, studio: Studio, stream: TurnStream) -> None:
        self._cut = False
        clock, limits = studio.config.clock, studio.config.limits
        super().__init__(
            self._bytes(stream.follow(clock, limits.heartbeat_s)),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    async def _bytes(self, pieces: AsyncGenerator[Frame | Cut]) -> AsyncGenerator[bytes]:
        async for piece in pieces:
            if isinstance(piece, Cut):
                self._cut = True
                return
            yield piece.wire

    async def stream_response(self, send: Send) -> None:
        async def unless_cut(message: AsgiMessage) -> None:
            # without its last chunk the server closes the connection: a cut for the reader
            if not self._cut or message.get("more_body", True):
                await send(message)

        await super().stream_response(unless_cut)
