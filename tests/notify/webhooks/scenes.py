"""Endpoints, orders that go their way, and a worker's pump, for tests of webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.identity import new_id
from domain.people import Department
from domain.records import Records
from domain.severity import Priority
from domain.text import Text
from domain.time import Clock, utc_now
from domain.webhook import Delivery, Sending, Webhook
from domain.work_order import OrderEvent, OrderKind, WorkOrder
from egress.addresses import allowed
from egress.client import Egress
from notify.webhooks.pump import AT_ONCE, Pump
from notify.webhooks.secrets import Seal
from notify.webhooks.signing import new_secret
from operations.workorders.opening import open_request
from operations.workorders.steps import take_step
from tests.egress.receiver import Received
from tests.operations.scenes import SITE, T0

SEAL = Seal(b"an installation's secret, for tests only")
LOCAL = Egress(allowed(["http://127.0.0.1"]), within_s=60)


def an_endpoint(records: Records, url: str, *, secret: str | None = None, **changes: Any) -> Webhook:  # noqa: ANN401  fields of any type
    """An endpoint that hears of every order from now on."""
    id_ = new_id()
    with records.transaction() as tx:
        plain = Webhook(
            id=id_,
            name=f"endpoint {id_}",
            url=url,
            sites=("*",),
            events=("work-order",),
            secret=SEAL.close(secret or new_secret(), id_),
            created_at=T0,
            created_by="admin",
            since=tx.events.bounds()[1],
        )
        webhook = replace(plain, **changes)
        tx.webhooks.add(webhook)
    return webhook


def an_order(records: Records, title: str = "大堂灯不亮", at: datetime = T0) -> WorkOrder:
    with records.transaction() as tx:
        return open_request(
            tx,
            site=SITE,
            asset=None,
            kind=OrderKind.REPAIR,
            title=Text(title, title),
            department=Department.ENGINEERING,
            priority=Priority.P3,
            by="desk",
            at=at,
            note="业主 13800001111",
        )


def note(records: Records, order: WorkOrder, text: str, at: datetime = T0) -> None:
    with records.transaction() as tx:
        take_step(tx, order.id, OrderEvent.NOTED, site=SITE, by="fitter", at=at, note=text)


def cancel(records: Records, order: WorkOrder, at: datetime = T0) -> None:
    with records.transaction() as tx:
        take_step(tx, order.id, OrderEvent.CANCELLED, site=SITE, by="desk", at=at, note="重复")


def sent(records: Records, webhook: Webhook) -> list[Delivery]:
    """Its deliveries, in the order of the events."""
    with records.reading() as tx:
        return sorted(tx.webhooks.deliveries(webhook.id, limit=1000).items, key=lambda each: each.sequence or 0)


def all_delivered(records: Records, webhook: Webhook, count: int) -> Callable[[], bool]:
    return lambda: [each.state for each in sent(records, webhook)] == [Sending.DELIVERED] * count


def is_genuine(request: Received, secret: str) -> bool:
    """Whether the signature is right: written by the specification alone, as a receiver would."""
    content = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.{request.body.decode()}"
    key = base64.b64decode(secret.split("_", 1)[1])
    mine = base64.b64encode(hmac.new(key, content.encode(), hashlib.sha256).digest()).decode()
    theirs = [signature.split(",", 1) for signature in request.headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(signature, mine) for version, signature in theirs)


def a_pump(records: Records, clock: Clock = utc_now, egress: Egress = LOCAL, seal: Seal = SEAL) -> Pump:
    return Pump(records, egress, seal, clock, [SITE.id], jitter=random.Random(1))


def work_through(pump: Pump) -> None:
    """Let it do all that is due by its clock."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while pump.turn(pool):
            pass


class HandClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = T0

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


@contextmanager
def pumping(records: Records, clock: Clock = utc_now, egress: Egress = LOCAL, seal: Seal = SEAL) -> Iterator[None]:
    """A worker's thread that sends."""
    stop = threading.Event()
    thread = threading.Thread(target=a_pump(records, clock, egress, seal).run, args=(stop, lambda _: None))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
