"""Every error Stillmotion raises on purpose, as one tree.

Libraries' exceptions are translated at the boundary (``raise … from exc``); what reaches the
engine is always one of these. Each carries what its reader needs to go on. Texts for people are
not here: ``core.conversation`` maps each class to a message in the user's language.

    StillmotionError
    ├── BackendError                   the video backend, or the way to it
    │   ├── TokenRejected              1001, HTTP 401
    │   ├── TokenRefused               no anonymous token to be had
    │   ├── SessionGone                1002
    │   ├── OutOfCredits               2001
    │   ├── PlanBlocksExport           402
    │   ├── UnsupportedMedia           4001
    │   ├── MediaTooLarge              4002, or our own check before any byte goes out
    │   ├── ClientIdMissing            400 on the token call
    │   ├── RateLimited                429
    │   ├── BackendDown                5xx, network, time-out of one request
    │   ├── BackendFull                507: the backend's own disk is full
    │   ├── BackendRefused             any other code
    │   ├── UnreadableAnswer           an answer that is none of the documented shapes
    │   ├── TurnFailed                 the agent itself reported an error
    │   ├── TurnTimedOut               15 min, or 10 min of nothing but heartbeats
    │   ├── TurnLost                   the stream broke and the outcome stayed unknown
    │   ├── RenderFailed               the export failed twice
    │   ├── RenderTimedOut             the export's deadline passed
    │   └── TransferFailed             an upload or a download that did not arrive whole
    ├── MediaError                     a file that somebody sent
    │   ├── MediaUnreadable            damaged, truncated, not what it claims to be
    │   ├── MediaEmpty                 zero bytes
    │   └── PictureTooBig              more pixels than is safe to decode
    ├── MediaWorkerMissing             nobody could look into a file; it is not to blame
    ├── PromptError                    a JSON prompt that does not fit the schema
    ├── StudioMissing                  no backend: neither the studio's extra nor a cloud
    ├── DiskFull                       no space left for a file
    │   └── StoreFull                  … nor for the database
    ├── StoreTooNew                    a later version wrote the database
    ├── StoreUnusable                  the database can't be opened or is damaged
    ├── LeaseLost                      somebody else works on the turn by now
    ├── DeliveryUnknown                whether an earlier try to hand it over arrived
    ├── DeliveryFailed                 the finished video could not be handed over
    └── Cancelled                      the user stopped the turn
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Final

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StillmotionError(Exception):
    """Root of the tree."""


class BackendError(StillmotionError):
    """The backend, or the way to it, failed. ``code`` is its own code or the HTTP status."""

    def __init__(self, message: str = "", *, code: int | None = None) -> None:
        super().__init__(message or type(self).__name__)
        self.code = code


class TokenRejected(BackendError):
    """The token is bad or expired. ``configured``: it came from ``NEMO_TOKEN``."""

    def __init__(
        self, message: str = "", *, configured: bool = False, code: int | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.configured = configured


class TokenRefused(BackendError):
    """No anonymous token was given; ``retry_after`` in s where the backend said it."""

    def __init__(
        self, message: str = "", *, retry_after: float | None = None, code: int | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class SessionGone(BackendError):
    """The session is unknown to the backend."""


class OutOfCredits(BackendError):
    """No credits are left. ``user_id`` is known for an anonymous account (``bind`` link)."""

    def __init__(
        self,
        message: str = "",
        *,
        registered: bool = False,
        user_id: str | None = None,
        code: int | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.registered = registered
        self.user_id = user_id


class PlanBlocksExport(BackendError):
    """The plan does not allow exports; this is not about credits."""


class UnsupportedMedia(BackendError):
    """The file's type is not accepted. ``accepted`` lists the extensions that are."""

    def __init__(
        self,
        message: str = "",
        *,
        name: str = "",
        accepted: tuple[str, ...] = (),
        code: int | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.name = name
        self.accepted = accepted


class MediaTooLarge(BackendError):
    """The file is over the limit. ``limit`` and ``size`` in bytes."""

    def __init__(
        self,
        message: str = "",
        *,
        name: str = "",
        limit: int | None = None,
        size: int | None = None,
        code: int | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.name = name
        self.limit = limit
        self.size = size


class ClientIdMissing(BackendError):
    """The token call lacked ``X-Client-Id``."""


class RateLimited(BackendError):
    """Too many requests. ``retry_after`` in s."""

    def __init__(
        self, message: str = "", *, retry_after: float | None = None, code: int | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class BackendDown(BackendError):
    """The backend can't be reached or answers 5xx.

    ``sent``: the request may have arrived. ``retry_after`` in s where the backend said it.
    """

    def __init__(
        self,
        message: str = "",
        *,
        sent: bool = True,
        retry_after: float | None = None,
        code: int | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.sent = sent
        self.retry_after = retry_after


class BackendFull(BackendError):
    """The backend has no room left for files; asking again changes nothing until it has."""


class BackendRefused(BackendError):
    """The backend refused the request with a code that has no class of its own."""


class UnreadableAnswer(BackendError):
    """The answer is none of the documented shapes."""


class TurnFailed(BackendError):
    """The agent reported an error of its own. ``reason`` is its text, for people to read."""

    def __init__(self, message: str = "", *, reason: str = "", code: int | None = None) -> None:
        super().__init__(message, code=code)
        self.reason = reason


class TurnTimedOut(BackendError):
    """The turn took longer than allowed. ``after`` in s."""

    def __init__(self, message: str = "", *, after: float = 0.0, code: int | None = None) -> None:
        super().__init__(message, code=code)
        self.after = after


class TurnLost(BackendError):
    """The stream broke and five reads of the state showed no change."""


class RenderFailed(BackendError):
    """The export failed. ``reason`` is the backend's text, for people to read."""

    def __init__(self, message: str = "", *, reason: str = "", code: int | None = None) -> None:
        super().__init__(message, code=code)
        self.reason = reason


class RenderTimedOut(BackendError):
    """The export did not finish before its deadline. ``after`` in s."""

    def __init__(self, message: str = "", *, after: float = 0.0, code: int | None = None) -> None:
        super().__init__(message, code=code)
        self.after = after


class TransferFailed(BackendError):
    """An upload or download did not arrive whole."""


class MediaError(StillmotionError):
    """A file that somebody sent can't be used. ``name`` is the name they know it by."""

    def __init__(self, message: str = "", *, name: str = "") -> None:
        super().__init__(message or type(self).__name__)
        self.name = name


class MediaUnreadable(MediaError):
    """Damaged, truncated, or not what it claims to be."""


class MediaEmpty(MediaError):
    """Zero bytes."""


class PictureTooBig(MediaError):
    """More pixels than is safe to decode. ``limit`` in pixels."""

    def __init__(self, message: str = "", *, name: str = "", limit: int = 0) -> None:
        super().__init__(message, name=name)
        self.limit = limit


class MediaWorkerMissing(StillmotionError):
    """No process was to be had that looks into a file, which may well be in order."""


@dataclass(frozen=True, slots=True)
class PromptProblem:
    """One thing wrong with a JSON prompt.

    ``path`` is a JSON path (``$.scenes[0].motion.type``), ``expected`` says what was expected
    there, in a form that needs no translation (``number 0.2–60``, ``zoom-in | zoom-out | …``); it
    is empty where a key stands more than once.
    ``line`` and ``column``, from 1, where the text is no JSON at all.
    """

    path: str
    expected: str
    line: int | None = None
    column: int | None = None


class PromptError(StillmotionError):
    """A JSON prompt does not fit the schema; every problem at once."""

    def __init__(self, problems: tuple[PromptProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.path}: {p.expected}" for p in problems))
        self.problems = problems


class StudioMissing(StillmotionError):
    """The studio is the chosen backend but its extra (OpenCV, NumPy) is not installed."""


class DiskFull(StillmotionError):
    """No space was left for a file."""


class StoreFull(DiskFull):
    """No space was left for the database: nothing can be kept, not even that something failed."""


def is_disk_full(exc: OSError) -> bool:
    """Whether the system refused a write for want of space, or of a quota or limit of it."""
    return exc.errno in _NO_ROOM


class DeliveryFailed(StillmotionError):
    """The finished video, or a message, could not be handed over.

    ``reason`` is for people to read. ``passing``: it may well go better in a while.
    """

    def __init__(self, reason: str = "", *, passing: bool = False) -> None:
        super().__init__(reason or "DeliveryFailed")
        self.reason = reason
        self.passing = passing


class Cancelled(StillmotionError):
    """The user stopped the turn."""


class StoreTooNew(StillmotionError):
    """A later version of the program wrote the database; ``version`` is its schema's."""

    def __init__(self, version: str) -> None:
        super().__init__(f"the database has schema {version}, which is newer than this program")
        self.version = version


class StoreUnusable(StillmotionError):
    """The database can't be opened, or is damaged; ``reason`` in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the database can't be used: {reason}")
        self.reason = reason


class LeaseLost(StillmotionError):
    """Somebody else works on the turn by now: whoever reads this must stop at once."""

    def __init__(self, turn: str) -> None:
        super().__init__(f"the lease of turn {turn} is lost")
        self.turn = turn


class DeliveryUnknown(StillmotionError):
    """An earlier try to hand the video over may have arrived, and nobody can say whether it did."""
