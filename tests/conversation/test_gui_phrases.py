import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.conversation.gui_phrases import GuiAction, SendEdit, Shortcut, translate_gui

SENTENCES = Path(__file__).parent / "sentences"


def action(label: str) -> GuiAction:
    kind, _, instruction = label.partition(": ")
    return SendEdit(instruction) if kind == "edit" else Shortcut(kind)


def labelled() -> list[tuple[str, str, tuple[GuiAction, ...]]]:
    rows = tomllib.loads((SENTENCES / "gui.toml").read_text(encoding="utf-8"))["phrase"]
    return [(row["text"], row["kept"], tuple(map(action, row["actions"]))) for row in rows]


@pytest.mark.parametrize(("text", "kept", "actions"), labelled())
def test_the_clicking_goes_and_the_content_stays(
    text: str, kept: str, actions: tuple[GuiAction, ...]
) -> None:
    translation = translate_gui(text)
    assert translation.text == kept
    assert translation.actions == actions


def test_there_are_enough_labelled_phrases() -> None:
    assert len(labelled()) >= 60


@pytest.mark.parametrize("kept", [kept for _, kept, _ in labelled()])
def test_what_was_translated_has_nothing_left_to_translate(kept: str) -> None:
    again = translate_gui(kept)
    assert (again.text, again.actions) == (kept, ())


def test_no_action_comes_twice() -> None:
    text = "Click Export. Then click the Export button. Open the Text panel, open the Audio panel."
    assert translate_gui(text).actions == (Shortcut.EXPORT, Shortcut.SHOW_STATE)


def test_paragraphs_stay_apart_and_gaps_are_closed() -> None:
    text = "Title added.\n\nClick Export to download.\n\nMusic added."
    assert translate_gui(text).text == "Title added.\n\nMusic added."


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=400))
def test_any_text_at_all_is_translated(text: str) -> None:
    translate_gui(text)


FRAGMENTS = [
    "Click", "the Export button", "open", "panel", "drag", "the clip", "and", ", ", ". ", "\n",
    "- ", "1. ", "点击", "导出", "打开", "时间线", "面板", "把", "拖到", "，", "。", "\n", "“", "”",
    "if", "to", "```", ":", " ", "I added a title", "加了标题",
]  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30))
def test_no_mixture_leaves_an_empty_bullet_that_was_none_before(parts: list[str]) -> None:
    text = "".join(parts)
    bullet = re.compile(r"^\s*(?:[-*•]|\d+\.)\s*$", re.MULTILINE)
    assert len(bullet.findall(translate_gui(text).text)) <= len(bullet.findall(text))
