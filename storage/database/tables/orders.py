"""Work orders and their parts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, literal_column

from storage.database.columns import Counting, Phrase
from storage.database.tables.parts import (
    added_number,
    added_words,
    flag,
    identity,
    metadata,
    moment,
    number,
    optional_moment,
    optional_number,
    optional_text,
    partial,
    position,
    search,
    text,
    words,
)

OPEN_ORDER: ColumnElement[Any] = literal_column("state NOT IN ('closed', 'cancelled')")
"""The predicate of a partial index: see `parts.NOT_ENDED`."""

EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
"""Orders about which something has to be decided at some time."""

MERGED: ColumnElement[Any] = literal_column("merged_into IS NOT NULL")
"""Orders that became part of another one."""

PROMISED: ColumnElement[Any] = literal_column("promised_until IS NOT NULL")
"""Orders of which somebody was told until when."""

_OF_A_PAGE = ("id", "realm", "site", "opened_at")
"""What says which orders stand on a page, so that those before and behind it need not be read."""

work_orders = Table(
    "work_order",
    metadata,
    identity(),
    *(text(name) for name in ("number", "realm", "kind", "site", "department", "priority", "state", "title_zh", "title_en")),
    *(optional_text(name) for name in ("asset", "group_key", "assignee", "sop", "requested_by", "incident_id", "parent_id")),
    *(words(name) for name in ("skills", "overdue")),
    moment("opened_at"),
    *(optional_moment(name) for name in ("accept_by", "arrive_by", "resolve_by", "accepted_at", "arrived_at", "completed_at", "closed_at")),
    number("version"),
    search(),
    optional_text("outcome"),
    *(optional_text(name) for name in ("space", "service", "hold_reason", "overridden_by", "owner", "merged_into")),
    *(added_words(name) for name in ("agenda", "evidence", "shown")),
    *(optional_moment(name) for name in ("paused_at", "promised_until", "next_at")),
    added_number("refusals"),
    optional_number("watch_min"),
    Index("ux_work_order_number", "site", "number", unique=True),
    partial("ux_work_order_open_group", "realm", "group_key", where=OPEN_ORDER, unique=True),
    Index("ix_work_order_opened", "realm", "opened_at", "id"),
    Index("ix_work_order_asset", "asset", "opened_at", "id"),
    partial("ix_work_order_open", "realm", "opened_at", "id", where=OPEN_ORDER),
    partial("ix_work_order_next", "next_at", where=EXPECTED),
    Index("ix_work_order_parent", "parent_id"),
    partial("ix_work_order_merged", "merged_into", where=MERGED),
    Index("ix_work_order_assignee", "assignee", "opened_at", "id"),
    Index("ix_work_order_requested_by", "requested_by", "opened_at", "id"),
    Index("ix_work_order_resolve_by", "resolve_by", *_OF_A_PAGE),
    partial("ix_work_order_promised", "promised_until", *_OF_A_PAGE, where=PROMISED),
)

order_alarms = Table(
    "order_alarm",
    metadata,
    position(),
    # Checked at commit: an order and its alarm may be added in either order.
    Column("alarm_id", Phrase, ForeignKey("alarm.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    Index("ux_order_alarm_alarm", "alarm_id", unique=True),
)

tasks = Table(
    "task",
    metadata,
    identity(),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    number("place"),
    *(text(name) for name in ("department", "title_zh", "title_en")),
    *(optional_moment(name) for name in ("due_by", "done_at", "accepted_at")),
    *(optional_text(name) for name in ("done_by", "accepted_by")),
    flag("required"),
)

timeline_entries = Table(
    "timeline_entry",
    metadata,
    position(),
    text("id"),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    *(moment(name) for name in ("at", "occurred_at")),
    *(text(name) for name in ("event", "state", "actor", "note")),
    optional_text("device_id"),
    Index("ux_timeline_entry_id", "id", unique=True),
    Index("ix_timeline_entry_event", "event", "at"),
)

attachments = Table(
    "attachment",
    metadata,
    identity(),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    *(text(name) for name in ("name", "content_type", "sha256", "added_by")),
    Column("size", Counting, nullable=False),
    moment("added_at"),
    Column("kind", Phrase, nullable=False, server_default="file"),
    *(optional_text(name) for name in ("signed_by", "signed_as")),
)

order_numbers = Table("order_number", metadata, identity("site"), identity("day"), number("last"))
"""The last number of each series (`day`, for permits with ``X-`` before it): see `numbers.next_number`."""
