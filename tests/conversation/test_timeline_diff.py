import copy
from collections.abc import Callable
from typing import Any, TypeAlias, cast, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.backend.models import Json
from core.conversation.timeline import TrackKind
from core.conversation.timeline_diff import describe, diff
from core.conversation.timeline_diff.changes import (
    AspectChanged,
    Change,
    DurationChanged,
    LoopChanged,
    MotionChanged,
    OrderChanged,
    OtherChanged,
    ProjectNamed,
    SegmentAdded,
    SegmentAdjusted,
    SegmentRemoved,
    SegmentReplaced,
    SegmentRetimed,
    TimelineCleared,
    TimelineMade,
    TitleChanged,
    TrackAdded,
    TrackRemoved,
    TransitionChanged,
    VolumeChanged,
)
from core.conversation.timeline_diff.comparing import same_json
from core.locales import load_texts
from core.prompts.vocabulary import MOTIONS, TRANSITIONS
from core.studio.draft import to_draft
from core.studio.timeline import Shot, Sound, Timeline, Title, Transition

Draft: TypeAlias = dict[str, Any]

TEXTS = load_texts()
EN, ZH = TEXTS.for_locale("en"), TEXTS.for_locale("zh")
VIDEO, AUDIO, TEXT = TrackKind.VIDEO, TrackKind.AUDIO, TrackKind.TEXT

TIMELINE = Timeline(
    shots=(Shot("m1", "beach.jpg", 5_000), Shot("m2", "lake.jpg", 5_000)),
    titles=(Title("Summer", 0, 3_000),),
    sounds=(Sound("Lo-fi", 0, 10_000, bed="lofi"),),
)
DRAFT: Draft = to_draft(TIMELINE)


def edited(edit: Callable[[Draft], object]) -> tuple[Change, ...]:
    after = copy.deepcopy(DRAFT)
    edit(after)
    return diff(DRAFT, after)


def about(draft: Draft, track: int, segment: int) -> Draft:
    return draft["t"][track]["sg"][segment]["m"]


def test_what_did_not_change_is_no_change() -> None:
    assert diff(DRAFT, copy.deepcopy(DRAFT)) == ()
    assert diff(None, None) == diff({}, None) == diff(None, {}) == ()
    assert describe((), EN) == "Nothing changed on the timeline."


def test_the_first_draft_is_a_timeline_made() -> None:
    assert diff(None, DRAFT) == (TimelineMade(2, ("Summer",), ("Lo-fi",), 10_000),)
    assert describe(diff(None, DRAFT), EN) == (
        "Made a 10 s video: 2 shots, the title “Summer” and the music “Lo-fi”."
    )
    assert describe(diff(None, DRAFT), ZH) == (
        "做好了一段 10 秒的视频：2 个镜头，标题“Summer”，音乐“轻松 lo-fi”。"
    )
    assert diff(DRAFT, None) == (TimelineCleared(),)


def test_words_of_a_title() -> None:
    changes = edited(lambda after: about(after, 2, 0).update(text="Winter"))
    assert changes == (TitleChanged("Summer", "Winter"),)
    assert describe(changes, EN) == "Changed a title to “Winter”."
    assert describe(changes, ZH) == "标题改成了“Winter”。"


def test_a_motion_given_to_one_picture() -> None:
    changes = edited(lambda after: about(after, 0, 1).update(motion={"type": "jiggle"}))
    assert changes == (MotionChanged("lake.jpg", "jiggle", same_type=False),)
    assert describe(changes, EN) == "Gave “lake.jpg” a new motion (jiggle)."


def test_the_same_motion_given_to_all_is_told_once() -> None:
    def edit(after: Draft) -> None:
        for segment in (0, 1):
            about(after, 0, segment)["motion"] = {"type": "zoom-in", "strength": 0.3}

    assert describe(edited(edit), EN) == "Gave the pictures a new motion (zoom in)."
    assert describe(edited(edit), ZH) == "各张图片换了动效（放大）。"


def test_a_motion_of_another_strength() -> None:
    changes = edited(lambda after: about(after, 0, 0)["motion"].update(strength=0.9))
    assert changes == (MotionChanged("beach.jpg", "auto", same_type=True),)
    assert describe(changes, EN) == "Adjusted the motion of “beach.jpg”."


def test_a_transition() -> None:
    changes = edited(lambda after: about(after, 0, 1).update(transition={"type": "slide"}))
    assert changes == (TransitionChanged("lake.jpg", "slide", same_type=False),)
    assert describe(changes, EN) == "Changed the transition into “lake.jpg” (slide)."


def test_a_volume() -> None:
    changes = edited(lambda after: about(after, 1, 0).update(volume=0.5))
    assert changes == (VolumeChanged(AUDIO, "Lo-fi", 0.5),)
    assert describe(changes, EN) == "Set the volume of the music “Lo-fi” to 50%."


