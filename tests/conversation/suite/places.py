"""The places that must pass the suites. Another adapter is another entry."""

import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bots.terminal import PlainScreen, TerminalSurface
from bots.web import WebSurface
from bots.web.feed import Feed
from core.conversation import ChatRef, Surface
from core.media.library import MediaFiles
from core.store import Store
from tests.peers.clock import FakeClock
from tests.peers.surface import RecordingSurface


@dataclass(frozen=True)
class SuitePlace:
    """``open`` makes a place's surface; ``chat`` is a private chat of it."""

    chat: ChatRef
    open: Callable[[Path, Store, MediaFiles, FakeClock], Surface]


def _recording(folder: Path, _store: Store, _library: MediaFiles, _clock: FakeClock) -> Surface:
    return RecordingSurface(folder)


def _terminal(folder: Path, _store: Store, _library: MediaFiles, _clock: FakeClock) -> Surface:
    return TerminalSurface(PlainScreen(io.StringIO()), output=folder / "video.mp4")


def _web(_folder: Path, store: Store, library: MediaFiles, clock: FakeClock) -> Surface:
    numbers = itertools.count(1)
    return WebSurface(
        store=store,
        library=library,
        feed=Feed(),
        clock=clock,
        new_id=lambda: f"w{next(numbers)}",
    )


PLACES = {
    "recording": SuitePlace(ChatRef("test", "1"), _recording),
    "terminal": SuitePlace(ChatRef("terminal", "stdin"), _terminal),
    "web": SuitePlace(ChatRef("web", "0123456789abcdef0123456789abcdef"), _web),
}
