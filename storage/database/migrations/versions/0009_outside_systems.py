"""Systems outside: their keys, what they call our orders, webhooks and deliveries."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = "state = 'waiting'"


def upgrade() -> None:
    op.create_table(
        "webhook",
        *_key("webhook", "id"),
        *_columns(sa.Text(), "name", "url", "secret", "created_by", "sites", "events"),
        *_columns(sa.Text(), "client", "ended", nullable=True),
        *_columns(COUNTING, "since"),
        *_columns(MOMENT, "created_at"),
        *_columns(MOMENT, "ended_at", "failing_since", nullable=True),
        *_columns(sa.Integer(), "version"),
    )
    _index("ux_webhook_name", "webhook", "name", unique=True)
    op.create_table(
        "webhook_delivery",
        *_key("webhook_delivery", "id"),
        *_refers("webhook_delivery", "webhook_id", "webhook"),
        *_columns(COUNTING, "sequence", nullable=True),
        *_columns(sa.Text(), "subject", "type", "body", "state"),
        *_columns(MOMENT, "created_at", "give_up_at"),
        *_columns(MOMENT, "next_at", "tried_at", "delivered_at", nullable=True),
        *_columns(sa.Integer(), "attempts"),
        *_columns(sa.Integer(), "status", nullable=True),
        *_columns(sa.Text(), "error", nullable=True),
    )
    _index("ux_webhook_delivery_event", "webhook_delivery", "webhook_id", "sequence", unique=True)
    _index("ix_webhook_delivery_created", "webhook_delivery", "webhook_id", "created_at", "id")
    _index("ix_webhook_delivery_next", "webhook_delivery", "next_at", where=WAITING)
    _index("ix_webhook_delivery_subject", "webhook_delivery", "webhook_id", "subject", "sequence", where=WAITING)
    op.create_table(
        "api_client",
        *_key("api_client", "id"),
        *_columns(sa.Text(), "name", "digest", "hint", "created_by", "sites"),
        *_columns(MOMENT, "created_at"),
        *_columns(MOMENT, "last_used_at", "revoked_at", nullable=True),
    )
    _index("ux_api_client_digest", "api_client", "digest", unique=True)
    _index("ux_api_client_name", "api_client", "name", unique=True, where="revoked_at IS NULL")
    op.create_table(
        "outside_order",
        *_key("outside_order", "source", "outside_id"),
        *_refers("outside_order", "order_id", "work_order"),
        *_columns(sa.Text(), "system", "asked", "requester"),
        *_columns(MOMENT, "opened_at"),
    )
    _index("ux_outside_order_order", "outside_order", "order_id", unique=True)


def _columns(type_: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:  # noqa: ANN401  any column type
    return [sa.Column(name, type_, nullable=nullable) for name in names]


def _key(table: str, *names: str) -> list[Any]:
    return [*_columns(sa.Text(), *names), sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")]


def _refers(table: str, column: str, to: str) -> list[Any]:
    return [*_columns(sa.Text(), column), sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")]


def _index(name: str, table: str, *columns: str, unique: bool = False, where: str | None = None) -> None:
    clause = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=clause, postgresql_where=clause)
