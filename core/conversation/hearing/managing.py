"""What operators decide from a chat, without a restart."""

from __future__ import annotations

import dataclasses

from core.conversation.hearing.limits import chat_subject
from core.conversation.hearing.occasion import Occasion
from core.conversation.policy import DAY_S
from core.store import Grant, Transaction

_HERE = ("here", "这里", "本群")


async def allow(occasion: Occasion, arguments: str) -> None:
    """Let a person or a chat use the bot."""
    await _decide(occasion, arguments, allowed=True, key="allowed")


async def deny(occasion: Occasion, arguments: str) -> None:
    """Let a person or a chat use the bot no longer."""
    await _decide(occasion, arguments, allowed=False, key="denied")


async def set_quota(occasion: Occasion, arguments: str) -> None:
    """Give a person or a chat a daily number of its own; without one, the settings' again."""
    subject, _, number = arguments.strip().partition(" ")
    named = _subject(occasion, subject)
    number = number.strip()
    if not await _is_operator(occasion):
        return
    if named is None or not (number == "" or number.isdecimal()):
        await occasion.say(occasion.text("quota-usage"))
        return
    daily = int(number) if number else None
    await _grant(occasion, named, daily=daily)
    if daily is None:
        await occasion.say(occasion.text("quota-reset", subject=named))
    else:
        await occasion.say(occasion.text("quota-set", subject=named, count=daily))


async def show_stats(occasion: Occasion) -> None:
    """How much was made in the last day."""
    if not await _is_operator(occasion):
        return
    since = occasion.now - DAY_S
    stats = await occasion.room.store.read(lambda tx: tx.turns.stats(since=since))
    size = await occasion.room.store.read(lambda tx: tx.media.total())
    await occasion.say(
        occasion.text(
            "stats",
            done=stats.done,
            failed=stats.failed,
            cancelled=stats.cancelled,
            unfinished=stats.unfinished,
            chats=stats.chats,
            authors=stats.authors,
            size=occasion.speaker.size(size),
        )
    )


async def _decide(occasion: Occasion, arguments: str, *, allowed: bool, key: str) -> None:
    if not await _is_operator(occasion):
        return
    named = _subject(occasion, arguments.strip())
    if named is None:
        await occasion.say(occasion.text("allow-usage"))
        return
    await _grant(occasion, named, allowed=allowed)
    await occasion.say(occasion.text(key, subject=named))


async def _grant(occasion: Occasion, subject: str, **decided: bool | int | None) -> None:
    async def keep(tx: Transaction) -> None:
        grants = await tx.grants.get((subject,))
        grant: Grant = dataclasses.replace(grants[subject], **decided)  # type: ignore[arg-type]
        await tx.grants.set(grant)

    occasion.change(keep)


async def _is_operator(occasion: Occasion) -> bool:
    if not occasion.operator:
        await occasion.say(occasion.text("operators-only"))
    return occasion.operator


def _subject(occasion: Occasion, named: str) -> str | None:
    """``<platform>:<id>`` of what is named; a bare id is one of this place."""
    if not named or any(character.isspace() for character in named):
        return None
    if named.lower() in _HERE:
        return chat_subject(occasion.chat)
    return named if ":" in named else f"{occasion.chat.platform}:{named}"
