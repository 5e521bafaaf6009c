"""Views that people keep."""

from __future__ import annotations

from sqlalchemy import Index, Table, literal_column

from storage.database.tables.parts import identity, metadata, number, optional_text, partial, text

saved_views = Table(
    "saved_view",
    metadata,
    identity(),
    *(text(name) for name in ("person", "page", "name", "query")),
    number("position"),
    optional_text("shared_with"),
    number("version"),
    Index("ux_saved_view_name", "person", "page", "name", unique=True),
    partial("ix_saved_view_shared", "page", "shared_with", where=literal_column("shared_with IS NOT NULL")),
)
