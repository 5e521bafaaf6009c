"""Transitions reach the ``_out`` topics at least once, in order, and drills never do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import cast

import pytest

from domain.event_log import EventType, LoggedEvent, NewEvent
from domain.people import Department
from domain.records import LeaseLost, Records, RecordsUnavailable, Transaction
from ingest.metrics import Metrics
from ingest.publisher import Publisher, StoreCursor
from ingest.session import SessionSettings
from tests.ingest.awaiting import eventually
from tests.ingest.devices_that_publish import client
from tests.ingest.fakes import NOW
from tests.parts.broker import Broker

pytestmark = pytest.mark.real


class EventLogOnly:
    """Records that have an event log and cursors."""

    def __init__(self) -> None:
        self.log: list[LoggedEvent] = []
        self.cursors: dict[str, int] = {}
        self.failing = 0

    def add(self, type_: EventType, subject: str, site: str = "s1", realm: str = "live") -> None:
        event = NewEvent(NOW, realm, site, "lift-1", type_, "raised", subject, frozenset({Department.SECURITY}), {"id": subject, "version": 1}, "system")
        self.log.append(LoggedEvent(len(self.log) + 1, event))

    def after(self, sequence: int, *, limit: int = 500, sites: tuple[str, ...] = ("*",)) -> list[LoggedEvent]:
        return [logged for logged in self.log if logged.sequence > sequence and logged.event.site in sites][:limit]

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        if self.failing:
            self.failing -= 1
            raise RecordsUnavailable("locked")
        housekeeping = SimpleNamespace(cursor=lambda name: self.cursors.get(name, 0), set_cursor=self.cursors.__setitem__)
        yield cast("Transaction", SimpleNamespace(housekeeping=housekeeping, events=SimpleNamespace(after=self.after)))

    transaction = reading


class Listener:
    """Somebody outside who listens to the ``_out`` topics, with a session of their own."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Mapping[str, object]]] = []

    @contextmanager
    def listening(self, broker: Broker) -> Iterator[None]:
        with client(broker) as found:
            subscribed: list[int] = []
            found.on_message = lambda _client, _data, message: self.heard.append((message.topic, json.loads(message.payload)))
            found.on_subscribe = lambda _client, _data, mid, _reasons, _properties: subscribed.append(mid)
            found.subscribe("steward/v1/+/_out/#", qos=1)
            eventually(lambda: subscribed)
            yield


@contextmanager
def publishing(
    records: EventLogOnly, broker: Broker, protocol: int = 5, password: str | None = None, store_cursor: StoreCursor | None = None
) -> Iterator[Metrics]:
    metrics = Metrics()
    settings = SessionSettings(broker.host, broker.port, broker.username, password or broker.password, protocol)
    publisher = Publisher("s1", cast("Records", records), settings, metrics, store_cursor)
    publisher.start()
    try:
        yield metrics
    finally:
        publisher.stop()


@pytest.mark.parametrize("protocol", [4, 5])
def test_alarms_and_orders_are_published_as_the_api_shows_them(mosquitto: Broker, protocol: int) -> None:
    records, outside = EventLogOnly(), Listener()
    records.add(EventType.ALARM, "a1")
    records.add(EventType.WORK_ORDER, "w1")
    with outside.listening(mosquitto), publishing(records, mosquitto, protocol):
        eventually(lambda: len(outside.heard) == 2)
    assert outside.heard == [
        ("steward/v1/s1/_out/alarms", {"id": "a1", "version": 1, "transition": "raised", "sequence": 1}),
        ("steward/v1/s1/_out/work-orders", {"id": "w1", "version": 1, "transition": "raised", "sequence": 2}),
    ]
    assert records.cursors == {"out:s1": 2}


def test_drills_other_sites_and_other_matters_are_not_published(mosquitto: Broker) -> None:
    records, outside = EventLogOnly(), Listener()
    records.add(EventType.ALARM, "drill", realm="drill-7")
    records.add(EventType.ALARM, "other", site="s2")
    records.add(EventType.SYSTEM, "restart")
    records.add(EventType.ALARM, "real")
    with outside.listening(mosquitto), publishing(records, mosquitto):
        eventually(lambda: records.cursors.get("out:s1") == 4)
        eventually(lambda: outside.heard)
    assert [body["id"] for _, body in outside.heard] == ["real"]


