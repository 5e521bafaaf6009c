"""How every telemetry engine tells a site's history once more."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from domain.reading import Quality, Value
from domain.telemetry import TelemetryMessage, TelemetryStore
from storage.telemetry import sqlite_replay
from storage.telemetry.influx import replay as influx_replay
from tests.storage.telemetry.messages import FAR_AHEAD, LONG_AGO, at, happened, said

LIFTS = {"lift-1": "lift", "lift-2": "lift"}
HOUR = 3_600
EVERY_KIND: dict[str, Value] = {"floor": 12.0, "trapped": False, "mode": "电梯困人 🛗\r\n", "faults": frozenset({"b", "a"}), "load": None}


def told(store: TelemetryStore, *, keys: frozenset[str] | None = None, devices: dict[str, str] | None = None) -> list[TelemetryMessage]:
    return list(store.replay("riverside", LIFTS if devices is None else devices, at(-HOUR), at(80 * HOUR), keys=keys))


def test_what_was_written_is_told_again_as_it_was(store: TelemetryStore) -> None:
    message = said(1.5, EVERY_KIND, load=Quality.BAD, floor=Quality.UNCERTAIN)
    store.write([message])
    assert told(store) == [message]


def test_several_devices_are_told_in_the_order_of_time(store: TelemetryStore) -> None:
    messages = [said(seconds, {"floor": float(seconds)}, device=device) for seconds in range(0, 50 * HOUR, HOUR) for device in ("lift-1", "lift-2")]
    store.write(list(reversed(messages)))
    assert told(store) == messages


def test_of_one_time_values_come_before_events_and_events_by_name_and_id(store: TelemetryStore) -> None:
    expected = [
        said(1, {"floor": 1.0}),
        happened(1, "door.closed", {"by": "a"}),
        happened(1, "door.opened", {"by": "b"}, event_id="1"),
        happened(1, "door.opened", {"by": "a"}, event_id="2"),
        said(1, {"floor": 2.0}, device="lift-2"),
        happened(1, "door.closed", {}, device="lift-2"),
    ]
    store.write([expected[3], expected[5], expected[4], expected[2], expected[1], expected[0]])
    assert told(store) == expected


def test_an_event_s_data_may_be_empty_or_uncertain(store: TelemetryStore) -> None:
    event = happened(2, "access.denied", {"card": 42.0, "unknown": None, "zones": frozenset({"a"})}, event_id="a-1")
    event = TelemetryMessage(
        event.site, event.device, event.device_type, event.occurred_at, event.received_at, event.values, {"card": Quality.UNCERTAIN}, event.event, event.id
    )
    store.write([event])
    assert told(store) == [event]
    assert list(store.events("riverside", "lift-1", "lift", LONG_AGO, FAR_AHEAD)) == [event]


def test_a_late_message_stands_where_it_occurred_and_says_when_it_was_received(store: TelemetryStore) -> None:
    late = said(10, {"floor": 1.0})
    late = TelemetryMessage(late.site, late.device, late.device_type, late.occurred_at, late.occurred_at + timedelta(days=2, milliseconds=7), late.values)
    store.write([said(20, {"floor": 2.0}), late])
    assert [(message.occurred_at, message.received_at) for message in told(store)] == [
        (at(10), at(10) + timedelta(days=2, milliseconds=7)),
        (at(20), at(20.25)),
    ]


def test_only_the_asked_for_time_site_devices_and_realm_are_told(store: TelemetryStore) -> None:
    inside = [said(10, {"floor": 1.0}), said(19.999, {"floor": 2.0})]
    others = [
        said(9.999, {"floor": 0.0}),
        said(20, {"floor": 3.0}),
        said(15, {"floor": 4.0}, device="lift-3"),
        said(15, {"floor": 5.0}, site="elsewhere"),
        said(15, {"floor": 6.0}, realm="drill-1"),
        happened(15, "door.opened", realm="drill-1"),
    ]
    store.write([*inside, *others])
    assert list(store.replay("riverside", LIFTS, at(10), at(20))) == inside
    assert list(store.replay("riverside", LIFTS, at(10), at(10))) == []
    assert list(store.replay("riverside", {}, at(10), at(20))) == []
    assert list(store.replay("riverside", {"lift-1": "pump"}, at(10), at(20))) == []


@pytest.mark.parametrize("keys", [("floor",), ("floor", "load"), ("trapped", 'quo"te', "temp:quality"), ('quo"te',), ("unheard_of",), ()])
def test_with_keys_every_message_is_told_with_only_these_values_and_events_whole(store: TelemetryStore, keys: tuple[str, ...]) -> None:
    messages = [
        said(0, EVERY_KIND, load=Quality.BAD, floor=Quality.UNCERTAIN),
        said(1, {"floor": 3.0, "load": 4.0}, load=Quality.UNCERTAIN),
        said(2, {'quo"te': True, "temp:quality": "x"}),
    ]
    event = happened(3, "door.opened", {"floor": 1.0, "by": "a"})
    store.write([*messages, event])
    expected = [
        said(
            (message.occurred_at - at(0)).total_seconds(),
            {key: value for key, value in message.values.items() if key in keys},
            **{key: quality for key, quality in message.qualities.items() if key in keys},
        )
        for message in messages
    ]
    assert told(store, keys=frozenset(keys)) == [*expected, event]


def test_much_in_a_little_time_is_told_in_pieces(store: TelemetryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_replay, "MOST_ROWS", 40)
    monkeypatch.setattr(influx_replay, "MOST_ROWS", 40)
    crowd = [said(HOUR + n / 1000, {"floor": float(n)}, device=device) for n in range(300) for device in ("lift-1", "lift-2")]
    alone = [said(seconds, {"floor": 0.0}) for seconds in (0, 30 * HOUR, 31 * HOUR)]
    store.write([*alone, *crowd])
    assert told(store) == [alone[0], *crowd, *alone[1:]]


def test_more_of_one_millisecond_than_is_held_at_a_time_is_told_all_the_same(store: TelemetryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_replay, "MOST_ROWS", 3)
    events = [happened(1, "door.opened", {"n": float(n)}, event_id=f"{n:02}") for n in range(20)]
    store.write(events)
    assert told(store) == events


def test_it_is_read_as_it_is_asked_for(store: TelemetryStore) -> None:
    messages = [said(seconds, {"floor": 1.0}) for seconds in range(0, 72 * HOUR, HOUR)]
    store.write(messages)
    assert list(itertools.islice(store.replay("riverside", LIFTS, at(0), at(72 * HOUR)), 2)) == messages[:2]
