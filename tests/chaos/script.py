"""What people say during a trial: drawn from a seed, each message with what it has to lead to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from core.conversation.actions import encode_action
from core.conversation.hearing.heard_rows import encode_heard
from core.conversation.seam import (
    Action,
    ActionKind,
    Asked,
    Attachment,
    AttachmentKind,
    Author,
    ChatRef,
    Command,
    Heard,
    Incoming,
    MessageRef,
    Pressed,
)
from tests.chaos.place import PLATFORM, Streamed

_PHOTOS = Path(__file__).parents[1] / "photos"
_NEW = ("make it jiggle for 3 seconds", "zoom in slowly for 4 seconds, 9:16", "让它抖动三秒")
_MORE = ("slower", "add calm music", "add a title that says Hello", "加一个标题：你好")
_SEPARATELY = "animate each of them separately"
_TALK = ("thank you", "what can you do with it?")


@dataclass(frozen=True, slots=True)
class Said:
    """``turns`` of the queue it leads to, known by their ``cause``; what is pressed twice has one.

    ``waited_for``: something is shown in answer to it.
    """

    number: int
    chat: str
    message: str
    body: str
    cause: str
    turns: int
    waited_for: bool = True


class Script:
    """Endless talk in several chats. ``cancels``: people change their minds, too."""

    def __init__(self, rng: Random, chats: int, *, cancels: bool = True) -> None:
        self._rng = rng
        self._chats = [ChatRef(PLATFORM, f"c{number}") for number in range(chats)]
        self._begun: set[ChatRef] = set()
        self._last = self._chats[0]
        self._cancels = cancels
        self._number = 0

    @property
    def chats(self) -> list[str]:
        return [str(chat) for chat in self._chats]

    def next(self) -> Said:
        """The next message of any chat."""
        self._number += 1
        # each chat begins once, then they talk at random, often several times in a row
        fresh = [chat for chat in self._chats if chat not in self._begun]
        if not fresh and self._rng.random() < 0.5:
            chat = self._last
        else:
            chat = fresh[0] if fresh else self._rng.choice(self._chats)
        self._last = chat
        message = MessageRef(chat, f"m{self._number}")
        lot = self._rng.random() if chat in self._begun else 0.0
        self._begun.add(chat)
        heard: Heard
        turns, waited_for = 1, True
        if lot < 0.45:
            heard = self._says(message, self._rng.choice(_NEW), 1)
        elif lot < 0.75:
            heard = self._says(message, self._rng.choice(_MORE), 0)
        elif lot < 0.82:
            heard, turns = self._says(message, _SEPARATELY, 2), 2
        elif lot < 0.88:
            heard = self._says(message, self._rng.choice(_TALK), 0)
        elif lot < 0.94 or not self._cancels:
            command = self._rng.choice((Command.STATUS, Command.CREDITS, Command.HELP))
            heard, turns = Asked(chat, _author(chat), message, command), 0
        else:
            heard, turns = Asked(chat, _author(chat), message, Command.CANCEL), 0
            waited_for = False
        body, cause = encode_heard(heard), message.message
        return Said(self._number, str(chat), cause, body, cause, turns, waited_for)

    def press_redo(self, chat: str, message: str, turn: str) -> list[Said]:
        """Two presses of the button under a video."""
        action = Action(ActionKind.REDO, turn)
        place = ChatRef.parse(chat)
        pressed: list[Said] = []
        for _ in range(2):
            self._number += 1
            press = f"p{self._number}"
            heard = Pressed(place, _author(place), MessageRef(place, message), action, press)
            cause = f"button:{encode_action(action)}"
            pressed.append(
                Said(
                    self._number,
                    chat,
                    message,
                    encode_heard(heard),
                    cause,
                    turns=1,
                    waited_for=len(pressed) == 0,
                )
            )
        return pressed

    def _says(self, message: MessageRef, words: str, pictures: int) -> Incoming:
        photos = self._rng.sample(("coffee.jpg", "chelsea.jpg", "astronaut.jpg"), pictures)
        attachments = tuple(
            Attachment(
                AttachmentKind.PICTURE,
                photo,
                Streamed(_PHOTOS / photo),
                reference=str(_PHOTOS / photo),
            )
            for photo in photos
        )
        return Incoming(message.chat, _author(message.chat), message, words, attachments)


def _author(chat: ChatRef) -> Author:
    return Author(f"of {chat.chat}", "Ann")
