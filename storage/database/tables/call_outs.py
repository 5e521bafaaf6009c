"""Call-outs, the alarms that they are about, their deliveries, and people's quiet hours."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Table, literal_column

from storage.database.columns import Document
from storage.database.tables.parts import added_words, flag, identity, metadata, moment, number, optional_moment, optional_text, partial, text, words

CALL_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
CALL_UNANSWERED: ColumnElement[Any] = literal_column("asks AND state IN ('calling', 'unanswered')")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

call_outs = Table(
    "call_out",
    metadata,
    identity(),
    *(
        text(name)
        for name in ("notification_id", "realm", "site", "kind", "severity", "department", "title_zh", "title_en", "body_zh", "body_en", "policy", "state")
    ),
    *(optional_text(name) for name in ("answer", "answered_by", "work_order_id")),
    *(words(name) for name in ("posts", "alarm_ids", "already")),
    flag("asks"),
    Column("called", Document, nullable=False),
    moment("created_at"),
    *(optional_moment(name) for name in ("step_at", "next_at", "answered_at", "ended_at")),
    *(number(name) for name in ("step", "version")),
    added_words("persons"),
    Index("ix_call_out_created", "created_at", "id"),
    Index("ix_call_out_order", "work_order_id", "created_at"),
    partial("ix_call_out_expected", "next_at", where=CALL_EXPECTED),
    partial("ix_call_out_unanswered", "created_at", where=CALL_UNANSWERED),
)

call_out_alarms = Table(
    "call_out_alarm",
    metadata,
    *(identity(name) for name in ("call_out_id", "alarm_id")),
    Index("ix_call_out_alarm_alarm", "alarm_id"),
)
"""Only of those without an order: the others are found by the order of the alarm."""

call_deliveries = Table(
    "call_delivery",
    metadata,
    identity(),
    *(text(name) for name in ("call_out_id", "site", "realm", "channel", "key", "proof")),
    *(optional_text(name) for name in ("person", "contact_id", "error", "receipt", "outside_id", "covered_by", "replaces")),
    moment("queued_at"),
    *(optional_moment(name) for name in ("sent_at", "received_at", "opened_at", "acknowledged_at", "next_at", "failed_at", "expires_at")),
    *(number(name) for name in ("step", "attempts", "rank", "version")),
    Index("ix_call_delivery_call_out", "call_out_id", "queued_at"),
    Index("ix_call_delivery_told", "person", "channel", "sent_at"),
    partial("ix_call_delivery_expected", "channel", "next_at", where=CALL_EXPECTED),
    partial("ix_call_delivery_covered", "covered_by", where=literal_column("covered_by IS NOT NULL")),
    partial("ux_call_delivery_receipt", "receipt", where=literal_column("receipt IS NOT NULL"), unique=True),
    partial("ix_call_delivery_outside", "outside_id", where=literal_column("outside_id IS NOT NULL")),
)
"""`rank` is that of the call-out's severity."""

quiet_hours = Table("quiet_hours", metadata, identity("person"), *(number(name) for name in ("since", "until")))
