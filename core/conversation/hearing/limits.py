"""Who may use the bot, and how often."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from core.conversation.hearing.occasion import Occasion
from core.conversation.policy import DAY_S
from core.conversation.seam import ChatRef
from core.conversation.turn import Phase
from core.errors import (
    BackendRefused,
    MediaEmpty,
    MediaTooLarge,
    MediaUnreadable,
    PictureTooBig,
    PromptError,
    UnsupportedMedia,
)
from core.store import Transaction

FILE_ERRORS: Final = tuple(
    error.__name__
    for error in (MediaEmpty, MediaTooLarge, MediaUnreadable, PictureTooBig, UnsupportedMedia)
)
"""What a turn ends with that could not use a file."""

_BLAMED: Final = (*FILE_ERRORS, BackendRefused.__name__, PromptError.__name__)
"""Errors that come of what was sent: a turn that ends with one counts, unlike other failures."""


def chat_subject(chat: ChatRef) -> str:
    """The chat as the settings and admins name it, whatever the thread."""
    return f"{chat.platform}:{chat.chat}"


def is_welcome(occasion: Occasion) -> bool:
    """Whether the author may use the bot here."""
    if occasion.operator:
        return True
    subjects = (occasion.person, chat_subject(occasion.chat))
    decided = [occasion.grants[subject].allowed for subject in subjects]
    if False in decided:
        return False
    policy = occasion.room.policy
    return policy.open_to_all or True in decided or not policy.allowed.isdisjoint(subjects)


@dataclass(frozen=True, slots=True)
class Spent:
    """When the author's and the chat's turns of the last day were asked for, oldest first."""

    person: list[float]
    chat: list[float]


async def spent(tx: Transaction, occasion: Occasion) -> Spent | None:
    """What counts for the quotas; None where there are none."""
    if occasion.operator:
        return None
    since = occasion.now - DAY_S
    whole = str(replace(occasion.chat, thread=None))
    first = Phase.FETCH.value
    return Spent(
        await tx.turns.counted_since(since, author=occasion.person, first=first, blamed=_BLAMED),
        await tx.turns.counted_since(since, chat=whole, first=first, blamed=_BLAMED),
    )


def over_quota(occasion: Occasion, turns: int, before: Spent) -> str | None:
    """Why so many more turns can't be had today; None when they can."""
    policy, grants = occasion.room.policy, occasion.grants
    own, shared = grants[occasion.person].daily, grants[chat_subject(occasion.chat)].daily
    own = policy.user_daily if own is None else own
    shared = policy.chat_daily if shared is None else shared
    return _refusal(occasion, "quota-person", own, before.person, turns) or _refusal(
        occasion, "quota-chat", shared, before.chat, turns
    )


def _refusal(
    occasion: Occasion, key: str, limit: int, begun: list[float], turns: int
) -> str | None:
    """``begun``: when the turns of the last day were asked for, oldest first."""
    left = limit - len(begun)
    if turns <= left:
        return None
    if turns > limit:  # waiting does not help
        if limit <= 0:
            return occasion.text("quota-none")
        return occasion.text("quota-too-many", count=turns, limit=limit)
    frees = begun[turns - left - 1] + DAY_S
    wait = occasion.speaker.span(max(frees - occasion.now, 1.0))
    if left > 0:
        return occasion.text("quota-left", count=turns, left=left, limit=limit, wait=wait)
    return occasion.text(key, limit=limit, wait=wait)
