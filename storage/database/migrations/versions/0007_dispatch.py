"""Who can do what, who is on duty, where they are: what a proposal of people needs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
UNASSIGNED = "assignee IS NULL AND state IN ('requested', 'triaged', 'dispatched')"
IN_HAND = "assignee IS NOT NULL AND state IN ('dispatched', 'accepted', 'in_progress')"


def upgrade() -> None:
    op.create_table("held_skill", *_key("held_skill", "person", "skill"), *_text("certificate"), *_text("valid_until", nullable=True))
    op.create_table(
        "duty",
        *_key("duty", "id"),
        *_text("person", "site", "source", "added_by"),
        *_text("post", nullable=True),
        *_moment("since", "until"),
    )
    op.create_index("ix_duty_site", "duty", ["site", "until"])
    op.create_index("ix_duty_person", "duty", ["person", "until"])
    op.create_table("last_place", *_key("last_place", "person"), *_text("site", "space"), *_moment("at"))
    op.create_table("dispatch_policy", *_key("dispatch_policy", "site"), *_text("modes"), *_number("capacity", "version"))
    op.create_table(
        "dispatch_look",
        *_key("dispatch_look", "order_id"),
        *_number("refusals"),
        *_text("department"),
        *_moment("at"),
        *_text("assignee", nullable=True),
        *_moment("again_at", nullable=True),
    )
    _index("ix_work_order_unassigned", "realm", "site", "opened_at", "id", where=UNASSIGNED)
    _index("ix_work_order_in_hand", "realm", "assignee", where=IN_HAND)
    _index("ix_work_order_accepted", "site", "accepted_at")


def _key(table: str, *names: str) -> list[Any]:
    return [*_text(*names), sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")]


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, MOMENT, nullable=nullable) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _index(name: str, *columns: str, where: str | None = None) -> None:
    clause = None if where is None else sa.text(where)
    op.create_index(name, "work_order", list(columns), sqlite_where=clause, postgresql_where=clause)
