from pathlib import Path

import httpx
import pytest

from bots.web.saying import tell_unheard
from core.conversation import (
    Action,
    ActionKind,
    Asked,
    AttachmentKind,
    Button,
    Command,
    Incoming,
    MessageRef,
    Pressed,
    Reply,
)
from core.errors import StoreUnusable
from tests.bots.web.place import Place, messages, running_place

PHOTO = Path(__file__).parents[2] / "photos" / "coffee.jpg"


async def test_words_and_a_picture_reach_the_engine_and_stand_in_the_chat(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        answer = await client.post(
            "/say",
            data={"id": "first-message", "text": "zoom in"},
            files=[("files", ("my coffee.jpg", PHOTO.read_bytes(), "image/jpeg"))],
        )
        assert answer.status_code == 200, answer.text
        (heard,) = place.engine.heard
        assert isinstance(heard, Incoming)
        assert (heard.chat, heard.text) == (chat, "zoom in")
        (attachment,) = heard.attachments
        assert attachment.name == "my coffee.jpg"
        async with attachment.source.open() as chunks:
            assert b"".join([chunk async for chunk in chunks]) == PHOTO.read_bytes()
        (message,) = await messages(client)
        assert (message["by"], message["text"], message["seen"]) == ("you", "zoom in", True)
        picture = await client.get("/media/u-first-message/0")
        assert picture.content == PHOTO.read_bytes()
        assert picture.headers["content-type"] == "image/jpeg"


async def test_an_answer_is_pushed_and_changes_in_place(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        ref = await place.surface.post(chat, Reply("Working"), to=None, key="turn:status")
        await place.surface.update(ref, Reply("Half", progress=0.5))
        (message,) = await messages(client)
        assert (message["text"], message["progress"]) == ("Half", 0.5)
        assert MessageRef(chat, str(message["id"])) == ref


async def test_the_same_message_sent_twice_is_one(place: Place) -> None:
    async with place.browser() as client:
        await place.known(client)
        for _ in range(2):
            assert (await say(client, "slower")).status_code == 200
        assert len(place.engine.heard) == 1
        assert len(await messages(client)) == 1


async def test_what_the_engine_could_not_keep_is_sent_again_with_the_same_id(
    place: Place,
) -> None:
    async with place.browser() as client:
        await place.known(client)
        place.engine.failure = StoreUnusable("disk trouble")
        refused = await say(client, "slower")
        assert refused.status_code == 422
        assert "disk trouble" not in refused.text
        (message,) = await messages(client)
        assert message["seen"] is False
        place.engine.failure = None
        assert (await say(client, "slower")).status_code == 200
        (message,) = await messages(client)
        assert message["seen"] is True
        assert len(place.engine.heard) == 1


async def test_what_was_written_down_and_never_told_is_told_at_the_next_start(
    tmp_path: Path,
) -> None:
    async with running_place(tmp_path) as before, before.browser() as client:
        await before.known(client)
        before.engine.failure = StoreUnusable("gone")
        await say(client, "slower", PHOTO)
    async with running_place(tmp_path) as after:
        await tell_unheard(after.web)
        await tell_unheard(after.web)
        (heard,) = after.engine.heard
        assert isinstance(heard, Incoming)
        assert (heard.text, heard.message.message) == ("slower", "u-message-1")
        async with heard.attachments[0].source.open() as chunks:
            assert b"".join([chunk async for chunk in chunks]) == PHOTO.read_bytes()


async def test_commands_are_commands_and_other_slashes_are_text(place: Place) -> None:
    async with place.browser() as client:
        await place.known(client)
        for number, text in enumerate(("/new", "/skill  jiggle ", "/animate\nzoom in", "/etc/x")):
            await say(client, text, id=f"message-{number}")
        new, skill, animate, path = place.engine.heard
        assert isinstance(new, Asked)
        assert new.command is Command.NEW
        assert isinstance(skill, Asked)
        assert (skill.command, skill.arguments) == (Command.SKILL, "jiggle")
        assert isinstance(animate, Asked)
        assert animate.arguments == "zoom in"
        assert isinstance(path, Incoming)
        assert path.text == "/etc/x"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("notes.txt", b"nothing to see", "notes.txt"),
        ("page.jpg", b"<html><script>alert(1)</script>", "page.jpg"),
        ("empty.png", b"", "empty.png"),
    ],
)
async def test_a_file_of_no_use_is_refused_by_name(
    place: Place, name: str, content: bytes, words: str
) -> None:
    async with place.browser() as client:
        await place.known(client)
        files = [("files", (name, content, "image/png"))]
        answer = await client.post("/say", data={"id": "message-1", "text": "x"}, files=files)
        assert answer.status_code == 422
        assert words in answer.json()["error"]
        assert await messages(client) == []
    assert list(place.web.folder.iterdir()) == []


