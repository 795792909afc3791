"""A backend that lists no turns, as the cloud: that one arrived shows in the state alone."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.backend import Json
from tests.chaos.renderer import TINY
from tests.chaos.verdict import Accepted


@dataclass
class _Project:
    media: list[str] = field(default_factory=list[str])
    edits: int = 0


@dataclass
class PlainCloud:
    """It outlives the processes that use it. ``think_s``: what an edit takes, at most."""

    rng: Random
    think_s: float = 0.6
    render_s: float = 0.6
    accepted: dict[str, list[float]] = field(
        default_factory=lambda: defaultdict[str, list[float]](list)
    )
    projects: dict[str, _Project] = field(default_factory=dict[str, _Project])
    renders: dict[str, float] = field(default_factory=dict[str, float])
    thinking: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def ledger(self) -> Accepted:
        return Accepted(self.accepted)

    def app(self) -> Starlette:
        render = "/api/render/proxy/lambda"
        return Starlette(
            routes=[
                Route("/api/tasks/me/with-session/nemo_agent", self._begin, methods=["POST"]),
                Route("/api/upload-video/nemo_agent/me/{id}", self._upload, methods=["POST"]),
                Route("/api/state/nemo_agent/me/{id}/latest", self._state),
                Route("/api/credits/balance/simple", self._credits),
                Route("/run_sse", self._run, methods=["POST"]),
                Route(render, self._submit, methods=["POST"]),
                Route(render + "/{id}", self._status),
                Route(render + "/{id}/cancel", self._cancel, methods=["POST"]),
                Route("/files/{id}", self._file),
                Route("/api/render/proxy/{id}/download", self._file),
            ],
            exception_handlers={ClientDisconnect: _nobody_there},
        )

    async def _begin(self, _request: Request) -> Response:
        session = str(10**18 + len(self.projects))
        self.projects[session] = _Project()
        return _ok({"session_id": session, "task_id": f"task-{session}"})

    async def _upload(self, request: Request) -> Response:
        async with request.form() as form:
            names = [getattr(part, "filename", "") for part in form.getlist("files")]
        self.projects[request.path_params["id"]].media += names
        files: Json = [{"filename": name, "file_type": "image"} for name in names]
        return _ok({"files": files, "session_state_applied": True})

    async def _state(self, request: Request) -> Response:
        project = self.projects[request.path_params["id"]]
        media: Json = [{"filename": name} for name in project.media]
        draft: Json = None
        if project.edits:
            segment: Json = {"s": 0, "d": 3000 + project.edits, "m": {"name": "photo"}}
            draft = {"d": 3000 + project.edits, "t": [{"tt": 0, "sg": [segment]}]}
        return _ok({"state": {"draft": draft, "video_infos": media}})

    async def _credits(self, _request: Request) -> Response:
        return _ok({"available": 100, "frozen": 0, "total": 100})

    async def _run(self, request: Request) -> Response:
        body = await request.json()
        project = self.projects[body["session_id"]]
        self.accepted[request.headers["x-turn-id"]].append(time.time())
        done = asyncio.Event()

        async def think() -> None:  # goes on when its reader has left
            await asyncio.sleep(self.rng.uniform(0, self.think_s))
            project.edits += 1
            done.set()

        task = asyncio.create_task(think())
        self.thinking.add(task)
        task.add_done_callback(self.thinking.discard)
        return StreamingResponse(_stream(done), media_type="text/event-stream")

    async def _submit(self, request: Request) -> Response:
        body = await request.json()
        self.renders[body["id"]] = time.monotonic() + self.rng.uniform(0, self.render_s)
        return JSONResponse({"success": True, "data": {"status": "pending"}})

    async def _status(self, request: Request) -> Response:
        until = self.renders.get(request.path_params["id"])
        if until is None:
            return JSONResponse({"error": "no such render"}, 404)
        if time.monotonic() < until:
            return JSONResponse({"status": "processing", "progress": 50})
        output: Json = {"url": "/files/tiny.mp4", "size": TINY.stat().st_size}
        return JSONResponse({"status": "completed", "progress": 100, "output": output})

    async def _cancel(self, request: Request) -> Response:
        self.renders.pop(request.path_params["id"], None)
        return _ok({})

    async def _file(self, _request: Request) -> Response:
        return FileResponse(TINY, media_type="video/mp4")


async def _nobody_there(_request: Request, _left: Exception) -> Response:
    return Response(status_code=400)


async def _stream(done: asyncio.Event) -> AsyncIterator[str]:
    yield _event("Let me see.")
    await done.wait()
    yield _event("Your video is made.")


def _event(text: str) -> str:
    said = {"content": {"role": "model", "parts": [{"text": text}]}}
    return f"data: {json.dumps(said)}\n\n"


def _ok(data: Json) -> Response:
    return JSONResponse({"code": 0, "message": "success", "data": data})
