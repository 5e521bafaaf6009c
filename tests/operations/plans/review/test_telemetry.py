"""The telemetry beside the time line: what the plan watches, few enough points to draw, and gaps that stay gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.device_type import DeviceType, PointType
from domain.plan import Watched, Where
from domain.plan_run import PlanRun
from domain.reading import PointKind, Quality, Value
from domain.site import Asset, Device, Point, Site, Space, SpaceKind
from domain.telemetry import StoreUnavailable, TelemetryMessage, TelemetryStore
from domain.text import Text
from operations.plans.review.chart import panel
from operations.plans.review.telemetry import AFTER, BEFORE, MOST_CURVES, MOST_SAMPLES, Curve, Curves, curves_of, points_of
from storage.telemetry import engines
from tests.operations.plans.review.past import PLAN, a_run, after
from tests.operations.scenes import SITE, T0

_LIFT = DeviceType(
    "lift",
    Text("电梯", "Lift"),
    (
        PointType("trapped", Text("困人信号", "Trapped"), PointKind.BINARY, normal_value=False),
        PointType("room_temp", Text("机房温度", "Machine room"), PointKind.ANALOG, "°C"),
        PointType(
            "mode", Text("服务模式", "Mode"), PointKind.ENUM, codes=(("1", "normal", Text("正常", "Normal")), ("2", "inspection", Text("检修", "Inspection")))
        ),
    ),
    10,
)


def _lift(asset: str, space: str) -> Asset:
    points = tuple(
        Point(f"riverside.{asset}.{kind.key}", "riverside", asset, kind.key, kind, asset, kind.key, Text(f"{asset} {kind.name.zh}", f"{asset} {kind.name.en}"))
        for kind in _LIFT.points
    )
    return Asset(asset, "riverside", space, _LIFT, Text(asset, asset), (asset,), points)


_ASSETS = {asset.id: asset for asset in (_lift("lift-2", "t3"), _lift("lift-1", "t3"), _lift("lift-9", "t9"))}
HERE = replace(
    SITE,
    spaces={**SITE.spaces, "t9": Space("t9", SpaceKind.BUILDING, Text("9号楼", "Tower 9"))},
    assets=_ASSETS,
    devices={each.id: Device(each.id, "riverside", _LIFT, (each.id,), 10, {point.raw_key: point for point in each.points}) for each in _ASSETS.values()},
)
START, END = T0 - BEFORE, after(1800) + AFTER


@pytest.fixture
def telemetry(tmp_path: Path) -> Iterator[TelemetryStore]:
    engine = engines()["sqlite"]
    store = engine.open(engine.settings(), tmp_path)
    try:
        yield store
    finally:
        store.close()


def said(at: datetime, *, device: str = "lift-1", realm: str = "live", bad: bool = False, **values: Value) -> TelemetryMessage:
    qualities = dict.fromkeys(values, Quality.BAD) if bad else {}
    return TelemetryMessage("riverside", device, "lift", at, at, values, qualities, realm=realm)


def drawn(telemetry: TelemetryStore, run: PlanRun | None = None, site: Site = HERE) -> Curves:
    return curves_of(telemetry, run or a_run(), site, after(1800))


def curve(curves: Curves, point: str) -> Curve:
    return next(each for each in curves.curves if each.point.id == point)


def watching(*watched: Watched) -> PlanRun:
    return a_run(plan=replace(PLAN, watched=watched))


def test_the_watched_points_of_the_place_are_drawn_those_of_the_runs_own_asset_first() -> None:
    assert [point.id for point in points_of(a_run(), HERE)] == [
        "riverside.lift-1.trapped",
        "riverside.lift-1.room_temp",
        "riverside.lift-2.trapped",
        "riverside.lift-2.room_temp",
    ]
    own = points_of(watching(Watched("lift", ("mode", "no_such_point"), Where.ASSET), Watched("lift", ("mode",), Where.ASSET)), HERE)
    assert [point.id for point in own] == ["riverside.lift-1.mode"]
    everywhere = points_of(watching(Watched("lift", ("mode",), Where.SITE)), HERE)
    assert {point.asset for point in everywhere} == {"lift-1", "lift-2", "lift-9"}


def test_the_span_reaches_from_shortly_before_the_begin_to_shortly_after_the_end(telemetry: TelemetryStore) -> None:
    telemetry.write([said(START - timedelta(seconds=5), room_temp=1.0), said(START, room_temp=2.0), said(END, room_temp=3.0)])
    found = drawn(telemetry)
    assert (found.start, found.end, found.away) == (START, END, False)
    assert curve(found, "riverside.lift-1.room_temp").samples[0] == (START, 2.0)
    assert 3.0 not in [value for _ts, value in curve(found, "riverside.lift-1.room_temp").samples]


def test_a_number_that_is_not_said_again_in_time_leaves_a_gap(telemetry: TelemetryStore) -> None:
    telemetry.write([said(after(at), room_temp=float(at)) for at in (0, 10, 20, 300, 310)])
    assert curve(drawn(telemetry), "riverside.lift-1.room_temp").samples == [
        (after(0), 0.0),
        (after(10), 10.0),
        (after(20), 20.0),
        (after(50), None),
        (after(300), 300.0),
        (after(310), 310.0),
        (after(340), None),
    ]


def test_a_bad_value_is_a_gap_and_never_a_number(telemetry: TelemetryStore) -> None:
    telemetry.write([said(after(0), room_temp=30.0), said(after(10), bad=True, room_temp=None), said(after(20), room_temp=31.0)])
    assert curve(drawn(telemetry), "riverside.lift-1.room_temp").samples[:3] == [(after(0), 30.0), (after(10), None), (after(20), 31.0)]


def test_what_is_said_only_when_it_changes_held_from_before(telemetry: TelemetryStore) -> None:
    earlier = START - timedelta(hours=3)
    telemetry.write([said(earlier, trapped=False), said(after(-30), trapped=True), said(after(1500), trapped=False)])
    assert curve(drawn(telemetry), "riverside.lift-1.trapped").samples == [(earlier, False), (after(-30), True), (after(1500), False)]


def test_a_long_run_is_thinned_out_and_says_so(telemetry: TelemetryStore) -> None:
    telemetry.write([said(START + timedelta(seconds=3 * number), room_temp=float(number), trapped=bool(number % 2)) for number in range(840)])
    found = drawn(telemetry)
    number, word = curve(found, "riverside.lift-1.room_temp"), curve(found, "riverside.lift-1.trapped")
    assert (number.window_s, word.window_s) == (11, 11)
    assert MOST_SAMPLES / 2 < len(number.samples) <= MOST_SAMPLES + 2
    assert len(word.samples) <= MOST_SAMPLES + 2
    assert {value for _ts, value in word.samples} <= {True, False}


def test_a_drill_sees_its_own_readings_alone(telemetry: TelemetryStore) -> None:
    telemetry.write([said(after(10), room_temp=20.0), said(after(10), realm="drill-1", room_temp=99.0)])
    in_drill = drawn(telemetry, a_run(realm="drill-1"))
    assert curve(in_drill, "riverside.lift-1.room_temp").samples[0] == (after(10), 99.0)
    assert curve(drawn(telemetry), "riverside.lift-1.room_temp").samples[0] == (after(10), 20.0)


def test_more_points_than_a_page_can_show_are_counted(telemetry: TelemetryStore) -> None:
    many = {f"lift-{number}": _lift(f"lift-{number}", "t3") for number in range(1, 8)}
    devices = {each: Device(each, "riverside", _LIFT, (each,), 10, {}) for each in many}
    found = drawn(telemetry, site=replace(HERE, assets=many, devices=devices))
    assert (len(found.curves), found.left_out) == (MOST_CURVES, 14 - MOST_CURVES)


def test_a_store_that_is_away_costs_the_curves_and_nothing_else(telemetry: TelemetryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_asked: object, **_more: object) -> None:
        raise StoreUnavailable("disk full")

    monkeypatch.setattr(type(telemetry), "range", away)
    found = drawn(telemetry)
    assert (found.away, found.curves) == (True, ())


# --- On paper -------------------------------------------------------------------------------------------------------


def panel_of(telemetry: TelemetryStore, point: str) -> tuple[str, str, str]:
    found = drawn(telemetry)
    made = panel(curve(found, point), found, [after(42)])
    assert made is not None
    return made.svg, made.top.zh, made.bottom.zh


def test_a_gap_breaks_the_line_on_paper(telemetry: TelemetryStore) -> None:
    telemetry.write([said(after(at), room_temp=20.0 + at) for at in (0, 10, 300, 310)])
    svg, top, bottom = panel_of(telemetry, "riverside.lift-1.room_temp")
    assert svg.count('stroke="#1f5fa8"') == 2
    assert svg.count("stroke-dasharray") == 1
    assert (top, bottom) == ("330 °C", "20 °C")


def test_words_are_steps_named_as_the_catalogue_does(telemetry: TelemetryStore) -> None:
    telemetry.write([said(after(-60), trapped=False, mode="normal"), said(after(0), trapped=True), said(after(900), trapped=False)])
    svg, top, bottom = panel_of(telemetry, "riverside.lift-1.trapped")
    assert (top, bottom) == ("是", "否")
    assert "L" not in svg.split('stroke="#1f5fa8"')[0].rsplit("<path", 1)[1]


def test_a_point_that_never_spoke_has_no_panel(telemetry: TelemetryStore) -> None:
    found = drawn(telemetry)
    assert panel(curve(found, "riverside.lift-1.room_temp"), found, []) is None
