"""Evidence that lies in the telemetry store, and tags: what counts, what does not, and what is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.device_type import DeviceType, PointType
from domain.problem import Refusal
from domain.reading import PointKind, Quality, Value
from domain.records import Records
from domain.site import Asset, Device, Point
from domain.telemetry import Sample, Series, StoreUnavailable, TelemetryMessage
from domain.text import Text
from domain.transition import OrderTemplate
from domain.work_order import Evidence, OrderEvent, OrderKind, OrderState
from operations.deadlines import sweep
from operations.workorders.evidence import looking
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.scenes import DOOR, FITTER, HOUR, LEVEL, MINUTE, SITE, T0, Condition, happen, hire, only_order, orders, timeline, work

_E = OrderEvent
DONE_AT = T0 + 5 * MINUTE
OVER = T0 + HOUR

_HEIGHT = PointType("level_mm", Text("液位", "Level"), PointKind.ANALOG, unit="mm")
_TANK = SITE.assets["tank-1"]
POINT = Point("riverside.tank-1.level_mm", "riverside", "tank-1", "level_mm", _HEIGHT, "tank-1", "level", Text("液位", "Level"))
TANK = replace(_TANK, points=(POINT,))
GATE = Asset("gate", "riverside", "t3", DeviceType("access_door", Text("门禁", "Door"), (), 300), Text("门", "Door"), ("gate",), ())
PLACE = replace(
    SITE,
    assets={**SITE.assets, "tank-1": TANK, "gate": GATE},
    devices={
        "tank-1": Device("tank-1", "riverside", _TANK.type, ("tank-1",), 60, {"level": POINT}),
        "gate": Device("gate", "riverside", GATE.type, ("gate",), 300, {}),
    },
)


class Store:
    """Knows one reading of the level, and whom the door let in."""

    def __init__(self, value: Value, ts: datetime, quality: Quality = Quality.GOOD, *, entered_at: datetime | None = None, away: bool = False) -> None:
        self._sample = Sample(ts, value, quality)
        self._entered_at = entered_at
        self._away = away

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        assert before is None
        if self._away:
            raise StoreUnavailable("away")
        return {each: self._sample for each in series if each.key == "level"}

    def events(self, site: str, device: str, device_type: str, start: datetime, end: datetime, *, limit: int = 1_000) -> Sequence[TelemetryMessage]:
        assert limit
        if device != "gate" or self._entered_at is None or not start <= self._entered_at < end:
            return []
        return [TelemetryMessage(site, device, device_type, self._entered_at, self._entered_at, {}, event="access.granted")]


def done(records: Records, *evidence: Evidence) -> None:
    """An order of a level alarm, accepted at `T0`, done at `DONE_AT`, whose alarm returned."""
    hire(records, FITTER)
    template = OrderTemplate(OrderKind.REPAIR, evidence=evidence)
    level: Condition = replace(LEVEL, order=template)
    happen(records, replace(level.raised("e1"), point=POINT.id), level.returned("e1"), site=PLACE)
    work(records, only_order(records).id, _E.ACCEPTED, at=T0)
    work(records, only_order(records).id, _E.COMPLETED, at=DONE_AT)


def swept(records: Records, store: Store) -> OrderState:
    sweep(records, {PLACE.id: PLACE}, OVER, looking(store))
    return only_order(records).state


def note(records: Records) -> str:
    return timeline(records, only_order(records).id)[-1].note


def test_a_good_new_reading_of_its_point_verifies_it(sqlite_records: Records) -> None:
    done(sqlite_records, Evidence.READING)
    assert swept(sqlite_records, Store(800.0, OVER)) is OrderState.CLOSED


@pytest.mark.parametrize(
    "store",
    [Store(None, OVER), Store(800.0, OVER, Quality.BAD), Store(800.0, OVER, Quality.UNCERTAIN), Store(800.0, OVER - timedelta(minutes=4))],
    ids=["null", "bad", "uncertain", "too old for a number"],
)
def test_a_point_without_a_good_reading_is_not_normal(sqlite_records: Records, store: Store) -> None:
    done(sqlite_records)
    assert swept(sqlite_records, store) is OrderState.COMPLETED
    assert "Level has no good reading" in note(sqlite_records)


def test_a_reading_from_before_the_work_shows_nothing(sqlite_records: Records) -> None:
    done(sqlite_records, Evidence.READING)
    sweep(sqlite_records, {PLACE.id: PLACE}, DONE_AT + 10 * MINUTE, looking(Store(800.0, DONE_AT - MINUTE)))
    assert "missing: Normal reading" in note(sqlite_records)


def test_a_store_that_does_not_answer_verifies_nothing(sqlite_records: Records) -> None:
    done(sqlite_records)
    assert swept(sqlite_records, Store(800.0, OVER, away=True)) is OrderState.COMPLETED
    assert "does not answer" in note(sqlite_records)


def test_where_nobody_asks_the_store_a_reading_that_is_wanted_is_missing(sqlite_records: Records) -> None:
    done(sqlite_records, Evidence.READING)
    sweep(sqlite_records, {PLACE.id: PLACE}, OVER)
    assert "missing: Normal reading" in note(sqlite_records)


@pytest.mark.parametrize(
    ("entered_at", "state"),
    [
        (T0 + MINUTE, OrderState.CLOSED),
        (DONE_AT, OrderState.CLOSED),
        (T0 - MINUTE, OrderState.COMPLETED),
        (OVER, OrderState.COMPLETED),
        (None, OrderState.COMPLETED),
    ],
)
def test_a_door_shows_that_somebody_came_between_acceptance_and_completion(sqlite_records: Records, entered_at: datetime | None, state: OrderState) -> None:
    done(sqlite_records, Evidence.DOOR_EVENT)
    assert swept(sqlite_records, Store(800.0, OVER, entered_at=entered_at)) is state


def test_a_tag_is_the_assets_own(sqlite_records: Records) -> None:
    lift = replace(SITE.assets["lift-1"], attributes={"tag": "L-0001"})
    site = replace(SITE, assets={**SITE.assets, "lift-1": lift})
    happen(sqlite_records, DOOR.raised("e1"), site=site)
    (order,) = orders(sqlite_records)
    with sqlite_records.transaction() as tx:
        with pytest.raises(Refusal, match="not the tag"):
            take_step(tx, order.id, _E.ACCEPTED, StepDetails(tag="L-0002"), site=site, by="fitter", at=T0)
        assert [each.value for each in take_step(tx, order.id, _E.ACCEPTED, StepDetails(tag="L-0001"), site=site, by="fitter", at=T0).shown] == ["tag"]
