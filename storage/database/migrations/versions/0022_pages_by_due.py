"""A page of what is due in a span is found in the index, without reading every order of the span."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_OF_A_PAGE = ["id", "realm", "site", "opened_at"]


def upgrade() -> None:
    op.drop_index("ix_work_order_resolve_by", "work_order")
    op.create_index("ix_work_order_resolve_by", "work_order", ["resolve_by", *_OF_A_PAGE])
    op.drop_index("ix_work_order_promised", "work_order")
    promised = sa.text("promised_until IS NOT NULL")
    op.create_index("ix_work_order_promised", "work_order", ["promised_until", *_OF_A_PAGE], sqlite_where=promised, postgresql_where=promised)
