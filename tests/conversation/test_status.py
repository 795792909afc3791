from pathlib import Path

import pytest

from core.conversation import ChatRef, MessageRef, Reply
from core.conversation.status import StatusMessage
from core.errors import BackendDown
from tests.peers.clock import FakeClock
from tests.peers.surface import RecordingSurface

CHAT = ChatRef("test", "1")
ASKED = MessageRef(CHAT, "asked")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def surface(tmp_path: Path) -> RecordingSurface:
    return RecordingSurface(tmp_path, edit_interval=1.5)


async def test_states_faster_than_the_pace_are_skipped_and_the_newest_shows(
    clock: FakeClock, surface: RecordingSurface
) -> None:
    status = StatusMessage(surface, CHAT, ASKED, clock)
    status.show(Reply("received"))
    await clock.settle()
    for percent in range(100):
        status.show(Reply(f"{percent} %"))
    await clock.advance(1.4)
    assert surface.texts == ["received"]
    await clock.advance(0.2)
    assert surface.texts == ["received", "99 %"]
    assert surface.messages == 1
    await status.finish(Reply("done", final=True))


async def test_the_last_word_comes_at_once_and_nothing_after_it(
    clock: FakeClock, surface: RecordingSurface
) -> None:
    status = StatusMessage(surface, CHAT, ASKED, clock)
    status.show(Reply("working"))
    await clock.settle()
    status.show(Reply("still working"))
    await status.finish(Reply("done", final=True))
    status.show(Reply("late"))
    await clock.advance(60)
    assert surface.texts == ["working", "done"]


async def test_an_unchanged_state_is_not_sent_again(
    clock: FakeClock, surface: RecordingSurface
) -> None:
    status = StatusMessage(surface, CHAT, ASKED, clock)
    for _ in range(3):
        status.show(Reply("working"))
        await clock.advance(2)
    await status.finish(Reply("working"))
    assert surface.texts == ["working"]


async def test_progress_that_can_not_be_shown_does_not_stop_the_work(
    clock: FakeClock, surface: RecordingSurface
) -> None:
    status = StatusMessage(surface, CHAT, ASKED, clock)
    status.show(Reply("working"))
    await clock.settle()
    surface.failure = BackendDown()
    status.show(Reply("lost on the way"))
    await clock.advance(2)
    surface.failure = None
    status.show(Reply("shown again"))
    await clock.advance(2)
    await status.finish(Reply("done"))
    assert surface.texts == ["working", "shown again", "done"]


async def test_without_any_progress_the_last_word_is_the_only_message(
    clock: FakeClock, surface: RecordingSurface
) -> None:
    status = StatusMessage(surface, CHAT, ASKED, clock)
    await status.finish(Reply("nothing to do"))
    assert surface.texts == ["nothing to do"]
    assert surface.messages == 1


async def test_a_stored_message_is_changed_instead_of_posting_another(
    clock: FakeClock, surface: RecordingSurface
) -> None:
    known = await surface.post(CHAT, Reply("before"), to=ASKED)
    status = StatusMessage(surface, CHAT, ASKED, clock, message=known)
    assert status.message == known
    status.show(Reply("after"))
    await clock.settle()
    await status.finish(Reply("done"))
    assert surface.texts == ["before", "after", "done"]
    assert surface.messages == 1


async def test_the_message_is_known_once_it_is_posted(
    clock: FakeClock, surface: RecordingSurface
) -> None:
    status = StatusMessage(surface, CHAT, ASKED, clock)
    assert status.message is None
    status.show(Reply("working"))
    await clock.settle()
    assert status.message == MessageRef(CHAT, "1")
    await status.finish(Reply("done"))


async def test_a_heading_stands_above_everything(
    clock: FakeClock, surface: RecordingSurface
) -> None:
    status = StatusMessage(surface, CHAT, ASKED, clock, heading="Picture 1 of 2: a.jpg")
    status.show(Reply("working"))
    await clock.settle()
    await status.finish(Reply("done"))
    heading = "Picture 1 of 2: a.jpg\n"
    assert surface.texts == [heading + "working", heading + "done"]
