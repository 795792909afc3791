"""What the engine relies on in every place of conversation (the ``Surface`` of the seam)."""

from pathlib import Path

import pytest

from core.conversation import Action, ActionKind, Button, ChatRef, MessageRef, Reply, Video
from core.errors import StillmotionError
from tests.surface.places import Held

TINY = Path(__file__).parents[1] / "photos" / "tiny.mp4"
BUTTONS = tuple(
    Button(kind.value, Action(kind, subject="0123456789abcdef", value="9:16"))
    for kind in ActionKind
)


def video(folder: Path, name: str = "stillmotion-1.mp4") -> Video:
    path = folder / name
    path.write_bytes(TINY.read_bytes())
    return Video(path, 64, 64, 0.5, path.stat().st_size, name)


async def test_limits_are_sane(held: Held) -> None:
    limits = held.surface.limits
    assert limits.max_upload is None or limits.max_upload >= 1 << 20
    assert limits.max_text >= 500
    assert limits.max_caption > 0
    assert 0 <= limits.edit_interval <= 10


async def test_what_is_posted_is_shown_in_order(held: Held) -> None:
    first = await held.surface.post(held.chat, Reply("one", final=True), to=None)
    second = await held.surface.post(held.chat, Reply("two", final=True), to=first)
    assert first != second
    assert (first.chat, second.chat) == (held.chat, held.chat)
    assert await held.texts() == ["one", "two"]


async def test_the_same_key_is_the_same_message(held: Held) -> None:
    first = await held.surface.post(held.chat, Reply("received"), to=None, key="t1:status")
    again = await held.surface.post(held.chat, Reply("received"), to=None, key="t1:status")
    other = await held.surface.post(held.chat, Reply("and me"), to=None, key="t2:status")
    assert first == again != other
    assert await held.texts() == ["received", "and me"]


async def test_a_key_says_nothing_about_another_chat(held: Held) -> None:
    elsewhere = ChatRef(held.chat.platform, "elsewhere")
    await held.surface.post(held.chat, Reply("here"), to=None, key="k")
    there = await held.surface.post(elsewhere, Reply("there"), to=None, key="k")
    assert there.chat == elsewhere


async def test_a_message_changes_in_place(held: Held) -> None:
    message = await held.surface.post(held.chat, Reply("received"), to=None)
    await held.surface.update(message, Reply("half", progress=0.5, elapsed_s=3.0))
    await held.surface.update(message, Reply("done", final=True))
    texts = await held.texts()
    assert texts == (["done"] if held.edits else ["received", "half", "done"])


async def test_a_change_to_the_same_is_no_error(held: Held) -> None:
    reply = Reply("the same", progress=0.1, buttons=BUTTONS)
    message = await held.surface.post(held.chat, reply, to=None)
    await held.surface.update(message, reply)
    await held.surface.update(message, reply)
    assert await held.texts() == ["the same"]


async def test_every_button_can_be_shown(held: Held) -> None:
    message = await held.surface.post(held.chat, Reply("choose", buttons=BUTTONS), to=None)
    await held.surface.update(message, Reply("choose", buttons=BUTTONS[::-1]))
    assert await held.texts() == ["choose"]


async def test_a_video_takes_the_place_of_its_status(held: Held, tmp_path: Path) -> None:
    message = await held.surface.post(held.chat, Reply("sending"), to=None)
    delivered = await held.surface.deliver(message, video(tmp_path), Reply("ready", final=True))
    assert delivered.message.chat == held.chat
    assert await held.videos() == [TINY.read_bytes()]
    assert (await held.texts())[-1] == "ready"


async def test_a_video_delivered_twice_is_shown_once(held: Held, tmp_path: Path) -> None:
    film = video(tmp_path)
    message = await held.surface.post(held.chat, Reply("sending"), to=None)
    first = await held.surface.deliver(message, film, Reply("ready", final=True))
    second = await held.surface.deliver(message, film, Reply("ready", final=True), again=True)
    assert first == second
    assert await held.videos() == [TINY.read_bytes()]
    assert (await held.texts()).count("ready") == 1


