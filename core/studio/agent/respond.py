"""One turn of the agent: a text and a timeline in, a timeline and a reply out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.errors import PromptError
from core.locales.speaker import Speaker
from core.prompts import find_prompt, parse_prompt
from core.studio.agent import reply
from core.studio.agent.applying import Cast, apply_all
from core.studio.agent.composing import compose
from core.studio.agent.edits import Edit, PlayMusic, RemoveMusic, SoundLook
from core.studio.agent.json_prompt import timeline_of
from core.studio.agent.notes import Note
from core.studio.agent.reading import Context
from core.studio.agent.redirecting import redirected, touched
from core.studio.agent.skill_defaults import with_skill
from core.studio.agent.turn import AgentInput, AgentOutcome, Material
from core.studio.agent.understanding import Request, understand
from core.studio.timeline import Timeline

MOST_STEPS: Final = 50
"""How far back undo goes."""

_COMPOSING: Final = "compose_timeline"
_OTHER_PICTURE: Final = frozenset(
    {"face", "talk", "body", "background", "erase", "restyle", "generate", "upscale", "sticker"}
)


def respond(turn: AgentInput) -> AgentOutcome:
    """Understands the text, edits the timeline, says what was done. Never raises."""
    files = _Files.of(turn)
    try:
        source = find_prompt(turn.text)
        if source is not None:
            return _follow_prompt(turn, files, source.document, source.words)
    except PromptError as exc:
        speaker = reply.speaker_for(_speaks_chinese(turn.text), turn.language)
        return _unchanged(turn, reply.tell_problems(exc.problems, speaker))
    if turn.timeline is not None and turn.timeline.shots:
        past = touched(turn.past[-1], turn.timeline) if turn.past else ()
        request = understand(turn.text, replace(_context(turn.timeline, new=False), touched=past))
        elsewhere = request.undo or request.redo or request.idle
        if not files.fresh or request.fresh or elsewhere or _is_only_talk(turn, request):
            return _edit(turn, files, request, turn.timeline)
    return _begin(turn, files)


@dataclass(frozen=True, slots=True)
class _Files:
    """The session's files by what they are for. ``pictures`` are clips too."""

    pictures: tuple[Material, ...]
    audio: tuple[Material, ...]
    fresh: tuple[Material, ...]
    fresh_audio: tuple[Material, ...]

    @classmethod
    def of(cls, turn: AgentInput) -> _Files:
        pictures = tuple(one for one in turn.material if one.kind != "audio")
        audio = tuple(one for one in turn.material if one.kind == "audio")
        return cls(
            pictures,
            audio,
            tuple(one for one in pictures if one.id in turn.fresh),
            tuple(one for one in audio if one.id in turn.fresh),
        )

    @property
    def cast(self) -> Cast:
        return Cast(self.fresh, self.audio)


def _context(timeline: Timeline, *, new: bool) -> Context:
    return Context(
        new=new,
        shots=len(timeline.shots),
        names=tuple(shot.name for shot in timeline.shots),
        titles=tuple(title.text for title in timeline.titles),
        music=bool(timeline.sounds),
    )


def _begin(turn: AgentInput, files: _Files) -> AgentOutcome:
    """A new video, from what was just sent, else from all there is."""
    pictures = files.fresh or files.pictures
    if not pictures:
        return _without_pictures(turn, files)
    base = compose(pictures, files.fresh_audio[-1] if files.fresh_audio else None)
    request = understand(turn.text, _context(base, new=True))
    speaker = reply.speaker_for(request.chinese, turn.language)
    if _wants_no_video(request):
        return _unchanged(turn, _no_change(turn, request, (), speaker))
    if request.idle and not request.undo:
        greeted = request.smalltalk == "hello"
        return _unchanged(turn, reply.tell(f"talk-{'hello' if greeted else 'waiting'}", speaker))
    if (request.undo or request.redo) and not (request.edits or request.restart):
        _, notes = _travelled(_History(base, (), ()), request, files)
        return _unchanged(turn, reply.joined(reply.tell_missed(notes, request, speaker), speaker))
    edits = with_skill(turn.skill, request, len(base.shots))
    applied = apply_all(base, edits, files.cast)
    sentences = [reply.tell_made(applied.timeline, applied.notes, speaker)]
    sentences += reply.tell_missed(applied.notes, request, speaker)
    return _changed(
        turn,
        applied.timeline,
        reply.joined(sentences, speaker),
        (_COMPOSING, *_tools(applied.notes)),
    )


def _edit(turn: AgentInput, files: _Files, request: Request, timeline: Timeline) -> AgentOutcome:
    """Changes to the video there is."""
    speaker = reply.speaker_for(request.chinese, turn.language)
    history = _History(timeline, turn.past, turn.future)
    history, notes = _travelled(history, request, files)
    edits: list[Edit] = list(request.edits)
    if request.others is not None:
        edits = [*redirected(history.past[-1], timeline, request.others)] if history.past else []
        if not edits:
            return _unchanged(turn, reply.tell("needs-which", speaker))
        history = history if request.again else history.back()
    if request.fresh is not None:
        edits.insert(0, request.fresh)
    if files.fresh_audio and not any(isinstance(e, PlayMusic | RemoveMusic) for e in edits):
        edits.append(PlayMusic(SoundLook(), media=files.fresh_audio[-1].id))
    applied = apply_all(history.timeline, edits, files.cast)
    notes = (*notes, *applied.notes)
    changed = applied.timeline != timeline
    if applied.timeline != history.timeline:
        history = history.then(applied.timeline)
    done = reply.tell_done(notes, changed, speaker)
    if not done:
        return _unchanged(turn, _no_change(turn, request, notes, speaker))
    text = reply.joined([done, *reply.tell_missed(notes, request, speaker)], speaker)
    if not changed:
        return _unchanged(turn, text)
    return AgentOutcome(history.timeline, True, text, _tools(notes), history.past, history.future)


