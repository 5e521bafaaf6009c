"""Weather warnings and emergency supplies, with their histories."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, literal_column

from storage.database.columns import Phrase
from storage.database.tables.parts import identity, metadata, moment, number, optional_moment, optional_text, partial, position, text

WARNING_IN_FORCE: ColumnElement[Any] = literal_column("state = 'in_force'")
SUPPLY_EXPECTED: ColumnElement[Any] = literal_column("removed_at IS NULL AND told_at IS NULL")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

weather_warnings = Table(
    "weather_warning",
    metadata,
    identity(),
    *(text(name) for name in ("site", "kind", "level", "state", "words", "source", "given_by")),
    *(optional_text(name) for name in ("outside_id", "ended_by")),
    *(moment(name) for name in ("issued_at", "given_at", "until")),
    optional_moment("ended_at"),
    number("version"),
    partial("ux_weather_warning_in_force", "site", "kind", where=WARNING_IN_FORCE, unique=True),
    partial("ix_weather_warning_until", "until", where=WARNING_IN_FORCE),
    Index("ix_weather_warning_given", "given_at", "id"),
    Index("ix_weather_warning_outside", "site", "source", "outside_id"),
)

warning_entries = Table(
    "weather_warning_entry",
    metadata,
    position(),
    Column("warning_id", Phrase, ForeignKey("weather_warning.id"), nullable=False, index=True),
    *(moment(name) for name in ("at", "until")),
    *(text(name) for name in ("step", "actor", "level", "note")),
)

supplies = Table(
    "supply",
    metadata,
    identity(),
    *(text(name) for name in ("site", "name", "unit", "post", "spot", "note")),
    *(optional_text(name) for name in ("space", "expires_on", "checked_by")),
    *(number(name) for name in ("count", "wanted", "check_every_days", "version")),
    moment("check_by"),
    *(optional_moment(name) for name in ("checked_at", "told_at", "removed_at")),
    Index("ix_supply_check_by", "site", "check_by", "id"),
    partial("ix_supply_expected", "check_by", where=SUPPLY_EXPECTED),
)

supply_entries = Table(
    "supply_entry",
    metadata,
    position(),
    Column("supply_id", Phrase, ForeignKey("supply.id"), nullable=False, index=True),
    moment("at"),
    *(text(name) for name in ("step", "actor", "note")),
    number("count"),
)
