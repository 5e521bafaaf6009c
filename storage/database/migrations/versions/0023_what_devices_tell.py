"""How often devices speak, and what they say of themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("device_checkpoint", sa.Column("counted_since", MOMENT))
    op.add_column("device_checkpoint", sa.Column("counted_until", MOMENT))
    op.add_column("device_checkpoint", sa.Column("messages", COUNTING))
    op.add_column("device_checkpoint", sa.Column("messages_before", COUNTING))
    op.add_column("device_checkpoint", sa.Column("told", sa.Text()))
