"""What the store keeps of turns, projects and deliveries is all of it, and no more is needed."""

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from core.backend import (
    Canvas,
    Json,
    MediaInfo,
    RenderPhase,
    RenderStatus,
    Session,
    SessionState,
    TurnStatus,
)
from core.backend import TurnRecord as ListedTurn
from core.conversation.deliveries import Delivery, delivery_from, delivery_row
from core.conversation.material import BatchPlace, FinishedVideo, Held, Material
from core.conversation.projects import Project, project_from, project_row
from core.conversation.seam import AttachmentKind, Author, ChatRef, MessageRef
from core.conversation.turn import Phase, Turn, TurnKind
from core.conversation.turn_rows import body_of, from_row, to_row
from core.media import MediaKind
from core.store import DeliveryRecord, ProjectRecord, TurnRecord, TurnState

text = st.text(max_size=12)
names = st.text(min_size=1, max_size=8)
numbers = st.floats(allow_nan=False, allow_infinity=False)
sizes = st.integers(0, 2**40)
chats = st.builds(ChatRef, names, names, st.none() | names)
messages = st.builds(MessageRef, chats, text)
json_values: SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
drafts = st.dictionaries(text, json_values, max_size=3)
materials = st.builds(
    Material, st.sampled_from(AttachmentKind), text, text, st.none() | text, st.none() | sizes, text
)
helds = st.builds(Held, text, text, text, st.sampled_from(MediaKind), sizes)
videos = st.builds(FinishedVideo, text, sizes, sizes, numbers, sizes, text, text)
states = st.builds(
    SessionState,
    st.none() | drafts,
    st.lists(st.builds(MediaInfo, text, content_hash=st.none() | text), max_size=2).map(tuple),
    st.none() | st.builds(Canvas, st.none() | sizes),
    st.lists(drafts, max_size=2).map(tuple),
    st.none()
    | st.lists(st.builds(ListedTurn, text, st.sampled_from(TurnStatus)), max_size=2).map(tuple),
)
turns = st.builds(
    Turn,
    text,
    chats,
    st.builds(Author, text, text, st.booleans()),
    text,
    interface=st.none() | text,
    message=st.none() | messages,
    kind=st.sampled_from(TurnKind),
    asked_at=numbers,
    materials=st.lists(materials, max_size=2).map(tuple),
    links=st.lists(text, max_size=2).map(tuple),
    batch=st.none() | st.builds(BatchPlace, sizes, sizes, text),
    parent=st.none() | text,
    status=st.none() | messages,
    phase=st.sampled_from(Phase),
    files=st.lists(helds, max_size=2).map(tuple),
    baseline=states,
    sent_at=st.none() | numbers,
    draft=st.none() | drafts,
    clip=st.none() | drafts,
    rendered=st.none() | st.builds(RenderStatus, st.sampled_from(RenderPhase), st.none() | numbers),
    video=st.none() | videos,
    delivering=st.booleans(),
)
projects = st.builds(
    Project,
    text,
    text,
    text,
    text,
    session=st.none() | st.builds(Session, text, st.none() | text),
    held=st.lists(helds, max_size=2).map(tuple),
    unsettled=st.booleans(),
)
deliveries = st.builds(
    Delivery,
    text,
    text,
    text,
    names,
    messages,
    messages,
    videos,
    text,
    st.lists(helds, max_size=2).map(tuple),
    draft=st.none() | drafts,
    delivered_at=numbers,
)


def stored(turn: Turn, body: str) -> TurnRecord:
    """The row of a turn."""
    new = dataclasses.replace(to_row(turn), body=body)
    return TurnRecord(
        1, new.id, new.chat, new.author, TurnState.QUEUED, new.phase, new.body, new.cause,
        0, 0.0, None, 0.0,
    )  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(turns)
def test_a_turn_comes_back_from_its_row_as_it_was(turn: Turn) -> None:
    assert from_row(stored(turn, body_of(turn))) == turn


@settings(deadline=None, max_examples=30)
@given(projects)
def test_a_project_comes_back_from_its_row_as_it_was(project: Project) -> None:
    assert project_from(project_row(project, now=1.0)) == project


@settings(deadline=None, max_examples=30)
@given(deliveries)
def test_a_delivery_comes_back_from_its_row_as_it_was(delivery: Delivery) -> None:
    assert delivery_from(delivery_row(delivery)) == delivery


def test_numbers_of_a_draft_keep_their_kind() -> None:
    draft: dict[str, Json] = {"d": 1, "v": 1.0, "on": True, "none": None, "s": "1"}
    turn = Turn("t", ChatRef("p", "c"), Author("1", "A"), draft=draft)
    again = from_row(stored(turn, body_of(turn)))
    assert json.dumps(again.draft) == json.dumps(draft)


def test_what_a_later_version_adds_is_passed_over() -> None:
    turn = Turn("t", ChatRef("p", "c"), Author("1", "A"), "zoom in")
    body = json.loads(body_of(turn))
    body["mood"] = "good"
    body["author"]["age"] = 7
    assert from_row(stored(turn, json.dumps(body))) == turn


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"id": "secret words"}', "nothing of ours"])
def test_a_body_that_is_none_says_so_without_quoting_it(body: str) -> None:
    turn = Turn("t", ChatRef("p", "c"), Author("1", "A"))
    with pytest.raises(ValueError, match="turn t can't be read") as raised:
        from_row(stored(turn, body))
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None
    with pytest.raises(ValueError, match="can't be read"):
        project_from(ProjectRecord("p", "c", "a", "b", body, 0.0))
    with pytest.raises(ValueError, match="can't be read"):
        delivery_from(DeliveryRecord("t", "c", "a", None, "m", "s", body, 0.0))


def test_a_row_says_nothing_of_where_files_lie(tmp_path: Path) -> None:
    held = Held("a" * 64, "x.jpg", "image/jpeg", MediaKind.PICTURE, 3)
    turn = Turn("t", ChatRef("p", "c"), Author("1", "A"), files=(held,))
    assert str(tmp_path.parent) not in body_of(turn)
