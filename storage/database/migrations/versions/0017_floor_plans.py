"""Floor plans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "floor_plan",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("site", "space", "picture_id", "name", "content_type", "sha256")),
        sa.Column("size", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("width", "height")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("placements", "changed")),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site", "space", name="pk_floor_plan"),
    )
