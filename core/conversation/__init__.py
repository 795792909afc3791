"""The engine: from what was said to what is done and shown."""

from importlib import import_module
from typing import TYPE_CHECKING

from core.conversation.actions import LONGEST_ACTION, decode_action, encode_action
from core.conversation.seam import (
    Action,
    ActionKind,
    Asked,
    Attachment,
    AttachmentKind,
    AttachmentSource,
    Author,
    Button,
    ChatRef,
    Command,
    Delivered,
    Edited,
    Heard,
    Incoming,
    Left,
    MessageRef,
    Moved,
    OnDisk,
    Pressed,
    Reply,
    Surface,
    SurfaceLimits,
    Video,
)

if TYPE_CHECKING:
    from core.conversation.backends import CLOUD, STUDIO, Backends
    from core.conversation.engine import Engine
    from core.conversation.policy import Policy
    from core.conversation.room import Room

__all__ = [
    "CLOUD",
    "LONGEST_ACTION",
    "STUDIO",
    "Action",
    "ActionKind",
    "Asked",
    "Attachment",
    "AttachmentKind",
    "AttachmentSource",
    "Author",
    "Backends",
    "Button",
    "ChatRef",
    "Command",
    "Delivered",
    "Edited",
    "Engine",
    "Heard",
    "Incoming",
    "Left",
    "MessageRef",
    "Moved",
    "OnDisk",
    "Policy",
    "Pressed",
    "Reply",
    "Room",
    "Surface",
    "SurfaceLimits",
    "Video",
    "decode_action",
    "encode_action",
]

# Imported when first asked for: an adapter's own part of the seam needs none of them, and the
# engine with its store and backend takes half a second.
_LATER = {
    "CLOUD": "backends",
    "STUDIO": "backends",
    "Backends": "backends",
    "Engine": "engine",
    "Policy": "policy",
    "Room": "room",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
