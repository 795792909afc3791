"""A cancel is seen within a second, stops the work at the backend, and survives a crash."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.responses import Response

from core.conversation.handling import Handler
from core.conversation.seam import MessageRef
from core.errors import DeliveryFailed
from core.store import TurnState
from tests.conversation.place import CHAT, Died, Hanging, Place, a_place, answered, draft
from tests.peers.clock import FakeClock
from tests.peers.cloud import Call, Received, Reply, ok, page, refusal


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[Place]:
    async with a_place(tmp_path) as made:
        yield made


async def hang(place: Place, call: Call) -> None:
    """Bring a turn to where it waits for the backend, and stop the process there."""
    hanging = Hanging()
    place.next(call, hanging)
    await place.add(place.turn())
    await place.cut_off(hanging.asked)


async def test_the_end_of_a_process_leaves_the_backend_and_the_message_alone(place: Place) -> None:
    await hang(place, Call.RUN)
    assert not place.cloud.got(Call.CANCEL_TURN)
    assert (await place.row()).state is TurnState.QUEUED
    assert not any(reply.final for _, reply in place.surface.shown)
    place.sent.add("t1")
    await place.run()
    assert place.surface.videos
    assert len(place.sends) == 1


async def test_a_process_that_shall_stop_ends_between_two_steps(place: Place) -> None:
    await place.add(place.turn())
    record, lease = await place.claim()
    lease.stopping = True
    await Handler(place.room).run(record, lease)
    assert (await place.row()).state is TurnState.QUEUED
    assert not place.cloud.received


async def test_a_cancelled_turn_is_stopped_where_the_agent_works(place: Place) -> None:
    await hang(place, Call.RUN)
    await place.cancel()
    assert [one.path for one in place.cloud.got(Call.CANCEL_TURN)] == ["/run_sse/t1/cancel"]
    assert place.surface.texts[-1].startswith("🛑")
    assert place.surface.messages == 1
    assert (await place.row()).state is TurnState.CANCELLED
    assert not (await place.project()).unsettled
    assert not (place.room.folder / "t1").exists()


async def test_a_cancelled_export_is_stopped(place: Place) -> None:
    await hang(place, Call.STATUS)
    await place.cancel()
    assert [one.path.split("/")[-2] for one in place.cloud.got(Call.CANCEL_RENDER)] == place.renders
    assert not (await place.project()).unsettled


class Gated:
    """An endpoint's answer that comes when it is let."""

    def __init__(self, answer: Reply) -> None:
        self.asked, self.gate = asyncio.Event(), asyncio.Event()
        self._answer = answer

    async def __call__(self, received: Received) -> Response:
        self.asked.set()
        await self.gate.wait()
        return answered(self._answer, received)


async def test_a_cancel_does_not_overtake_the_submission_of_an_export(place: Place) -> None:
    gated = Gated(ok({}))
    place.next(Call.SUBMIT, gated)
    await place.add(place.turn())
    record, lease = await place.claim()
    walking = asyncio.create_task(Handler(place.room).run(record, lease))
    await gated.asked.wait()
    place.clock.auto = 0.0
    walking.cancel()
    await place.clock.settle()
    assert not walking.done()
    gated.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await walking
    await place.cancel()
    assert [one.path.split("/")[-2] for one in place.cloud.got(Call.CANCEL_RENDER)] == place.renders


async def test_a_turn_that_waits_in_the_queue_is_cancelled_without_the_backend(
    place: Place,
) -> None:
    await place.add(replace(place.turn(), noted=MessageRef(CHAT, "list")))
    await place.cancel()
    assert not place.cloud.received
    assert not place.surface.texts  # it stood in the list of those that wait, and nowhere else


async def test_the_chat_s_first_turn_says_that_it_was_cancelled_before_it_said_anything(
    place: Place,
) -> None:
    await place.add(place.turn())
    await place.cancel()
    assert place.surface.texts[-1].startswith("🛑")
    assert place.surface.messages == 1


async def test_a_message_that_a_dead_process_did_not_know_yet_says_it_too(place: Place) -> None:
    await place.add(replace(place.turn(), noted=MessageRef(CHAT, "list")))
    with pytest.raises(Died):
        await place.run(dies_at=2)
    assert place.surface.messages == 1
    assert (await place.stored()).status is None
    await place.cancel()
    assert place.surface.texts[-1].startswith("🛑")
    assert place.surface.messages == 1


async def test_the_chat_reads_it_at_once_also_when_the_backend_hangs(place: Place) -> None:
    await hang(place, Call.RUN)
    clock = place.room.clock
    assert isinstance(clock, FakeClock)
    clock.auto = 0.0
    hanging = Hanging()
    place.next(Call.CANCEL_TURN, hanging)
    before = clock.now
    cancelling = asyncio.create_task(place.cancel())
    await hanging.asked.wait()
    assert place.surface.texts[-1].startswith("🛑")
    assert clock.now - before < 1
    await clock.advance(place.room.policy.stop_within)
    await cancelling
    assert (await place.project()).unsettled


@pytest.mark.parametrize("answer", [refusal(404, status=404), page(502)])
async def test_a_backend_that_can_t_stop_may_still_charge_which_is_said(
    place: Place, answer: object
) -> None:
    await hang(place, Call.RUN)
    place.cloud.always(Call.CANCEL_TURN, answer)  # pyright: ignore[reportArgumentType] - a Reply
    await place.cancel()
    assert "charge" in place.surface.texts[-1]
    assert (await place.project()).unsettled


async def test_what_comes_after_it_waits_until_the_project_is_at_rest(place: Place) -> None:
    await hang(place, Call.RUN)
    place.cloud.always(Call.CANCEL_TURN, refusal(404, status=404))
    await place.cancel()
    place.listed = False
    late = [ok({"state": {"draft": made}}) for made in (None, draft("a.jpg"), draft("a.jpg"))]
    place.next(Call.STATE, *late)
    await place.add(place.turn("t2"))
    await place.run()
    turn = await place.stored("t2")
    assert turn.baseline.draft == draft("a.jpg")
    assert not (await place.project()).unsettled


@pytest.mark.parametrize("written", [True, False])
async def test_a_cancel_that_was_cut_off_is_done_again(place: Place, written: bool) -> None:
    await hang(place, Call.RUN)
    record, lease = await place.claim(dies_at=1, written=written)
    with pytest.raises(Died):
        await Handler(place.room).cancel(record, lease)
    if not written:
        await place.cancel()
    assert (await place.row()).state is TurnState.CANCELLED
    assert place.surface.messages == 1


async def test_a_chat_that_can_t_be_told_does_not_keep_a_turn_alive(place: Place) -> None:
    await hang(place, Call.STATUS)
    place.surface.failure = DeliveryFailed("gone")
    await place.cancel()
    assert (await place.row()).state is TurnState.CANCELLED
    assert place.cloud.got(Call.CANCEL_RENDER)
