"""Synthesised instruments: single notes and strokes as arrays of samples.

Every function takes seconds and the sample rate in Hz and gives float32, mono (n,) or stereo
(n, 2), with a peak of about 1. Pitches are MIDI numbers (60 is middle C). Nothing is random but
noise, and that comes from the generator handed in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_TAU = 2 * np.pi
_TABLE = 8192
_TABLE_SHIFT = np.uint32(32 - 13)  # 8192 is 2 to the 13th


class Loop:
    """A stretch of music that plays round: whatever sounds beyond its end is heard at its start."""

    def __init__(self, beats: int, tempo: float, rate: int) -> None:
        self.rate = rate
        self.beat = round(rate * 60 / tempo)
        self.samples: Samples = np.zeros((beats * self.beat, 2), np.float32)

    def add(self, sound: Samples, at_beat: float, gain: float, pan: float = 0.0) -> None:
        """Mix a sound in. ``pan``: -1 is left, 1 is right (equal power)."""
        if sound.ndim == 1:
            angle = (pan + 1) * np.pi / 4
            sides = np.array([np.cos(angle), np.sin(angle)], np.float32) * np.sqrt(2)
            sound = sound[:, None] * sides
        total = len(self.samples)
        at = round(at_beat * self.beat) % total
        while len(sound):
            part = sound[: total - at]
            self.samples[at : at + len(part)] += part * np.float32(gain)
            sound, at = sound[len(part) :], 0

    def place_in_room(
        self, noise: np.random.Generator, *, band: tuple[float, float], seconds: float, wet: float
    ) -> None:
        """Keep what lies in ``band`` (Hz) and let it echo for ``seconds``.

        Both are done to the loop's spectrum at once and are circular: it still plays round.
        """
        count, rate = len(self.samples), self.rate
        t = _time(min(seconds * 1.1, count / rate), rate)
        room = (
            noise.standard_normal((len(t), 2))
            * ((1 - np.exp(-60 * t)) * np.exp(-6.9 / seconds * t))[:, None]
        )
        room = (room / np.sqrt((room**2).sum(axis=0))).astype(np.float32)
        echo = np.fft.rfft(room, count, axis=0) * _band_gain(count, 180, 5200, rate)[:, None]
        change = (1 + wet * echo) * _band_gain(count, *band, rate)[:, None]
        spectrum = np.fft.rfft(self.samples, axis=0) * change
        self.samples = np.fft.irfft(spectrum, count, axis=0).astype(np.float32)


def frequency(pitch: float) -> float:
    """Hz of a MIDI pitch."""
    return 440.0 * 2 ** ((pitch - 69) / 12)


def electric_piano(pitch: float, seconds: float, rate: int) -> Samples:
    """A soft struck tine: frequency modulation that dies before the note does."""
    t, f = _time(seconds, rate), frequency(pitch)
    modulation = 1.1 * np.exp(-5 * t) * np.sin(_TAU * f * t)
    bell = 0.08 * np.exp(-12 * t) * np.sin(_TAU * f * 6 * t)
    body = np.sin(_TAU * f * t + modulation) + bell
    return _shaped(body * np.exp(-1.6 * t), 0.006, 0.12, rate)


def pluck(pitch: float, seconds: float, rate: int, *, bright: float = 1.0) -> Samples:
    """A plucked string or bar: the higher a partial, the sooner it is gone."""
    t, f = _time(seconds, rate), frequency(pitch)
    partials = [bright ** (k - 1) / k**1.3 for k in range(1, 9) if f * k < rate * 0.4]
    # partial k decays k times as fast as the first: all are powers of one turning, fading number
    turning = np.exp((_TAU * f * 1j - 1.6) * t)
    sound: NDArray[np.complex128] = np.zeros(len(t), np.complex128)
    for amount in reversed(partials):
        sound = (sound + amount) * turning
    return _shaped(sound.imag * np.exp(-2.2 * t) / 1.6, 0.003, 0.05, rate)


def pad(
    pitch: float,
    seconds: float,
    rate: int,
    *,
    dark: float = 1.6,
    attack: float = 0.8,
    release: float = 1.2,
) -> Samples:
    """Many slightly detuned voices, wide in stereo. ``dark``: how fast partials fall off.

    Sounds for ``seconds`` and ``release`` more.
    """
    f = frequency(pitch)
    turn = np.arange(_TABLE) * (_TAU / _TABLE)
    table = np.zeros(_TABLE)
    for k in range(1, 17):
        if f * k < rate * 0.4:
            table += k**-dark * np.sin(k * turn)
    ticks = np.arange(round((seconds + release) * rate), dtype=np.uint32)
    voice = (table / 4).astype(np.float32)
    sides: list[Samples] = []
    for detunes in ((-7.0, 1.5, 5.0), (-5.0, 1.5, 7.0)):  # cents, left and right
        side = np.zeros(len(ticks), np.float32)
        for number, cents in enumerate(detunes):
            # a 32-bit phase wraps round by itself; its upper bits are the place in the table
            step = np.uint32(round(f * 2 ** (cents / 1200) / rate * 2**32))
            start = np.uint32(number * 2**32 // 3)
            side += voice[(ticks * step + start) >> _TABLE_SHIFT]
        sides.append(side)
    return np.stack([_shaped(side, attack, release, rate) for side in sides], axis=1)


def bass(pitch: float, seconds: float, rate: int) -> Samples:
    """A round low note with enough second and third partial to be heard on a phone."""
    t, f = _time(seconds, rate), frequency(pitch)
    body = np.sin(_TAU * f * t)
    body += np.exp(-3 * t) * (0.4 * np.sin(_TAU * 2 * f * t) + 0.18 * np.sin(_TAU * 3 * f * t))
    return _shaped(body * np.exp(-0.9 * t) / 1.2, 0.008, 0.06, rate)


def kick(rate: int) -> Samples:
    """A bass drum: a tone that falls from 120 to 48 Hz."""
    t = _time(0.35, rate)
    phase = 48 * t + (120 - 48) / 32 * (1 - np.exp(-32 * t))
    return _shaped(np.sin(_TAU * phase) * np.exp(-9 * t), 0.002, 0.05, rate)


def snare(noise: np.random.Generator, rate: int, *, tone: float = 0.4) -> Samples:
    """A brushed snare (or, with ``tone`` 0, a clap)."""
    t = _time(0.3, rate)
    hiss = _banded(noise.standard_normal(len(t)), 900, 6500, rate) * np.exp(-19 * t)
    body = np.sin(_TAU * 185 * t) * np.exp(-28 * t)
    return _shaped((1 - tone) * hiss / 1.6 + tone * body, 0.001, 0.04, rate)


def hat(noise: np.random.Generator, rate: int, *, seconds: float = 0.09) -> Samples:
    """A closed hi-hat, or a shaker."""
    t = _time(seconds, rate)
    hiss = _banded(noise.standard_normal(len(t)), 6000, 13000, rate)
    return _shaped(hiss * np.exp(-5 / seconds * t) / 1.8, 0.002, seconds / 3, rate)


def drum_of_depth(noise: np.random.Generator, rate: int) -> Samples:
    """A large soft drum, far away."""
    t = _time(1.6, rate)
    phase = 52 * t + (75 - 52) / 14 * (1 - np.exp(-14 * t))
    skin = _banded(noise.standard_normal(len(t)), 60, 400, rate) * np.exp(-18 * t)
    return _shaped(np.sin(_TAU * phase) * np.exp(-2.6 * t) + 0.35 * skin, 0.004, 0.3, rate)


def crackle(noise: np.random.Generator, rounds: int, count: int, rate: int) -> Samples:
    """The surface of a worn record, ``rounds`` times ``count`` samples, stereo, playing round."""
    hiss = np.tile(_banded(noise.standard_normal((count, 2)), 300, 4500, rate) * 0.07, (rounds, 1))
    total = len(hiss)
    grain = _banded(np.eye(1, rate // 200, rate // 400)[0], 800, 7000, rate)
    for at in noise.integers(0, total - len(grain), size=total * 7 // rate):
        sides = noise.normal(0, 1.5) * noise.uniform(0.5, 1, 2)
        hiss[at : at + len(grain)] += grain[:, None] * sides
    return hiss.astype(np.float32)


def _band_gain(count: int, low: float, high: float, rate: int) -> Samples:
    """A gentle band-pass (12 dB an octave each side) for the spectrum of ``count`` samples."""
    f = np.fft.rfftfreq(count, 1 / rate)
    f[0] = 1e-6  # whatever is constant goes
    gain = 1 / np.sqrt((1 + (low / f) ** 4) * (1 + (f / high) ** 4))
    return gain.astype(np.float32)


def _banded(sound: NDArray[np.floating], low: float, high: float, rate: int) -> NDArray[np.float64]:
    """What lies between two frequencies in Hz, circular."""
    count = len(sound)
    gain = _band_gain(count, low, high, rate).reshape((-1,) + (1,) * (sound.ndim - 1))
    return np.fft.irfft(np.fft.rfft(sound, axis=0) * gain, count, axis=0)


def _time(seconds: float, rate: int) -> NDArray[np.float64]:
    return np.arange(round(seconds * rate)) / rate


def _shaped(sound: NDArray[np.floating], attack: float, release: float, rate: int) -> Samples:
    """Without clicks: rises in ``attack`` s, is silent at its end after ``release`` s."""
    shaped = sound.astype(np.float32)
    rise, fall = (min(round(seconds * rate), len(shaped)) for seconds in (attack, release))
    shaped[:rise] *= _half_cosine(rise)
    shaped[len(shaped) - fall :] *= _half_cosine(fall)[::-1]
    return shaped


def _half_cosine(count: int) -> Samples:
    return (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, count))).astype(np.float32)
