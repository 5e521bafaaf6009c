"""The clocks of rescues from lifts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Table, literal_column

from storage.database.columns import Phrase
from storage.database.tables.parts import identity, metadata, moment, optional_moment, optional_text, partial, text

CLOCK_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
"""The predicate of a partial index: see `parts.NOT_ENDED`."""

rescue_clocks = Table(
    "rescue_clock",
    metadata,
    Column("order_id", Phrase, ForeignKey("work_order.id"), primary_key=True),
    identity("clock"),
    text("site"),
    *(moment(name) for name in ("started_at", "due_at")),
    *(optional_moment(name) for name in ("warn_at", "met_at", "warned_at", "missed_at", "ended_at", "next_at")),
    *(optional_text(name) for name in ("met_by", "device_id")),
    partial("ix_rescue_clock_next", "next_at", where=CLOCK_EXPECTED),
)
