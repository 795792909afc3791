"""Videos that people speak of, and how a row of the labelled sentences is judged."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from core.prompts.vocabulary import COLORS, FRAMES
from core.studio.agent import AgentInput, AgentOutcome, Material, respond
from core.studio.timeline import (
    Motion,
    Shot,
    Sound,
    Timeline,
    Title,
    Transition,
)

PICTURES = {name: Material(name, f"{name}.jpg", "image", 1600, 900) for name in "ABCD"}
SONG = Material("S", "song.mp3", "audio", duration_s=60)


def timeline(names: str = "ABC", each: int = 4000, motion: str = "auto") -> Timeline:
    return Timeline(
        tuple(
            Shot(
                name,
                name,
                each,
                motion=Motion(motion),
                transition=Transition() if number else None,
            )
            for number, name in enumerate(names)
        )
    )


VIDEO = timeline()
ZOOM = timeline("A", 5000, "zoom-in")
STORY = replace(
    VIDEO,
    titles=(Title("Hello", 0, 4000),),
    sounds=(Sound("Calm", 0, 12_000, bed="calm"),),
)
LONGER = replace(
    VIDEO,
    shots=tuple(
        replace(s, duration_ms=ms) for s, ms in zip(VIDEO.shots, (6667, 6666, 6667), strict=True)
    ),
)
ABC = tuple(PICTURES[name] for name in "ABC")

GIVEN: dict[str, AgentInput] = {
    "nothing": AgentInput(""),
    "one": AgentInput("", None, (PICTURES["A"],), ("A",)),
    "three": AgentInput("", None, ABC, ("A", "B", "C")),
    "pets": AgentInput(
        "",
        None,
        tuple(Material(name, f"{name}.jpg", "image", 1600, 900) for name in ("cat", "dog", "狗狗")),
        ("cat", "dog", "狗狗"),
    ),
    "video": AgentInput("", VIDEO, ABC),
    "video-zoom": AgentInput("", ZOOM, (PICTURES["A"],)),
    "short": AgentInput("", timeline("A", 5000), (PICTURES["A"],)),
    "ten seconds": AgentInput("", timeline("A", 10_000), (PICTURES["A"],)),
    "loop": AgentInput("", replace(timeline("A", 5000, "jiggle"), loop=True), (PICTURES["A"],)),
    "story": AgentInput("", STORY, ABC),
    "story-no-title": AgentInput("", replace(STORY, titles=()), ABC),
    "more": AgentInput("", VIDEO, (*ABC, PICTURES["D"]), ("D",)),
    "audio-held": AgentInput("", VIDEO, (*ABC, SONG)),
    "audio-fresh": AgentInput("", VIDEO, (*ABC, SONG), ("S",)),
    "edited": AgentInput("", LONGER, ABC, past=(VIDEO,)),
    "undone": AgentInput("", VIDEO, ABC, future=(LONGER,)),
}


@dataclass(frozen=True)
class Case:
    """A sentence, the video it is said of, and what differs afterwards.

    Facets: ``seconds``, ``lengths``, ``motion`` (one name, or one for each picture), ``pace`` and
    ``strength`` (``<`` or ``>`` than before), ``loop``, ``transition``, ``transition_s``,
    ``titles``, ``place``, ``color``, ``size``, ``title_span`` (start and length, s), ``music`` (a
    bed or a file's name; None: none), ``volume`` (percent, or ``<``/``>``), ``music_fades`` (s),
    ``music_span`` (start and length, s), ``frame``, ``fit``, ``order``, ``changed``,
    ``says`` (part of the reply), ``hides`` (what it must not say).
    """

    text: str
    given: str
    expected: dict[str, Any] = field(default_factory=dict[str, Any])

    def __init__(self, text: str, given: str, **expected: Any) -> None:  # noqa: ANN401 - see the facets
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "given", given)
        object.__setattr__(self, "expected", expected)


def outcome_of(case: Case) -> AgentOutcome:
    return respond(replace(GIVEN[case.given], text=case.text))


def problems_of(case: Case, outcome: AgentOutcome) -> list[str]:
    """What is not as labelled; empty where all is."""
    before = GIVEN[case.given]
    wanted = dict(case.expected)
    says, changed = wanted.pop("says", ""), wanted.pop("changed", True)
    hides = wanted.pop("hides", "")
    new = wanted.pop("new", before.timeline is None)
    problems: list[str] = []
    if says.casefold() not in outcome.reply.casefold():
        problems.append(f"does not say {says!r}")
    if hides and hides.casefold() in outcome.reply.casefold():
        problems.append(f"says {hides!r}")
    if not outcome.reply.strip():
        problems.append("says nothing")
    if outcome.changed != changed:
        problems.append(f"changed is {outcome.changed}")
    if not changed:
        if outcome.timeline != before.timeline:
            problems.append("has another timeline, though unchanged")
        return problems
    usual = _usual(case.given) if new or before.timeline is None else before.timeline
    if outcome.timeline is None or usual is None:
        return [*problems, "has no timeline"]
    return problems + _differences(wanted, outcome.timeline, usual)


@cache
def _usual(given: str) -> Timeline | None:
    return respond(GIVEN[given]).timeline


def _differences(wanted: dict[str, Any], after: Timeline, before: Timeline) -> list[str]:
    got, was = facets(after), facets(before)
    skipped = _implied(wanted)
    problems: list[str] = []
    for name, value in got.items():
        if name in wanted:
            expected = wanted[name]
            if expected in ("<", ">"):
                fits = value is not None and (
                    value < was[name] if expected == "<" else value > was[name]
                )
            elif name in ("motion", "transition") and isinstance(expected, str):
                fits = set(value) == {expected}
            else:
                fits = value == expected
            if not fits:
                problems.append(f"{name} is {value}, expected {expected} (was {was[name]})")
        elif name not in skipped and value != was[name]:
            problems.append(f"{name} became {value}, was {was[name]}")
    return problems


def _implied(wanted: dict[str, Any]) -> set[str]:
    """Facets that change of themselves with those that are named."""
    skipped: set[str] = set()
    if "order" in wanted:
        skipped |= {
            "lengths",
            "seconds",
            "motion",
            "transition",
            "title_span",
            "transition_s",
            "music_span",
        }
    if "seconds" in wanted or "lengths" in wanted:
        skipped |= {"seconds", "lengths", "title_span", "transition_s", "music_span"}
    if "titles" in wanted:
        skipped |= {"place", "color", "size", "title_span"}
    if "music" in wanted:
        skipped |= {"volume", "music_fades", "music_span"}
    if "transition" in wanted:
        skipped |= {"transition_s"}
    if "motion" in wanted:
        skipped |= {"pace", "strength"}
    return skipped


def facets(made: Timeline) -> dict[str, Any]:
    """What there is to compare of a timeline."""
    title = made.titles[-1] if made.titles else None
    sound = made.sounds[0] if made.sounds else None
    motions = [shot.motion for shot in made.shots]
    entries = [shot.transition for shot in made.shots[1:]]
    colors = {value: name for name, value in COLORS.items() if name != "grey"}
    frames = {size: name for name, size in FRAMES.items()}
    size = (made.width, made.height)
    return {
        "order": "".join(shot.media for shot in made.shots),
        "seconds": made.duration_ms / 1000,
        "lengths": [shot.duration_ms / 1000 for shot in made.shots],
        "motion": [motion.type for motion in motions],
        "pace": motions[0].speed,
        "strength": motions[0].strength,
        "loop": made.loop,
        "transition": [entry.type for entry in entries if entry],
        "transition_s": entries[0].duration_ms / 1000 if entries and entries[0] else None,
        "titles": [one.text for one in made.titles],
        "place": title and title.place.value,
        "color": title and colors[title.color],
        "size": title and title.size.value,
        "title_span": title and (title.start_ms / 1000, title.duration_ms / 1000),
        "music": sound and (sound.bed or {"S": "song.mp3"}[sound.media or ""]),
        "volume": sound and round(sound.volume * 100),
        "music_fades": sound and (sound.fade_in_ms / 1000, sound.fade_out_ms / 1000),
        "music_span": sound and (sound.start_ms / 1000, sound.duration_ms / 1000),
        "frame": frames.get(size, f"{size[0]}x{size[1]}"),
        "fit": made.shots[0].fit.value if made.shots else None,
    }
