"""Whose account is spoken for: the token call's answer, and who it is that has no credits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

from pydantic import SecretStr

from core.backend import fields
from core.backend.credentials import Bearer, Grant, is_anonymous
from core.backend.models import Json, Session
from core.backend.state import parse_state, state_path
from core.errors import BackendError, OutOfCredits, UnreadableAnswer
from core.headers import header_safe

_MILLISECONDS = 1e11
"""Epoch times above this are in ms: in seconds it is the year 5138."""


def anonymous_grant(value: Json) -> Grant:
    """What the token call answered; only the token itself is certain to be there.

    Raises:
        UnreadableAnswer: There is no token in it.
    """
    granted = fields.as_object(value, "the token call's answer")
    token = fields.text(granted.get("token"))
    if token is None or not header_safe(token):
        raise UnreadableAnswer("the token call gave no token")
    return Grant(
        token=SecretStr(token),
        user_id=fields.optional_identifier(granted.get("user_id")),
        expires_at=_moment(granted.get("expires_at")),
    )


def _moment(value: Json) -> float | None:
    """ISO 8601 or an epoch number as seconds since the epoch; None when it is neither."""
    stamp = fields.positive(value)
    if stamp is not None:
        return stamp / 1000 if stamp > _MILLISECONDS else stamp
    if not isinstance(value, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


async def blame(
    error: OutOfCredits,
    bearer: Bearer,
    session: Session | None,
    look: Callable[[str], Awaitable[Json]],
) -> OutOfCredits:
    """The error with the account's id: from the token's answer, the session's, else the state.

    A configured token counts as registered unless the id starts with ``anon_``.
    """
    user_id = bearer.user_id or (session.user_id if session else None)
    if user_id is None and session is not None:
        try:
            user_id = parse_state(await look(state_path(session))).user_id
        except BackendError:
            user_id = None
    registered = bearer.registered
    if registered is None:
        registered = user_id is None or not is_anonymous(user_id)
    return OutOfCredits(str(error), registered=registered, user_id=user_id, code=error.code)
