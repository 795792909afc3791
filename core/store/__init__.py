"""What survives a restart: SQLAlchemy tables, their migrations and queries."""

from core.store.owners import (
    delivery_owner,
    project_owner,
    transcript_owner,
    tray_owner,
    turn_owner,
)
from core.store.records import (
    UNFINISHED,
    ChatRecord,
    DeliveryRecord,
    Grant,
    InboxRecord,
    NewTurn,
    ProjectRecord,
    TranscriptRecord,
    TrayRecord,
    TurnRecord,
    TurnState,
    TurnStats,
)
from core.store.store import Store, Transaction, open_store

__all__ = [
    "UNFINISHED",
    "ChatRecord",
    "DeliveryRecord",
    "Grant",
    "InboxRecord",
    "NewTurn",
    "ProjectRecord",
    "Store",
    "Transaction",
    "TranscriptRecord",
    "TrayRecord",
    "TurnRecord",
    "TurnState",
    "TurnStats",
    "delivery_owner",
    "open_store",
    "project_owner",
    "transcript_owner",
    "tray_owner",
    "turn_owner",
]
