"""Webhooks and their deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select, true, update

from domain.page import Page
from domain.records import Conflict
from domain.webhook import Delivery, Ended, Sending, Webhook
from storage.database.listing import page
from storage.database.tables.outside import deliveries, webhooks
from storage.database.tables.parts import WAITING
from storage.database.writing import add_unless_there


class DatabaseWebhooks:
    """`domain.webhook.Webhooks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, webhook: Webhook) -> None:
        """A new one. `Conflict` if its name is taken."""
        if not add_unless_there(self._connection, webhooks, asdict(webhook)):
            raise Conflict(f"there is a webhook {webhook.name} already")

    def get(self, webhook_id: str) -> Webhook | None:
        """The endpoint."""
        row = self._connection.execute(select(webhooks).where(webhooks.c.id == webhook_id)).one_or_none()
        return None if row is None else _webhook_of(row)

    def save(self, webhook: Webhook) -> Webhook:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""
        following = replace(webhook, version=webhook.version + 1)
        mine = (webhooks.c.id == webhook.id) & (webhooks.c.version == webhook.version)
        if self._connection.execute(update(webhooks).where(mine).values(**asdict(following))).rowcount == 0:
            raise Conflict(f"the webhook {webhook.name} is no longer at version {webhook.version}")
        return following

    def list(self) -> Sequence[Webhook]:
        """All, by name."""
        return [_webhook_of(row) for row in self._connection.execute(select(webhooks).order_by(webhooks.c.name, webhooks.c.id))]

    def answered(self, webhook_id: str, failing_since: datetime | None) -> None:
        """Note since when it fails; the first failure of a row of them counts."""
        known = webhooks.c.failing_since.is_(None) if failing_since is not None else webhooks.c.failing_since.is_not(None)
        self._connection.execute(update(webhooks).where(webhooks.c.id == webhook_id, known).values(failing_since=failing_since))

    def add_deliveries(self, new: Iterable[Delivery]) -> int:
        """Add those whose endpoint does not have the event yet; returns how many that were."""
        return sum(add_unless_there(self._connection, deliveries, _row_of(each)) for each in new)

    def delivery(self, delivery_id: str) -> Delivery | None:
        """The delivery."""
        row = self._connection.execute(select(deliveries).where(deliveries.c.id == delivery_id)).one_or_none()
        return None if row is None else _delivery_of(row)

    def due(self, now: datetime, *, without: Iterable[str] = (), limit: int = 50) -> Sequence[Delivery]:
        """Those whose turn it is, the longest due first."""
        earlier = deliveries.alias("earlier")
        behind = exists().where(
            earlier.c.webhook_id == deliveries.c.webhook_id,
            earlier.c.subject == deliveries.c.subject,
            earlier.c.sequence < deliveries.c.sequence,
            earlier.c.state == Sending.WAITING,
        )
        active = select(webhooks.c.id).where(webhooks.c.ended.is_(None), webhooks.c.id.not_in(list(without)))
        query = select(deliveries).where(WAITING, deliveries.c.next_at <= now, deliveries.c.webhook_id.in_(active), ~behind)
        rows = self._connection.execute(query.order_by(deliveries.c.next_at, deliveries.c.sequence).limit(limit))
        return [_delivery_of(row) for row in rows]

    def save_delivery(self, delivery: Delivery, *, attempts: int) -> bool:
        """Store how far it is if so many tries are stored."""
        mine = (deliveries.c.id == delivery.id) & (deliveries.c.attempts == attempts)
        return self._connection.execute(update(deliveries).where(mine).values(**_row_of(delivery))).rowcount == 1

    def deliveries(self, webhook_id: str, *, state: Sending | None = None, cursor: str | None = None, limit: int = 50) -> Page[Delivery]:
        """Newest first. Raises `ValueError` for a cursor that is not ours."""
        query = select(deliveries).where(deliveries.c.webhook_id == webhook_id, true() if state is None else deliveries.c.state == state)
        newest_by = (deliveries.c.created_at, deliveries.c.id)
        return page(self._connection, query, newest_by, cursor=cursor, limit=limit, items=lambda rows: [_delivery_of(row) for row in rows])

    def last_about(self, webhook_id: str, subject: str) -> Delivery | None:
        """The newest about this thing, as long as the log is kept."""
        about = select(deliveries).where(deliveries.c.webhook_id == webhook_id, deliveries.c.subject == subject)
        row = self._connection.execute(about.order_by(deliveries.c.created_at.desc(), deliveries.c.sequence.desc()).limit(1)).one_or_none()
        return None if row is None else _delivery_of(row)

    def counts(self) -> dict[tuple[str, Sending], int]:
        """How many deliveries of each endpoint are in each state."""
        query = select(deliveries.c.webhook_id, deliveries.c.state, func.count()).group_by(deliveries.c.webhook_id, deliveries.c.state)
        return {(webhook_id, Sending(state)): number for webhook_id, state, number in self._connection.execute(query)}


def _webhook_of(row: Row[Any]) -> Webhook:
    found = row._asdict()
    return Webhook(**{**found, "ended": None if found["ended"] is None else Ended(found["ended"])})


def _row_of(delivery: Delivery) -> dict[str, Any]:
    row = asdict(delivery)
    row["webhook_id"] = row.pop("webhook")
    return row


def _delivery_of(row: Row[Any]) -> Delivery:
    found = row._asdict()
    return Delivery(webhook=found.pop("webhook_id"), state=Sending(found.pop("state")), **found)
