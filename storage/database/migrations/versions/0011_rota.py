"""Who stands on which post: shifts, patterns and what was made of them, gaps, swaps, absences, calendars to subscribe to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    for name in ("shift", "day"):
        op.add_column("duty", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("duty", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))

    op.create_table("rota_plan", *_key("rota_plan", "site"), *_text("content"), *_number("version"))
    op.create_table("rota_watch", *_key("rota_watch", "site"), *_moment("next_at"), *_text("made_on", nullable=True))
    op.create_index("ix_rota_watch_next", "rota_watch", ["next_at"])
    op.create_table("rota_pattern", *_key("rota_pattern", "id"), *_text("site", "name", "content"), *_number("version"))
    op.create_index("ix_rota_pattern_site", "rota_pattern", ["site", "name", "id"])
    op.create_table(
        "rota_turn",
        *_key("rota_turn", "pattern_id", "day", "person", "shift", "post"),
        *_text("duty_id"),
        sa.ForeignKeyConstraint(["pattern_id"], ["rota_pattern.id"], name="fk_rota_turn_pattern_id"),
    )
    op.create_table(
        "post_gap",
        *_key("post_gap", "id"),
        *_text("site", "post", "shift", "day"),
        *_moment("since", "until", "opened_at"),
        *_number("needed", "found"),
        *_moment("again_at", "ended_at", nullable=True),
        *_text("work_order_id", nullable=True),
    )
    op.create_index("ix_post_gap_opened", "post_gap", ["opened_at", "id"])
    _partial("ux_post_gap_open", "post_gap", "site", "post", "shift", "day", where="ended_at IS NULL", unique=True)
    op.create_table(
        "shift_swap",
        *_key("shift_swap", "id"),
        *_text("site", "asker", "state", "note"),
        *_text("colleague", "taker", "decided_by", nullable=True),
        *_text("duties", "in_return", "hints"),
        *_moment("since", "until", "asked_at"),
        *_moment("decided_at", "next_at", nullable=True),
        *_number("version"),
    )
    op.create_index("ix_shift_swap_asked", "shift_swap", ["asked_at", "id"])
    _partial("ix_shift_swap_next", "shift_swap", "next_at", where="next_at IS NOT NULL")
    op.create_table(
        "absence",
        *_key("absence", "id"),
        *_text("person", "site", "said_by"),
        *_moment("since", "until", "said_at"),
        *_moment("ended_at", nullable=True),
    )
    op.create_index("ix_absence_person", "absence", ["person", "until"])
    op.create_table(
        "calendar_feed",
        *_key("calendar_feed", "id"),
        *_text("person"),
        *_text("site", nullable=True),
        sa.Column("team", sa.Boolean(), nullable=False),
        *_text("digest"),
        *_moment("made_at"),
        *_moment("used_at", "revoked_at", nullable=True),
    )
    op.create_index("ix_calendar_feed_person", "calendar_feed", ["person"])
    op.create_index("ux_calendar_feed_digest", "calendar_feed", ["digest"], unique=True)


def _key(table: str, *names: str) -> list[Any]:
    return [*_text(*names), sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")]


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, MOMENT, nullable=nullable) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _partial(name: str, table: str, *columns: str, where: str, unique: bool = False) -> None:
    clause = sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=clause, postgresql_where=clause)
