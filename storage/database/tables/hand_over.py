"""Hand-overs with their timelines and files, and the things that are counted and lent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, literal_column

from storage.database.columns import Counting, Document, Phrase
from storage.database.tables.parts import flag, identity, metadata, moment, number, optional_moment, optional_text, partial, position, text, words

HAND_OVER_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
LENT: ColumnElement[Any] = literal_column("returned_at IS NULL")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

hand_overs = Table(
    "hand_over",
    metadata,
    identity(),
    *(text(name) for name in ("number", "site", "post", "duty_id", "outgoing", "state", "opened_by", "note", "reason")),
    *(optional_text(name) for name in ("incoming", "refused_by", "decided_by")),
    *(moment(name) for name in ("since", "due_at", "late_at", "opened_at")),
    *(optional_moment(name) for name in ("offered_at", "signed_at", "refused_at", "ended_at", "next_at")),
    flag("prolongs"),
    Column("counts", Document, nullable=False),
    Column("sheet", Document),
    words("decided"),
    number("version"),
    Index("ux_hand_over_number", "site", "number", unique=True),
    Index("ux_hand_over_duty", "duty_id", unique=True),
    Index("ix_hand_over_due", "due_at", "id"),
    partial("ix_hand_over_next", "next_at", where=HAND_OVER_EXPECTED),
)

hand_over_entries = Table(
    "hand_over_entry",
    metadata,
    position(),
    Column("hand_over_id", Phrase, ForeignKey("hand_over.id"), nullable=False, index=True),
    moment("at"),
    *(text(name) for name in ("step", "state", "actor", "note")),
)

hand_over_files = Table(
    "hand_over_file",
    metadata,
    identity(),
    Column("hand_over_id", Phrase, ForeignKey("hand_over.id"), nullable=False, index=True),
    *(text(name) for name in ("name", "content_type", "sha256", "added_by", "kind")),
    optional_text("signed_by"),
    Column("size", Counting, nullable=False),
    moment("added_at"),
)

hand_over_posts = Table("hand_over_post", metadata, *(identity(name) for name in ("site", "post")), flag("asked"), number("version"))

hand_over_things = Table(
    "hand_over_thing",
    metadata,
    identity(),
    *(text(name) for name in ("site", "post", "name")),
    *(number(name) for name in ("number", "place")),
    Index("ix_hand_over_thing_post", "site", "post", "place"),
)

thing_loans = Table(
    "thing_loan",
    metadata,
    identity(),
    *(text(name) for name in ("thing_id", "site", "lent_to", "lent_by", "note")),
    number("number"),
    moment("lent_at"),
    optional_moment("returned_at"),
    optional_text("returned_by"),
    Index("ix_thing_loan_lent", "site", "lent_at", "id"),
    partial("ix_thing_loan_out", "site", where=LENT),
)
