"""``credentials.json``: client ids and anonymous tokens by backend, shared by processes.

Mode 0600, replaced atomically, read and written under ``flock`` on a lock file beside it (the
file itself is replaced, so a lock on it would guard nothing). A damaged file is set aside.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import SecretStr

from core.backend import fields
from core.backend.envelopes import parse_json
from core.backend.models import Json
from core.clock import Clock
from core.errors import UnreadableAnswer

_LOOK_AGAIN = 0.05
"""Seconds between two tries for a lock that another process holds."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of one backend. ``chosen``: the configured client id when it was asked."""

    client_id: str
    chosen: str | None = None
    token: SecretStr | None = None
    user_id: str | None = None
    expires_at: float | None = None


class CredentialFile:
    """The file and its lock."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    @asynccontextmanager
    async def locked(self) -> AsyncGenerator[None]:
        """Hold the lock that all processes share; an unusable folder only loses the sharing."""
        handle = await asyncio.to_thread(self._open_lock)
        try:
            while handle is not None and not _try_lock(handle):
                await self._clock.sleep(_LOOK_AGAIN)
            yield
        finally:
            if handle is not None:
                os.close(handle)

    async def read(self, base_url: str) -> Stored | None:
        """What is kept for a backend, or None. To be called under ``locked``."""
        return await asyncio.to_thread(lambda: _stored(self._load().get(base_url)))

    async def write(self, base_url: str, kept: Stored) -> None:
        """Keep it; a folder that can't be written is logged, the token still serves."""
        await asyncio.to_thread(self._save, base_url, kept)

    def _open_lock(self) -> int | None:
        lock = self._path.with_name(self._path.name + ".lock")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as exc:
            self._warn("credentials can't be locked", exc)
            return None

    def _load(self) -> Mapping[str, Json]:
        try:
            whole = fields.as_object(parse_json(self._path.read_bytes()), "the credentials file")
            return fields.as_object(whole.get("backends"), "the list of backends")
        except FileNotFoundError:
            return {}
        except OSError as exc:
            self._warn("credentials can't be read", exc)
            return {}
        except UnreadableAnswer as exc:
            self._warn("a damaged credentials file was set aside", exc)
            aside = self._path.with_name(f"{self._path.name}.damaged-{int(self._clock.time())}")
            with contextlib.suppress(OSError):
                self._path.rename(aside)
            return {}

    def _save(self, base_url: str, kept: Stored) -> None:
        backends = {**self._load(), base_url: _written(kept)}
        text = json.dumps({"version": 1, "backends": backends}, indent=2)
        part: str | None = None
        try:
            handle, part = tempfile.mkstemp(prefix=self._path.name, dir=self._path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:  # mkstemp makes it 0600
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(self._path)
        except OSError as exc:
            self._warn("credentials can't be kept", exc)
            if part is not None:
                Path(part).unlink(missing_ok=True)

    def _warn(self, event: str, exc: Exception) -> None:
        structlog.get_logger(__name__).warning(event, reason=type(exc).__name__)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: go on without
    return True


def _stored(value: Json) -> Stored | None:
    if not isinstance(value, dict):
        return None
    client_id = fields.text(value.get("client_id"))
    if client_id is None:
        return None
    token = fields.text(value.get("token"))
    return Stored(
        client_id=client_id,
        chosen=fields.text(value.get("chosen")),
        token=None if token is None else SecretStr(token),
        user_id=fields.text(value.get("user_id")),
        expires_at=fields.number(value.get("expires_at")),
    )


def _written(kept: Stored) -> dict[str, Json]:
    return {
        "client_id": kept.client_id,
        "chosen": kept.chosen,
        "token": None if kept.token is None else kept.token.get_secret_value(),
        "user_id": kept.user_id,
        "expires_at": kept.expires_at,
    }
