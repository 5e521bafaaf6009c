"""Reviews of runs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "plan_review",
        *_columns(sa.Text(), "id", "run_id", "number", "site", "realm", "plan_key", "kind", "title_zh", "title_en", "severity", "ending", "state", "summary"),
        *_columns(MOMENT, "begun_at", "ended_at", "made_at"),
        *_columns(sa.Text(), "closed_by", nullable=True),
        *_columns(MOMENT, "closed_at", nullable=True),
        *_columns(sa.Text(), "drafted", "findings"),
        *_columns(sa.Integer(), "version"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_review"),
    )
    op.create_index("ux_plan_review_run", "plan_review", ["run_id"], unique=True)
    op.create_index("ix_plan_review_ended", "plan_review", ["ended_at", "id"])
    op.create_index("ix_plan_review_plan", "plan_review", ["site", "plan_key", "ended_at"])
    op.create_table(
        "plan_improvement",
        *_columns(sa.Text(), "id", "review_id", "what", "department", "order_id", "given_by"),
        *_columns(sa.Text(), "person", nullable=True),
        *_columns(MOMENT, "until", "given_at"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_improvement"),
        sa.ForeignKeyConstraint(["review_id"], ["plan_review.id"], name="fk_plan_improvement_review_id"),
    )
    op.create_index("ix_plan_improvement_review_id", "plan_improvement", ["review_id"])
    op.create_index("ux_plan_improvement_order", "plan_improvement", ["order_id"], unique=True)


def _columns(type_: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:  # noqa: ANN401  any column type
    return [sa.Column(name, type_, nullable=nullable) for name in names]
