"""One message that asks for a video of each picture, as a message for each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from core.conversation.decisions import plan_batch
from core.conversation.seam import ACCOMPANY, Incoming
from core.conversation.timeline import shortened
from core.locales import Speaker


@dataclass(frozen=True, slots=True)
class Single:
    """What becomes one video: the ``number``-th of ``total``."""

    incoming: Incoming
    number: int = 1
    total: int = 1

    def heading(self, speaker: Speaker) -> str:
        """Which picture of a batch it is about; "" where there is but one video."""
        if self.total == 1:
            return ""
        name = shortened(self.incoming.attachments[0].name)
        return speaker.format("batch-picture", number=self.number, total=self.total, name=name)


def singles(incoming: Incoming) -> tuple[Single, ...]:
    """The message as it is, or one for each picture (product.md, "Batch")."""
    others = tuple(one for one in incoming.attachments if one.kind in ACCOMPANY)
    pictures = tuple(one for one in incoming.attachments if one.kind not in ACCOMPANY)
    plan = plan_batch(incoming.text, (None,) * len(pictures), len(pictures))
    if not plan.is_batch or incoming.links:
        return (Single(incoming),)
    return tuple(
        Single(
            dataclasses.replace(
                incoming, text=item.text, attachments=(pictures[item.picture], *others)
            ),
            number,
            len(plan.items),
        )
        for number, item in enumerate(plan.items, 1)
    )
