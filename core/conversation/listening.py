"""What is heard of a turn, folded into what the status message shows and the final answer."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import assert_never

from core.backend import (
    Ended,
    Failed,
    Heartbeat,
    Reconnecting,
    StillWorking,
    Text,
    TextDelta,
    ToolActivity,
    ToolPhase,
    TurnEvent,
)
from core.conversation.gui_phrases import translate_gui
from core.conversation.stages import Working
from core.errors import TurnFailed

_LOOKED_AT = 1200
"""Characters of what was said so far that are made fit for people: more than are shown."""


@dataclass(frozen=True, slots=True)
class Listener:
    """The fold. ``stage`` is what to show, ``blocks`` the whole texts, ``open`` a partial one."""

    streams_text: bool = True
    blocks: tuple[str, ...] = ()
    open: str = ""
    stage: Working = field(default_factory=Working)

    @property
    def answer(self) -> str:
        """The agent's whole words."""
        return "\n\n".join(block.strip() for block in self.blocks if block.strip())

    def hear(self, event: TurnEvent) -> Listener:
        """The listener after one more event.

        Raises:
            TurnFailed: the agent reported an error.
        """
        match event:
            case TextDelta(text):
                return self._saying(dataclasses.replace(self, open=self.open + text))
            case Text(text):
                return self._saying(dataclasses.replace(self, blocks=(*self.blocks, text), open=""))
            case ToolActivity(name, phase):
                tool = name if phase is ToolPhase.CALL else None
                return self._at(tool=tool, quiet=False, lost=False)
            case StillWorking():
                return self._at(quiet=True)
            case Reconnecting():
                return self._at(lost=True)
            case Heartbeat() | Ended():
                return self
            case Failed(message, _):
                raise TurnFailed(reason=message)
            case _:
                assert_never(event)

    def _saying(self, listener: Listener) -> Listener:
        shown = [*listener.blocks, listener.open if self.streams_text else ""]
        text = "\n\n".join(part.strip() for part in shown if part.strip())
        # with each of its pieces a long answer would cost more: only its end is looked at
        newest = translate_gui(text[-_LOOKED_AT:]).text
        return listener._at(text=newest, tool=None, quiet=False, lost=False)

    def _at(self, **changes: str | bool | None) -> Listener:
        return dataclasses.replace(self, stage=dataclasses.replace(self.stage, **changes))


_CHANGE = re.compile(
    r"\b(add|appl|animat|chang|creat|cut|made|make|mov|remov|replac|set|speed|slow|swap|trim|"
    r"updat|generat|done|now (?:is|has)|your video)\w*|"
    r"已|添加|加了|修改|更新|完成|生成|制作|替换|删除|调整|做好",
    re.IGNORECASE,
)


def speaks_of_change(text: str) -> bool:
    """Whether an answer claims that something was done, so that a stale state is worth a wait."""
    return _CHANGE.search(text) is not None
