"""Reviews of runs of emergency plans, and the improvements that became work orders."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.database.columns import Document, Phrase
from storage.database.tables.parts import identity, metadata, moment, number, optional_moment, optional_text, text

plan_reviews = Table(
    "plan_review",
    metadata,
    identity(),
    *(text(name) for name in ("run_id", "number", "site", "realm", "plan_key", "kind", "title_zh", "title_en", "severity", "ending", "state", "summary")),
    *(moment(name) for name in ("begun_at", "ended_at", "made_at")),
    optional_text("closed_by"),
    optional_moment("closed_at"),
    Column("drafted", Document, nullable=False),
    Column("findings", Document, nullable=False),
    number("version"),
    Index("ux_plan_review_run", "run_id", unique=True),
    Index("ix_plan_review_ended", "ended_at", "id"),
    Index("ix_plan_review_plan", "site", "plan_key", "ended_at"),
)

plan_improvements = Table(
    "plan_improvement",
    metadata,
    identity(),
    Column("review_id", Phrase, ForeignKey("plan_review.id"), nullable=False, index=True),
    *(text(name) for name in ("what", "department", "order_id", "given_by")),
    optional_text("person"),
    *(moment(name) for name in ("until", "given_at")),
    Index("ux_plan_improvement_order", "order_id", unique=True),
)