def test_tracks_that_come_and_go() -> None:
    without = {**DRAFT, "t": DRAFT["t"][:1]}
    assert diff(without, DRAFT) == (
        TrackAdded(AUDIO, ("Lo-fi",)),
        TrackAdded(TEXT, ("Summer",)),
    )
    assert diff(DRAFT, without) == (
        TrackRemoved(AUDIO, ("Lo-fi",)),
        TrackRemoved(TEXT, ("Summer",)),
    )
    assert describe(diff(DRAFT, without), EN) == (
        "Removed the music “Lo-fi” and removed the title “Summer”."
    )


def test_a_picture_more_makes_the_video_longer() -> None:
    third = Shot("m3", "hill.jpg", 5_000, transition=Transition())
    longer = Timeline((*TIMELINE.shots, third), TIMELINE.titles, TIMELINE.sounds)
    changes = diff(DRAFT, to_draft(longer))
    assert changes == (SegmentAdded(VIDEO, "hill.jpg"), DurationChanged(10_000, 15_000))
    assert describe(changes, EN) == "Added “hill.jpg” and changed the length from 10 s to 15 s."
    assert describe(diff(to_draft(longer), DRAFT), EN) == (
        "Removed “hill.jpg” and changed the length from 15 s to 10 s."
    )


def test_what_only_follows_from_another_length_is_not_told() -> None:
    def edit(after: Draft) -> None:
        after["d"] = 6_000
        for segment, start in ((0, 0), (1, 3_000)):
            after["t"][0]["sg"][segment].update(s=start, d=3_000)
        after["t"][1]["sg"][0]["d"] = 6_000

    changes = edited(edit)
    assert SegmentRetimed(VIDEO, "lake.jpg", 3_000, 3_000) in changes
    assert describe(changes, EN) == "Changed the length from 10 s to 6 s."


def test_a_title_that_stands_at_another_time() -> None:
    changes = edited(lambda after: after["t"][2]["sg"][0].update(s=2_000))
    assert changes == (SegmentRetimed(TEXT, "Summer", 2_000, 3_000),)
    assert describe(changes, EN) == "Moved the title “Summer” to 2-5 s."


def test_a_picture_in_the_place_of_another() -> None:
    changes = edited(lambda after: about(after, 0, 1).update(media="m9", name="hill.jpg"))
    assert changes == (SegmentReplaced(VIDEO, "lake.jpg", "hill.jpg"),)
    assert describe(changes, EN) == "Replaced “lake.jpg” with “hill.jpg”."


def test_a_piece_is_known_by_the_backend_s_id() -> None:
    def draft(name: str) -> Draft:
        return {"t": [{"tt": 0, "sg": [{"id": "seg_1", "d": 1_000, "m": {"name": name}}]}]}

    assert diff(draft("a"), draft("b")) == (SegmentReplaced(VIDEO, "a", "b"),)


def test_the_same_transition_given_to_all_is_told_once() -> None:
    def edit(after: Draft) -> None:
        for segment in (0, 1):
            about(after, 0, segment)["transition"] = {"type": "fade-black"}

    assert describe(edited(edit), EN) == (
        "Changed the transition into the pictures (fade through black)."
    )


def test_another_order() -> None:
    turned = Timeline(TIMELINE.shots[::-1], TIMELINE.titles, TIMELINE.sounds)
    changes = diff(DRAFT, to_draft(turned))
    assert OrderChanged(VIDEO, ("lake.jpg", "beach.jpg")) in changes
    assert describe(changes, EN) == "Changed the order to “lake.jpg” and “beach.jpg”."


def test_the_same_picture_twice_is_two_pieces() -> None:
    twice = Timeline((TIMELINE.shots[0], TIMELINE.shots[0]))
    once = Timeline((TIMELINE.shots[0],))
    assert diff(to_draft(once), to_draft(twice)) == (
        SegmentAdded(VIDEO, "beach.jpg"),
        DurationChanged(5_000, 10_000),
    )


@pytest.mark.parametrize(
    ("width", "height", "aspect"),
    [(1080, 1920, "9:16"), (1080, 1080, "1:1"), (720, 1280, "9:16"), (1000, 333, "1000×333")],
)
def test_another_shape(width: int, height: int, aspect: str) -> None:
    changes = edited(lambda after: after["m"].update(width=width, height=height))
    assert changes == (AspectChanged(width, height),)
    assert describe(changes, EN) == f"Changed the format to {aspect}."


def test_a_loop() -> None:
    changes = edited(lambda after: after["m"].update(loop=True))
    assert changes == (LoopChanged(loops=True),)
    assert describe(changes, EN) == "Made the video loop."


def test_a_look_without_a_name_of_its_own_is_an_adjustment() -> None:
    changes = edited(lambda after: about(after, 2, 0).update(color="#ff0000"))
    assert changes == (SegmentAdjusted(TEXT, "Summer"),)
    assert describe(changes, EN) == "Adjusted the title “Summer”."


