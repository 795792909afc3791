"""A JSON document that somebody wrote, before anything is known of its sense."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any


class RepeatedKeys(dict[str, Any]):
    """An object of a document in which keys stood twice; the later value counts elsewhere."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs)
        self.repeated = tuple(name for name, count in counts.items() if count > 1)


@dataclass(frozen=True, slots=True)
class PromptSource:
    """A JSON document found: ``text`` exactly as it was written, ``document`` decoded.

    ``words`` is what was said around it. Whether it is a prompt in order, ``parse_prompt`` says.
    """

    text: str
    document: object
    words: str = ""
