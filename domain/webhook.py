"""Webhooks: addresses of other systems that are told of every step, and what was sent to them.

Signed as Standard Webhooks (https://www.standardwebhooks.com) says. A delivery is a row from the moment on that the
event is there; sending it may be repeated, under the same id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.page import Page

KEEP_TRYING = timedelta(days=3)
"""So long a delivery is tried, and so long an endpoint may fail before it is switched off."""


class Ended(StrEnum):
    """Why an endpoint is told nothing any more."""

    BY_HAND = "by_hand"
    GONE = "gone"
    """It answered 410: whoever is there wants no more."""
    FAILING = "failing"
    """Nothing was taken for `KEEP_TRYING`."""
    SECRET = "secret"  # noqa: S105  a reason, not a secret
    """Its secret can no longer be read: the installation's own secret has changed."""


class Sending(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Given up: it was tried for `KEEP_TRYING`."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An endpoint: who is told what.

    `sites` as of a person (``*``: all). `events` are families (``work-order``, ``alarm``) or single steps
    (``work-order.close``). With `client` it is told only of the orders that this client opened. `secret` is sealed
    (`notify.webhooks.secrets`). It is told of events with a number greater than `since`.
    """

    id: str
    name: str
    url: str
    sites: tuple[str, ...]
    events: tuple[str, ...]
    secret: str
    created_at: datetime
    created_by: str
    since: int
    client: str | None = None
    ended: Ended | None = None
    ended_at: datetime | None = None
    failing_since: datetime | None = None
    """Since when nothing was taken; `None`: the last one was."""
    version: int = 1

    @property
    def active(self) -> bool:
        """Whether it is told anything."""
        return self.ended is None

    def wants(self, site: str, family: str, step: str) -> bool:
        """Whether it is told of `step` of a thing of `family` at `site`; whose order it is is another question."""
        return ("*" in self.sites or site in self.sites) and (family in self.events or f"{family}.{step}" in self.events)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one endpoint. `id` is its ``webhook-id``: the same however often it is sent.

    `sequence` is the number of the event (`None`: a test), `subject` the id of the order or alarm: what is told of one
    subject goes one after the other. `body` is exactly what is sent and signed.
    """

    id: str
    webhook: str
    sequence: int | None
    subject: str
    type: str
    body: str
    created_at: datetime
    give_up_at: datetime
    state: Sending = Sending.WAITING
    attempts: int = 0
    next_at: datetime | None = None
    """When it is tried next, unless something earlier of its subject still waits; `None` once nothing more is tried."""
    tried_at: datetime | None = None
    delivered_at: datetime | None = None
    status: int | None = None
    """What was answered to the last try; `None`: nothing."""
    error: str | None = None


class Webhooks(Protocol):
    """Endpoints and their deliveries."""

    def add(self, webhook: Webhook) -> None:
        """A new one. `Conflict` if its name is taken."""

    def get(self, webhook_id: str) -> Webhook | None:
        """The endpoint."""

    def save(self, webhook: Webhook) -> Webhook:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def list(self) -> Sequence[Webhook]:
        """All, by name."""

    def answered(self, webhook_id: str, failing_since: datetime | None) -> None:
        """Note since when it fails (`None`: it took something). Changes nothing that people change, and no version."""

    def add_deliveries(self, deliveries: Iterable[Delivery]) -> int:
        """Add those whose endpoint does not have the event yet; returns how many that were."""

    def delivery(self, delivery_id: str) -> Delivery | None:
        """The delivery."""

    def due(self, now: datetime, *, without: Iterable[str] = (), limit: int = 50) -> Sequence[Delivery]:
        """Waiting ones of active endpoints whose time has come and before which nothing of their subject waits, the longest due first.

        `without`: endpoints that have enough in hand.
        """

    def save_delivery(self, delivery: Delivery, *, attempts: int) -> bool:
        """Store how far it is if so many tries are stored; `False`: another worker has it, nothing was changed."""

    def deliveries(self, webhook_id: str, *, state: Sending | None = None, cursor: str | None = None, limit: int = 50) -> Page[Delivery]:
        """Newest first."""

    def last_about(self, webhook_id: str, subject: str) -> Delivery | None:
        """The newest about this thing (an order's id), as long as the log is kept."""

    def counts(self) -> dict[tuple[str, Sending], int]:
        """How many deliveries of each endpoint are in each state."""
