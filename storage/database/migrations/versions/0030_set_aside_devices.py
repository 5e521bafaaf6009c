"""Devices that speak and were put aside as not ours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "set_aside_device",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("site", "dialect", "name", "by", "reason")),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("site", "dialect", "name", name="pk_set_aside_device"),
    )
