"""Drills and their logs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Float, ForeignKey, Index, Table, literal_column

from storage.database.columns import Phrase
from storage.database.tables.parts import flag, identity, metadata, moment, number, optional_moment, optional_text, partial, position, text, words

DRILL_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
DRILL_RUNNING: ColumnElement[Any] = literal_column("state = 'running'")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

drills = Table(
    "drill",
    metadata,
    identity(),
    *(text(name) for name in ("number", "site", "plan_key", "scenario", "title", "planned_by", "state", "reason")),
    *(optional_text(name) for name in ("area", "started_by", "ended_by", "interrupted_by", "run_id")),
    words("people"),
    *(flag(name) for name in ("announced", "outside")),
    *(Column(name, Float, nullable=False) for name in ("lasts_s", "speed")),
    *(moment(name) for name in ("planned_at", "begins_at")),
    *(optional_moment(name) for name in ("started_at", "ends_by", "ended_at", "reminded_at", "next_at")),
    number("seed"),
    number("version"),
    Index("ux_drill_number", "site", "number", unique=True),
    Index("ix_drill_begins", "begins_at", "id"),
    partial("ux_drill_running", "site", where=DRILL_RUNNING, unique=True),
    partial("ix_drill_next", "next_at", where=DRILL_EXPECTED),
)

drill_entries = Table(
    "drill_entry",
    metadata,
    position(),
    Column("drill_id", Phrase, ForeignKey("drill.id"), nullable=False, index=True),
    moment("at"),
    *(text(name) for name in ("event", "actor", "note")),
)
