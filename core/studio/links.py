"""Links to files that need no token: unguessable, signed, and good for a while."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote


class LinkKind(Enum):
    """What a link leads to."""

    MEDIA = "media"
    RENDER = "render"


@dataclass(frozen=True, slots=True)
class Links:
    """Signs and checks. ``key`` is kept with the rows, so links outlive a restart."""

    key: bytes
    life_s: float

    def path(self, kind: LinkKind, target: str, name: str, now: float) -> str:
        """The path of a link to ``target``; ``name`` is what a browser would save it as."""
        # whole hours, so that reading the state twice gives the same links
        expires = (math.ceil(now / 3600) * 3600) + int(self.life_s)
        signature = self._sign(kind, target, expires)
        return f"/files/{kind.value}/{target}/{expires}/{signature}/{quote(name, safe='')}"

    def allows(self, kind: LinkKind, target: str, expires: str, signature: str, now: float) -> bool:
        """Whether the link is ours and not over."""
        if not (expires.isascii() and expires.isdigit() and len(expires) < 16):
            return False
        expected = self._sign(kind, target, int(expires))
        return hmac.compare_digest(expected.encode(), signature.encode()) and now < int(expires)

    def _sign(self, kind: LinkKind, target: str, expires: int) -> str:
        message = f"{kind.value}\n{target}\n{expires}".encode()
        return hmac.new(self.key, message, hashlib.sha256).hexdigest()[:40]
