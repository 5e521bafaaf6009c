"""Systems outside: their keys, what they call our orders, webhooks and deliveries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Integer, Table, literal_column

from storage.database.columns import Counting, Document, Phrase
from storage.database.tables.parts import WAITING, identity, metadata, moment, number, optional_moment, optional_text, partial, text, words

NOT_REVOKED: ColumnElement[Any] = literal_column("revoked_at IS NULL")

webhooks = Table(
    "webhook",
    metadata,
    identity(),
    *(text(name) for name in ("name", "url", "secret", "created_by")),
    *(words(name) for name in ("sites", "events")),
    *(optional_text(name) for name in ("client", "ended")),
    Column("since", Counting, nullable=False),
    moment("created_at"),
    *(optional_moment(name) for name in ("ended_at", "failing_since")),
    number("version"),
    Index("ux_webhook_name", "name", unique=True),
)

deliveries = Table(
    "webhook_delivery",
    metadata,
    identity(),
    Column("webhook_id", Phrase, ForeignKey("webhook.id"), nullable=False),
    Column("sequence", Counting),
    *(text(name) for name in ("subject", "type", "body", "state")),
    *(moment(name) for name in ("created_at", "give_up_at")),
    *(optional_moment(name) for name in ("next_at", "tried_at", "delivered_at")),
    number("attempts"),
    Column("status", Integer),
    optional_text("error"),
    Index("ux_webhook_delivery_event", "webhook_id", "sequence", unique=True),
    Index("ix_webhook_delivery_created", "webhook_id", "created_at", "id"),
    Index("ix_webhook_delivery_state", "webhook_id", "state", "created_at", "id"),
    partial("ix_webhook_delivery_next", "next_at", where=WAITING),
    partial("ix_webhook_delivery_subject", "webhook_id", "subject", "sequence", where=WAITING),
)

api_clients = Table(
    "api_client",
    metadata,
    identity(),
    *(text(name) for name in ("name", "digest", "hint", "created_by")),
    words("sites"),
    moment("created_at"),
    *(optional_moment(name) for name in ("last_used_at", "revoked_at")),
    Index("ux_api_client_digest", "digest", unique=True),
    partial("ux_api_client_name", "name", where=NOT_REVOKED, unique=True),
)

outside_orders = Table(
    "outside_order",
    metadata,
    identity("source"),
    identity("outside_id"),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False),
    *(text(name) for name in ("system", "asked")),
    moment("opened_at"),
    Column("requester", Document, nullable=False),
    Index("ux_outside_order_order", "order_id", unique=True),
)
