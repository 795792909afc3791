"""Large files go by in pieces: their size does not show in the client's memory."""

from pathlib import Path

import pytest

from tests.benchmarks.transfer_memory import KINDS, MEBIBYTE, measured


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("kind", KINDS)
def test_a_large_transfer_costs_a_few_megabytes(kind: str) -> None:
    assert measured(kind, 40 * MEBIBYTE).memory < 16 * MEBIBYTE
