"""Whistles with the departments that were called and their timelines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, literal_column

from storage.database.columns import Phrase
from storage.database.tables.parts import identity, metadata, moment, number, optional_moment, optional_text, partial, position, text, words

WHISTLE_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
"""The predicate of a partial index: see `parts.NOT_ENDED`."""

whistles = Table(
    "whistle",
    metadata,
    identity(),
    *(text(name) for name in ("number", "site", "state", "severity", "matter", "bring", "blown_by", "outcome")),
    Column("order_id", Phrase, nullable=False, index=True),
    *(optional_text(name) for name in ("space", "asset", "ended_by")),
    moment("blown_at"),
    *(optional_moment(name) for name in ("ended_at", "next_at")),
    number("version"),
    Column("realm", Phrase, nullable=False, server_default="live"),
    Index("ux_whistle_number", "site", "number", unique=True),
    Index("ix_whistle_blown", "blown_at", "id"),
    partial("ix_whistle_next", "next_at", where=WHISTLE_EXPECTED),
)

whistle_calls = Table(
    "whistle_call",
    metadata,
    Column("whistle_id", Phrase, ForeignKey("whistle.id"), primary_key=True),
    identity("department"),
    *(moment(name) for name in ("called_at", "check_in_by")),
    optional_moment("checked_in_at"),
    optional_text("checked_in_by"),
    text("note"),
    words("decided"),
    Column("bring", Phrase, nullable=False, server_default=""),
)

whistle_entries = Table(
    "whistle_entry",
    metadata,
    position(),
    Column("whistle_id", Phrase, ForeignKey("whistle.id"), nullable=False, index=True),
    moment("at"),
    *(text(name) for name in ("step", "actor", "note")),
    optional_text("department"),
)
