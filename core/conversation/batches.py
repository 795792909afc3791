"""One message that asks for a video of each picture, as a message for each."""

from __future__ import annotations

import dataclasses

from core.conversation.decisions import plan_batch
from core.conversation.seam import AttachmentKind, Incoming

_ACCOMPANY = (AttachmentKind.AUDIO, AttachmentKind.DOCUMENT)
"""Kinds that are no picture of their own: music, or a JSON prompt, goes with every picture."""


def singles(incoming: Incoming) -> tuple[Incoming, ...]:
    """The message as it is, or one for each picture (product.md, "Batch")."""
    others = tuple(one for one in incoming.attachments if one.kind in _ACCOMPANY)
    pictures = tuple(one for one in incoming.attachments if one.kind not in _ACCOMPANY)
    plan = plan_batch(incoming.text, (None,) * len(pictures), len(pictures))
    if not plan.is_batch or incoming.links:
        return (incoming,)
    return tuple(
        dataclasses.replace(incoming, text=item.text, attachments=(pictures[item.picture], *others))
        for item in plan.items
    )
