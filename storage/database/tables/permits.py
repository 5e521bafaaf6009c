"""Permits and their parts, and what people have taken out of service."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, literal_column

from storage.database.columns import Counting, Document, Phrase
from storage.database.tables.parts import (
    NOT_ENDED,
    added_words,
    flag,
    identity,
    metadata,
    moment,
    number,
    optional_moment,
    optional_text,
    partial,
    position,
    text,
    words,
)

OPEN_PERMIT: ColumnElement[Any] = literal_column("state IN ('requested', 'approved', 'active', 'expired', 'recheck')")
PERMIT_IN_HAND: ColumnElement[Any] = literal_column("state IN ('approved', 'active', 'recheck')")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

permits = Table(
    "permit",
    metadata,
    identity(),
    *(text(name) for name in ("number", "site", "kind", "state", "place", "work", "applicant")),
    *(optional_text(name) for name in ("approver", "watcher", "contractor")),
    Column("scope", Document, nullable=False),
    flag("hides"),
    *(words(name) for name in ("missing", "reported", "overdue")),
    *(moment(name) for name in ("starts_at", "until", "requested_at")),
    *(optional_moment(name) for name in ("begun_at", "ended_at", "recheck_at")),
    number("version"),
    Index("ux_permit_number", "site", "number", unique=True),
    Index("ix_permit_requested", "requested_at", "id"),
    partial("ix_permit_in_hand", "site", "until", where=PERMIT_IN_HAND),
)

permit_entries = Table(
    "permit_entry",
    metadata,
    position(),
    Column("permit_id", Phrase, ForeignKey("permit.id"), nullable=False, index=True),
    moment("at"),
    *(text(name) for name in ("step", "state", "actor", "note")),
)

permit_attachments = Table(
    "permit_attachment",
    metadata,
    identity(),
    Column("permit_id", Phrase, ForeignKey("permit.id"), nullable=False, index=True),
    *(text(name) for name in ("name", "content_type", "sha256", "added_by")),
    Column("size", Counting, nullable=False),
    moment("added_at"),
)

out_of_service = Table(
    "out_of_service",
    metadata,
    identity(),
    *(text(name) for name in ("site", "reason", "taken_by")),
    Column("scope", Document, nullable=False),
    *(moment(name) for name in ("taken_at", "until")),
    optional_moment("ended_at"),
    optional_text("ended_by"),
    added_words("spares"),
    number("version"),
    partial("ix_out_of_service_open", "site", "until", where=NOT_ENDED),
)
