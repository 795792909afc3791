"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    _heard()
    _turns()
    _shown()
    _files()


def _heard() -> None:
    """What was heard and chosen."""
    op.create_table(
        "inbox",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("received_at", sa.Float(), nullable=False),
        sa.Column("handled_at", sa.Float()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("chat", "event", name=op.f("uq_inbox_chat_event")),
    )
    op.create_index(op.f("ix_inbox_handled_at_seq"), "inbox", ["handled_at", "seq"])
    op.create_table(
        "chats",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("language", sa.String()),
        sa.Column("skill", sa.String()),
        sa.Column("auto_export", sa.Boolean(), nullable=False),
        sa.Column("project", sa.String()),
        sa.Column("greeted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_chats")),
    )
    op.create_table(
        "grants",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("allowed", sa.Boolean()),
        sa.Column("daily", sa.Integer()),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_grants")),
    )
    op.create_table(
        "tray",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("received_at", sa.Float(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_tray")),
    )
    op.create_index(op.f("ix_tray_chat_author"), "tray", ["chat", "author"])


def _turns() -> None:
    """Videos being made."""
    op.create_table(
        "projects",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("backend", sa.String(), nullable=False),
        sa.Column("used_at", sa.Float(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )
    op.create_index(op.f("ix_projects_chat"), "projects", ["chat"])
    op.create_index(op.f("ix_projects_used_at"), "projects", ["used_at"])
    op.create_table(
        "turns",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Float(), nullable=False),
        sa.Column("error", sa.String()),
        sa.Column("lease", sa.String()),
        sa.Column("lease_until", sa.Float()),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_turns")),
        sa.UniqueConstraint("id", name=op.f("uq_turns_id")),
    )
    op.create_index(op.f("ix_turns_author_created_at"), "turns", ["author", "created_at"])
    op.create_index(op.f("ix_turns_chat_created_at"), "turns", ["chat", "created_at"])
    op.create_index(op.f("ix_turns_ended_at"), "turns", ["ended_at"])
    op.create_index(op.f("ix_turns_state_chat_seq"), "turns", ["state", "chat", "seq"])


def _shown() -> None:
    """What stands in chats."""
    op.create_table(
        "deliveries",
        sa.Column("turn", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("project", sa.String()),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project"], ["projects.id"], name=op.f("fk_deliveries_project"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("turn", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_chat_created_at"), "deliveries", ["chat", "created_at"])
    op.create_index(op.f("ix_deliveries_chat_message"), "deliveries", ["chat", "message"])
    op.create_index(op.f("ix_deliveries_chat_status"), "deliveries", ["chat", "status"])
    op.create_index(op.f("ix_deliveries_project"), "deliveries", ["project"])
    op.create_index(op.f("ix_deliveries_created_at"), "deliveries", ["created_at"])
    op.create_table(
        "counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "transcript",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.Float(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chat", "message", name=op.f("pk_transcript")),
        sa.UniqueConstraint("version", name=op.f("uq_transcript_version")),
    )
    op.create_index(op.f("ix_transcript_chat_version"), "transcript", ["chat", "version"])
    op.create_index(op.f("ix_transcript_written_at"), "transcript", ["written_at"])


def _files() -> None:
    """Which files are kept."""
    op.create_table(
        "media",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_media")),
    )
    op.create_table(
        "media_uses",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["hash"], ["media.hash"], name=op.f("fk_media_uses_hash")),
        sa.PrimaryKeyConstraint("hash", "owner", name=op.f("pk_media_uses")),
    )
    op.create_index(op.f("ix_media_uses_owner"), "media_uses", ["owner"])
