from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.terminal import PlainScreen, TerminalSurface, sort_arguments
from core.conversation import ChatRef, Surface
from tests.peers.surface import RecordingSurface

names = st.text(min_size=1, max_size=40)


@given(names, names, st.none() | st.text(max_size=40))
def test_a_chat_reference_round_trips_through_one_string(
    platform: str, chat: str, thread: str | None
) -> None:
    chat_ref = ChatRef(platform, chat, thread)
    assert ChatRef.parse(str(chat_ref)) == chat_ref


@pytest.mark.parametrize("text", ["", "telegram", ":", "a:b:c:d", "telegram:"])
def test_what_is_no_chat_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a chat reference"):
        ChatRef.parse(text)


def places(folder: Path) -> list[Surface]:
    screen = PlainScreen(StringIO())
    return [
        RecordingSurface(folder),
        TerminalSurface(screen, output=None),
    ]


async def test_every_place_finds_a_stored_attachment_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jpg").write_bytes(b"picture")
    with monkeypatch.context() as elsewhere:
        elsewhere.chdir(tmp_path)
        (attachment,), _ = sort_arguments(("a.jpg",))
    for place in places(tmp_path):
        async with place.resolve(attachment.reference).open() as chunks:
            assert [chunk async for chunk in chunks] == [b"picture"]