async def test_a_json_prompt_may_come_as_a_file(place: Place) -> None:
    async with place.browser() as client:
        await place.known(client)
        prompt = ("prompt.json", b'{"scenes": []}', "application/json")
        answer = await client.post("/say", data={"id": "message-1"}, files=[("files", prompt)])
        assert answer.status_code == 200
        (heard,) = place.engine.heard
        assert isinstance(heard, Incoming)
        assert heard.attachments[0].kind is AttachmentKind.DOCUMENT
        shown = await client.get("/media/u-message-1/0")
        assert "attachment" in shown.headers["content-disposition"]


async def test_nothing_is_no_message(place: Place) -> None:
    async with place.browser() as client:
        await place.known(client)
        answer = await say(client, "   ")
        assert answer.status_code == 400
        assert answer.json()["error"] == "Say something or add a picture."
    assert place.engine.heard == []


async def test_a_press_means_what_the_button_meant_when_it_was_shown(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        cancel = Action(ActionKind.CANCEL, "turn-1")
        redo = Action(ActionKind.REDO, "turn-1")
        ref = await place.surface.post(
            chat, Reply("…", buttons=(Button("Cancel", cancel),)), to=None
        )
        await place.surface.update(ref, Reply("done", buttons=(Button("Redo", redo),), final=True))
        (message,) = await messages(client)
        assert message["buttons"] == [{"label": "Redo", "kind": "redo", "press": 1}]
        for button, action in (("0", cancel), ("1", redo)):
            assert (
                await press(client, ref.message, button, f"press-{button}-x")
            ).status_code == 204
            pressed = place.engine.heard[-1]
            assert isinstance(pressed, Pressed)
            assert (pressed.action, pressed.press) == (action, f"press-{button}-x")
        for button in ("2", "-1", "x", "", "٣", "9999"):
            assert (await press(client, ref.message, button, "press-more")).status_code == 404
        assert (await press(client, "b-unknown", "0", "press-more")).status_code == 404
        assert len(place.engine.heard) == 2


async def test_a_tapped_suggestion_stands_there_as_ones_own_words(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        tap = Button("Zoom in", Action(ActionKind.SUGGESTION, "", "Zoom in"))
        ref = await place.surface.post(chat, Reply("What now?", buttons=(tap,)), to=None)
        for _ in range(2):
            await press(client, ref.message, "0", "press-once")
        question, own = await messages(client)
        assert (question["by"], own["by"], own["text"]) == ("bot", "you", "Zoom in")


async def say(
    client: httpx.AsyncClient,
    text: str,
    *pictures: Path,
    id: str = "message-1",  # noqa: A002
) -> httpx.Response:
    files = [("files", (path.name, path.read_bytes(), "image/jpeg")) for path in pictures]
    fields = [("id", (None, id)), ("text", (None, text))]
    return await client.post("/say", files=[*fields, *files])


async def press(client: httpx.AsyncClient, message: str, button: str, id: str) -> httpx.Response:  # noqa: A002
    fields = {"message": message, "button": button, "id": id}
    return await client.post("/press", files={key: (None, value) for key, value in fields.items()})
