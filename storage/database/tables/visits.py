"""Visits of contractors with their timelines and files, and the services that came of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, literal_column

from storage.database.columns import Counting, Phrase
from storage.database.tables.parts import identity, metadata, moment, number, optional_moment, optional_text, partial, position, text, words

VISIT_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
OPEN_VISIT: ColumnElement[Any] = literal_column("state IN ('waiting', 'on_site', 'leaving')")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

visits = Table(
    "visit",
    metadata,
    identity(),
    *(text(name) for name in ("number", "site", "asset", "state", "purpose", "firm", "name", "phone", "token_digest", "work")),
    *(optional_text(name) for name in ("order_number", "approved_by", "ended_by", "out_of_service")),
    *(moment(name) for name in ("signed_in_at", "until")),
    *(optional_moment(name) for name in ("approved_at", "signed_out_at", "ended_at", "next_at")),
    words("decided"),
    number("version"),
    Index("ux_visit_number", "site", "number", unique=True),
    Index("ux_visit_token_digest", "token_digest", unique=True),
    Index("ix_visit_signed_in", "signed_in_at", "id"),
    partial("ix_visit_open", "site", "asset", where=OPEN_VISIT),
    partial("ix_visit_next", "next_at", where=VISIT_EXPECTED),
)

visit_entries = Table(
    "visit_entry",
    metadata,
    position(),
    Column("visit_id", Phrase, ForeignKey("visit.id"), nullable=False, index=True),
    moment("at"),
    *(text(name) for name in ("step", "state", "actor", "note")),
)

visit_files = Table(
    "visit_file",
    metadata,
    identity(),
    Column("visit_id", Phrase, ForeignKey("visit.id"), nullable=False, index=True),
    *(text(name) for name in ("kind", "name", "content_type", "sha256", "added_by")),
    Column("size", Counting, nullable=False),
    moment("added_at"),
)

service_records = Table(
    "service_record",
    metadata,
    identity(),
    *(text(name) for name in ("site", "asset", "purpose", "by")),
    moment("at"),
    optional_text("visit_id"),
    Index("ix_service_record_asset", "site", "asset", "at"),
)
