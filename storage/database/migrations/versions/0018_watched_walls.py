"""Wall screens that are watched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "watched_wall",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("site", "name", "post")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("watched_since", "seen_at", "next_at")),
        sa.Column("absence", sa.Text(), nullable=True),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("absent_since", "told_at")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site", "name", name="pk_watched_wall"),
    )
    op.create_index("ix_watched_wall_next", "watched_wall", ["next_at"])
