"""Whether there is space for more files."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from core.conversation.hearing.occasion import Occasion


async def is_short_of_space(occasion: Occasion) -> bool:
    """Whether new files must be refused; then it is said."""
    least = occasion.room.policy.min_free_disk
    if least <= 0 or await asyncio.to_thread(_free, occasion.room.folder) >= least:
        return False
    key = "disk-low-operator" if occasion.operator else "disk-low"
    await occasion.say(occasion.text(key, least=occasion.speaker.size(least)))
    return True


def _free(folder: Path) -> int:
    """Bytes that can be written there; the folder itself may not be made yet."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free
