import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.conversation.decisions import plan_batch, starts_new

SENTENCES = Path(__file__).parent / "sentences"


def rows(name: str, table: str) -> list[dict[str, Any]]:
    return tomllib.loads((SENTENCES / name).read_text(encoding="utf-8"))[table]


NEW_OR_MORE = rows("new_or_more.toml", "sentence")
BATCH = rows("batch.toml", "request")


@pytest.mark.parametrize("row", NEW_OR_MORE, ids=lambda row: row["text"] or "no words")
def test_pictures_start_a_new_video_unless_the_words_put_them_into_this_one(
    row: dict[str, Any],
) -> None:
    decided = starts_new(
        row["text"],
        has_pictures=row.get("pictures", True),
        has_timeline=row.get("timeline", True),
    )
    assert decided is row["new"]


@pytest.mark.parametrize("row", BATCH, ids=lambda row: row["text"] or "no words")
def test_one_video_or_one_per_picture(row: dict[str, Any]) -> None:
    plan = plan_batch(row["text"], row.get("captions", ()), row["pictures"])
    assert plan.is_batch is row["batch"]
    if row["batch"]:
        assert [item.picture for item in plan.items] == list(range(row["pictures"]))
    if "items" in row:
        assert [item.text for item in plan.items] == row["items"]


def test_there_are_enough_labelled_sentences() -> None:
    assert len(NEW_OR_MORE) >= 40
    assert len(BATCH) >= 40


def test_fewer_captions_than_pictures_are_no_trouble() -> None:
    plan = plan_batch("square", ["zoom in", None], 3)
    assert not plan.is_batch
    plan = plan_batch("square", ["zoom in", "shake"], 3)
    assert [item.text for item in plan.items] == ["zoom in\nsquare", "shake\nsquare", "square"]


@settings(deadline=None, max_examples=150)
@given(
    text=st.text(max_size=300),
    captions=st.lists(st.none() | st.text(max_size=20), max_size=12),
    pictures=st.integers(-1, 12),
)
def test_any_request_is_planned(text: str, captions: list[str | None], pictures: int) -> None:
    plan = plan_batch(text, captions, pictures)
    assert len(plan.items) in {0, pictures}


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=300), pictures=st.booleans(), timeline=st.booleans())
def test_without_a_timeline_all_is_new_and_without_pictures_nothing_is(
    text: str, pictures: bool, timeline: bool
) -> None:
    decided = starts_new(text, has_pictures=pictures, has_timeline=timeline)
    if not timeline:
        assert decided
    elif not pictures:
        assert not decided
