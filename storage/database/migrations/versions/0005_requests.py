"""Requests from people: who asked, over which channel, tracking links, satisfaction, QR codes."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
