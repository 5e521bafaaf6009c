"""Handing over a shift, and the log of the fire control room."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXPECTED = "next_at IS NOT NULL"


def upgrade() -> None:
    _hand_overs()
    _things()
    _control_room()


def _hand_overs() -> None:
    op.create_table(
        "hand_over",
        *_key("hand_over", "id"),
        *_text("number", "site", "post", "duty_id", "outgoing", "state", "opened_by", "note", "reason", "counts", "decided"),
        *_text("incoming", "refused_by", "decided_by", "sheet", nullable=True),
        *_moment("since", "due_at", "late_at", "opened_at"),
        *_moment("offered_at", "signed_at", "refused_at", "ended_at", "next_at", nullable=True),
        sa.Column("prolongs", sa.Boolean(), nullable=False),
        *_number("version"),
    )
    op.create_index("ux_hand_over_number", "hand_over", ["site", "number"], unique=True)
    op.create_index("ux_hand_over_duty", "hand_over", ["duty_id"], unique=True)
    op.create_index("ix_hand_over_due", "hand_over", ["due_at", "id"])
    _partial("ix_hand_over_next", "hand_over", "next_at", where=EXPECTED)
    op.create_table(
        "hand_over_entry",
        sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False),
        sa.Column("hand_over_id", sa.Text(), nullable=False),
        *_moment("at"),
        *_text("step", "state", "actor", "note"),
        sa.PrimaryKeyConstraint("position", name="pk_hand_over_entry"),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_over.id"], name="fk_hand_over_entry_hand_over_id"),
    )
    op.create_index("ix_hand_over_entry_hand_over_id", "hand_over_entry", ["hand_over_id"])
    op.create_table(
        "hand_over_file",
        *_key("hand_over_file", "id"),
        *_text("hand_over_id", "name", "content_type", "sha256", "added_by", "kind"),
        *_text("signed_by", nullable=True),
        sa.Column("size", COUNTING, nullable=False),
        *_moment("added_at"),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_over.id"], name="fk_hand_over_file_hand_over_id"),
    )
    op.create_index("ix_hand_over_file_hand_over_id", "hand_over_file", ["hand_over_id"])


def _things() -> None:
    op.create_table("hand_over_post", *_key("hand_over_post", "site", "post"), sa.Column("asked", sa.Boolean(), nullable=False), *_number("version"))
    op.create_table("hand_over_thing", *_key("hand_over_thing", "id"), *_text("site", "post", "name"), *_number("number", "place"))
    op.create_index("ix_hand_over_thing_post", "hand_over_thing", ["site", "post", "place"])
    op.create_table(
        "thing_loan",
        *_key("thing_loan", "id"),
        *_text("thing_id", "site", "lent_to", "lent_by", "note"),
        *_number("number"),
        *_moment("lent_at"),
        *_moment("returned_at", nullable=True),
        *_text("returned_by", nullable=True),
    )
    op.create_index("ix_thing_loan_lent", "thing_loan", ["site", "lent_at", "id"])
    _partial("ix_thing_loan_out", "thing_loan", "site", where="returned_at IS NULL")


def _control_room() -> None:
    op.create_table(
        "room_check",
        *_key("room_check", "id"),
        *_text("site", "state", "note", "panels"),
        *_moment("due_at", "confirm_by"),
        *_moment("confirmed_at", "next_at", nullable=True),
        *_text("confirmed_by", nullable=True),
        sa.Column("certified", sa.Boolean(), nullable=True),
        *_number("version"),
    )
    op.create_index("ux_room_check_due", "room_check", ["site", "due_at"], unique=True)
    _partial("ix_room_check_next", "room_check", "next_at", where=EXPECTED)
    op.create_table(
        "inspection_call",
        *_key("inspection_call", "id"),
        *_text("site", "source", "asked_by"),
        *_moment("asked_at", "answer_by"),
        *_moment("answered_at", "missed_at", "next_at", nullable=True),
        *_text("answered_by", nullable=True),
        *_number("version"),
    )
    op.create_index("ix_inspection_call_asked", "inspection_call", ["site", "asked_at"])
    _partial("ix_inspection_call_next", "inspection_call", "next_at", where=EXPECTED)
    op.create_table(
        "room_shortage",
        *_key("room_shortage", "id"),
        *_text("site"),
        *_moment("since", "tell_at"),
        *_moment("told_at", "ended_at", nullable=True),
        *_number("required", "certified", "version"),
    )
    op.create_index("ix_room_shortage_since", "room_shortage", ["site", "since"])
    _partial("ux_room_shortage_open", "room_shortage", "site", where="ended_at IS NULL", unique=True)
    op.create_table("screen_touch", *_key("screen_touch", "site", "name"), *_text("post", "by"), *_moment("at"))


def _key(table: str, *names: str) -> list[Any]:
    return [*_text(*names), sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")]


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, MOMENT, nullable=nullable) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _partial(name: str, table: str, column: str, *, where: str, unique: bool = False) -> None:
    op.create_index(name, table, [column], unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