async def test_again_delivers_what_never_arrived(held: Held, tmp_path: Path) -> None:
    message = await held.surface.post(held.chat, Reply("sending"), to=None)
    await held.surface.deliver(message, video(tmp_path), Reply("ready", final=True), again=True)
    assert await held.videos() == [TINY.read_bytes()]


async def test_another_process_delivers_again_without_showing_it_twice(
    held: Held, tmp_path: Path
) -> None:
    film = video(tmp_path)
    message = await held.surface.post(held.chat, Reply("sending"), to=None)
    await held.surface.deliver(message, film, Reply("ready", final=True))
    await held.restart()
    await held.surface.deliver(message, film, Reply("ready", final=True), again=True)
    assert await held.videos() == [TINY.read_bytes()]


async def test_two_videos_stand_beside_each_other(held: Held, tmp_path: Path) -> None:
    for name in ("stillmotion-1.mp4", "stillmotion-2.mp4"):
        message = await held.surface.post(held.chat, Reply("sending"), to=None)
        await held.surface.deliver(message, video(tmp_path, name), Reply("ready", final=True))
    assert await held.videos() == [TINY.read_bytes()] * 2


async def test_what_was_removed_is_gone_and_removing_it_again_no_error(held: Held) -> None:
    message = await held.surface.post(held.chat, Reply("noted"), to=None)
    await held.surface.remove(message)
    await held.surface.remove(message)
    assert await held.texts() == ([] if held.edits else ["noted"])


async def test_a_message_of_theirs_is_acknowledged_as_often_as_one_likes(held: Held) -> None:
    theirs = MessageRef(held.chat, "theirs")
    await held.surface.acknowledge(theirs)
    await held.surface.acknowledge(theirs)
    assert await held.texts() == []


async def test_an_attachment_is_found_again_by_another_process(held: Held) -> None:
    reference = await held.keep(b"a picture" * 20_000)
    await held.restart()
    async with held.surface.resolve(reference).open() as chunks:
        assert b"".join([chunk async for chunk in chunks]) == b"a picture" * 20_000


@pytest.mark.parametrize("reference", ["0" * 64, "/nowhere/at/all", "\0", "x"])
async def test_what_is_not_there_fails_when_opened_and_as_the_seam_says(
    held: Held, reference: str
) -> None:
    source = held.surface.resolve(reference)
    with pytest.raises(StillmotionError):
        async with source.open():
            pass


async def test_messages_nobody_knows_bring_core_errors_at_most(held: Held, tmp_path: Path) -> None:
    for name in ("unknown", "", "ü", "'; --", "x" * 500):
        nobody = MessageRef(held.chat, name)
        for call in (
            held.surface.update(nobody, Reply("?")),
            held.surface.remove(nobody),
            held.surface.acknowledge(nobody),
            held.surface.deliver(nobody, video(tmp_path), Reply("ready", final=True)),
        ):
            try:
                await call
            except StillmotionError:
                continue


async def test_a_video_that_is_not_there_brings_a_core_error(held: Held, tmp_path: Path) -> None:
    film = video(tmp_path)
    film.path.unlink()
    message = await held.surface.post(held.chat, Reply("sending"), to=None)
    with pytest.raises(StillmotionError):
        await held.surface.deliver(message, film, Reply("ready", final=True))


@pytest.mark.parametrize(
    "text",
    ["", "a", "字", "🎬👩‍👩‍👧", "*bold* ```code```", "<b>&amp;", "*", "```", "\u202e\u0000."],
)
async def test_any_text_can_be_shown(held: Held, text: str) -> None:
    longest = held.surface.limits.max_text
    repeated = (text * longest)[:longest]
    message = await held.surface.post(held.chat, Reply(repeated), to=None)
    await held.surface.update(message, Reply(repeated[:-1], final=True))


async def test_progress_of_any_size_can_be_shown(held: Held) -> None:
    message = await held.surface.post(held.chat, Reply("going", progress=0.0), to=None)
    for progress in (0.0, 0.001, 1.0, None):
        for elapsed in (None, 0.0, 90_000.0):
            await held.surface.update(message, Reply("going", progress, elapsed))
    assert (await held.texts())[-1] == "going"
