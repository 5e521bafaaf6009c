"""Work orders: service levels, what has to be decided when, holds, evidence, ownership, merging."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
WORDS = sa.Text()
EXPECTED = "next_at IS NOT NULL"
MERGED = "merged_into IS NOT NULL"
PROMISED = "promised_until IS NOT NULL"
LIMITS = (("accept_by", "accepted_at"), ("arrive_by", "arrived_at"), ("resolve_by", "completed_at"))


def upgrade() -> None:
    for column in _columns():
        op.add_column("work_order", column)
    op.add_column("task", sa.Column("accepted_at", MOMENT, nullable=True))
    op.add_column("task", sa.Column("accepted_by", sa.Text(), nullable=True))
    _expect()
    op.create_index("ix_work_order_next", "work_order", ["next_at"], sqlite_where=sa.text(EXPECTED), postgresql_where=sa.text(EXPECTED))
    op.create_index("ix_work_order_parent", "work_order", ["parent_id"])
    op.create_index("ix_work_order_merged", "work_order", ["merged_into"], sqlite_where=sa.text(MERGED), postgresql_where=sa.text(MERGED))
    op.create_index("ix_work_order_assignee", "work_order", ["assignee", "opened_at", "id"])
    op.create_index("ix_work_order_requested_by", "work_order", ["requested_by", "opened_at", "id"])
    op.create_index("ix_work_order_resolve_by", "work_order", ["resolve_by"])
    op.create_index("ix_work_order_promised", "work_order", ["promised_until"], sqlite_where=sa.text(PROMISED), postgresql_where=sa.text(PROMISED))


def _expect() -> None:
    """Open orders wait for the first of their limits that was neither met nor decided."""
    orders = sa.table("work_order", *(sa.column(name) for name in ("state", "overdue", "next_at", *(name for limit in LIMITS for name in limit))))
    for limit, met in LIMITS:
        due, done = orders.c[limit], orders.c[met]
        waits = sa.and_(
            orders.c.state.not_in(("closed", "cancelled")),
            due.is_not(None),
            sa.or_(done.is_(None), done > due),
            orders.c.overdue.not_like(f'%"{limit}"%'),
            sa.or_(orders.c.next_at.is_(None), due < orders.c.next_at),
        )
        op.execute(orders.update().where(waits).values(next_at=due))


def _columns() -> list[sa.Column[Any]]:
    texts = [sa.Column(name, sa.Text(), nullable=True) for name in ("space", "service", "hold_reason", "overridden_by", "owner", "merged_into")]
    words = [sa.Column(name, WORDS, nullable=False, server_default="[]") for name in ("agenda", "evidence", "shown")]
    moments = [sa.Column(name, MOMENT, nullable=True) for name in ("paused_at", "promised_until", "next_at")]
    numbers = [sa.Column("refusals", sa.Integer(), nullable=False, server_default="0"), sa.Column("watch_min", sa.Integer(), nullable=True)]
    return [*texts, *words, *moments, *numbers]
