"""From a JSON prompt to exactly the timeline that it describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core.errors import PromptError, PromptProblem
from core.locales.speaker import Speaker
from core.prompts import JsonPrompt, Music, Scene
from core.prompts import Title as PromptTitle
from core.prompts.vocabulary import FRAMES
from core.studio.agent.apply_music import BED_NAMES
from core.studio.agent.apply_titles import drawable
from core.studio.agent.composing import frame_of, shot_of, stem
from core.studio.agent.notes import Applied, Note, Seconds, missed
from core.studio.agent.retiming import shot_times, with_shots
from core.studio.agent.turn import Material
from core.studio.timeline import (
    Motion,
    Place,
    Shot,
    Sound,
    Timeline,
    Title,
    TitleSize,
    Transition,
)

_SHORTEST_TITLE_MS: Final = 200
_MOST_NAMES: Final = 8


def timeline_of(
    prompt: JsonPrompt, pictures: Sequence[Material], audio: Sequence[Material], speaker: Speaker
) -> Applied:
    """The timeline of a prompt that is in order, and what of it could not be.

    ``pictures`` are what it counts from 1, ``audio`` the sound files it may name.

    Raises:
        PromptError: it names a picture or a sound file that is not there; what is expected there
            is told in the speaker's language.
    """
    scenes = prompt.scenes or tuple(Scene() for _ in pictures)
    cast, problems = _cast(scenes, pictures, speaker)
    file, more = _file(prompt.music, audio, speaker)
    if problems or more:
        raise PromptError((*problems, *more))
    lengths = prompt.lengths_ms(len(pictures))
    shots = [
        _shot(prompt, scene, material, ms)
        for scene, material, ms in zip(scenes, cast, lengths, strict=True)
    ]
    width, height = frame_of(pictures) if prompt.aspect is None else FRAMES[prompt.aspect]
    name = shots[0].name if shots else ""
    timeline = with_shots(Timeline(width=width, height=height, title=name), shots)
    titles, undrawable = _drawn(_titles(prompt, scenes, timeline))
    sounds = () if prompt.music is None else (_sound(prompt.music, file, timeline.duration_ms),)
    made = replace(timeline, titles=titles, sounds=sounds)
    cut = _cut_titles(prompt, scenes, made)
    return Applied(made, (*_shortened_transitions(shots, made), *cut, *undrawable))


def _shortened_transitions(asked: Sequence[Shot], made: Timeline) -> tuple[Note, ...]:
    """A word on transitions that took longer than the scenes beside them."""
    shortened = [
        entry.duration_ms
        for wish, shot in zip(asked, made.shots, strict=True)
        if (entry := shot.transition)
        and wish.transition
        and entry.duration_ms < wish.transition.duration_ms
    ]
    return missed(made, "transition-long", most=Seconds(min(shortened))).notes if shortened else ()


def _cast(
    scenes: Sequence[Scene], pictures: Sequence[Material], speaker: Speaker
) -> tuple[list[Material], list[PromptProblem]]:
    """The picture of each scene, and what is wrong with the scenes that have none."""
    cast: list[Material] = []
    problems: list[PromptProblem] = []
    for index, scene in enumerate(scenes):
        found = _picture(scene.image, index, pictures)
        if found is None:
            problems.append(
                PromptProblem(f"$.scenes[{index}].image", _choice(scene, pictures, speaker))
            )
        else:
            cast.append(found)
    return cast, problems


def _picture(image: int | str | None, index: int, pictures: Sequence[Material]) -> Material | None:
    if isinstance(image, str):
        return _named(image, pictures)
    number = index if image is None else image - 1
    return pictures[number] if number < len(pictures) else None


def _named(name: str, files: Sequence[Material]) -> Material | None:
    """A file by its name; also by its stem, since conversion changes the ending."""
    exact = (file for file in files if file.name == name)
    alike = (file for file in files if stem(file.name).casefold() == stem(name).casefold())
    return next(exact, None) or next(alike, None)


def _choice(scene: Scene, pictures: Sequence[Material], speaker: Speaker) -> str:
    if isinstance(scene.image, str):
        return speaker.format("studio-prompt-no-picture", names=_names(pictures, speaker))
    return speaker.format("studio-prompt-pictures", count=len(pictures))


def _names(files: Sequence[Material], speaker: Speaker) -> str:
    names = [file.name for file in files[:_MOST_NAMES]]
    return speaker.listing([*names, *(["…"] if len(files) > _MOST_NAMES else [])])


def _file(
    music: Music | None, audio: Sequence[Material], speaker: Speaker
) -> tuple[Material | None, list[PromptProblem]]:
    if music is None or music.file is None:
        return None, []
    found = _named(music.file, audio)
    if found is not None:
        return found, []
    if not audio:
        return None, [PromptProblem("$.music.file", speaker.format("studio-prompt-silent"))]
    expected = speaker.format("studio-prompt-no-sound", names=_names(audio, speaker))
    return None, [PromptProblem("$.music.file", expected)]


def _shot(prompt: JsonPrompt, scene: Scene, material: Material, ms: int) -> Shot:
    shot = shot_of(material, ms)
    motion = scene.motion or prompt.motion
    if motion is not None:
        shot = replace(shot, motion=Motion(motion.type, motion.strength, motion.speed))
    entry = scene.transition or prompt.transition
    if entry is None:
        return shot
    length = 0 if entry.type == "none" else round(entry.duration * 1000)
    return replace(shot, transition=Transition(entry.type, length))


def _titles(prompt: JsonPrompt, scenes: Sequence[Scene], timeline: Timeline) -> tuple[Title, ...]:
    titles: list[Title] = []
    if prompt.title is not None:
        titles.append(_title(prompt.title, 0, timeline.duration_ms))
    for scene, (start, end) in zip(scenes, shot_times(timeline), strict=True):
        if scene.title is not None:
            titles.append(_title(scene.title, start, end))
    return tuple(titles)


def _cut_titles(prompt: JsonPrompt, scenes: Sequence[Scene], made: Timeline) -> tuple[Note, ...]:
    """A word on titles that would have outlasted what they stand over."""
    places = [(prompt.title, (0, made.duration_ms))]
    places += zip((scene.title for scene in scenes), shot_times(made), strict=True)
    cut = any(
        title and round(1000 * (title.start + (title.duration or 0.2))) > end - start
        for title, (start, end) in places
    )
    return missed(made, "title-long").notes if cut else ()


def _drawn(titles: Sequence[Title]) -> tuple[tuple[Title, ...], tuple[Note, ...]]:
    """The titles as far as they can be drawn, and a word on what was left out."""
    texts = [drawable(title.text) for title in titles]
    drawn = tuple(
        replace(title, text=text) for title, (text, _) in zip(titles, texts, strict=True) if text
    )
    return drawn, tuple(note for _, notes in texts for note in notes)


def _title(title: PromptTitle, start: int, end: int) -> Title:
    """The title within its scene, which lasts from ``start`` to ``end``."""
    begin = min(start + round(title.start * 1000), max(end - _SHORTEST_TITLE_MS, start))
    until = end if title.duration is None else begin + round(title.duration * 1000)
    length = max(min(until, end) - begin, 1)
    usual = Title("", 0, length)
    return replace(
        usual,
        text=title.text,
        start_ms=begin,
        place=Place(title.place),
        size=TitleSize(title.size),
        color=title.color,
        fade_in_ms=min(usual.fade_in_ms, length // 2),
        fade_out_ms=min(usual.fade_out_ms, length // 2),
    )


def _sound(music: Music, file: Material | None, total: int) -> Sound:
    if file is not None:
        sound = Sound(stem(file.name), 0, total, media=file.id, volume=music.volume)
    else:
        bed = music.bed or ""
        sound = Sound(BED_NAMES[bed], 0, total, bed=bed, volume=music.volume)
    fade_in, fade_out = sound.fade_in_ms, sound.fade_out_ms
    if music.fade is not None:
        fade_in = fade_out = round(music.fade * 1000)
    return replace(sound, fade_in_ms=min(fade_in, total), fade_out_ms=min(fade_out, total))
