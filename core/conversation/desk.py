"""What the steps of one turn work with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from core.backend import Backend, Session
from core.conversation.keeping import Keeper
from core.conversation.room import Room
from core.conversation.seam import Action, ActionKind, Button, Reply, Surface
from core.conversation.stages import Stage, reply_for
from core.conversation.status import StatusMessage
from core.conversation.turn import Turn
from core.locales import Speaker

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """One turn's tools, message and rows."""

    room: Room
    backend: Backend
    surface: Surface
    speaker: Speaker
    status: StatusMessage
    keeper: Keeper

    @property
    def folder(self) -> Path:
        """The turn's own, for files that are worked on."""
        return self.room.folder / self.keeper.turn.id

    def reply(self, stage: Stage) -> Reply:
        """How a stage looks, with the button that stops the turn."""
        label = self.speaker.format("button-cancel")
        button = Button(label, Action(ActionKind.CANCEL, self.keeper.turn.id))
        return replace(reply_for(stage, self.speaker), buttons=(button,))

    def show(self, stage: Stage) -> None:
        """Have the status message say how far it is."""
        self.status.show(self.reply(stage))

    def session(self) -> Session:
        """The project's session."""
        return known(self.keeper.project.session, self.keeper.turn)


def known(value: T | None, turn: Turn) -> T:
    """What an earlier step found out."""
    if value is None:
        raise RuntimeError(f"turn {turn.id} is in phase {turn.phase.value} without what it needs")
    return value
