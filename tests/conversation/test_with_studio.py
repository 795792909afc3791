"""Stored turns in front of our own studio, which really keeps sessions, turns and renders."""

import asyncio
import shutil
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.conversation.deliveries import delivery_from
from core.conversation.seam import ActionKind
from core.conversation.turn import Phase
from core.store import TurnState
from core.studio import Quirk, StudioConfig, serve
from core.studio.rendering import RenderedFile, RenderJob
from tests.conversation.place import PHOTO, Died, Place, a_room
from tests.peers.clock import FakeClock

TINY = PHOTO.with_name("tiny.mp4")


class HurriedClock(FakeClock):
    """Goes fifty times as fast as time does: what waits for real work needs some of it."""

    _PACE = 50

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()

    def time(self) -> float:
        return self.now + self.monotonic()

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * self._PACE

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._PACE)


class Copier:
    """Implements the studio's ``Renderer``: every video is the same one."""

    async def render(self, job: RenderJob, on_progress: Callable[[float], None]) -> RenderedFile:
        on_progress(0.5)
        shutil.copyfile(TINY, job.output)
        seconds = job.timeline.duration_ms / 1000
        size = job.output.stat().st_size
        return RenderedFile(job.output, job.spec.width, job.spec.height, seconds, size)

    async def aclose(self) -> None:
        pass


@asynccontextmanager
async def studio_place(folder: Path, *quirks: Quirk, quirk_s: float = 3.0) -> AsyncGenerator[Place]:
    clock = HurriedClock()
    config = StudioConfig(
        folder / "studio",
        secret=SecretStr("secret"),
        quirks=frozenset(quirks),
        quirk_s=quirk_s,
        clock=clock,
        renderer=Copier,
    )
    second = (quirk_s / 2,) * 6 if Quirk.TWO_STAGE in quirks else ()
    async with serve(config) as address, a_room(folder, address.url, clock, second) as place:
        yield place


async def test_a_video_is_made_and_refined(tmp_path: Path) -> None:
    async with studio_place(tmp_path) as place:
        await place.add(place.turn())
        await place.run()
        await place.add(place.words("t2"))
        await place.run()
        assert len(place.surface.videos) == 2
        first, second = [await place.delivery(turn) for turn in ("t1", "t2")]
        assert first is not None
        assert second is not None
        assert delivery_from(first).draft != delivery_from(second).draft
        assert delivery_from(first).project == delivery_from(second).project


@pytest.mark.parametrize("dies_at", [3, 4, 5, 6, 8, 9, 11, 12])
async def test_a_process_that_dies_goes_on_with_what_the_studio_knows(
    tmp_path: Path, dies_at: int
) -> None:
    async with studio_place(tmp_path) as place:
        await place.add(place.turn())
        with pytest.raises(Died):
            await place.run(dies_at=dies_at)
        await place.run()
        assert (await place.row()).state is TurnState.DONE
        assert len(place.surface.videos) == 1
        session = (await place.project()).session
        assert session is not None
        state = await place.backends.backend.state(session)
        assert len(state.media) == 1
        assert [turn.turn_id for turn in state.turns or ()] == ["t1"]


async def test_two_stages_end_in_one_video_of_all_and_a_choice(tmp_path: Path) -> None:
    async with studio_place(tmp_path, Quirk.TWO_STAGE, quirk_s=25.0) as place:
        await place.add(place.turn())
        await place.run()
        record = await place.delivery()
        assert record is not None
        delivery = delivery_from(record)
        assert delivery.clip is not None
        assert delivery.draft is not None
        shown = place.surface.now[delivery.message]
        assert "Lo-fi" in shown.text
        assert ActionKind.CLIP_ONLY in [one.action.kind for one in shown.buttons]


async def test_a_drag_is_followed_up_once(tmp_path: Path) -> None:
    async with studio_place(tmp_path, Quirk.DRAG) as place:
        await place.add(place.turn())
        await place.run()
        assert not place.surface.videos
        await place.run()
        assert len(place.surface.videos) == 1
        assert not await place.store.read(lambda tx: tx.turns.of_chat("test:1"))


async def test_a_session_that_the_studio_forgot_is_begun_anew(tmp_path: Path) -> None:
    async with studio_place(tmp_path / "one") as place:
        await place.add(place.turn())
        await place.run()
        project = await place.project()
        assert project.session is not None
    async with studio_place(tmp_path / "two") as place:
        await place.add(place.turn(), project)
        with pytest.raises(Died):
            await place.run(dies_at=2, written=True)
        assert (await place.stored()).phase is Phase.UPLOAD
        await place.run()
        assert any("reset" in text for text in place.surface.texts)
        assert len(place.surface.videos) == 1


async def test_every_quirk_but_the_cut_ends_in_a_video(tmp_path: Path) -> None:
    async with studio_place(tmp_path, *(set(Quirk) - {Quirk.DRAG})) as place:
        await place.add(place.turn())
        await place.run()
        assert len(place.surface.videos) == 1
