"""What the telemetry store remembers for windows that begin with nothing: in order, no more than was asked for, and no reason to fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.reading import Reading, Value
from domain.telemetry import StoreUnavailable, TelemetryMessage, TelemetryStore
from rules.recollection import Recollection
from storage.telemetry import engines
from tests.rules import plant


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TelemetryStore]:
    engine = engines()["sqlite"]
    opened = engine.open(engine.settings(), tmp_path)
    yield opened
    opened.close()


def message(device: str, at: float, values: Mapping[str, Value], event: str | None = None) -> TelemetryMessage:
    moment = plant.after(at)
    return TelemetryMessage("mill", device, "boiler", moment, moment, values, event=event, id=event)


def test_each_point_is_remembered_as_far_back_as_was_asked_and_all_in_one_order(store: TelemetryStore) -> None:
    store.write([message("b1", at, {"temp": float(at), "flow": 1.0}) for at in (0, 100, 200)])
    store.write([message("b2", at, {"temp": float(at)}) for at in (50, 150)])
    wanted = {"mill.b1.temp": timedelta(seconds=250), "mill.b2.temp": timedelta(seconds=120)}
    found = [item for item in Recollection(plant.site(), store)(wanted, {}, plant.after(250)) if isinstance(item, Reading)]
    assert [(item.point, item.value) for item in found] == [("mill.b1.temp", 0.0), ("mill.b1.temp", 100.0), ("mill.b2.temp", 150.0), ("mill.b1.temp", 200.0)]


def test_events_are_remembered_by_asset_and_name(store: TelemetryStore) -> None:
    store.write([message("b1", 0, {}, "flame.lost"), message("b1", 10, {}, "door.opened"), message("b2", 20, {}, "flame.lost")])
    found = list(Recollection(plant.site(), store)({}, {("b1", "flame.lost"): timedelta(minutes=5)}, plant.after(60)))
    assert [(type(item).__name__, item.occurred_at) for item in found] == [("DeviceEvent", plant.after(0))]


def test_a_store_that_is_away_remembers_nothing(store: TelemetryStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def away(*_arguments: object, **_options: object) -> Iterator[TelemetryMessage]:
        raise StoreUnavailable("no route")

    monkeypatch.setattr(store, "replay", away)
    until: datetime = plant.after(60)
    assert list(Recollection(plant.site(), store)({"mill.b1.temp": timedelta(minutes=5)}, {}, until)) == []
    assert "begin empty" in caplog.text
