"""The tables, as one SQLAlchemy ``MetaData``. Times are seconds since the epoch.

Columns hold what is searched for; what only its owner reads is JSON text in ``body``. That is a
table's last column: to reach what stands behind it, a database would have to read all of it.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

INBOX = Table(
    "inbox",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("chat", String, nullable=False),
    Column("event", String, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("handled_at", Float),
    Column("body", Text, nullable=False),
    UniqueConstraint("chat", "event"),
    Index(None, "handled_at", "seq"),
)

CHATS = Table(
    "chats",
    METADATA,
    Column("chat", String, primary_key=True),
    Column("language", String),
    Column("skill", String),
    Column("auto_export", Boolean, nullable=False),
    Column("project", String),
    Column("greeted", Boolean, nullable=False),
)

PROJECTS = Table(
    "projects",
    METADATA,
    Column("id", String, primary_key=True),
    Column("chat", String, nullable=False),
    Column("author", String, nullable=False),
    Column("backend", String, nullable=False),
    Column("used_at", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "chat"),
    Index(None, "used_at"),
)

TRAY = Table(
    "tray",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("chat", String, nullable=False),
    Column("author", String, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "chat", "author"),
)

TURNS = Table(
    "turns",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("chat", String, nullable=False),
    Column("author", String, nullable=False),
    Column("state", String, nullable=False),
    Column("phase", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Float, nullable=False),
    Column("error", String),
    Column("lease", String),
    Column("lease_until", Float),
    Column("created_at", Float, nullable=False),
    Column("ended_at", Float),
    Column("body", Text, nullable=False),
    Index(None, "state", "chat", "seq"),
    Index(None, "chat", "created_at"),
    Index(None, "author", "created_at"),
    Index(None, "ended_at"),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("turn", String, primary_key=True),
    Column("chat", String, nullable=False),
    Column("author", String, nullable=False),
    Column("project", String, ForeignKey("projects.id", ondelete="SET NULL")),
    Column("message", String, nullable=False),
    Column("status", String, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "chat", "message"),
    Index(None, "chat", "status"),
    Index(None, "project"),
    Index(None, "chat", "created_at"),
    Index(None, "created_at"),
)

SENT_AGAIN = Table(
    "sent_again",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("chat", String, nullable=False),
    Column("message", String, nullable=False),
    Column("turn", String, nullable=False),
    Column("sent_at", Float, nullable=False),
    Index(None, "chat", "message"),
    Index(None, "sent_at"),
)

TRANSCRIPT = Table(
    "transcript",
    METADATA,
    Column("chat", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("version", Integer, nullable=False, unique=True),
    Column("place", Integer, nullable=False),
    Column("written_at", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "chat", "version"),
    Index(None, "written_at"),
)

COUNTERS = Table(
    "counters",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
)

MEDIA = Table(
    "media",
    METADATA,
    Column("hash", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("stored_at", Float, nullable=False),
)

MEDIA_USES = Table(
    "media_uses",
    METADATA,
    Column("hash", String, ForeignKey("media.hash"), primary_key=True),
    Column("owner", String, primary_key=True),
    Index(None, "owner"),
)

GRANTS = Table(
    "grants",
    METADATA,
    Column("subject", String, primary_key=True),
    Column("allowed", Boolean),
    Column("daily", Integer),
)
