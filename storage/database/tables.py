"""The tables as they are after the newest migration. `migrations/versions` says how they came to be; a test compares both."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    literal_column,
)

from storage.database.columns import Counting, Document, Measured, Moment, Phrase, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NOT_ENDED: ColumnElement[Any] = literal_column("ended_at IS NULL")
ABNORMAL: ColumnElement[Any] = literal_column("(condition OR (NOT acknowledged AND ended_at IS NULL))")
OPEN_ORDER: ColumnElement[Any] = literal_column("state NOT IN ('closed', 'cancelled')")
WAITING: ColumnElement[Any] = literal_column("state = 'waiting'")
"""Predicates of partial indexes. A query that repeats one word for word can use the index, so use these."""


def _text(name: str) -> Column[Any]:
    return Column(name, Phrase, nullable=False)


def _optional_text(name: str) -> Column[Any]:
    return Column(name, Phrase)


def _moment(name: str) -> Column[Any]:
    return Column(name, Moment, nullable=False)


def _optional_moment(name: str) -> Column[Any]:
    return Column(name, Moment)


def _words(name: str) -> Column[Any]:
    return Column(name, Words, nullable=False)


def _flag(name: str) -> Column[Any]:
    return Column(name, Boolean, nullable=False)


def _number(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _id(name: str = "id") -> Column[Any]:
    return Column(name, Phrase, primary_key=True)


def _position() -> Column[Any]:
    """The order in which rows were added."""
    return Column("position", Counting, Identity(always=False), primary_key=True)


def _search() -> Column[Any]:
    """What the text filter looks in, case folded: see `listing.search_text`."""
    return Column("search", Phrase, nullable=False, server_default="")


def _partial(name: str, *columns: str, where: ColumnElement[Any], unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


alarms = Table(
    "alarm",
    metadata,
    _id(),
    *(_text(name) for name in ("realm", "site", "asset", "rule", "episode", "condition_key", "severity", "department", "message_zh", "message_en")),
    *(_optional_text(name) for name in ("point", "latch", "acknowledged_by", "sop", "incident_id", "hidden_kind", "hidden_reason", "hidden_by")),
    _words("assist"),
    Column("value", Measured),
    *(_moment(name) for name in ("occurred_at", "raised_at")),
    *(_optional_moment(name) for name in ("returned_at", "acknowledged_at", "cleared_at", "ended_at", "hidden_until")),
    *(_flag(name) for name in ("condition", "acknowledged", "late")),
    _number("version"),
    _search(),
    Index("ux_alarm_episode", "episode", unique=True),
    _partial("ux_alarm_open_condition", "realm", "condition_key", where=NOT_ENDED, unique=True),
    Index("ix_alarm_raised", "realm", "raised_at", "id"),
    Index("ix_alarm_asset", "asset", "raised_at", "id"),
    _partial("ix_alarm_not_ended", "site", "realm", "raised_at", "id", where=NOT_ENDED),
    _partial("ix_alarm_abnormal", "realm", "raised_at", "id", where=ABNORMAL),
)

alarm_entries = Table(
    "alarm_entry",
    metadata,
    _position(),
    Column("alarm_id", Phrase, ForeignKey("alarm.id"), nullable=False, index=True),
    _moment("at"),
    *(_text(name) for name in ("event", "state", "actor", "note")),
    Column("value", Measured),
)

work_orders = Table(
    "work_order",
    metadata,
    _id(),
    *(_text(name) for name in ("number", "realm", "kind", "site", "department", "priority", "state", "title_zh", "title_en")),
    *(_optional_text(name) for name in ("asset", "group_key", "assignee", "sop", "requested_by", "incident_id", "parent_id")),
    *(_words(name) for name in ("skills", "overdue")),
    _moment("opened_at"),
    *(_optional_moment(name) for name in ("accept_by", "arrive_by", "resolve_by", "accepted_at", "arrived_at", "completed_at", "closed_at")),
    _number("version"),
    _search(),
    Index("ux_work_order_number", "site", "number", unique=True),
    _partial("ux_work_order_open_group", "realm", "group_key", where=OPEN_ORDER, unique=True),
    Index("ix_work_order_opened", "realm", "opened_at", "id"),
    Index("ix_work_order_asset", "asset", "opened_at", "id"),
    _partial("ix_work_order_open", "realm", "opened_at", "id", where=OPEN_ORDER),
)

order_alarms = Table(
    "order_alarm",
    metadata,
    _position(),
    # Checked at commit: an order and its alarm may be added in either order.
    Column("alarm_id", Phrase, ForeignKey("alarm.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    Index("ux_order_alarm_alarm", "alarm_id", unique=True),
)

tasks = Table(
    "task",
    metadata,
    _id(),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    _number("place"),
    *(_text(name) for name in ("department", "title_zh", "title_en")),
    *(_optional_moment(name) for name in ("due_by", "done_at")),
    _optional_text("done_by"),
    _flag("required"),
)

timeline_entries = Table(
    "timeline_entry",
    metadata,
    _position(),
    _text("id"),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    *(_moment(name) for name in ("at", "occurred_at")),
    *(_text(name) for name in ("event", "state", "actor", "note")),
    _optional_text("device_id"),
    Index("ux_timeline_entry_id", "id", unique=True),
)

attachments = Table(
    "attachment",
    metadata,
    _id(),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    *(_text(name) for name in ("name", "content_type", "sha256", "added_by")),
    Column("size", Counting, nullable=False),
    _moment("added_at"),
)

order_numbers = Table("order_number", metadata, _id("site"), _id("day"), _number("last"))

event_log = Table(
    "event_log",
    metadata,
    Column("sequence", Counting, Identity(always=False), primary_key=True),
    _moment("at"),
    *(_text(name) for name in ("realm", "site", "type", "transition", "subject_id", "actor")),
    _optional_text("asset"),
    _words("departments"),
    Column("body", Document, nullable=False),
    Index("ix_event_log_at", "at"),
    sqlite_autoincrement=True,  # a number is never given again, not even after retention took the newest row
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    *(_text(name) for name in ("key", "realm", "site", "kind", "severity", "department", "title_zh", "title_en", "body_zh", "body_en", "state")),
    *(_optional_text(name) for name in ("work_order_id", "error")),
    _words("alarm_ids"),
    _moment("created_at"),
    *(_optional_moment(name) for name in ("next_at", "sent_at")),
    _number("attempts"),
    Index("ux_outbox_key", "key", unique=True),
    Index("ix_outbox_created", "created_at", "id"),
    _partial("ix_outbox_waiting", "created_at", "id", where=WAITING),
)

quarantine = Table(
    "quarantine",
    metadata,
    _id(),
    _text("likeness"),
    *(_text(name) for name in ("site", "topic", "reason", "detail")),
    _optional_text("device"),
    Column("payload", LargeBinary, nullable=False),
    Column("times", Counting, nullable=False),
    *(_moment(name) for name in ("received_at", "last_at")),
    Index("ix_quarantine_received", "received_at", "id"),
    Index("ix_quarantine_likeness", "likeness", "received_at"),
)

people = Table(
    "person",
    metadata,
    _id(),
    *(_text(name) for name in ("username", "name", "role", "password_hash")),
    _optional_text("department"),
    _words("sites"),
    _flag("active"),
    _number("failed_logins"),
    _optional_moment("locked_until"),
    Index("ux_person_username", "username", unique=True),
)

refresh_tokens = Table(
    "refresh_token",
    metadata,
    _id("digest"),
    Column("person_id", Phrase, ForeignKey("person.id"), nullable=False, index=True),
    Column("family", Phrase, nullable=False, index=True),
    *(_moment(name) for name in ("created_at", "expires_at")),
    _optional_moment("used_at"),
)

ingests = Table(
    "ingest",
    metadata,
    _id("site"),
    Column("epoch", Counting, nullable=False),
    _optional_text("owner"),
    _optional_moment("expires_at"),
    Column("journal_offset", Counting, nullable=False),
)

device_checkpoints = Table(
    "device_checkpoint",
    metadata,
    _id("site"),
    _id("device"),
    Column("online", Boolean),
    _optional_moment("last_seen"),
    Column("clock_offset_s", Float),
)

followers = Table("follower", metadata, _id("name"), Column("position", Counting, nullable=False))

heartbeats = Table("heartbeat", metadata, _id("role"), _id("instance"), _moment("at"), Column("detail", Document, nullable=False))

audit_log = Table(
    "audit_log",
    metadata,
    _position(),
    _moment("at"),
    *(_text(name) for name in ("actor", "action", "subject", "detail", "address")),
    Index("ix_audit_log_at", "at"),
)

retention = Table("retention", metadata, _id("kind"), Column("keep_s", Counting, nullable=False), _flag("personal"), _text("why_zh"), _text("why_en"))

forgetting = Table("forgetting", metadata, _text("kind"), PrimaryKeyConstraint("kind"))
"""Holds a row only inside a transaction that applies the retention: without one, append-only tables refuse DELETE."""

answers = Table(
    "answer",
    metadata,
    _id(),
    *(_text(name) for name in ("person_id", "key", "digest", "body")),
    _moment("at"),
    _number("status"),
    Index("ix_answer_at", "at"),
)

push_subscriptions = Table(
    "push_subscription",
    metadata,
    _id(),
    Column("person_id", Phrase, nullable=False, index=True),
    _text("endpoint"),
    Column("keys", Document, nullable=False),
    _moment("at"),
)
