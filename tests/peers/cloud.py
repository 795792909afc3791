"""A backend on loopback that answers exactly what a test scripts, and remembers what it got.

Without a script every endpoint answers like the cloud on a good day.
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias, cast

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from core.backend.models import Json

Reply: TypeAlias = Callable[["Received"], Response | Awaitable[Response]]


class Call(Enum):
    """The endpoints, with their methods and paths."""

    TOKEN = ("POST", "/api/auth/anonymous-token")
    SESSION = ("POST", "/api/tasks/me/with-session/nemo_agent")
    CLAIM = ("POST", "/api/auth/claim-token")
    RUN = ("POST", "/run_sse")
    CANCEL_TURN = ("POST", "/run_sse/{id}/cancel")
    UPLOAD = ("POST", "/api/upload-video/nemo_agent/me/{id}")
    CREDITS = ("GET", "/api/credits/balance/simple")
    STATE = ("GET", "/api/state/nemo_agent/me/{id}/latest")
    SUBMIT = ("POST", "/api/render/proxy/lambda")
    STATUS = ("GET", "/api/render/proxy/lambda/{id}")
    CANCEL_RENDER = ("POST", "/api/render/proxy/lambda/{id}/cancel")
    DOWNLOAD = ("GET", "/api/render/proxy/{id}/download")
    FILE = ("GET", "/files/{id}")


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    call: Call
    path: str
    headers: dict[str, str]
    body: bytes
    form: tuple[tuple[str, str, bytes], ...] = ()  # file name, content type, content

    @property
    def json(self) -> Any:  # noqa: ANN401 - a test knows what it sent
        return json.loads(self.body)


def ok(data: Json, *, status: int = 200) -> Reply:
    """``{"code": 0, "message": …, "data": …}``."""
    return bare({"code": 0, "message": "success", "data": data}, status=status)


def success(data: Json) -> Reply:
    """``{"success": true, "data": …}``."""
    return bare({"success": True, "data": data})


def failure(error: Json) -> Reply:
    """``{"success": false, "error": …}``."""
    return bare({"success": False, "error": error})


def refusal(code: int, message: str = "no", *, status: int = 200, **headers: str) -> Reply:
    """A code other than 0, with any status."""
    return bare({"code": code, "message": message, "data": None}, status=status, **headers)


def bare(value: Json, *, status: int = 200, **headers: str) -> Reply:
    """A JSON value without an envelope. Underscores in header names become dashes."""
    named = {name.replace("_", "-"): said for name, said in headers.items()}
    return lambda _: JSONResponse(value, status, named)


def page(status: int, body: bytes = b"<html>Bad gateway</html>", **headers: str) -> Reply:
    """What a gateway answers: no JSON."""
    named = {name.replace("_", "-"): said for name, said in headers.items()}
    return lambda _: Response(body, status, named, media_type="text/html")


def file(content: bytes, *, media_type: str = "video/mp4") -> Reply:
    """A whole file."""
    return lambda _: Response(content, media_type=media_type)


class Cut(Response):
    """An answer that ends with its connection, after as much of it as the body holds.

    ``announced``: the length that was promised; None: not even the status line goes out.
    """

    def __init__(self, body: bytes, announced: int | None, media_type: str = "video/mp4") -> None:
        super().__init__(body, media_type=media_type)
        self.announced = announced

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.announced is not None:
            headers = [
                (b"content-type", str(self.media_type).encode()),
                (b"content-length", str(self.announced).encode()),
            ]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": self.body, "more_body": True})
        # a moment for what was written to leave, then the plug is pulled
        await asyncio.sleep(0.01)
        scope["pull_the_plug"]()
        while (await receive())["type"] != "http.disconnect":
            pass


def cut_file(content: bytes, after: int) -> Reply:
    """A file whose connection breaks in the middle."""
    return lambda _: Cut(content[:after], len(content))


def redirect(to: str) -> Reply:
    """302."""
    return lambda _: RedirectResponse(to, 302)


def dropped() -> Reply:
    """The request arrived and had its effect; the connection broke before any answer."""
    return lambda _: Cut(b"", None)


def events(*lines: str) -> Reply:
    """An event stream of these ``data:`` values."""
    body = "".join(f"data: {line}\n\n" for line in lines)
    return lambda _: Response(body, media_type="text/event-stream")


_GRANT: dict[str, Json] = {
    "user_id": "anon_7",
    "expires_at": "2099-01-01T00:00:00Z",
    "credits": 100,
}

_GOOD_DAY: dict[Call, Reply] = {
    Call.SESSION: ok({"session_id": "1234567890123456789", "task_id": "task-1"}),
    Call.CLAIM: ok({"claim_token": "clm_1", "expires_in": 600}),
    Call.RUN: events('{"content": {"role": "model", "parts": [{"text": "Done."}]}}'),
    Call.CREDITS: ok({"available": 100, "frozen": 0, "total": 100}),
    Call.SUBMIT: success({"status": "pending"}),
    Call.CANCEL_TURN: ok({}),
    Call.CANCEL_RENDER: ok({}),
}


@dataclass
class Cloud:
    """The scripted backend. ``draft`` and ``content`` are what its good days are made of.

    It knows every session and render but those whose id has ``unknown`` in it.
    """

    draft: Json = None
    content: bytes = b"\x00\x00\x00\x18ftypmp42" + b"v" * 5000
    received: list[Received] = field(default_factory=list[Received])
    scripts: dict[Call, deque[Reply]] = field(default_factory=dict[Call, "deque[Reply]"])
    tokens: int = 0
    media: list[str] = field(default_factory=list[str])

    def will(self, call: Call, *replies: Reply) -> None:
        """Answer the next calls of an endpoint so, in order; then as on a good day."""
        self.scripts.setdefault(call, deque()).extend(replies)

    def always(self, call: Call, reply: Reply) -> None:
        """Answer every call of an endpoint so."""
        self.scripts[call] = deque([reply] * 1000)

    def got(self, call: Call) -> list[Received]:
        """What came to an endpoint."""
        return [one for one in self.received if one.call is call]

    def app(self) -> ASGIApp:
        """The ASGI application."""
        routes = [
            Route(call.value[1], self._endpoint(call), methods=[call.value[0]]) for call in Call
        ]
        starlette = Starlette(routes=routes)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                cycle: Any = cast("Any", send).__self__  # uvicorn's, the only way to its socket
                scope["pull_the_plug"] = cycle.transport.abort
            await starlette(scope, receive, send)

        return app

    def _endpoint(self, call: Call) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            received = await _received(call, request)
            self.received.append(received)
            script = self.scripts.get(call)
            reply = script.popleft() if script else self._usual(received)
            answer = reply(received)
            return answer if isinstance(answer, Response) else await answer

        return endpoint

    def _usual(self, received: Received) -> Reply:
        if b"unknown" in received.path.encode() + received.body:
            if received.call in (Call.STATUS, Call.DOWNLOAD, Call.CANCEL_RENDER):
                return bare({"error": "no such render"}, status=404)
            return refusal(1002, "session not found", status=404)
        return self._good_day(received.call)

    def _good_day(self, call: Call) -> Reply:
        match call:
            case Call.TOKEN:
                self.tokens += 1
                return ok({**_GRANT, "token": f"nmv_usr_{self.tokens}"})
            case Call.UPLOAD:
                return self._uploaded
            case Call.STATE:
                media: Json = [{"filename": name} for name in self.media]
                return ok({"state": {"draft": self.draft, "video_infos": media}})
            case Call.STATUS:
                output: Json = {"url": "/files/out.mp4", "size": len(self.content)}
                return bare({"status": "completed", "progress": 100, "output": output})
            case Call.FILE | Call.DOWNLOAD:
                return file(self.content)
            case _:
                return _GOOD_DAY[call]

    def _uploaded(self, received: Received) -> Response:
        self.media += [name for name, _, _ in received.form]
        files = [{"filename": name, "file_type": "image"} for name, _, _ in received.form]
        return JSONResponse({"code": 0, "data": {"files": files, "session_state_applied": True}})


async def _received(call: Call, request: Request) -> Received:
    body = await request.body()
    form: list[tuple[str, str, bytes]] = []
    if request.headers.get("content-type", "").startswith("multipart/"):
        async with request.form() as parts:
            for part in parts.getlist("files"):
                assert isinstance(part, UploadFile)
                form.append((part.filename or "", part.content_type or "", await part.read()))
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Received(call, path, dict(request.headers), body, tuple(form))
