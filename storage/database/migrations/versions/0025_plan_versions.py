"""Versions of emergency plans, the pictures of their steps, and the numbers to call."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "plan_version",
        *_text("id", "site", "plan_key", "state", "written_by", "note", "decision", "plan", "writers", "rules"),
        *_number("number", "version"),
        *_moment("written_at"),
        *_moment("decided_at", "ended_at", nullable=True),
        *_text("decided_by", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_plan_version"),
    )
    op.create_index("ux_plan_version_number", "plan_version", ["site", "plan_key", "number"], unique=True)
    approved = sa.text("state = 'approved'")
    op.create_index("ux_plan_version_in_force", "plan_version", ["site", "plan_key"], unique=True, sqlite_where=approved, postgresql_where=approved)
    op.create_table(
        "step_picture",
        *_text("id", "site", "plan_key", "name", "content_type", "sha256", "added_by"),
        *_number("size"),
        *_moment("added_at"),
        sa.PrimaryKeyConstraint("id", name="pk_step_picture"),
    )
    op.create_index("ix_step_picture_plan", "step_picture", ["site", "plan_key", "added_at", "id"])
    op.create_table(
        "emergency_number",
        *_text("site", "contact", "name_zh", "name_en", "number", "note", "changed_by"),
        *_moment("changed_at"),
        *_moment("checked_at", nullable=True),
        *_text("checked_by", nullable=True),
        *_number("version"),
        sa.PrimaryKeyConstraint("site", "contact", name="pk_emergency_number"),
    )


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, MOMENT, nullable=nullable) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]
