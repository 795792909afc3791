from typing import Any, TypeAlias, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.conversation.timeline import (
    TrackKind,
    read_timeline,
    seconds_text,
    shortened,
    summarise,
    summary_line,
)
from core.locales import Speaker, load_texts

TEXTS = load_texts()
EN, ZH = TEXTS.for_locale("en"), TEXTS.for_locale("zh-CN")

Draft: TypeAlias = dict[str, Any]

DOCUMENTED: Draft = {
    "d": 10_000,
    "m": {"title": "City", "width": 1920, "height": 1080},
    "t": [
        {"tt": 0, "sg": [{"d": 10_000, "m": {"name": "city timelapse"}}]},
        {"tt": 1, "sg": [{"d": 10_000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
        {"tt": 7, "sg": [{"s": 0, "d": 3_000, "m": {"text": "Urban Dreams"}}]},
    ],
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["t", "tt", "sg", "m", "d", "s", "name", "text", "volume", "width", "x"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


def line(draft: Draft, speaker: Speaker = EN) -> str:
    return summary_line(summarise(draft), speaker)


def track(*segments: Draft, kind: int = 0) -> Draft:
    return {"t": [{"tt": kind, "sg": list(segments)}]}


def test_chinese_is_punctuated_as_chinese_and_names_the_music_in_it() -> None:
    shots = [{"d": 2_000, "m": {"name": name}} for name in "ab"]
    music = {"tt": 1, "sg": [{"d": 4_000, "m": {"name": "Calm"}}]}
    assert line({"t": [{"tt": 0, "sg": shots}, music]}, ZH) == (
        "时间线（2 条轨道）：1. 视频：a、b（0–4 秒） 2. 音乐：舒缓（0–4 秒）"
    )


def test_the_documented_summary_is_written_as_documented() -> None:
    assert line(DOCUMENTED) == (
        "Timeline (3 tracks): 1. Video: city timelapse (0-10s) "
        '2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)'
    )


def test_the_summary_in_chinese() -> None:
    assert line(DOCUMENTED, ZH) == (
        "时间线（3 条轨道）：1. 视频：city timelapse（0–10 秒） "
        "2. 音乐：轻松 lo-fi（0–10 秒，35%） 3. 标题：“Urban Dreams”（0–3 秒）"
    )


NOTHING: list[Draft] = [{}, {"t": []}, {"t": [{"tt": 0, "sg": []}]}, {"t": "x"}, {"t": [1]}]


@pytest.mark.parametrize("draft", NOTHING)
def test_an_empty_timeline_is_said_to_be_empty_and_can_not_be_exported(draft: Draft) -> None:
    assert line(draft) == "There is nothing on the timeline yet."
    assert not summarise(draft).tracks


def test_no_timeline_is_an_empty_one() -> None:
    assert summarise(None) == summarise({})


def test_segments_without_a_start_follow_each_other() -> None:
    draft = track({"d": 2_000, "m": {"name": "a"}}, {"d": 2_500, "m": {"name": "b"}})
    assert line(draft) == "Timeline (1 track): 1. Video: a, b (0-4.5s)"
    starts = [segment.start_ms for segment in read_timeline(draft).tracks[0].segments]
    assert starts == [0, 2_000]
    assert read_timeline(draft).duration_ms == 4_500


@pytest.mark.parametrize("key", ["s", "st", "start"])
def test_a_start_is_read_under_each_of_its_names(key: str) -> None:
    draft = track({key: 3_000, "d": 1_000, "m": {"name": "a"}})
    assert line(draft) == "Timeline (1 track): 1. Video: a (3-4s)"


def test_many_pieces_are_counted_after_the_third() -> None:
    draft = track(*({"d": 1_000, "m": {"name": name}} for name in "abcde"))
    assert line(draft) == "Timeline (1 track): 1. Video: a, b, c + 2 (0-5s)"


def test_a_track_without_names_is_called_by_its_own() -> None:
    draft: Draft = {"t": [{"tt": 0, "m": {"name": "B-roll"}, "sg": [{"d": 1_000}]}]}
    assert line(draft) == "Timeline (1 track): 1. Video: B-roll (0-1s)"


def test_what_a_draft_does_not_say_is_not_invented() -> None:
    draft: Draft = {"t": [{"tt": 0, "sg": [{}]}, {"tt": 9, "sg": [{"name": "fx", "d": 500}]}]}
    assert line(draft) == "Timeline (2 tracks): 1. Video: untitled (0-?s) 2. Other: fx (0-0.5s)"
    assert [one.kind for one in summarise(draft).tracks] == [TrackKind.VIDEO, TrackKind.OTHER]


VOLUMES: list[tuple[object, str]] = [
    (0.35, ", 35%"), (35, ", 35%"), (0, ", 0%"), (1, ", 100%"), (-1, ""), ("loud", ""), (True, ""),
]  # fmt: skip


@pytest.mark.parametrize(("volume", "shown"), VOLUMES)
def test_a_volume_is_shown_in_per_cent(volume: object, shown: str) -> None:
    draft = track({"d": 5_000, "m": {"name": "a", "volume": volume}}, kind=1)
    assert line(draft) == f"Timeline (1 track): 1. BGM: a (0-5s{shown})"


def test_true_is_no_track_type() -> None:
    draft: Draft = {"t": [{"tt": True, "sg": [{}]}]}
    assert read_timeline(draft).tracks[0].kind is TrackKind.OTHER


def test_unknown_keys_are_kept_verbatim_beside_what_was_read() -> None:
    segment = {"d": 1_000, "m": {"name": "a", "grain": [1, {"x": None}]}, "zz": 7}
    view = read_timeline({"t": [{"tt": 0, "sg": [segment], "lock": True}], "q": 1})
    assert view.tracks[0].segments[0].raw is segment
    assert view.tracks[0].raw["lock"] is True


def test_names_stay_on_one_line_and_short() -> None:
    assert shortened("a\n b\u202e\x00c") == "a b c"
    assert len(shortened("x" * 500)) == 40
    assert shortened("👨‍👩‍👧") == "👨‍👩‍👧"


@pytest.mark.parametrize(("ms", "text"), [(0, "0"), (3_000, "3"), (2_450, "2.5"), (90_000, "90")])
def test_seconds_have_one_decimal_at_most(ms: int, text: str) -> None:
    assert seconds_text(ms) == text


@settings(deadline=None, max_examples=200)
@given(draft=json_values)
def test_any_json_is_read_and_told_in_one_line(draft: object) -> None:
    view = read_timeline(draft)
    assert view.exportable is any(one.segments for one in view.tracks)
    told = cast("Draft", draft)
    assert "\n" not in line(told, EN) + line(told, ZH)
