"""Calling people out, step by step, and how far each message demonstrably came; people's quiet hours."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
EXPECTED = "next_at IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "call_out",
        *_key("call_out", "id"),
        *_text("notification_id", "realm", "site", "kind", "severity", "department", "title_zh", "title_en", "body_zh", "body_en", "policy", "state"),
        *_text("answer", "answered_by", "work_order_id", nullable=True),
        *_text("posts", "alarm_ids", "already", "called"),
        sa.Column("asks", sa.Boolean(), nullable=False),
        *_moment("created_at"),
        *_moment("step_at", "next_at", "answered_at", "ended_at", nullable=True),
        *_number("step", "version"),
    )
    op.create_index("ix_call_out_created", "call_out", ["created_at", "id"])
    op.create_index("ix_call_out_order", "call_out", ["work_order_id", "created_at"])
    _index("ix_call_out_expected", "call_out", "next_at", where=EXPECTED)
    _index("ix_call_out_unanswered", "call_out", "created_at", where="asks AND state IN ('calling', 'unanswered')")
    op.create_table("call_out_alarm", *_key("call_out_alarm", "call_out_id", "alarm_id"))
    op.create_index("ix_call_out_alarm_alarm", "call_out_alarm", ["alarm_id"])
    op.create_table(
        "call_delivery",
        *_key("call_delivery", "id"),
        *_text("call_out_id", "site", "realm", "channel", "key", "proof"),
        *_text("person", "contact_id", "error", "receipt", "outside_id", "covered_by", "replaces", nullable=True),
        *_moment("queued_at"),
        *_moment("sent_at", "received_at", "opened_at", "acknowledged_at", "next_at", "failed_at", "expires_at", nullable=True),
        *_number("step", "attempts", "rank", "version"),
    )
    op.create_index("ix_call_delivery_call_out", "call_delivery", ["call_out_id", "queued_at"])
    op.create_index("ix_call_delivery_told", "call_delivery", ["person", "channel", "sent_at"])
    _index("ix_call_delivery_expected", "call_delivery", "channel", "next_at", where=EXPECTED)
    _index("ix_call_delivery_covered", "call_delivery", "covered_by", where="covered_by IS NOT NULL")
    _index("ux_call_delivery_receipt", "call_delivery", "receipt", where="receipt IS NOT NULL", unique=True)
    _index("ix_call_delivery_outside", "call_delivery", "outside_id", where="outside_id IS NOT NULL")
    op.create_table("quiet_hours", *_key("quiet_hours", "person"), *_number("since", "until"))


def _key(table: str, *names: str) -> list[Any]:
    return [*_text(*names), sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")]


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, MOMENT, nullable=nullable) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _index(name: str, table: str, *columns: str, where: str, unique: bool = False) -> None:
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
