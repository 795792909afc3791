"""Whatever anybody writes or pastes, no look at it holds up the others."""

from collections.abc import Callable
from functools import partial

import pytest

from core.conversation.decisions import plan_batch, starts_new
from core.conversation.gui_phrases import translate_gui
from core.conversation.intents import intent_of
from core.conversation.language import session_language
from core.conversation.listening import speaks_of_change
from tests.peers.timing import cpu_seconds

LOOKS: dict[str, Callable[[str], object]] = {
    "intent_of": intent_of,
    "starts_new": lambda text: starts_new(text, has_pictures=True, has_timeline=True),
    "plan_batch": lambda text: plan_batch(text, (), 3),
    "session_language": lambda text: session_language(text, "en"),
    "translate_gui": translate_gui,
    "speaks_of_change": speaks_of_change,
}
UNITS = [
    "please ", "还剩", "export ", "what is the status of ", "了吗", "not ", "我的所有", "a", "1",
    "click ", "点击，", "a, ", "“", "'a ", "- ", "图片", "图", "replace ", "show ", "title: ",
    "into a video ", "做成一个视频，", "picture ", "picture" + " " * 40, "1 ", "1. a\n", " ", "\n",
    "add these new photos ", "one one-", "(", "`", ". ",
]  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
def test_no_text_takes_long(look: str) -> None:
    slow: list[str] = []
    for unit in UNITS:
        for length in (400, 30_000):
            text = unit * (length // len(unit))
            # the first look may compile patterns, which is paid once
            looked = (cpu_seconds(partial(LOOKS[look], text)) for _ in range(2))
            if all(taken > 1.0 for taken in looked):  # linear takes about 0.1, quadratic several
                slow.append(f"{length} of {unit!r}")
    assert not slow
