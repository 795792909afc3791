"""Edits of the music."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, assert_never

from core.prompts.vocabulary import BEDS
from core.studio.agent.composing import OWN_VOLUME, stem
from core.studio.agent.edits import MusicEdit, PlayMusic, RemoveMusic, SoundLook, TuneMusic
from core.studio.agent.notes import Applied, Named, Words, did, missed
from core.studio.agent.timing import told_times, with_times
from core.studio.agent.turn import Material
from core.studio.timeline import ShotKind, Sound, Timeline

USUAL_BED: Final = "calm"
_FADE_MS: Final = 2000
_LEAST_VOLUME: Final = 0.05


def apply_music(timeline: Timeline, edit: MusicEdit, audio: Sequence[Material]) -> Applied:
    """Music added, changed, removed. ``audio`` are the session's sound files, the newest last."""
    match edit:
        case PlayMusic():
            return _play(timeline, edit, audio)
        case TuneMusic(look=look, meant=meant):
            if not timeline.sounds:
                return missed(timeline, _no_sound(timeline)) if meant else Applied(timeline, ())
            if look == SoundLook():
                return Applied(timeline, ())
            sounds = tuple(_tuned(sound, look, timeline) for sound in timeline.sounds)
            return _tuned_note(replace(timeline, sounds=sounds), look)
        case RemoveMusic(meant=meant):
            if not timeline.sounds:
                return missed(timeline, _no_sound(timeline)) if meant else Applied(timeline, ())
            return did(replace(timeline, sounds=()), "no-music", tool="edit_music")
        case _:
            assert_never(edit)


def _no_sound(timeline: Timeline) -> str:
    clips = any(shot.kind is ShotKind.CLIP for shot in timeline.shots)
    return "clip-silent" if clips else "no-music"


def _play(timeline: Timeline, edit: PlayMusic, audio: Sequence[Material]) -> Applied:
    key: str
    music: Words
    file = next((one for one in audio if one.id == edit.media), None)
    kept = timeline.sounds[0] if timeline.sounds else None
    if file is None and edit.bed is None and audio and not (edit.another and kept):
        file = audio[-1]
    if file is None and edit.uploaded:
        return missed(timeline, "no-audio")
    total = timeline.duration_ms
    if file is not None:
        sound = Sound(stem(file.name), 0, total, media=file.id, volume=OWN_VOLUME)
        key, music = "own-music", stem(file.name)
    else:
        bed = edit.bed or (_other_bed(kept) if edit.another else USUAL_BED)
        # its name is shown in summaries, whatever language they are in
        sound = Sound(BED_NAMES[bed], 0, total, bed=bed)
        key, music = "music", Named("bed", bed)
    if kept is not None:
        sound = replace(
            sound,
            volume=kept.volume if (kept.bed is None) == (sound.bed is None) else sound.volume,
            fade_in_ms=kept.fade_in_ms,
            fade_out_ms=kept.fade_out_ms,
        )
    sound = _tuned(sound, edit.look, timeline)
    changed = replace(timeline, sounds=(sound,))
    return did(changed, key, tool="add_music", music=music, **_told(sound, edit.look))


def _told(sound: Sound, look: SoundLook) -> dict[str, Words]:
    """How it sounds, and what became of all that was said of it; ``none``: nothing was."""
    return {
        "percent": round(sound.volume * 100),
        **told_times(sound, look),
    }


BED_NAMES: Final = {
    "lofi": "Lo-fi",
    "upbeat": "Upbeat",
    "calm": "Calm",
    "cinematic": "Cinematic",
}


def _other_bed(kept: Sound | None) -> str:
    if kept is None or kept.bed is None:
        return USUAL_BED
    return BEDS[(BEDS.index(kept.bed) + 1) % len(BEDS)]


def _tuned(sound: Sound, look: SoundLook, timeline: Timeline) -> Sound:
    volume = sound.volume
    if look.volume is not None:  # "loud, 90 %": the number says how loud
        volume = look.volume
    elif look.louder:
        volume = max(volume + look.louder, _LEAST_VOLUME)
    sound = replace(sound, volume=round(min(max(volume, 0.0), 1.0), 3))
    return with_times(sound, look, timeline, usual_fade_ms=_FADE_MS)


def _tuned_note(timeline: Timeline, look: SoundLook) -> Applied:
    loud = look.volume is not None or look.louder
    told = _told(timeline.sounds[0], look)
    return did(timeline, "volume" if loud else "music-style", tool="edit_music", **told)
