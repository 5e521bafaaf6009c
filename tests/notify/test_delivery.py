"""From the outbox to people: sent once, tried again with patience, given up at the end."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from domain.event_log import EventType, NewEvent
from domain.outbox import DeliveryState, Notification, NotificationKind
from domain.people import Department
from domain.records import Records
from domain.severity import Severity
from domain.text import Text
from notify.backoff import TRIES, wait_after
from notify.channels.channel import Channel, NotifyError
from notify.delivery import deliver
from notify.registry import open_channels
from tests.operations.scenes import DOOR, HOUR, T0, happen, only_order, told

SECOND = timedelta(seconds=1)


@dataclass
class Telephone:
    """A channel that fails as often as it is told to."""

    failures: list[Exception] = field(default_factory=list)
    heard: list[Notification] = field(default_factory=list)
    takes_drills: bool = False
    name: str = "telephone"

    def send(self, notification: Notification, now: datetime) -> Sequence[NewEvent]:
        assert now.tzinfo is not None
        if self.failures:
            raise self.failures.pop(0)
        self.heard.append(notification)
        return ()


def notification(key: str = "k1", *, realm: str = "live") -> Notification:
    return Notification(
        id=key,
        key=key,
        created_at=T0,
        realm=realm,
        site="riverside",
        kind=NotificationKind.ORDER_OPENED,
        severity=Severity.HIGH,
        department=Department.SECURITY,
        title=Text("门被强行打开", "Door forced"),
        body=Text("3号楼", "Tower 3"),
        alarm_ids=("a1",),
        work_order_id="o1",
    )


def put(records: Records, *notifications: Notification) -> None:
    with records.transaction() as tx:
        for one in notifications:
            tx.outbox.add(one)


def ring(records: Records, phone: Channel, now: datetime = T0) -> int:
    return deliver(records, {"telephone": phone}, now, jitter=random.Random(1))


def logged(records: Records) -> list[NewEvent]:
    with records.reading() as tx:
        return [one.event for one in tx.events.after(0) if one.event.transition == "notification"]


def test_what_waits_is_sent_once(records: Records) -> None:
    put(records, notification("k1"), notification("k2"))
    phone = Telephone()
    assert ring(records, phone) == 2
    assert ring(records, phone, T0 + HOUR) == 0
    assert [one.key for one in phone.heard] == ["k1", "k2"]
    assert [(one.state, one.sent_at, one.attempts) for one in told(records)] == [(DeliveryState.SENT, T0, 1)] * 2


def test_the_page_shows_it_to_its_department_with_all_that_leads_on(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert deliver(records, open_channels(), T0) == 1
    (event,) = logged(records)
    assert (event.type, event.departments, event.site) == (EventType.SYSTEM, frozenset({Department.ENGINEERING}), "riverside")
    assert event.body["title"] == {"zh": "1号电梯 门故障", "en": "Door fault of lift 1"}
    assert (event.body["work_order_id"], event.body["severity"]) == (only_order(records).id, "medium")


def test_what_fails_is_tried_again_after_a_while_and_then_sent(records: Records) -> None:
    put(records, notification())
    phone = Telephone([NotifyError("busy")])
    assert ring(records, phone) == 0
    (waiting,) = told(records)
    assert (waiting.state, waiting.attempts, waiting.error) == (DeliveryState.WAITING, 1, "telephone: busy")
    assert waiting.next_at is not None
    assert ring(records, phone, waiting.next_at - SECOND / 10) == 0
    assert ring(records, phone, waiting.next_at) == 1
    assert told(records)[0].error is None


def test_a_permanent_refusal_is_not_tried_again(records: Records) -> None:
    put(records, notification())
    phone = Telephone([NotifyError("no such number", permanent=True)])
    ring(records, phone)
    assert ring(records, phone, T0 + HOUR) == 0
    (failed,) = told(records)
    assert (failed.state, failed.error, failed.next_at) == (DeliveryState.FAILED, "telephone: no such number", None)


def test_after_enough_tries_it_is_given_up(records: Records) -> None:
    put(records, notification())
    phone = Telephone([NotifyError("busy")] * 100)
    for n in range(TRIES + 3):
        ring(records, phone, T0 + n * HOUR)
    (failed,) = told(records)
    assert (failed.state, failed.attempts) == (DeliveryState.FAILED, TRIES)


def test_the_other_side_may_ask_for_patience(records: Records) -> None:
    put(records, notification())
    ring(records, Telephone([NotifyError("429", retry_after_s=300)]))
    assert told(records)[0].next_at == T0 + timedelta(seconds=300)


def test_a_fault_of_one_channel_keeps_nobody_else_waiting(records: Records) -> None:
    put(records, notification("k1"), notification("k2"))
    phone = Telephone([ZeroDivisionError("ours")])
    assert ring(records, phone) == 1
    assert [one.state for one in told(records)] == [DeliveryState.WAITING, DeliveryState.SENT]
    assert told(records)[0].error == "telephone: ZeroDivisionError"


def test_the_page_is_silent_until_every_channel_has_taken_it(records: Records) -> None:
    put(records, notification())
    channels: Mapping[str, Channel] = {**open_channels(), "telephone": Telephone([NotifyError("busy")])}
    assert deliver(records, channels, T0) == 0
    assert logged(records) == []
    assert deliver(records, channels, T0 + HOUR) == 1
    assert len(logged(records)) == 1


class PowerCut(BaseException):
    """The process dies; nobody catches that."""


def test_a_crash_while_sending_repeats_it_later_under_the_same_key(records: Records) -> None:
    put(records, notification())

    class Dying(Telephone):
        def send(self, notification: Notification, now: datetime) -> Sequence[NewEvent]:
            super().send(notification, now)
            raise PowerCut

    phone = Dying()
    with pytest.raises(PowerCut):
        ring(records, phone)
    again = Telephone()
    assert ring(records, again, T0 + SECOND) == 0
    assert ring(records, again, T0 + 60 * SECOND) == 1
    assert [one.key for one in (*phone.heard, *again.heard)] == ["k1", "k1"]


def test_while_one_is_sending_another_leaves_it_alone(records: Records) -> None:
    put(records, notification())
    second = Telephone()

    class Slow(Telephone):
        def send(self, notification: Notification, now: datetime) -> Sequence[NewEvent]:
            assert ring(records, second) == 0
            return super().send(notification, now)

    assert ring(records, Slow()) == 1
    assert second.heard == []


def test_a_drill_is_marked_and_leaves_only_by_what_takes_drills(records: Records) -> None:
    put(records, notification(realm="drill-7"))
    outside = Telephone()
    assert deliver(records, {**open_channels(), "telephone": outside}, T0) == 1
    assert outside.heard == []
    (event,) = logged(records)
    assert (event.realm, event.body["title"], event.body["drill_id"]) == (
        "drill-7",
        {"zh": "【演练】门被强行打开", "en": "[DRILL] Door forced"},
        "drill-7",
    )


def test_without_channels_everything_waits(records: Records) -> None:
    put(records, notification())
    assert deliver(records, {}, T0) == 0
    assert told(records)[0].attempts == 0


@pytest.mark.parametrize("tries", range(1, 12))
def test_waiting_grows_has_jitter_and_an_end(tries: int) -> None:
    waits = {wait_after(tries, asked_s=None, jitter=random.Random(seed)) for seed in range(20)}
    longest = timedelta(seconds=min(600, 2**tries))
    assert longest / 2 <= min(waits) < max(waits) <= longest


def test_nobody_makes_us_wait_for_ever() -> None:
    assert wait_after(1, asked_s=1e9, jitter=random.Random(1)) == timedelta(hours=1)
