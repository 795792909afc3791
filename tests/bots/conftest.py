import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.peers.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """The program sets up logging for its whole process, which here is everybody's."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
