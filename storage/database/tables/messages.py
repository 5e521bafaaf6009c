"""What is told, and what could not be read."""

from __future__ import annotations

from sqlalchemy import Column, Identity, Index, LargeBinary, Table

from storage.database.columns import Counting, Document
from storage.database.tables.parts import (
    WAITING,
    added_flag,
    added_words,
    identity,
    metadata,
    moment,
    number,
    optional_moment,
    optional_text,
    partial,
    text,
    words,
)

event_log = Table(
    "event_log",
    metadata,
    Column("sequence", Counting, Identity(always=False), primary_key=True),
    moment("at"),
    *(text(name) for name in ("realm", "site", "type", "transition", "subject_id", "actor")),
    optional_text("asset"),
    words("departments"),
    Column("body", Document, nullable=False),
    Index("ix_event_log_at", "at"),
    sqlite_autoincrement=True,  # a number is never given again, not even after retention took the newest row
)

outbox = Table(
    "outbox",
    metadata,
    identity(),
    *(text(name) for name in ("key", "realm", "site", "kind", "severity", "department", "title_zh", "title_en", "body_zh", "body_en", "state")),
    *(optional_text(name) for name in ("work_order_id", "error")),
    words("alarm_ids"),
    moment("created_at"),
    *(optional_moment(name) for name in ("next_at", "sent_at")),
    number("attempts"),
    added_words("posts"),
    added_flag("digest"),
    added_words("persons"),
    Index("ux_outbox_key", "key", unique=True),
    Index("ix_outbox_created", "created_at", "id"),
    partial("ix_outbox_waiting", "created_at", "id", where=WAITING),
)

quarantine = Table(
    "quarantine",
    metadata,
    identity(),
    text("likeness"),
    *(text(name) for name in ("site", "topic", "reason", "detail")),
    optional_text("device"),
    Column("payload", LargeBinary, nullable=False),
    Column("times", Counting, nullable=False),
    *(moment(name) for name in ("received_at", "last_at")),
    Index("ix_quarantine_received", "received_at", "id"),
    Index("ix_quarantine_likeness", "likeness", "received_at"),
)
