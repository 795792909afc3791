"""Whatever the bytes: a prepared file, or one of our errors."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import MediaEmpty, MediaUnreadable, PictureTooBig, UnsupportedMedia
from core.media import MediaLimits, prepare

_LIMITS = MediaLimits(max_pixels=1_000_000)
_OURS = (MediaEmpty, MediaUnreadable, PictureTooBig, UnsupportedMedia)
_TYPES = ("jpg", "png", "gif", "webp", "avif", "tiff", "bmp", "heic", "mp4", "webm", "wav", "mp3")

pytestmark = pytest.mark.filterwarnings("ignore")  # Pillow remarks on what it finds strange


def _look(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        prepared = prepare(path, path.name, dest=path.parent, limits=_LIMITS, stem="new")
    except _OURS:
        return
    assert prepared.size > 0
    prepared.path.unlink()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(extension=st.sampled_from(_TYPES), seed=st.integers(0, 2**32), hits=st.integers(1, 12))
def test_a_damaged_file_is_used_or_refused(
    extension: str, seed: int, hits: int, real_files: dict[str, Path], tmp_path: Path
) -> None:
    content = bytearray(real_files[extension].read_bytes())
    dice = random.Random(seed)
    for _ in range(hits):
        # most of what matters stands at the beginning
        end = len(content) if dice.random() < 0.5 else min(len(content), 256)
        content[dice.randrange(end)] = dice.randrange(256)
    if dice.random() < 0.3:
        del content[dice.randrange(len(content)) :]
    _look(tmp_path / "a", bytes(content))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(extension=st.sampled_from(_TYPES), kept=st.integers(4, 40), rest=st.binary(max_size=300))
def test_noise_behind_a_true_beginning_is_used_or_refused(
    extension: str, kept: int, rest: bytes, real_files: dict[str, Path], tmp_path: Path
) -> None:
    _look(tmp_path / "a", real_files[extension].read_bytes()[:kept] + rest)
