"""A bare HTTP client of the studio: it sees the wire, not what our own client makes of it."""

import io
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from PIL import Image

from core.studio import StudioConfig, serve

ATTRIBUTION = {
    "X-Skill-Source": "image-to-video-jiggle",
    "X-Skill-Version": "1.0.0",
    "X-Skill-Platform": "unknown",
}


def picture(width: int = 64, height: int = 48, color: str = "teal", form: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), color).save(made, form)
    return made.getvalue()


@dataclass(slots=True)
class Visitor:
    """Speaks to one studio; has a token and a session once it asked for them."""

    http: httpx.AsyncClient
    session_id: str = ""

    async def enter(self, client_id: str = "client-1") -> None:
        answer = await self.http.post(
            "/api/auth/anonymous-token", headers={"X-Client-Id": client_id}
        )
        self.http.headers["Authorization"] = f"Bearer {answer.json()['data']['token']}"
        await self.begin()

    async def begin(self, language: str = "en") -> str:
        answer = await self.http.post(
            "/api/tasks/me/with-session/nemo_agent",
            json={"task_name": "project", "language": language},
        )
        self.session_id = answer.json()["data"]["session_id"]
        return self.session_id

    async def upload(self, *files: tuple[str, bytes], session: str | None = None) -> httpx.Response:
        return await self.http.post(
            f"/api/upload-video/nemo_agent/me/{session or self.session_id}",
            files=[("files", (name, content)) for name, content in files],
        )

    async def upload_urls(self, *urls: str) -> httpx.Response:
        return await self.http.post(
            f"/api/upload-video/nemo_agent/me/{self.session_id}",
            json={"urls": list(urls), "source_type": "url"},
        )

    def message(self, text: str) -> dict[str, Any]:
        return {
            "app_name": "nemo_agent",
            "user_id": "me",
            "session_id": self.session_id,
            "new_message": {"parts": [{"text": text}]},
        }

    async def say(self, text: str, turn_id: str | None = None) -> httpx.Response:
        headers = {} if turn_id is None else {"X-Turn-Id": turn_id}
        return await self.http.post("/run_sse", json=self.message(text), headers=headers)

    async def state(self) -> dict[str, Any]:
        answer = await self.http.get(f"/api/state/nemo_agent/me/{self.session_id}/latest")
        return answer.json()["data"]["state"]

    async def turn_status(self, turn_id: str) -> str | None:
        turns = {turn["id"]: turn["status"] for turn in (await self.state())["turns"]}
        return turns.get(turn_id)

    async def balance(self) -> dict[str, float]:
        return (await self.http.get("/api/credits/balance/simple")).json()["data"]

    async def submit(
        self, render_id: str, draft: object, output: Mapping[str, object] | None = None
    ) -> httpx.Response:
        body = {"id": render_id, "sessionId": self.session_id, "draft": draft}
        if output is not None:
            body["output"] = dict(output)
        return await self.http.post("/api/render/proxy/lambda", json=body)

    async def render(self, render_id: str) -> dict[str, Any]:
        return (await self.http.get(f"/api/render/proxy/lambda/{render_id}")).json()


@asynccontextmanager
async def visiting(
    config: StudioConfig, headers: Mapping[str, str] | None = None
) -> AsyncGenerator[Visitor]:
    """A studio of ``config`` over real HTTP, and somebody at its door."""
    async with serve(config) as address, reaching(address.url, headers) as visitor:
        yield visitor


@asynccontextmanager
async def reaching(url: str, headers: Mapping[str, str] | None = None) -> AsyncGenerator[Visitor]:
    """Somebody at the door of a studio that runs already."""
    async with httpx.AsyncClient(
        base_url=url,
        headers={**ATTRIBUTION, **(headers or {})},
        trust_env=False,
        verify=False,
        timeout=20,
    ) as http:
        yield Visitor(http)


def events(answer: httpx.Response) -> list[dict[str, Any]]:
    """The JSON objects of an event stream's data lines."""
    lines = answer.text.split("\n\n")
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]


def whole_texts(answer: httpx.Response) -> list[str]:
    """The texts of events that are no fragments."""
    return [
        part["text"]
        for event in events(answer)
        if not event.get("partial") and "content" in event
        for part in event["content"]["parts"]
        if "text" in part and not part.get("thought")
    ]
