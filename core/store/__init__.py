"""What survives a restart: SQLAlchemy tables, their migrations and queries."""

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
    "open_store",
]
