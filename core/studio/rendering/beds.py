"""Music beds made of nothing but arithmetic: four short pieces that play round for ever.

Each is a loop of 12 to 16 s, composed note by note from ``instruments``; echoes and filters are
circular, so that the loop has no seam. A longer bed repeats it. The same name gives the same
samples every time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.studio.rendering import instruments as play
from core.studio.rendering.instruments import Loop

_LOUDNESS = 10 ** (-11 / 20)  # RMS of every bed: -11 dBFS, so -20 dBFS at the usual volume, 35 %
_SEED = 1729


def bed_loop(name: str, rate: int = 48_000) -> NDArray[np.float32]:
    """One round of the bed ``name``, float32 (n, 2); its end goes on with its start.

    Peaks are above full scale: whoever plays it at its full volume has to bend them.

    Raises:
        ValueError: There is no such bed.
    """
    if name not in BEDS:
        raise ValueError(f"no bed named {name!r}")
    return _levelled(BEDS[name](rate, np.random.default_rng(_SEED)).samples)


def _lofi(rate: int, noise: np.random.Generator) -> Loop:
    """F major 9, E minor 7, D minor 9, C major 9 on an electric piano; lazy drums; a record."""
    loop = Loop(beats=16, tempo=75, rate=rate)
    piano = cache(partial(play.electric_piano, seconds=1.5, rate=rate))
    chords = ((57, 60, 64, 67), (55, 59, 62, 64), (53, 57, 60, 64), (52, 55, 59, 62))
    roots = (41, 40, 38, 36)
    melody = ((0.0, 76), (1.5, 72), (5.0, 71), (6.67, 67), (8.0, 69), (9.67, 72), (13.0, 67))
    for bar, (chord, root) in enumerate(zip(chords, roots, strict=True)):
        for offset, gain in ((0, 0.2), (1.67, 0.12), (2.67, 0.15)):
            for number, pitch in enumerate(chord):
                # fingers do not land at once, nor in one place
                beat = bar * 4 + offset + number * 0.012
                loop.add(piano(pitch), beat, gain, (number - 1.5) * 0.25)
        loop.add(play.bass(root, 1.1, rate), bar * 4, 0.3)
        loop.add(play.bass(root + 7, 0.5, rate), bar * 4 + 2.67, 0.22)
    for beat, pitch in melody:
        loop.add(piano(pitch), beat, 0.15, 0.35)
    loop.place_in_room(noise, band=(40, 3400), seconds=1.1, wet=0.16)
    kick, snare = play.kick(rate), play.snare(noise, rate)
    hats = [play.hat(noise, rate) for _ in range(3)]
    for bar in range(4):
        for beat, gain in ((0, 0.42), (1.67, 0.26), (2, 0.36)):
            loop.add(kick, bar * 4 + beat, gain)
        for beat in (1, 3):
            loop.add(snare, bar * 4 + beat + 0.02, 0.32)
        for eighth in range(8):
            swung = eighth // 2 + (0.64 if eighth % 2 else 0.0)
            loop.add(hats[eighth % 3], bar * 4 + swung, 0.09 if eighth % 2 else 0.15, 0.3)
    loop.add(play.crackle(noise, 8, len(loop.samples) // 8, rate), 0, 0.1)
    return loop


def _upbeat(rate: int, noise: np.random.Generator) -> Loop:
    """C, G, A minor, F twice round, plucked; four to the floor, claps on two and four."""
    loop = Loop(beats=32, tempo=120, rate=rate)
    string = cache(partial(play.pluck, seconds=0.8, rate=rate, bright=0.95))
    low = cache(partial(play.bass, seconds=0.42, rate=rate))
    air = cache(partial(play.pad, seconds=1.9, rate=rate, dark=1.7, attack=0.12, release=0.4))
    chords = ((60, 64, 67, 72), (59, 62, 67, 71), (57, 60, 64, 69), (57, 60, 65, 69))
    roots = (36, 43, 45, 41)
    pattern = (0, 2, 1, 3, 2, 1, 3, 2)
    tune = ((0, 79), (1.5, 76), (3, 77), (3.5, 79), (4, 74), (5.5, 71), (7, 74))
    answer = ((8, 76), (9.5, 72), (11, 74), (11.5, 76), (12, 77), (13.5, 76), (14.5, 74))
    for bar in range(8):
        chord, start = chords[bar % 4], bar * 4
        for eighth, step in enumerate(pattern):
            accent = 0.24 if eighth in (0, 3, 6) else 0.16
            side = -0.4 if eighth % 2 else 0.4
            loop.add(string(chord[step] + 12), start + eighth / 2, accent, side)
        for offset in (0, 1.5, 2, 3.5):
            loop.add(low(roots[bar % 4]), start + offset, 0.2)
        for pitch in chord:
            loop.add(air(pitch), start, 0.08)
    # the answer waits for the second round
    for beat, pitch in (*tune, *((16 + beat, pitch) for beat, pitch in tune + answer)):
        loop.add(string(pitch), beat, 0.26, -0.1)
    loop.place_in_room(noise, band=(40, 11_000), seconds=0.9, wet=0.14)
    kick, clap = play.kick(rate), play.snare(noise, rate, tone=0.0)
    hats = [play.hat(noise, rate, seconds=0.06) for _ in range(4)]
    for beat in range(32):
        loop.add(kick, beat, 0.32)
        if beat % 2:
            loop.add(clap, beat, 0.3)
        loop.add(hats[beat % 4], beat + 0.5, 0.2, -0.2)
        loop.add(hats[(beat + 1) % 4], beat + 0.75, 0.08, 0.3)
    return loop


def _calm(rate: int, noise: np.random.Generator) -> Loop:
    """C add nine, A minor 7, F major 7, G six: slow pads, and a harp that takes its time."""
    loop = Loop(beats=16, tempo=60, rate=rate)
    chords = ((48, 55, 62, 64), (45, 52, 60, 67), (41, 52, 57, 60), (43, 50, 59, 64))
    harp = (
        *((0.0, 67), (1.0, 71), (2.0, 74), (2.5, 76)),
        *((4.0, 64), (5.0, 67), (6.0, 72), (6.5, 71)),
        *((8.0, 65), (9.0, 69), (10.0, 72), (10.5, 76)),
        *((12.0, 62), (13.0, 67), (14.0, 71), (15.0, 74)),
    )
    for bar, chord in enumerate(chords):
        for number, pitch in enumerate(chord):
            sound = play.pad(pitch, 3.4, rate, dark=1.7, attack=1.2, release=1.6)
            loop.add(sound, bar * 4 - 0.5, 0.16 if number else 0.2)
    for number, (beat, pitch) in enumerate(harp):
        sound = play.pluck(pitch, 2.6, rate, bright=0.6)
        loop.add(sound, beat, 0.3, 0.35 if number % 2 else -0.35)
    loop.place_in_room(noise, band=(45, 6000), seconds=3.2, wet=0.45)
    return loop


def _cinematic(rate: int, noise: np.random.Generator) -> Loop:
    """D minor, B flat, F, C: low strings, a pulse under them, drums from afar."""
    loop = Loop(beats=16, tempo=72, rate=rate)
    chords = (
        (38, 50, 57, 62, 65),
        (34, 46, 58, 62, 65),
        (41, 53, 57, 60, 65),
        (36, 48, 55, 64, 67),
    )
    drum = play.drum_of_depth(noise, rate)
    for bar, chord in enumerate(chords):
        start, root = bar * 4, chord[0]
        for number, pitch in enumerate(chord):
            sound = play.pad(pitch, 2.9, rate, dark=1.15, attack=0.9, release=1.3)
            loop.add(sound, start - 0.35, 0.17 if number else 0.2)
        high = play.pad(chord[-1] + 12, 2.6, rate, dark=1.5, attack=1.5, release=1.6)
        loop.add(high, start, 0.1)
        pulse = play.pluck(root + 12, 0.4, rate, bright=0.95)
        for eighth in range(8):
            accent = 0.2 if eighth in (0, 3, 6) else 0.12
            loop.add(pulse, start + eighth / 2, accent * (0.8 + 0.05 * eighth), -0.25)
        loop.add(drum, start, 0.42)
        if bar % 2:
            loop.add(drum, start + 3, 0.2)
            loop.add(drum, start + 3.5, 0.28)
    loop.place_in_room(noise, band=(32, 7500), seconds=2.8, wet=0.38)
    return loop


def _levelled(samples: play.Samples) -> NDArray[np.float32]:
    """All beds equally loud, without a constant offset."""
    sound: play.Samples = samples - samples.mean(axis=0)
    rms = float(np.sqrt(np.square(sound).mean()))
    return sound * np.float32(_LOUDNESS / rms)


BEDS: Mapping[str, Callable[[int, np.random.Generator], Loop]] = MappingProxyType(
    {"lofi": _lofi, "upbeat": _upbeat, "calm": _calm, "cinematic": _cinematic}
)
"""The beds by name: what composes one round at a sample rate."""
