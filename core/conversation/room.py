"""What all conversations of a process share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from core.clock import Clock
from core.conversation.backends import Backends
from core.conversation.policy import Policy
from core.conversation.seam import Surface
from core.locales import Texts
from core.media import Preparer
from core.skills import Skill, Skills
from core.store import Store

if TYPE_CHECKING:
    from core.media.library import MediaFiles


@dataclass(frozen=True, slots=True)
class Room:
    """What a conversation works with.

    ``places``: a surface for each platform's name. ``folder``: work files of unfinished turns, one
    folder each, named by the turn's id. ``new_id`` makes ids that never repeat.
    """

    store: Store
    backends: Backends
    preparer: Preparer
    library: MediaFiles
    texts: Texts
    skills: Skills
    places: Mapping[str, Surface]
    policy: Policy
    clock: Clock
    new_id: Callable[[], str]
    rng: Random
    folder: Path

    def skill(self, name: str | None) -> Skill:
        """The skill of that name, or the default one where it is gone or was never chosen."""
        if name is None or name not in self.skills or name in self.policy.hidden_skills:
            return self.skills[self.policy.default_skill]
        return self.skills[name]
