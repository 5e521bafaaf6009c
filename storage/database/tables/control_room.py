"""Checks of fire control rooms, calls for an answer, too few operators, and the last touch of screens."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Index, Table, literal_column

from storage.database.columns import Document
from storage.database.tables.parts import NOT_ENDED, identity, metadata, moment, number, optional_moment, optional_text, partial, text

ROOM_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
"""The predicate of partial indexes: see `parts.NOT_ENDED`."""

room_checks = Table(
    "room_check",
    metadata,
    identity(),
    *(text(name) for name in ("site", "state", "note")),
    *(moment(name) for name in ("due_at", "confirm_by")),
    *(optional_moment(name) for name in ("confirmed_at", "next_at")),
    optional_text("confirmed_by"),
    Column("certified", Boolean),
    Column("panels", Document, nullable=False),
    number("version"),
    Index("ux_room_check_due", "site", "due_at", unique=True),
    partial("ix_room_check_next", "next_at", where=ROOM_EXPECTED),
)

inspection_calls = Table(
    "inspection_call",
    metadata,
    identity(),
    *(text(name) for name in ("site", "source", "asked_by")),
    *(moment(name) for name in ("asked_at", "answer_by")),
    *(optional_moment(name) for name in ("answered_at", "missed_at", "next_at")),
    optional_text("answered_by"),
    number("version"),
    Index("ix_inspection_call_asked", "site", "asked_at"),
    partial("ix_inspection_call_next", "next_at", where=ROOM_EXPECTED),
)

room_shortages = Table(
    "room_shortage",
    metadata,
    identity(),
    text("site"),
    *(moment(name) for name in ("since", "tell_at")),
    *(optional_moment(name) for name in ("told_at", "ended_at")),
    *(number(name) for name in ("required", "certified", "version")),
    Index("ix_room_shortage_since", "site", "since"),
    partial("ux_room_shortage_open", "site", where=NOT_ENDED, unique=True),
)

screen_touches = Table(
    "screen_touch",
    metadata,
    *(identity(name) for name in ("site", "name")),
    *(text(name) for name in ("post", "by")),
    moment("at"),
)