@dataclass(frozen=True, slots=True)
class _History:
    timeline: Timeline
    past: tuple[Timeline, ...]
    future: tuple[Timeline, ...]

    def then(self, timeline: Timeline) -> _History:
        return _History(timeline, (*self.past, self.timeline)[-MOST_STEPS:], ())

    def back(self) -> _History:
        future = (*self.future, self.timeline)[-MOST_STEPS:]
        return _History(self.past[-1], self.past[:-1], future)

    def forth(self) -> _History:
        past = (*self.past, self.timeline)[-MOST_STEPS:]
        return _History(self.future[-1], past, self.future[:-1])


def _travelled(
    history: _History, request: Request, files: _Files
) -> tuple[_History, tuple[Note, ...]]:
    """Undone, redone or begun again, as asked."""
    if request.restart:
        used = {shot.media for shot in history.timeline.shots}
        pictures = [one for one in files.pictures if one.id in used]
        if not pictures:
            return history, ()
        return history.then(compose(pictures)), (Note("did-restart"),)
    if request.undo:
        if not history.past:
            return history, (Note("missed-undo", missed=True),)
        for _ in range(min(request.undo, len(history.past))):
            history = history.back()
        return history, (Note("did-undo"),)
    if request.redo:
        if not history.future:
            return history, (Note("missed-redo", missed=True),)
        for _ in range(min(request.redo, len(history.future))):
            history = history.forth()
        return history, (Note("did-redo"),)
    return history, ()


def _follow_prompt(turn: AgentInput, files: _Files, document: object, words: str) -> AgentOutcome:
    """The JSON prompt's timeline, then what the words around it ask for."""
    prompt = parse_prompt(document)
    pictures = files.fresh or _pictures_in(turn.timeline, files.pictures) or files.pictures
    if not pictures:
        return _without_pictures(turn, files)
    speaker = reply.speaker_for(_speaks_chinese(turn.text), turn.language)
    made = timeline_of(prompt, pictures, files.audio, speaker)
    request = understand(words, _context(made.timeline, new=True))
    applied = apply_all(made.timeline, request.edits, files.cast)
    sentences = [
        speaker.format(
            "studio-prompt-made",
            length=reply.span(applied.timeline.duration_ms, speaker),
            count=len(applied.timeline.shots),
        ),
        reply.tell_done(applied.notes, True, speaker),
        *reply.tell_missed((*made.notes, *applied.notes), request, speaker),
    ]
    return _changed(
        turn,
        applied.timeline,
        reply.joined(sentences, speaker),
        (_COMPOSING, *_tools(applied.notes)),
    )


def _pictures_in(timeline: Timeline | None, pictures: Sequence[Material]) -> tuple[Material, ...]:
    """The pictures of the present video, in its order: what a prompt counts from 1."""
    if timeline is None:
        return ()
    by_id = {one.id: one for one in pictures}
    ids = dict.fromkeys(shot.media for shot in timeline.shots)
    return tuple(by_id[media] for media in ids if media in by_id)


def _without_pictures(turn: AgentInput, files: _Files) -> AgentOutcome:
    request = understand(turn.text, Context(new=True, shots=0))
    speaker = reply.speaker_for(request.chinese, turn.language)
    if request.asks:
        return _unchanged(turn, reply.tell_answers(request.asks, None, speaker))
    return _unchanged(
        turn, reply.tell("needs-picture-too" if files.fresh_audio else "needs-picture", speaker)
    )


def _no_change(turn: AgentInput, request: Request, notes: Sequence[Note], speaker: Speaker) -> str:
    """What to say when nothing was changed: never nothing."""
    sentences = reply.tell_missed(notes, request, speaker)
    if request.asks:
        sentences.insert(0, reply.tell_answers(request.asks, turn.timeline, speaker))
    elif request.unable or request.unknown:
        sentences.append(reply.tell("hint", speaker))
    if not sentences:
        known = request.smalltalk in ("thanks", "praise", "hello", "bye", "yes", "no")
        kind = request.smalltalk if known and not request.talking else "nothing"
        sentences.append(reply.tell(f"talk-{kind}", speaker))
    return reply.joined(sentences, speaker)


def _wants_no_video(request: Request) -> bool:
    """Whether it only asks something, or only for what would make another picture of it."""
    if request.wants_something or request.makes:
        return False
    return bool(request.asks) or (
        bool(request.unable) and all(name in _OTHER_PICTURE for name in request.unable)
    )


def _is_only_talk(turn: AgentInput, request: Request) -> bool:
    """Whether a text that came with pictures is a question about the video there is."""
    return bool(turn.text.strip() and request.asks and not request.wants_something)


def _speaks_chinese(text: str) -> bool:
    return understand(text, Context(new=True, shots=0)).chinese


def _tools(notes: Sequence[Note]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note.tool for note in notes if not note.missed))


def _unchanged(turn: AgentInput, text: str) -> AgentOutcome:
    return AgentOutcome(turn.timeline, False, text, (), turn.past, turn.future)


def _changed(
    turn: AgentInput, timeline: Timeline, text: str, tools: tuple[str, ...]
) -> AgentOutcome:
    past = turn.past if turn.timeline is None else (*turn.past, turn.timeline)[-MOST_STEPS:]
    unique = tuple(dict.fromkeys(tools))
    if timeline == turn.timeline:
        return replace(_unchanged(turn, text), activities=unique)
    return AgentOutcome(timeline, True, text, unique, past, ())
