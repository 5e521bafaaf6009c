"""Floor plans."""

from __future__ import annotations

from sqlalchemy import Column, Float, Table

from storage.database.columns import Document
from storage.database.tables.parts import identity, metadata, moment, number, text

floor_plans = Table(
    "floor_plan",
    metadata,
    identity("site"),
    identity("space"),
    *(text(name) for name in ("picture_id", "name", "content_type", "sha256")),
    number("size"),
    *(Column(name, Float, nullable=False) for name in ("width", "height")),
    Column("placements", Document, nullable=False),
    text("changed"),
    moment("changed_at"),
    text("changed_by"),
    number("version"),
)
