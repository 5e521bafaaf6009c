"""Notices to residents, their logs, whom they go to and what came of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, literal_column

from storage.database.columns import Document, Phrase
from storage.database.tables.parts import NOT_ENDED, flag, identity, metadata, moment, number, optional_moment, optional_text, partial, position, text, words

NOTICE_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
NOTICE_FOLLOWS: ColumnElement[Any] = literal_column("ended_at IS NULL AND matter_over_at IS NULL")
DELIVERY_QUEUED: ColumnElement[Any] = literal_column("state = 'queued'")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

notices = Table(
    "notice",
    metadata,
    identity(),
    *(text(name) for name in ("number", "site", "realm", "kind", "state", "title_zh", "title_en", "text_zh", "text_en", "cause_zh", "cause_en")),
    *(text(name) for name in ("phone", "written_by", "digest", "words")),
    *(optional_text(name) for name in ("asset", "incident_id", "order_id", "alarm_id", "plan_run_id", "approved_by", "ended_by")),
    moment("written_at"),
    *(optional_moment(name) for name in ("since", "until", "approve_by", "approved_at", "published_at", "ended_at", "matter_over_at", "next_at")),
    words("channels"),
    *(Column(name, Document, nullable=False) for name in ("units", "updates")),
    *(flag(name) for name in ("approval_late", "overdue", "waits")),
    *(number(name) for name in ("opened", "version")),
    Index("ux_notice_number", "site", "number", unique=True),
    Index("ux_notice_digest", "digest", unique=True),
    Index("ix_notice_written", "written_at", "id"),
    partial("ix_notice_next", "next_at", where=NOTICE_EXPECTED),
    partial("ix_notice_follows", "id", where=NOTICE_FOLLOWS),
)

notice_entries = Table(
    "notice_entry",
    metadata,
    position(),
    Column("notice_id", Phrase, ForeignKey("notice.id"), nullable=False, index=True),
    moment("at"),
    *(text(name) for name in ("step", "actor", "note")),
)

notice_recipients = Table(
    "notice_recipient",
    metadata,
    identity(),
    *(text(name) for name in ("site", "unit", "by", "sealed", "hint", "digest", "off_digest", "language", "added_by")),
    *(moment(name) for name in ("consented_at", "added_at")),
    optional_moment("ended_at"),
    optional_text("ended"),
    Index("ux_notice_recipient_off", "off_digest", unique=True),
    Index("ix_notice_recipient_digest", "digest"),
    Index("ix_notice_recipient_added", "added_at", "id"),
    partial("ix_notice_recipient_of", "site", "by", where=NOT_ENDED),
)

notice_deliveries = Table(
    "notice_delivery",
    metadata,
    identity(),
    text("key"),
    Column("notice_id", Phrase, ForeignKey("notice.id"), nullable=False),
    *(text(name) for name in ("site", "realm", "channel", "state")),
    *(optional_text(name) for name in ("update_id", "recipient_id", "error")),
    moment("queued_at"),
    *(optional_moment(name) for name in ("next_at", "sent_at")),
    number("attempts"),
    Index("ux_notice_delivery_key", "key", unique=True),
    Index("ix_notice_delivery_notice", "notice_id", "queued_at", "id"),
    Index("ix_notice_delivery_recipient", "recipient_id"),
    partial("ix_notice_delivery_due", "next_at", where=DELIVERY_QUEUED),
)
