import io
from pathlib import Path

import pytest

from bots.terminal import CHAT, BarScreen, PlainScreen, TerminalSurface
from core.conversation import Reply, Video


class Tty(io.StringIO):
    """A terminal that keeps what was drawn on it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def a_plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


async def test_the_bar_shows_how_far_it_is_where_that_is_known() -> None:
    tty = Tty()
    screen = BarScreen(tty)
    screen.show(Reply("Working"))
    assert "%" not in tty.getvalue()
    screen.show(Reply("Rendering", progress=0.42))
    screen.close()
    assert "42%" in tty.getvalue()


@pytest.mark.parametrize("kind", [PlainScreen, BarScreen])
async def test_nothing_is_drawn_after_a_message_s_last_word(
    kind: type[PlainScreen | BarScreen],
) -> None:
    tty = Tty()
    surface = TerminalSurface(kind(tty), output=None)
    message = await surface.post(CHAT, Reply("Looking"), to=None)
    await surface.update(message, Reply("Done", final=True))
    said = tty.getvalue()
    await surface.update(message, Reply("Working on it"))
    assert tty.getvalue() == said
    await surface.post(CHAT, Reply("The second picture", final=True), to=None)
    assert tty.getvalue().endswith("The second picture\n")


@pytest.mark.parametrize(
    ("picture", "name"),
    [("a.jpg", "a.mp4"), ("", "video.mp4"), ("图" * 90 + ".jpg", "图" * 66 + ".mp4")],
)
async def test_a_video_is_named_after_its_picture_as_far_as_names_may_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, picture: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "made"
    made.write_bytes(b"video")
    video = Video(made, 2, 2, 1.0, 5, "x.mp4", made_of=picture)
    surface = TerminalSurface(PlainScreen(io.StringIO()), output=None)
    done = Reply("Done", final=True)
    message = await surface.post(CHAT, done, to=None)  # as where there was no progress to show
    await surface.deliver(message, video, done)
    assert surface.delivered == [Path(name)]
    assert surface.all_delivered
