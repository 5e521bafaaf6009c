"""The deliveries of a webhook in one state, such as those that failed, are found without reading all of them."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_webhook_delivery_state", "webhook_delivery", ["webhook_id", "state", "created_at", "id"])
