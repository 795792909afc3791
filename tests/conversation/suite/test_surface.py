"""What the engine relies on in every place."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.conversation import Action, ActionKind, Button, ChatRef, MessageRef, Reply, Surface, Video
from core.errors import DeliveryUnknown, StillmotionError
from core.media.library import MediaFiles
from core.store import open_store
from tests.conversation.suite.places import PLACES
from tests.peers.clock import FakeClock

CLIP = Path(__file__).parents[2] / "photos" / "tiny.mp4"


@dataclass
class Opened:
    surface: Surface
    chat: ChatRef


@pytest.fixture(params=sorted(PLACES))
async def opened(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Opened]:
    known = PLACES[request.param]
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(tmp_path / "store.sqlite3"))
        clock = FakeClock(auto=30)
        library = MediaFiles(tmp_path / "media", store, clock=clock)
        yield Opened(known.open(tmp_path, store, library, clock), known.chat)


def video(name: str = "stillmotion-t1.mp4") -> Video:
    return Video(CLIP, 320, 180, 1.0, CLIP.stat().st_size, name)


async def test_a_message_is_of_its_chat_and_each_is_another(opened: Opened) -> None:
    first = await opened.surface.post(opened.chat, Reply("one"), to=None)
    second = await opened.surface.post(opened.chat, Reply("two"), to=first)
    assert first.chat == second.chat == opened.chat
    assert first.message != second.message


async def test_the_same_key_is_the_same_message(opened: Opened) -> None:
    first = await opened.surface.post(opened.chat, Reply("one"), to=None, key="t1:status")
    again = await opened.surface.post(opened.chat, Reply("one"), to=None, key="t1:status")
    other = await opened.surface.post(opened.chat, Reply("one"), to=None, key="t2:status")
    assert first == again != other


async def test_a_message_can_be_changed_to_what_it_shows_already(opened: Opened) -> None:
    buttons = (Button("Cancel", Action(ActionKind.CANCEL, "t1")),)
    message = await opened.surface.post(opened.chat, Reply("one"), to=None)
    for reply in (Reply("two", progress=0.4, elapsed_s=3.0, buttons=buttons), Reply("three")):
        await opened.surface.update(message, reply)
        await opened.surface.update(message, reply)


async def test_a_video_handed_over_again_is_found_or_its_fate_unknown(opened: Opened) -> None:
    message = await opened.surface.post(opened.chat, Reply("…"), to=None, key="t1:status")
    reply = Reply("Done.", buttons=(Button("Redo", Action(ActionKind.REDO, "t1")),), final=True)
    first = await opened.surface.deliver(message, video(), reply)
    assert first.message.chat == opened.chat
    with suppress(DeliveryUnknown):
        assert await opened.surface.deliver(message, video(), reply, again=True) == first
    assert CLIP.exists(), "the file is the library's"


async def test_a_video_is_handed_over_that_no_earlier_try_has_brought(opened: Opened) -> None:
    message = await opened.surface.post(opened.chat, Reply("…"), to=None, key="t1:status")
    with suppress(DeliveryUnknown):
        await opened.surface.deliver(message, video(), Reply("Done.", final=True), again=True)


async def test_what_is_gone_can_be_removed_and_what_was_theirs_acknowledged(
    opened: Opened,
) -> None:
    message = await opened.surface.post(opened.chat, Reply("one"), to=None)
    await opened.surface.remove(message)
    await opened.surface.remove(message)
    await opened.surface.acknowledge(MessageRef(opened.chat, "theirs"))


async def test_a_reference_that_leads_nowhere_is_an_error_of_ours_when_opened(
    opened: Opened,
) -> None:
    source = opened.surface.resolve("nowhere")

    async def read() -> None:
        async with source.open() as chunks:
            async for _ in chunks:
                pass

    with pytest.raises(StillmotionError):
        await read()


async def test_its_limits_make_sense(opened: Opened) -> None:
    limits = opened.surface.limits
    assert limits.max_text >= 200
    assert limits.max_caption >= 200
    assert limits.edit_interval >= 0
    assert limits.max_upload is None or limits.max_upload > 1 << 20