UNKNOWN: list[Callable[[Draft], object]] = [
    lambda after: after.update(lut="warm"),
    lambda after: after["m"].update(seed=3),
    lambda after: after["t"][0].update(locked=True),
    lambda after: after["t"].append({"tt": 12}),
]


@pytest.mark.parametrize("edit", UNKNOWN)
def test_an_unknown_key_is_never_silence(edit: Callable[[Draft], object]) -> None:
    changes = edited(edit)
    assert changes
    assert describe(changes, EN) != describe((), EN)


def test_many_changes_are_told_in_two_sentences() -> None:
    def edit(after: Draft) -> None:
        about(after, 2, 0).update(text="Winter")
        about(after, 1, 0).update(volume=1)
        about(after, 0, 0).update(motion={"type": "shake"})
        about(after, 0, 1).update(motion={"type": "float"}, transition={"type": "wipe"})
        after["m"].update(width=1080, height=1080, title="Trip")

    told = describe(edited(edit), EN)
    assert told.endswith(" There are 3 more changes.")
    assert told.count(". ") == 1
    assert describe(edited(edit), ZH).count("。") == 2


def paths(value: object, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(cast("Draft", value).items())
    elif isinstance(value, list):
        inner = list(enumerate(cast("list[Any]", value)))
    return [here, *(path for key, member in inner for path in paths(member, (*here, key)))]


LEAVES: st.SearchStrategy[object] = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 9_000), st.text(max_size=5), st.just([{"x": 1}])
)


@settings(deadline=None, max_examples=200)
@given(path=st.sampled_from(paths(DRAFT)[1:]), fresh=LEAVES)
def test_whatever_changes_anywhere_is_told(path: tuple[Any, ...], fresh: object) -> None:
    after = copy.deepcopy(DRAFT)
    holder: Any = after
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = fresh
    changes = diff(DRAFT, after)
    assert bool(changes) is not same_json(DRAFT, after)
    for speaker in (EN, ZH):
        assert (describe(changes, speaker) == describe((), speaker)) is (not changes)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["t", "tt", "sg", "m", "d", "s", "name", "motion", "type", "id", "x"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)
drafts = st.none() | st.dictionaries(st.sampled_from(["t", "m", "d", "x"]), json_values)


@settings(deadline=None, max_examples=200)
@given(before=drafts, after=drafts)
def test_any_two_drafts_are_compared_and_told(before: Draft | None, after: Draft | None) -> None:
    changes = diff(before, after)
    for speaker in (EN, ZH):
        assert "\n" not in describe(changes, speaker)
    assert diff(after, after) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1.0, True), (1, True, False), (0, False, False), (None, False, False), ("1", 1, False),
        (float("nan"), float("nan"), True), ([], {}, False), ({"a": [1]}, {"a": [1]}, True),
        ({"a": 1}, {"a": 1, "b": None}, False), ([1, 2], [2, 1], False),
    ],
)  # fmt: skip
def test_json_values_are_compared_as_json(one: object, other: object, same: bool) -> None:
    assert same_json(one, other) is same


def test_a_draft_of_any_depth_is_compared() -> None:
    deep: Json = 1
    for _ in range(50_000):
        deep = [deep]
    assert diff({"x": deep}, {"x": deep}) == ()
    assert diff({"x": deep}, {"x": [deep]}) == (OtherChanged(),)


EXAMPLES: tuple[Change, ...] = (
    TimelineMade(0, (), (), None),
    TimelineCleared(),
    *(
        change
        for kind in TrackKind
        for name in ("", "a")
        for change in (
            SegmentAdded(kind, name),
            SegmentRemoved(kind, name),
            SegmentReplaced(kind, name, name),
            TrackAdded(kind, (name,) * 5),
            TrackRemoved(kind, ("a", "b", "c", "d", "e")),
            SegmentRetimed(kind, name, 0, None),
            VolumeChanged(kind, name, None),
            OrderChanged(kind, (name, name)),
            SegmentAdjusted(kind, name),
        )
    ),
    DurationChanged(None, 1),
    DurationChanged(1, None),
    AspectChanged(None, 1),
    ProjectNamed("a"),
    LoopChanged(loops=False),
    TitleChanged("a", "b"),
    *(MotionChanged("a", motion, same_type=False) for motion in (*MOTIONS, "", "spiral")),
    *(TransitionChanged("", name, same_type=False) for name in (*TRANSITIONS, "", "morph")),
    TransitionChanged("a", "", same_type=True),
    OtherChanged(),
)


def test_every_kind_of_change_has_words_in_every_language() -> None:
    assert {type(change) for change in EXAMPLES} == set(get_args(Change))
    for change in EXAMPLES:
        for speaker in (EN, ZH):
            assert describe((change,), speaker).strip()
