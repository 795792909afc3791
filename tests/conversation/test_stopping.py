"""However a turn ends, nothing of it goes on at the backend; and what is tried once more."""

import asyncio
from pathlib import Path

from core.conversation import Command
from tests.conversation.scene import PHOTO, START, Scene, a_scene, draft, says
from tests.peers.clock import FakeClock
from tests.peers.cloud import (
    Call,
    Received,
    bare,
    dropped,
    page,
)


async def test_stopping_while_it_renders_cancels_the_render_and_says_so(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    rendering = asyncio.Event()

    async def never(received: Received) -> object:
        rendering.set()
        await asyncio.Event().wait()
        raise AssertionError(received)

    scene.cloud.will(Call.STATUS, never)  # pyright: ignore[reportArgumentType] - it never answers
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await rendering.wait()
    await scene.hears(scene.asked(Command.CANCEL))
    assert (await scene.last()).startswith("🛑")
    (submit,) = scene.cloud.got(Call.SUBMIT)
    (cancel,) = scene.cloud.got(Call.CANCEL_RENDER)
    assert cancel.path.split("/")[-2] == submit.json["id"]


async def test_stopping_while_the_agent_works_cancels_its_turn(scene: Scene) -> None:
    working = asyncio.Event()

    async def never(received: Received) -> object:
        working.set()
        await asyncio.Event().wait()
        raise AssertionError(received)

    scene.cloud.will(Call.RUN, never)  # pyright: ignore[reportArgumentType] - it never answers
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await working.wait()
    await scene.hears(scene.pressed("Cancel"))
    assert (await scene.last()).startswith("🛑")
    (turn,) = await scene.turns()
    assert [one.path for one in scene.cloud.got(Call.CANCEL_TURN)] == [f"/run_sse/{turn.id}/cancel"]


async def test_a_render_that_never_ends_is_stopped_when_it_is_given_up(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    scene.cloud.always(Call.STATUS, bare({"status": "processing", "progress": 10}))
    await scene.say("zoom in", PHOTO)
    assert scene.clock.now - START >= 900
    assert scene.stopped_renders() == scene.submitted_renders() != []


async def test_a_turn_of_unknown_outcome_is_stopped(tmp_path: Path) -> None:
    async with a_scene(tmp_path, backend_clock=FakeClock(auto=60)) as scene:
        scene.cloud.will(Call.RUN, dropped())
        await scene.say("zoom in", PHOTO)
        (run,), (cancel,) = scene.cloud.got(Call.RUN), scene.cloud.got(Call.CANCEL_TURN)
        assert cancel.path == f"/run_sse/{run.headers['x-turn-id']}/cancel"


async def test_what_never_arrived_or_is_over_is_not_stopped(scene: Scene) -> None:
    scene.cloud.will(Call.RUN, page(503))
    await scene.say("zoom in", PHOTO)
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    scene.cloud.always(Call.FILE, page(404))
    scene.cloud.always(Call.DOWNLOAD, page(404))
    await scene.say("zoom in", PHOTO)
    assert scene.cloud.got(Call.SUBMIT)
    assert not scene.cloud.got(Call.CANCEL_TURN)
    assert not scene.cloud.got(Call.CANCEL_RENDER)


async def test_an_export_that_fails_is_tried_once_more_and_says_so(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    scene.cloud.will(Call.STATUS, bare({"status": "failed", "error": "worker lost"}))
    await scene.say("zoom in", PHOTO)
    first, second = scene.submitted_renders()
    assert first != second
    assert any("once more" in text for text in scene.surface.texts)
    assert scene.surface.videos


async def test_an_export_that_fails_twice_is_given_up(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    scene.cloud.always(Call.STATUS, bare({"status": "failed", "error": "worker lost"}))
    assert "worker lost" in await scene.say("zoom in", PHOTO)
    assert len(set(scene.submitted_renders())) == 2


async def test_an_export_whose_answer_was_lost_is_looked_up(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    scene.cloud.will(Call.SUBMIT, dropped())
    await scene.say("zoom in", PHOTO)
    assert len(scene.submitted_renders()) == 1
    assert scene.surface.videos
