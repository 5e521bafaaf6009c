"""Who can do what, who is on duty, where they are: what a proposal of people needs."""

from __future__ import annotations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
