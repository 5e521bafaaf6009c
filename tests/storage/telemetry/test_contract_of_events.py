"""How every telemetry engine keeps events of devices."""

from __future__ import annotations

from domain.reading import Value
from domain.telemetry import TelemetryStore
from tests.storage.telemetry.messages import FAR_AHEAD, LONG_AGO, at, happened, of, said


def test_events_are_kept_with_all_they_say_apart_from_values(store: TelemetryStore) -> None:
    data: dict[str, Value] = {"reason": "expired card", "card": 42.0, "duress": False, "event": "x", "id": 7.0, "zones": frozenset({"a"}), "unknown": None}
    event = happened(1.5, "access.denied", data, event_id="a-1")
    store.write([event, said(1.5, {"floor": 1.0})])
    assert store.events("riverside", "lift-1", "lift", LONG_AGO, FAR_AHEAD) == [event]
    assert store.range(of("card"), LONG_AGO, FAR_AHEAD) == []
    assert store.latest([of("card")]) == {}


def test_two_events_of_one_millisecond_are_kept_apart_by_id(store: TelemetryStore) -> None:
    batch = [happened(1, "access.denied", {"card": float(number)}, event_id=f"a-{number}") for number in range(20)]
    store.write(batch)
    store.write(batch)
    found = store.events("riverside", "lift-1", "lift", at(1), at(1.001))
    assert sorted(found, key=lambda event: event.values["card"] or 0) == batch


def test_two_events_of_one_millisecond_without_ids_are_kept_apart_by_what_they_say(store: TelemetryStore) -> None:
    batch = [happened(1, "access.denied", {"card": 1.0}), happened(1, "access.denied", {"card": 2.0}), happened(1, "access.granted", {"card": 1.0})]
    store.write([*batch, *batch])
    found = store.events("riverside", "lift-1", "lift", LONG_AGO, FAR_AHEAD)
    assert sorted(found, key=lambda event: (event.event or "", event.values["card"] or 0)) == batch


def test_events_come_in_order_in_their_range_up_to_the_limit(store: TelemetryStore) -> None:
    batch = [happened(hours * 3_600, "door.opened", event_id=str(hours)) for hours in range(0, 48, 6)]
    store.write([*reversed(batch), happened(0, "door.opened", device="lift-2")])
    assert store.events("riverside", "lift-1", "lift", at(6 * 3_600), at(24 * 3_600)) == batch[1:4]
    assert store.events("riverside", "lift-1", "lift", LONG_AGO, FAR_AHEAD, limit=4) == batch[:4]
    assert store.events("riverside", "lift-1", "lift", at(9), at(9)) == []
