"""Phones of posts, PINs, links to one job, and steps that were taken offline."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "post_phone",
        *_key("post_phone", "id"),
        *_text("site", "post", "name", "digest", "registered_by"),
        *_moment("registered_at"),
        *_moment("seen_at", "revoked_at", nullable=True),
        *_text("revoked_by", nullable=True),
    )
    op.create_index("ux_post_phone_digest", "post_phone", ["digest"], unique=True)
    op.create_index("ix_post_phone_site", "post_phone", ["site", "name"])
    op.create_table("pin", *_key("pin", "person_id"), *_text("hash"), *_moment("set_at"))
    op.create_table("pin_tries", *_key("pin_tries", "person_id", "phone_id"), *_number("failures"), *_moment("locked_until", nullable=True))
    op.create_table("phone_session", *_key("phone_session", "family"), *_text("phone_id", "person_id"), *_moment("opened_at", "ends_at"))
    op.create_index("ix_phone_session_ends_at", "phone_session", ["ends_at"])
    op.create_table("phone_seal", *_key("phone_seal", "person_id", "device_id"), *_text("salt"), *_moment("made_at"))
    op.create_table(
        "late_step",
        *_key("late_step", "id"),
        *_text("person", "subject", "what", "asked", "outcome", "why_zh", "why_en"),
        *_moment("claimed_at", "occurred_at", "received_at"),
        *_text("reason", "device_id", nullable=True),
    )
    op.create_index("ix_late_step_received_at", "late_step", ["received_at"])
    op.create_table(
        "job_link",
        *_key("job_link", "id"),
        *_text("order_id", "site", "digest", "name", "phone", "made_by", "note"),
        *_moment("made_at", "expires_at"),
        sa.Column("personal", sa.Boolean(), nullable=False),
        *_moment("opened_at", "revoked_at", nullable=True),
        *_text("steps"),
        *_text("revoked_by", nullable=True),
    )
    op.create_index("ux_job_link_digest", "job_link", ["digest"], unique=True)
    op.create_index("ix_job_link_order_id", "job_link", ["order_id"])


def _key(table: str, *names: str) -> list[Any]:
    return [*_text(*names), sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")]


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, MOMENT, nullable=nullable) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]
