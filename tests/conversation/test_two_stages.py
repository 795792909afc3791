"""A generation's clip is told at once; the export waits for what the backend adds to it."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from core.backend import Json, SessionState
from core.conversation.deliveries import delivery_from
from core.conversation.seam import ActionKind
from core.conversation.steps_agent import is_first_stage
from core.store import TurnState
from core.studio.agent import AgentInput, Material, respond
from core.studio.stages import raw_clip, with_extras
from core.studio.timeline import Timeline
from tests.conversation.place import SKILL, TEXTS, Died, Place, a_place, draft
from tests.peers.cloud import Call

PAUSES = (3.0, 5.0, 7.0)
CLIP = draft("coffee.jpg")
WHOLE = draft("coffee.jpg", title="Coffee")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[Place]:
    async with a_place(tmp_path, second_stage=PAUSES) as made:
        made.listed = False
        yield made


def after_reads(place: Place, count: int) -> None:
    """The second stage comes when the state was read so many times since the turn."""
    reads = 0

    def made(turns: int) -> Json:
        nonlocal reads
        reads += turns
        return CLIP if reads <= count else WHOLE

    place.made = made


async def test_the_first_stage_is_told_and_the_second_exported(place: Place) -> None:
    place.surface.edit_interval = 0.0
    after_reads(place, 2)
    await place.add(place.turn())
    await place.run()
    assert any("clip is there" in text for text in place.surface.texts)
    (submit,) = place.cloud.got(Call.SUBMIT)
    assert submit.json["draft"] == WHOLE
    _, last = place.surface.shown[-1]
    assert "Timeline (2 tracks)" in last.text
    assert "Coffee" in last.text
    kinds = [button.action.kind for button in last.buttons]
    assert kinds[:2] == [ActionKind.KEEP_ALL, ActionKind.CLIP_ONLY]
    record = await place.delivery()
    assert record is not None
    delivery = delivery_from(record)
    assert (delivery.clip, delivery.draft) == (CLIP, WHOLE)


async def test_a_second_stage_that_never_comes_is_not_waited_for_long(place: Place) -> None:
    place.made = lambda _: CLIP
    await place.add(place.turn())
    await place.run()
    waited = [pause for pause in place.clock.slept if pause in PAUSES]
    assert waited == list(PAUSES)
    (submit,) = place.cloud.got(Call.SUBMIT)
    assert submit.json["draft"] == CLIP
    _, last = place.surface.shown[-1]
    assert ActionKind.KEEP_ALL not in [button.action.kind for button in last.buttons]


async def test_an_edit_waits_for_nothing(place: Place) -> None:
    place.made = lambda turns: draft("coffee.jpg", seconds=turns)
    await place.add(place.turn())
    await place.run()
    before = len(place.clock.slept)
    await place.add(place.words("t2"))
    await place.run()
    assert not [pause for pause in place.clock.slept[before:] if pause in PAUSES]
    assert len(place.surface.videos) == 2


@pytest.mark.parametrize("written", [True, False])
async def test_a_crash_while_it_waits_forgets_neither_stage(place: Place, written: bool) -> None:
    after_reads(place, 1)
    await place.add(place.turn())
    with pytest.raises(Died):  # where the first stage, then the second, is kept
        await place.run(dies_at=7 if written else 8, written=written)
    assert (await place.stored()).clip == CLIP
    await place.run()
    turn = await place.stored()
    assert (turn.clip, turn.draft) == (CLIP, WHOLE)
    assert len(place.surface.videos) == 1


async def test_without_automatic_export_the_choice_stands_under_the_summary(
    place: Place,
) -> None:
    after_reads(place, 1)
    await place.add(replace(place.turn(), auto_export=False))
    await place.run()
    _, last = place.surface.shown[-1]
    assert [button.action.kind for button in last.buttons] == [
        ActionKind.KEEP_ALL,
        ActionKind.CLIP_ONLY,
    ]
    assert (await place.row()).state is TurnState.DONE


async def test_where_the_backend_says_that_nothing_was_generated_nothing_is_awaited(
    place: Place,
) -> None:
    place.listed = True
    after_reads(place, 2)
    await place.add(place.turn())
    await place.run()
    assert not [pause for pause in place.clock.slept if pause in PAUSES]
    assert len(place.surface.videos) == 1


def state(made: Json, *, listed: bool = False, generated: int = 0) -> SessionState:
    assert made is None or isinstance(made, dict)
    clips = ({"id": "clip"},) * generated
    return SessionState(made, generated=clips, turns=() if listed else None)


@pytest.mark.parametrize(
    ("before", "after", "first"),
    [
        (state(None), state(CLIP), True),
        (state(None), state(WHOLE), False),
        (state(None), state(None), False),
        (state(CLIP), state(draft("coffee.jpg", seconds=3)), False),
        (state({}), state(CLIP), True),
        (state(None, listed=True), state(CLIP, listed=True), False),
        (state(None, listed=True), state(CLIP, listed=True, generated=1), True),
        (state(None, listed=True), state(WHOLE, listed=True, generated=1), False),
    ],
)
def test_a_first_timeline_of_pictures_alone_may_be_a_first_stage(
    before: SessionState, after: SessionState, first: bool
) -> None:
    assert is_first_stage(before, after) is first


@pytest.mark.parametrize("language", TEXTS.languages)
def test_the_studio_understands_what_the_clip_only_means(language: str) -> None:
    photo = Material("m1", "coffee.jpg", "image", 64, 36, 0.0)

    def asks(text: str, timeline: Timeline | None) -> Timeline:
        turn = AgentInput(text, timeline, (photo,), (), (), (), language, SKILL)
        made = respond(turn).timeline
        assert made is not None
        return made

    clip = raw_clip(asks({"zh": "放大"}.get(language, "zoom in"), None))
    whole = with_extras(clip)
    assert asks(TEXTS.for_locale(language).format("request-clip-only"), whole) == clip != whole
