"""Messages that show a video once more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "sent_again",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("turn", sa.String(), nullable=False),
        sa.Column("sent_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_sent_again")),
    )
    op.create_index(op.f("ix_sent_again_chat_message"), "sent_again", ["chat", "message"])
    op.create_index(op.f("ix_sent_again_sent_at"), "sent_again", ["sent_at"])
