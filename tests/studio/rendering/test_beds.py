import numpy as np
import pytest
from numpy.typing import NDArray

from core.prompts.vocabulary import BEDS as NAMES
from core.studio.rendering.beds import BEDS, bed_loop
from core.studio.rendering.instruments import Loop, frequency
from core.studio.rendering.limiting import limited

_RATE = 48_000

Samples = NDArray[np.float32]


@pytest.fixture(scope="module")
def loops() -> dict[str, Samples]:
    return {name: bed_loop(name) for name in NAMES}


def _level(samples: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.square(samples, dtype=np.float64).mean()))


def _share(samples: Samples, low: float, high: float) -> float:
    """Share of the energy that lies between two frequencies in Hz."""
    power = np.abs(np.fft.rfft(samples.mean(axis=1))) ** 2
    f = np.fft.rfftfreq(len(samples), 1 / _RATE)
    return float(power[(f >= low) & (f < high)].sum() / power.sum())


def _onsets(samples: Samples, beat_s: float, high_from: float = 4000) -> NDArray[np.float64]:
    """Energy above ``high_from`` Hz per sixteenth of a beat's length, over all bars."""
    spectrum = np.fft.rfft(samples.mean(axis=1))
    spectrum[np.fft.rfftfreq(len(samples), 1 / _RATE) < high_from] = 0
    sharp = np.fft.irfft(spectrum, len(samples)) ** 2
    step = round(beat_s * _RATE / 4)
    steps = sharp[: len(sharp) // step * step].reshape(-1, step).sum(axis=1)
    return steps.reshape(-1, 16).mean(axis=0)  # one bar of four beats


def test_the_names_are_those_of_the_vocabulary() -> None:
    assert tuple(BEDS) == NAMES


def test_an_unknown_bed_is_an_error() -> None:
    with pytest.raises(ValueError, match="polka"):
        bed_loop("polka")


@pytest.mark.parametrize("name", NAMES)
def test_a_bed_is_the_same_every_time(name: str, loops: dict[str, Samples]) -> None:
    assert loops[name].dtype == np.float32
    assert np.array_equal(bed_loop(name), loops[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_bed_is_clean(name: str, loops: dict[str, Samples]) -> None:
    loop = loops[name]
    assert np.isfinite(loop).all()
    # at its full volume only the peaks of its drums are bent
    assert (np.abs(loop) > np.abs(limited(loop))).mean() < 0.02
    assert np.abs(loop.mean(axis=0)).max() < 1e-4
    assert _share(loop, 0, 25) < 0.001


def test_beds_are_equally_loud(loops: dict[str, Samples]) -> None:
    levels = [20 * np.log10(_level(loop)) for loop in loops.values()]
    assert max(levels) - min(levels) < 1.0
    assert all(-12 < level < -10 for level in levels)


@pytest.mark.parametrize("name", NAMES)
def test_no_second_of_a_bed_is_silent_or_drowns_the_rest(
    name: str, loops: dict[str, Samples]
) -> None:
    loop = loops[name][: len(loops[name]) // _RATE * _RATE]
    seconds = np.sqrt((loop.reshape(-1, _RATE * 2) ** 2).mean(axis=1))
    assert seconds.min() > 0.35 * seconds.mean()
    assert seconds.max() < 2.0 * seconds.mean()


@pytest.mark.parametrize("name", NAMES)
def test_a_bed_has_no_seam(name: str, loops: dict[str, Samples]) -> None:
    """Round the seam nothing jumps more than it does elsewhere, in value or in slope."""
    loop = loops[name]
    round_ = np.concatenate([loop[-4800:], loop[:4800]])
    inside = np.abs(np.diff(loop, n=2, axis=0))
    seam = np.abs(np.diff(round_, n=2, axis=0))[4790:4810]
    assert seam.max() <= np.quantile(inside, 0.999)
    assert abs(loop[0, 0] - loop[-1, 0]) <= np.abs(np.diff(loop, axis=0)).max()


@pytest.mark.parametrize("name", NAMES)
def test_a_bed_is_stereo_that_survives_one_loudspeaker(
    name: str, loops: dict[str, Samples]
) -> None:
    left, right = loops[name][:, 0], loops[name][:, 1]
    assert not np.array_equal(left, right)
    assert _level((left + right) / 2) > 0.6 * _level(left)
    assert _level(left) == pytest.approx(_level(right), rel=0.15)


def test_each_bed_has_the_colour_of_its_name(loops: dict[str, Samples]) -> None:
    bright = {name: _share(loop, 1000, 20_000) for name, loop in loops.items()}
    deep = {name: _share(loop, 25, 120) for name, loop in loops.items()}
    assert max(bright, key=lambda name: bright[name]) == "upbeat"
    assert bright["upbeat"] > 0.05
    assert deep["cinematic"] > 2 * deep["calm"]
    assert bright["calm"] < 0.1


def test_drums_keep_time(loops: dict[str, Samples]) -> None:
    upbeat = _onsets(loops["upbeat"], 60 / 120)
    assert set(np.argsort(upbeat)[-2:]) == {4, 12}  # claps on two and four
    lofi = _onsets(loops["lofi"], 60 / 75, 2000)
    assert set(np.argsort(lofi)[-2:]) == {4, 12}


def test_lofi_crackles_and_calm_does_not(loops: dict[str, Samples]) -> None:
    def floor(loop: Samples) -> float:
        """The quietest of all short stretches, in the band of the record's hiss."""
        spectrum = np.fft.rfft(loop[:, 0])
        f = np.fft.rfftfreq(len(loop), 1 / _RATE)
        spectrum[(f < 3500) | (f > 6000)] = 0
        hiss = np.fft.irfft(spectrum, len(loop)) ** 2
        return float(hiss[: len(hiss) // 2400 * 2400].reshape(-1, 2400).mean(axis=1).min())

    assert floor(loops["lofi"]) > 3 * floor(loops["calm"])


@pytest.mark.parametrize("name", NAMES)
def test_other_rates_play_the_same_music(name: str, loops: dict[str, Samples]) -> None:
    slow, fast = bed_loop(name, 24_000), loops[name]
    assert len(slow) / 24_000 == pytest.approx(len(fast) / _RATE, rel=1e-4)
    half = np.abs(np.fft.rfft(slow[:, 0]))[: 500 * 12]
    full = np.abs(np.fft.rfft(fast[:, 0]))[: 500 * 12] / 2
    assert np.corrcoef(half, full)[0, 1] > 0.7


def test_what_sounds_beyond_the_end_of_a_loop_is_heard_at_its_start() -> None:
    loop = Loop(beats=4, tempo=60, rate=100)
    loop.add(np.ones(250, np.float32), at_beat=3, gain=0.5)
    assert loop.samples[300:, 0].tolist() == pytest.approx([0.5] * 100)
    assert loop.samples[:150, 0].tolist() == pytest.approx([0.5] * 150)
    assert not loop.samples[150:300].any()


def test_panning_keeps_the_power() -> None:
    for pan, left, right in ((-1, 2**0.5, 0.0), (0, 1.0, 1.0), (1, 0.0, 2**0.5)):
        loop = Loop(beats=1, tempo=60, rate=10)
        loop.add(np.ones(10, np.float32), 0, 1.0, pan)
        assert loop.samples[0].tolist() == pytest.approx([left, right], abs=1e-6)


def test_pitches_are_those_of_a_piano() -> None:
    assert frequency(69) == 440
    assert frequency(60) == pytest.approx(261.63, abs=0.01)


def test_the_limiter_leaves_quiet_sound_alone_and_never_reaches_the_ceiling() -> None:
    ramp = np.repeat(np.linspace(-4, 4, 8001, dtype=np.float32)[:, None], 2, axis=1)
    bent = limited(ramp)
    quiet = np.abs(ramp) < 0.78
    assert np.array_equal(bent[quiet], ramp[quiet])
    assert np.abs(bent).max() <= 0.98
    assert (np.diff(bent[:, 0]) >= 0).all()
    assert np.abs(np.diff(bent[:, 0])).max() <= 0.0011
    assert np.array_equal(limited(ramp[:100]), bent[:100])
