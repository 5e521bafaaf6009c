"""Versions of emergency plans, the pictures of their steps, and the numbers to call."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Table, literal_column

from storage.database.columns import Document
from storage.database.tables.parts import identity, metadata, moment, number, optional_moment, optional_text, partial, text, words

PLAN_IN_FORCE: ColumnElement[Any] = literal_column("state = 'approved'")
"""The predicate of a partial index: see `parts.NOT_ENDED`."""

plan_versions = Table(
    "plan_version",
    metadata,
    identity(),
    *(text(name) for name in ("site", "plan_key", "state", "written_by", "note", "decision")),
    number("number"),
    Column("plan", Document, nullable=False),
    moment("written_at"),
    *(optional_moment(name) for name in ("decided_at", "ended_at")),
    optional_text("decided_by"),
    *(words(name) for name in ("writers", "rules")),
    number("version"),
    Index("ux_plan_version_number", "site", "plan_key", "number", unique=True),
    partial("ux_plan_version_in_force", "site", "plan_key", where=PLAN_IN_FORCE, unique=True),
)

step_pictures = Table(
    "step_picture",
    metadata,
    identity(),
    *(text(name) for name in ("site", "plan_key", "name", "content_type", "sha256", "added_by")),
    number("size"),
    moment("added_at"),
    Index("ix_step_picture_plan", "site", "plan_key", "added_at", "id"),
)

emergency_numbers = Table(
    "emergency_number",
    metadata,
    identity("site"),
    identity("contact"),
    *(text(name) for name in ("name_zh", "name_en", "number", "note", "changed_by")),
    moment("changed_at"),
    optional_moment("checked_at"),
    optional_text("checked_by"),
    number("version"),
)
