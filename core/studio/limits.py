"""How much of everything the studio takes."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the server. Sizes in bytes, times in s.

    ``file_bytes``, ``token_s``, ``tokens_per_ip`` are the documented ones of nemo-api.md; the
    others keep one client from filling the disk or the memory.
    """

    file_bytes: int = 200 * _MIB
    files_per_upload: int = 50
    files_per_session: int = 500
    session_bytes: int = 4_096 * _MIB
    json_bytes: int = 2 * _MIB
    text_chars: int = 20_000
    name_chars: int = 120
    id_chars: int = 100
    sessions_per_user: int = 2_000
    turns_per_session: int = 500
    renders_per_session: int = 50
    renders_waiting: int = 200
    claims_per_session: int = 10
    undo_steps: int = 50
    accounts: int = 100_000
    tokens_per_ip: int = 10
    token_s: float = 7 * _DAY_S
    claim_s: float = 3_600.0
    link_s: float = _DAY_S
    heartbeat_s: float = 15.0
    body_idle_s: float = 60.0
    fetch_s: float = 300.0
    redirects: int = 5
    drain_bytes: int = 256 * _MIB
    connections: int = 4_096
