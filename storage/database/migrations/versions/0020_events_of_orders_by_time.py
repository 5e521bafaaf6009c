"""What happened to orders between two moments is found without reading every line of every order."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_timeline_entry_event", "timeline_entry", ["event", "at"])