def test_a_restart_goes_on_where_the_broker_had_acknowledged(mosquitto: Broker) -> None:
    records, outside = EventLogOnly(), Listener()
    with outside.listening(mosquitto):
        records.add(EventType.ALARM, "a1")
        with publishing(records, mosquitto):
            eventually(lambda: records.cursors.get("out:s1") == 1)
        records.add(EventType.ALARM, "a2")
        with publishing(records, mosquitto):
            eventually(lambda: records.cursors.get("out:s1") == 2)
        eventually(lambda: len(outside.heard) == 2)
    assert [body["id"] for _, body in outside.heard] == ["a1", "a2"]


def test_records_that_are_away_delay_and_lose_nothing(mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    records, outside = EventLogOnly(), Listener()
    records.failing = 2
    records.add(EventType.ALARM, "a1")
    with outside.listening(mosquitto), publishing(records, mosquitto):
        eventually(lambda: records.cursors.get("out:s1") == 1)
        eventually(lambda: outside.heard)
    assert caplog.text.count("cannot be published") == 1


def test_a_broker_that_is_away_delays_and_loses_nothing(mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    records, outside = EventLogOnly(), Listener()
    with publishing(records, mosquitto):
        records.add(EventType.ALARM, "a1")
        eventually(lambda: records.cursors.get("out:s1") == 1)
        mosquitto.kill()
        records.add(EventType.ALARM, "a2")
        eventually(lambda: "cannot be published" in caplog.text)
        assert records.cursors == {"out:s1": 1}
        mosquitto.restart()
        with outside.listening(mosquitto):
            records.add(EventType.ALARM, "a3")
            eventually(lambda: records.cursors.get("out:s1") == 3)
            eventually(lambda: outside.heard)


def test_a_refused_login_is_said_and_moves_no_cursor(mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    records = EventLogOnly()
    records.add(EventType.ALARM, "a1")
    with publishing(records, mosquitto, password="wrong") as metrics:
        eventually(lambda: "does not accept the login" in caplog.text)
        assert metrics.published == 0
    assert records.cursors == {}


@pytest.mark.parametrize("protocol", [4, 5])
def test_many_are_under_way_at_once_and_arrive_in_order_and_the_cursor_is_seldom_stored(mosquitto: Broker, protocol: int) -> None:
    records, outside = EventLogOnly(), Listener()
    stored: list[int] = []
    for number in range(1000):
        records.add(EventType.ALARM, f"a{number}")
    with outside.listening(mosquitto):
        with publishing(records, mosquitto, protocol, store_cursor=lambda _name, position: stored.append(position)) as metrics:
            eventually(lambda: len(outside.heard) == 1000)
            eventually(lambda: metrics.published == 1000)
        assert [body["sequence"] for _, body in outside.heard] == list(range(1, 1001))
    assert stored[-1] == 1000
    assert stored == sorted(set(stored))
    assert len(stored) < 100


@pytest.mark.parametrize("protocol", [4, 5])
def test_what_is_acknowledged_when_we_stop_is_not_published_again(mosquitto: Broker, protocol: int) -> None:
    records, outside = EventLogOnly(), Listener()
    records.add(EventType.ALARM, "a1")
    with outside.listening(mosquitto), publishing(records, mosquitto, protocol) as metrics:
        eventually(lambda: metrics.published == 1)
    assert records.cursors == {"out:s1": 1}


def test_whoever_has_lost_the_site_publishes_nothing(mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    records, outside = EventLogOnly(), Listener()
    records.add(EventType.ALARM, "a1")

    def lost(_name: str, _position: int) -> None:
        raise LeaseLost("the site s1 is no longer ours")

    with outside.listening(mosquitto), publishing(records, mosquitto, store_cursor=lost) as metrics:
        eventually(lambda: "no longer ours" in caplog.text)
    assert (outside.heard, metrics.published) == ([], 0)


def test_what_other_processes_add_is_published_though_nobody_wakes_us(mosquitto: Broker) -> None:
    records, outside = EventLogOnly(), Listener()
    with outside.listening(mosquitto), publishing(records, mosquitto) as metrics:
        records.add(EventType.ALARM, "a1")
        eventually(lambda: metrics.published == 1)
        records.add(EventType.ALARM, "a2")
        eventually(lambda: metrics.published == 2)
        eventually(lambda: [body["id"] for _, body in outside.heard] == ["a1", "a2"])
