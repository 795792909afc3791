from pathlib import Path

from core.conversation import Incoming, MessageRef, Reply
from tests.bots.web.place import Place, messages

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
