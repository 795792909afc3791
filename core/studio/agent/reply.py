"""Says what was done, what was not, and what else could be, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, assert_never

from core.errors import PromptProblem
from core.locales import Texts, load_texts
from core.locales.speaker import Speaker
from core.studio.agent.applying import frame_name
from core.studio.agent.notes import Named, Note, Pictures, Seconds, Words
from core.studio.agent.understanding import Request
from core.studio.draft import LONGEST_MS
from core.studio.timeline import ShotKind, Timeline

_MOST_PROBLEMS: Final = 5
_MADE_OF: Final = frozenset({"did-total", "did-each"})
_BY_ITSELF: Final = Note(
    "did-motion", (("motion", Named("motion", "auto")), ("which", Pictures())), tool="set_motion"
)

_SILENT: Final = Note("missed-clip-silent", missed=True)


@cache
def _texts() -> Texts:
    return load_texts()


def speaker_for(request_is_chinese: bool, language: str) -> Speaker:
    """Who answers: in Chinese where Chinese was written, else in the session's language."""
    return _texts().for_locale("zh" if request_is_chinese else language)


def tell_made(timeline: Timeline, notes: Sequence[Note], speaker: Speaker) -> str:
    """A new video."""
    told = [note for note in notes if note.key not in _MADE_OF and note != _BY_ITSELF]
    changes = _phrases(told, speaker)
    kind = _kind_of(timeline)
    made = speaker.format(
        "studio-made-with" if changes else "studio-made",
        length=span(timeline.duration_ms, speaker),
        count=len({shot.media for shot in timeline.shots}),
        kind=kind,
        changes=changes,
    )
    if kind == "pictures" or _SILENT in notes:
        return made
    return joined([made, _sentence(_SILENT, speaker)], speaker)


def _kind_of(timeline: Timeline) -> str:
    clips = {shot.kind is ShotKind.CLIP for shot in timeline.shots}
    return "mixed" if len(clips) > 1 else "clips" if True in clips else "pictures"


def tell_done(notes: Sequence[Note], changed: bool, speaker: Speaker) -> str:
    """Edits of the video there is; empty where there were none."""
    changes = _phrases(notes, speaker)
    if not changes:
        return ""
    return speaker.format("studio-done" if changed else "studio-already", changes=changes)


def tell_missed(notes: Sequence[Note], request: Request, speaker: Speaker) -> list[str]:
    """Everything that was asked for and not done, one sentence each."""
    sentences = [_sentence(note, speaker) for note in notes if note.missed]
    sentences += [speaker.format(f"studio-limit-{name}") for name in request.limits]
    sentences += [speaker.format(f"studio-needs-{name}") for name in request.needs]
    if request.unable:
        things = [speaker.format(f"studio-unable-{name}") for name in request.unable]
        sentences.append(
            speaker.format("studio-unable", things=speaker.listing(things, style="or"))
        )
    if request.unknown:
        quoted = [speaker.format("studio-quoted", words=words) for words in request.unknown[:3]]
        sentences.append(speaker.format("studio-unknown", passages=speaker.listing(quoted)))
    return list(dict.fromkeys(sentences))


def tell_answers(asks: Sequence[str], timeline: Timeline | None, speaker: Speaker) -> str:
    """Answers to questions."""
    return joined([_answer(ask, timeline, speaker) for ask in asks], speaker)


def tell_problems(problems: Sequence[PromptProblem], speaker: Speaker) -> str:
    """What is wrong with a JSON prompt, each with its path and what belongs there."""
    lines = [_problem(problem, speaker) for problem in problems[:_MOST_PROBLEMS]]
    more = len(problems) - len(lines)
    if more > 0:
        lines.append(speaker.format("studio-prompt-more", count=more))
    return "\n".join([speaker.format("studio-prompt-wrong", count=len(problems)), *lines])


def _problem(problem: PromptProblem, speaker: Speaker) -> str:
    if not problem.expected:
        return speaker.format("studio-prompt-twice", path=problem.path)
    if problem.line is None or problem.column is None:
        return speaker.format("studio-prompt-problem", path=problem.path, expected=problem.expected)
    return speaker.format(
        "studio-prompt-syntax",
        line=problem.line,
        column=problem.column,
        expected=problem.expected,
    )


def tell(key: str, speaker: Speaker) -> str:
    """A fixed text."""
    return speaker.format(f"studio-{key}", longest=LONGEST_MS // 60_000)


def joined(sentences: Sequence[str], speaker: Speaker) -> str:
    """Sentences as one text."""
    said = [sentence for sentence in sentences if sentence]
    text = said[0] if said else ""
    for sentence in said[1:]:
        text = speaker.format("studio-sentences", first=text, next=sentence)
    return text


def _answer(ask: str, timeline: Timeline | None, speaker: Speaker) -> str:
    if ask == "help":
        return tell("help", speaker)
    if ask == "music":
        return tell("beds", speaker)
    if timeline is None or not timeline.shots:
        return tell("help", speaker)
    if ask == "length":
        return speaker.format("studio-length", length=span(timeline.duration_ms, speaker))
    return speaker.format(
        "studio-state",
        length=span(timeline.duration_ms, speaker),
        count=len({shot.media for shot in timeline.shots}),
        frame=frame_name(timeline.width, timeline.height),
        titles=len(timeline.titles),
        music=len(timeline.sounds),
    )


def _phrases(notes: Iterable[Note], speaker: Speaker) -> str:
    told = [note for note in notes if not note.missed]
    phrases = [_sentence(note, speaker) for note in told]
    return speaker.format("studio-comma").join(dict.fromkeys(phrases))


def _sentence(note: Note, speaker: Speaker) -> str:
    arguments = {name: _word(value, speaker) for name, value in note.arguments}
    return speaker.format(f"studio-{note.key}", **arguments)


def _word(value: Words, speaker: Speaker) -> str | int | float:
    match value:
        case Named(group=group, name=name):
            return speaker.format(f"studio-{group}-{name}")
        case Seconds(ms=ms):
            return span(ms, speaker)
        case Pictures(numbers=numbers):
            return speaker.listing([str(number) for number in numbers]) if numbers else "all"
        case str() | int() | float():
            return value
        case _:
            assert_never(value)


def span(ms: int, speaker: Speaker) -> str:
    """A length of time in seconds."""
    return speaker.format("studio-seconds", seconds=round(ms / 1000, 2))
