"""How people are reached: by which channels, at which sealed addresses, and what was sent to try them."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "contact",
        *_key("contact", "id"),
        *_text("person", "channel", "label", "hint", "sealed", "digest", "added_by"),
        *_moment("added_at"),
        *_moment("verified_at", "checked_at", "used_at", "failing_since", "ended_at", nullable=True),
        *_text("failure", "ended", nullable=True),
        *_number("position", "version"),
    )
    op.create_index("ux_contact_address", "contact", ["person", "channel", "digest"], unique=True)
    op.create_index("ix_contact_digest", "contact", ["channel", "digest"])
    _partial("ix_contact_active", "contact", "person", "ended_at IS NULL")
    op.create_table(
        "contact_check",
        *_key("contact_check", "id"),
        *_text("contact_id", "person", "kind", "sealed", "digest", "proof"),
        *_moment("asked_at", "expires_at"),
        *_moment("next_at", "due_at", "sent_at", "received_at", "opened_at", "ended_at", nullable=True),
        *_number("attempts", "guesses", "version"),
        *_text("error", nullable=True),
    )
    op.create_index("ix_contact_check_contact", "contact_check", ["contact_id", "asked_at"])
    op.create_index("ix_contact_check_person", "contact_check", ["person", "asked_at"])
    op.create_index("ix_contact_check_digest", "contact_check", ["digest"])
    _partial("ix_contact_check_to_send", "contact_check", "next_at", "next_at IS NOT NULL")
    _partial("ix_contact_check_awaited", "contact_check", "due_at", "due_at IS NOT NULL")
    _move_push_subscriptions()
    op.drop_table("push_subscription")


def _move_push_subscriptions() -> None:
    """Browsers become contacts of whoever still has an account. What seals them is not known here: a role does it when it starts."""
    connection = op.get_bind()
    times = sa.column("at", MOMENT)
    old = sa.table("push_subscription", sa.column("id"), sa.column("person_id"), sa.column("endpoint"), sa.column("keys"), times)
    people = sa.table("person", sa.column("id"), sa.column("username"), sa.column("active", sa.Boolean()))
    contact = sa.table(
        "contact",
        *(sa.column(name) for name in ("id", "person", "channel", "label", "hint", "sealed", "digest", "added_by", "position", "version")),
        sa.column("added_at", MOMENT),
        sa.column("verified_at", MOMENT),
    )
    query = sa.select(old, people.c.username).join_from(old, people, people.c.id == old.c.person_id).where(people.c.active)
    for row in connection.execute(query).all():
        keys = json.loads(row.keys)
        address = {"endpoint": row.endpoint, "p256dh": str(keys.get("p256dh", "")), "auth": str(keys.get("auth", ""))}
        connection.execute(
            contact.insert().values(
                id=row.id,
                person=row.username,
                channel="push",
                label="",
                hint="",
                sealed="plain:" + json.dumps(address),
                digest=row.id,
                added_by=row.username,
                position=0,
                version=1,
                added_at=row.at,
                verified_at=row.at,
            )
        )


def _key(table: str, *names: str) -> list[Any]:
    return [*_text(*names), sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")]


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, MOMENT, nullable=nullable) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
