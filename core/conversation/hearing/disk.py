"""Whether there is space for more files."""

from __future__ import annotations

from core.conversation.hearing.occasion import Occasion


async def is_short_of_space(occasion: Occasion) -> bool:
    """Whether new files must be refused; then it is said."""
    least = occasion.room.policy.min_free_disk
    if least <= 0 or await occasion.room.library.free() >= least:
        return False
    key = "disk-low-operator" if occasion.operator else "disk-low"
    await occasion.say(occasion.text(key, least=occasion.speaker.size(least)))
    return True
