"""What work took: labour, parts, cause and remedy; repeat faults; signatures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "work_done",
        *_order("work_done"),
        sa.PrimaryKeyConstraint("order_id", name="pk_work_done"),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("problem", "cause", "remedy")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("what", "recorded_by")),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "labour_line",
        *_position("labour_line"),
        *_order("labour_line"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("person", "hours")),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("started_at", "ended_at")),
    )
    op.create_table(
        "part_line",
        *_position("part_line"),
        *_order("part_line"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "code", "unit")),
        *(sa.Column(name, COUNTING, nullable=False) for name in ("quantity_milli", "unit_cost_fen")),
        sa.Column("owner_pays", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "repeat_fault",
        *_order("repeat_fault"),
        sa.PrimaryKeyConstraint("order_id", name="pk_repeat_fault"),
        *_order("repeat_fault", "earlier_id"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("site", "asset")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("cause", "rule")),
        sa.Column("found_at", MOMENT, nullable=False),
    )
    for table, column in (("labour_line", "order_id"), ("part_line", "order_id"), ("repeat_fault", "earlier_id")):
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_repeat_fault_found", "repeat_fault", ["found_at", "order_id"])
    op.add_column("attachment", sa.Column("kind", sa.Text(), nullable=False, server_default="file"))
    for name in ("signed_by", "signed_as"):
        op.add_column("attachment", sa.Column(name, sa.Text(), nullable=True))


def _order(table: str, column: str = "order_id") -> list[sa.Column[str] | sa.ForeignKeyConstraint]:
    return [sa.Column(column, sa.Text(), nullable=False), sa.ForeignKeyConstraint([column], ["work_order.id"], name=f"fk_{table}_{column}")]


def _position(table: str) -> list[sa.Column[int] | sa.PrimaryKeyConstraint]:
    return [sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False), sa.PrimaryKeyConstraint("position", name=f"pk_{table}")]
