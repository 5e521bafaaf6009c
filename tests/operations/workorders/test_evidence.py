"""Evidence that lies in the telemetry store, and tags: what counts, what does not, what is unknown, and what cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.device_type import DeviceType, PointType
from domain.problem import Refusal
from domain.reading import PointKind, Quality, Value
from domain.records import Records
from domain.request import QrLink
from domain.site import Asset, Device, Point, Site
from domain.telemetry import Sample, Series, StoreUnavailable, TelemetryMessage
from domain.text import Text
from domain.transition import OrderTemplate
from domain.work_order import Evidence, OrderEvent, OrderKind, OrderState, WorkOrder
from operations.deadlines import sweep
from operations.workorders.evidence import looking
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.scenes import FITTER, HOUR, LEVEL, MINUTE, SITE, T0, Condition, happen, hire, only_order, timeline, work

_E = OrderEvent
DONE_AT = T0 + 5 * MINUTE
OVER = T0 + HOUR

_LEAF = PointType("door", Text("门磁", "Door"), PointKind.ENUM, normal_value="closed")
_HEIGHT = PointType("level_mm", Text("液位", "Level"), PointKind.ANALOG, unit="mm")
_TANK = SITE.assets["tank-1"]
POINT = Point("riverside.tank-1.level_mm", "riverside", "tank-1", "level_mm", _HEIGHT, "tank-1", "level", Text("液位", "Level"))
TANK = replace(_TANK, points=(POINT,))
LEAF = Point("riverside.gate.door", "riverside", "gate", "door", _LEAF, "gate", "leaf", Text("门磁", "Door"))
GATE = Asset("gate", "riverside", "t3", DeviceType("access_door", Text("门禁", "Door"), (), 300), Text("门", "Door"), ("gate",), (LEAF,))
PLACE = replace(
    SITE,
    assets={**SITE.assets, "tank-1": TANK, "gate": GATE},
    devices={
        "tank-1": Device("tank-1", "riverside", _TANK.type, ("tank-1",), 60, {"level": POINT}),
        "gate": Device("gate", "riverside", GATE.type, ("gate",), 300, {"leaf": LEAF}),
    },
)


class Store:
    """Knows one reading of the level, or of another `key`, and whom the door let in."""

    def __init__(
        self,
        value: Value,
        ts: datetime,
        quality: Quality = Quality.GOOD,
        *,
        key: str = "level",
        entered_at: datetime | None = None,
        away: bool = False,
    ) -> None:
        self._key = key
        self._sample = Sample(ts, value, quality)
        self._entered_at = entered_at
        self._away = away

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        assert before is None
        if self._away:
            raise StoreUnavailable("away")
        return {each: self._sample for each in series if each.key == self._key}

    def events(self, site: str, device: str, device_type: str, start: datetime, end: datetime, *, limit: int = 1_000) -> Sequence[TelemetryMessage]:
        assert limit
        if device != "gate" or self._entered_at is None or not start <= self._entered_at < end:
            return []
        return [TelemetryMessage(site, device, device_type, self._entered_at, self._entered_at, {}, event="access.granted")]


FORCED = Condition("gate.forced", "gate", LEVEL.severity, LEVEL.department, Text("门被强行打开", "Forced open"))


def done(records: Records, *evidence: Evidence, of: Condition = LEVEL, site: Site = PLACE) -> None:
    """An order of an alarm (of the level, unless another is given), accepted at `T0`, done at `DONE_AT`, whose alarm returned."""
    hire(records, FITTER)
    asked = replace(of, order=OrderTemplate(OrderKind.REPAIR, evidence=evidence))
    point = POINT.id if of is LEVEL else None
    happen(records, replace(asked.raised("e1"), point=point), asked.returned("e1"), site=site)
    work(records, only_order(records).id, _E.ACCEPTED, at=T0)
    work(records, only_order(records).id, _E.COMPLETED, at=DONE_AT)


def swept(records: Records, store: Store, *, site: Site = PLACE, at: datetime = OVER) -> OrderState:
    sweep(records, {site.id: site}, at, looking(store))
    return only_order(records).state


def step(records: Records, event: OrderEvent, details: StepDetails, *, site: Site, at: datetime = DONE_AT) -> WorkOrder:
    with records.transaction() as tx:
        return take_step(tx, only_order(records).id, event, details, site=site, by="fitter", at=at, note="说明")


def note(records: Records) -> str:
    return timeline(records, only_order(records).id)[-1].note


def test_a_good_new_reading_of_its_point_verifies_it(records: Records) -> None:
    done(records, Evidence.READING)
    assert swept(records, Store(800.0, OVER)) is OrderState.CLOSED


@pytest.mark.parametrize(
    "store",
    [Store(None, OVER), Store(800.0, OVER, Quality.BAD), Store(800.0, OVER, Quality.UNCERTAIN), Store(800.0, OVER - timedelta(minutes=4))],
    ids=["null", "bad", "uncertain", "too old for a number"],
)
def test_a_point_without_a_good_reading_is_not_normal(records: Records, store: Store) -> None:
    done(records)
    assert swept(records, store) is OrderState.COMPLETED
    assert "Level has no good reading" in note(records)


def test_a_reading_from_before_the_work_shows_nothing(records: Records) -> None:
    done(records, Evidence.READING)
    sweep(records, {PLACE.id: PLACE}, DONE_AT + 10 * MINUTE, looking(Store(800.0, DONE_AT - MINUTE)))
    assert "missing: Normal reading" in note(records)


def test_a_store_that_does_not_answer_verifies_nothing(records: Records) -> None:
    done(records)
    assert swept(records, Store(800.0, OVER, away=True)) is OrderState.COMPLETED
    assert "does not answer" in note(records)


def test_where_nobody_asks_the_store_a_reading_that_is_wanted_is_missing(records: Records) -> None:
    done(records, Evidence.READING)
    sweep(records, {PLACE.id: PLACE}, OVER)
    assert "missing: Normal reading" in note(records)


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
def test_a_door_shows_that_somebody_came_between_acceptance_and_completion(records: Records, entered_at: datetime | None, state: OrderState) -> None:
    done(records, Evidence.DOOR_EVENT)
    assert swept(records, Store(800.0, OVER, entered_at=entered_at)) is state


@pytest.mark.parametrize(
    ("store", "state"),
    [
        (Store("closed", DONE_AT, key="leaf"), OrderState.CLOSED),
        (Store("closed", T0 + MINUTE, key="leaf"), OrderState.CLOSED),
        (Store("open", DONE_AT, key="leaf"), OrderState.COMPLETED),
        (Store("unknown", DONE_AT, key="leaf"), OrderState.COMPLETED),
        (Store("closed", DONE_AT, Quality.BAD, key="leaf"), OrderState.COMPLETED),
        (Store("closed", T0 - MINUTE, key="leaf"), OrderState.COMPLETED),
        (Store("closed", DONE_AT, key="another", entered_at=T0 + MINUTE), OrderState.COMPLETED),
    ],
    ids=["closed after the work", "closed before it", "open", "nobody knows", "bad", "closed before the alarm", "somebody passed, and it says nothing"],
)
def test_an_order_of_a_door_waits_until_the_door_says_that_it_is_closed(records: Records, store: Store, state: OrderState) -> None:
    done(records, Evidence.DOOR_EVENT, of=FORCED)
    assert swept(records, store) is state


def test_a_door_that_is_closed_later_verifies_it_by_itself(records: Records) -> None:
    done(records, Evidence.DOOR_EVENT, of=FORCED)
    assert swept(records, Store("open", OVER, key="leaf")) is OrderState.COMPLETED
    assert "missing: Door event" in note(records)
    assert swept(records, Store("closed", OVER + MINUTE, key="leaf"), at=OVER + 2 * HOUR) is OrderState.CLOSED


def test_where_no_door_says_anything_none_is_waited_for(records: Records) -> None:
    doorless = replace(PLACE, assets={"tank-1": TANK}, devices={"tank-1": PLACE.devices["tank-1"]})
    done(records, Evidence.DOOR_EVENT, site=doorless)
    assert swept(records, Store(800.0, OVER), site=doorless) is OrderState.CLOSED


TAGGED = replace(PLACE, assets={**PLACE.assets, "tank-1": replace(TANK, attributes={"tag": "T-0001"})})


def test_without_a_scan_it_waits_and_a_scan_that_comes_later_is_looked_at_within_the_minute(records: Records) -> None:
    done(records, Evidence.TAG, site=TAGGED)
    assert swept(records, Store(800.0, OVER), site=TAGGED) is OrderState.COMPLETED
    assert "missing: Tag scanned on site" in note(records)
    shown = step(records, _E.NOTED, StepDetails(tag=" T-0001 "), site=TAGGED, at=OVER + MINUTE)
    assert shown.shown == (Evidence.TAG,)
    assert swept(records, Store(800.0, OVER + MINUTE), site=TAGGED, at=OVER + MINUTE) is OrderState.CLOSED


@pytest.mark.parametrize("code", ["T-0002", "", "  "])
@pytest.mark.parametrize("site", [TAGGED, PLACE], ids=["with a tag", "without one"])
def test_what_is_not_the_tag_of_the_asset_is_refused(records: Records, site: Site, code: str) -> None:
    done(records, Evidence.TAG, site=site)
    with pytest.raises(Refusal, match="not the tag"):
        step(records, _E.NOTED, StepDetails(tag=code), site=site)
    assert only_order(records).shown == ()


@pytest.mark.parametrize("taken", [_E.ACCEPTED, _E.STARTED])
def test_the_tag_goes_with_the_step_on_site(records: Records, taken: OrderEvent) -> None:
    hire(records, FITTER)
    asked = replace(LEVEL, order=OrderTemplate(OrderKind.REPAIR, evidence=(Evidence.TAG,)))
    happen(records, asked.raised("e1"), site=TAGGED)
    assert step(records, taken, StepDetails(tag="T-0001"), site=TAGGED).shown == (Evidence.TAG,)


def test_where_nothing_hangs_no_scan_is_waited_for_until_a_code_hangs_there(records: Records) -> None:
    done(records, Evidence.TAG)
    with records.transaction() as tx:
        tx.requests.add_qr(QrLink("l-1", "d" * 64, "riverside", "tank-1", None, T0, "admin"))
    assert swept(records, Store(800.0, OVER)) is OrderState.COMPLETED
    with records.transaction() as tx:
        tx.requests.revoke_qr("l-1", OVER)
    assert swept(records, Store(800.0, OVER + 2 * HOUR), at=OVER + 2 * HOUR) is OrderState.CLOSED


def test_the_code_that_hangs_at_the_asset_is_its_tag(records: Records) -> None:
    done(records, Evidence.TAG)
    assert step(records, _E.NOTED, StepDetails(tag="https://house/q/abc", scanned="tank-1"), site=PLACE).shown == (Evidence.TAG,)
