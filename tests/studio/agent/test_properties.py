"""What holds whatever somebody writes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.studio.agent import AgentInput, AgentOutcome, Material, respond
from core.studio.agent.lexicon import lexicon
from core.studio.agent.retiming import shared_out
from core.studio.draft import LONGEST_MS, from_draft, to_draft
from core.studio.rendering.typefaces import Typefaces
from core.studio.timeline import Timeline
from tests.peers.timing import cpu_seconds
from tests.studio.agent.cases import GIVEN
from tests.studio.agent.sentences import SENTENCES as CASES

TYPEFACES = Typefaces()
SENTENCES = [case.text for case in CASES if case.text]
_words = st.sampled_from(
    sorted(
        {word for text in SENTENCES for word in text.split()}
        | {phrase for phrase, _, _ in lexicon().phrases()}
    )
)
_talk = st.lists(_words | st.sampled_from(SENTENCES), max_size=12).map(" ".join)
_given = st.sampled_from(sorted(GIVEN))


def check(outcome: AgentOutcome, turn: AgentInput) -> None:
    """A turn ends in order, whatever it was about."""
    assert outcome.reply.strip()
    assert len(outcome.past) <= 50
    if not outcome.changed:
        assert outcome.timeline == turn.timeline
        return
    assert outcome.activities
    made = outcome.timeline
    assert made is not None
    assert made != turn.timeline
    assert made.shots
    assert from_draft(to_draft(made)) == made
    check_times(made)


def check_times(made: Timeline) -> None:
    total = made.duration_ms
    frames = total * made.fps / 1000
    assert abs(round(frames) * 1000 / made.fps - total) <= 0.5
    assert 0 < total <= LONGEST_MS
    cut = 0
    for number, shot in enumerate(made.shots):
        cut += shot.duration_ms
        assert abs(round(cut * made.fps / 1000) * 1000 / made.fps - cut) <= 0.5
        assert (shot.transition is None) == (number == 0)
    for piece in (*made.titles, *made.sounds):
        assert 0 <= piece.start_ms < total
        assert piece.start_ms + piece.duration_ms <= total
        assert piece.fade_in_ms <= piece.duration_ms
        assert piece.fade_out_ms <= piece.duration_ms


@given(_talk, _given)
@settings(max_examples=200, deadline=None)
def test_any_mixture_of_requests_gives_a_timeline_in_order(text: str, given_name: str) -> None:
    turn = replace(GIVEN[given_name], text=text)
    check(respond(turn), turn)


@given(st.text(max_size=200), _given)
@settings(max_examples=200, deadline=None)
def test_no_text_at_all_raises(text: str, given_name: str) -> None:
    turn = replace(GIVEN[given_name], text=text)
    check(respond(turn), turn)


@given(
    st.text(st.sampled_from("0123456789 :x.,smin秒分第张每个两半一点\n'\"“”「」-#%"), max_size=60)
)
@settings(max_examples=200, deadline=None)
def test_no_mixture_of_figures_and_marks_raises(text: str) -> None:
    turn = replace(GIVEN["story"], text=text)
    check(respond(turn), turn)


@given(st.lists(_talk, min_size=2, max_size=5))
@settings(max_examples=40, deadline=None)
def test_a_whole_conversation_stays_in_order(texts: list[str]) -> None:
    turn = GIVEN["three"]
    for text in texts:
        turn = replace(turn, text=text)
        outcome = respond(turn)
        check(outcome, turn)
        turn = replace(
            turn,
            timeline=outcome.timeline,
            past=outcome.past,
            future=outcome.future,
            fresh=() if outcome.timeline else turn.fresh,
        )


@given(st.sampled_from(SENTENCES).filter(lambda text: not set(text) & set("\"'“”「」『』《》\n`")))
@settings(max_examples=100, deadline=None)
@pytest.mark.parametrize("quotes", ["“”", "「」", '""'])
def test_quoted_text_is_never_an_instruction(quotes: str, text: str) -> None:
    before = GIVEN["video"]
    outcome = respond(replace(before, text=f"add the title {quotes[0]}{text}{quotes[1]}"))
    assert outcome.timeline is not None
    drawn = TYPEFACES.drawable(" ".join(text.split()))
    assert [title.text for title in outcome.timeline.titles] == ([drawn] if drawn else [])
    assert replace(outcome.timeline, titles=()) == before.timeline


@given(
    st.sampled_from(SENTENCES).filter(
        lambda text: text.isascii() and not set(text) & set("\"'`\n.,;:!?&")
    )
)
@settings(max_examples=80, deadline=None)
def test_a_link_is_never_an_instruction(text: str) -> None:
    before = GIVEN["video"]
    outcome = respond(replace(before, text=f"https://example.com/{text.replace(' ', '-')}"))
    assert outcome.timeline == before.timeline


@given(st.integers(500, LONGEST_MS), st.integers(1, 40), st.sampled_from([24, 25, 30, 50, 60]))
@settings(max_examples=100, deadline=None)
def test_a_length_is_shared_out_to_the_frame(total: int, count: int, fps: int) -> None:
    parts = shared_out(total, [4000.0] * count, fps)
    wanted = max(total, 200 * count)
    assert abs(sum(parts) - wanted) <= 1000 / fps / 2 + 1
    assert max(parts) - min(parts) <= 2 * 1000 / fps


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 11, 13])
@pytest.mark.parametrize("seconds", [5, 10, 15, 30, 60])
def test_the_asked_length_is_exact(count: int, seconds: int) -> None:
    pictures = tuple(
        Material(f"m{number}", f"{number}.jpg", "image", 1600, 900) for number in range(count)
    )
    fresh = tuple(picture.id for picture in pictures)
    outcome = respond(AgentInput(f"{seconds} seconds", None, pictures, fresh))
    assert outcome.timeline is not None
    assert outcome.timeline.duration_ms == seconds * 1000


@pytest.mark.parametrize(
    "unit",
    ["!", "“", "'a ", "他", "第一张，", "标题 一 ", "1,", "ﷺ", "title: A. ",
     "zoom in on the first picture and add “x” 「y」 "],
)  # fmt: skip
def test_a_long_text_is_read_in_no_time(unit: str) -> None:
    turn = replace(GIVEN["story"], text=(unit * 4000)[:4000])
    taken = cpu_seconds(lambda: check(respond(turn), turn))
    assert taken < 2  # a tenth of it, unless it grows with the square
