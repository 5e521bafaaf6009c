"""The clocks of a rescue from a lift."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
EXPECTED = "next_at IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "rescue_clock",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("order_id", "clock", "site")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("started_at", "due_at")),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("warn_at", "met_at", "warned_at", "missed_at", "ended_at", "next_at")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("met_by", "device_id")),
        sa.PrimaryKeyConstraint("order_id", "clock", name="pk_rescue_clock"),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name="fk_rescue_clock_order_id"),
    )
    op.create_index("ix_rescue_clock_next", "rescue_clock", ["next_at"], sqlite_where=sa.text(EXPECTED), postgresql_where=sa.text(EXPECTED))
