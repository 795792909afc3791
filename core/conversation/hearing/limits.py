"""Who may use the bot, and how often."""

from __future__ import annotations

from dataclasses import replace

from core.conversation.hearing.occasion import Occasion
from core.conversation.policy import DAY_S
from core.conversation.seam import ChatRef
from core.store import Transaction


def chat_subject(chat: ChatRef) -> str:
    """The chat as the settings and admins name it, whatever the thread."""
    return f"{chat.platform}:{chat.chat}"


async def is_welcome(occasion: Occasion) -> bool:
    """Whether the author may use the bot here."""
    if occasion.operator:
        return True
    subjects = (occasion.person, chat_subject(occasion.chat))
    grants = await occasion.room.store.read(lambda tx: tx.grants.get(subjects))
    decided = [grants[subject].allowed for subject in subjects]
    if False in decided:
        return False
    policy = occasion.room.policy
    return policy.open_to_all or True in decided or not policy.allowed.isdisjoint(subjects)


async def over_quota(occasion: Occasion, turns: int) -> str | None:
    """Why so many more turns can't be had today; None when they can."""
    if occasion.operator:
        return None
    since = occasion.now - DAY_S
    whole = chat_subject(occasion.chat)

    async def look(tx: Transaction) -> tuple[tuple[int, list[float]], tuple[int, list[float]]]:
        grants = await tx.grants.get((occasion.person, whole))
        own, shared = grants[occasion.person].daily, grants[whole].daily
        policy = occasion.room.policy
        return (
            (
                policy.user_daily if own is None else own,
                await tx.turns.begun_since(since, author=occasion.person),
            ),
            (
                policy.chat_daily if shared is None else shared,
                await tx.turns.begun_since(since, chat=str(replace(occasion.chat, thread=None))),
            ),
        )

    (own, of_person), (shared, of_chat) = await occasion.room.store.read(look)
    return _refusal(occasion, "quota-person", own, of_person, turns) or _refusal(
        occasion, "quota-chat", shared, of_chat, turns
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
