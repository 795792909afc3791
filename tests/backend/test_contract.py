"""What every backend does for this client: the scripted cloud and the embedded studio alike."""

import importlib.util
import random
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

from core.backend import AnonymousToken, Backend, ConfiguredToken, Timing, is_exportable
from core.backend.events import Ended, Text
from core.backend.models import Json, RenderOutput, RenderPhase, Session, SessionState, UploadFile
from core.clock import SystemClock
from core.errors import (
    BackendRefused,
    RenderFailed,
    SessionGone,
    TokenRejected,
    UnsupportedMedia,
)
from tests.backend.conftest import JIGGLE
from tests.peers.cloud import Call, Cloud, refusal
from tests.peers.server import serving

DRAFT: dict[str, Json] = {"t": [{"tt": 0, "sg": [{"s": 0, "d": 1000, "m": {"name": "red"}}]}]}


@dataclass(frozen=True)
class Place:
    """One implementation of the contract. ``cloud`` is there where it is the scripted one."""

    url: str
    backend: Backend
    session: Session
    folder: Path
    cloud: Cloud | None

    def picture(self, name: str) -> UploadFile:
        held = BytesIO()
        Image.new("RGB", (320, 180), "red").save(held, "PNG")
        path = self.folder / name
        path.write_bytes(held.getvalue())
        return UploadFile(path, name, "image/png")

    async def animate(self) -> SessionState:
        """Have a timeline made of one picture."""
        await self.backend.upload(self.session, [self.picture("red.png")])
        before = await self.backend.state(self.session)
        if self.cloud is not None:
            self.cloud.draft = DRAFT
        text = "animate this into a 1 second clip, square"
        turn = self.backend.run_turn(self.session, text, "turn-1", baseline=before)
        seen = [event async for event in turn]
        assert any(isinstance(event, Text) and event.text.strip() for event in seen)
        assert seen[-1] == Ended(clean=True)
        return await self.backend.settled_state(self.session, before, expect_change=True)


@pytest.fixture(params=["cloud", "studio"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Place]:
    async with AsyncExitStack() as stack:
        cloud: Cloud | None = None
        if request.param == "cloud":
            cloud = Cloud()
            url = await stack.enter_async_context(serving(cloud.app()))
        else:
            url = await stack.enter_async_context(_studio(tmp_path))
        clock = SystemClock()
        backend = Backend(
            url,
            AnonymousToken(tmp_path / "credentials.json", clock=clock),
            JIGGLE,
            clock=clock,
            random=random.Random(1),
            trust_env=False,
            timing=Timing(render_floor=0.05, settle=(0.05, 0.1)),
        )
        stack.push_async_callback(backend.aclose)
        yield Place(url, backend, await backend.create_session("en"), tmp_path, cloud)


@asynccontextmanager
async def _studio(folder: Path) -> AsyncGenerator[str]:
    if importlib.util.find_spec("cv2") is None:
        pytest.skip("the studio renders with OpenCV, which is not installed")
    # only here: the scripted cloud needs none of it
    from core.studio import StudioConfig, serve

    async with serve(StudioConfig(data_dir=folder / "studio")) as address:
        yield address.url


async def test_a_new_session_is_empty(place: Place) -> None:
    state = await place.backend.state(place.session)
    assert place.session.session_id
    assert state.draft is None
    assert state.media == ()


async def test_an_account_has_credits(place: Place) -> None:
    balance = await place.backend.credits()
    assert balance.available == 100
    assert balance.total >= balance.available


async def test_uploads_are_in_the_answer_and_in_the_state(place: Place) -> None:
    files = [place.picture("one.png"), place.picture("two.png")]
    result = await place.backend.upload(place.session, files)
    assert [file.filename for file in result.files] == ["one.png", "two.png"]
    assert {file.kind for file in result.files} == {"image"}
    state = await place.backend.state(place.session)
    assert [file.filename for file in state.media] == ["one.png", "two.png"]


async def test_what_is_no_picture_is_refused(place: Place) -> None:
    path = place.folder / "words.png"
    path.write_text("these are words")
    if place.cloud is not None:
        place.cloud.will(Call.UPLOAD, refusal(4001, "unsupported"))
    with pytest.raises(UnsupportedMedia) as caught:
        await place.backend.upload(place.session, [UploadFile(path, "words.png", "image/png")])
    assert "png" in caught.value.accepted


async def test_a_turn_makes_a_timeline_and_an_export_a_file(place: Place) -> None:
    state = await place.animate()
    assert state.draft is not None
    assert is_exportable(state.draft)
    small = RenderOutput(resolution="360p", fps=12)
    await place.backend.submit_render(place.session, state.draft, "render_1", small)
    began = time.time()
    watching = place.backend.watch_render("render_1", started_at=began, deadline=began + 60)
    statuses = [status async for status in watching]
    assert statuses[-1].phase is RenderPhase.COMPLETED
    dest = place.folder / "out.mp4"
    size = await place.backend.download("render_1", statuses[-1], dest)
    assert size == statuses[-1].size == dest.stat().st_size
    assert dest.read_bytes()[4:8] == b"ftyp"
    without_link = await place.backend.render_status("render_1")
    again = await place.backend.download("render_1", replace(without_link, url=None), dest)
    assert again == size
    await place.backend.cancel_render("render_1")


async def test_a_session_nobody_made_is_gone(place: Place) -> None:
    nowhere = Session("unknown-session")
    draft = (await place.animate()).draft or {}
    with pytest.raises(SessionGone):
        await place.backend.state(nowhere)
    with pytest.raises(SessionGone):
        await place.backend.upload(nowhere, [place.picture("red.png")])
    with pytest.raises(SessionGone):
        await place.backend.submit_render(nowhere, draft, "render_9")
    with pytest.raises(SessionGone):
        async for _ in place.backend.run_turn(nowhere, "hi", "t", baseline=SessionState()):
            pass


async def test_a_render_nobody_asked_for_is_none(place: Place) -> None:
    with pytest.raises(BackendRefused) as caught:
        await place.backend.render_status("render_unknown")
    assert caught.value.code == 404
    now = SystemClock().time()
    with pytest.raises(RenderFailed):
        async for _ in place.backend.watch_render(
            "render_unknown", started_at=now - 5, deadline=now + 5
        ):
            pass
    await place.backend.cancel_render("render_unknown")


async def test_a_token_nobody_gave_is_rejected(place: Place) -> None:
    if place.cloud is not None:
        place.cloud.always(Call.CREDITS, refusal(1001, status=401))
    backend = Backend(
        place.url,
        ConfiguredToken(SecretStr("nmv_usr_invented")),
        JIGGLE,
        clock=SystemClock(),
        random=random.Random(1),
        trust_env=False,
    )
    with pytest.raises(TokenRejected) as caught:
        await backend.credits()
    assert caught.value.configured
    await backend.aclose()


async def test_a_project_can_be_handed_to_a_browser(place: Place) -> None:
    url = await place.backend.claim_url(place.session, place.url)
    assert url is not None
    assert url.startswith(f"{place.url}/workspace/claim?ct=")
    kept = (place.folder / "credentials.json").read_text()
    assert url.partition("ct=")[2] not in kept
