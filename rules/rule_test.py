"""Running the cases of rules: readings over a virtual clock through the real engine, alarms compared with those expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.catalogue import device_types
from domain.device_type import COMMON_POINTS, DeviceType
from domain.problem import BadConfiguration
from domain.reading import PointKind, Quality, Reading, Value
from domain.site import Asset, Device, Point, Site, Space, SpaceKind
from domain.text import Text
from domain.transition import Change, Transition
from rules.case_file import Case, CaseValue, Expected, Row, cases_path, is_case_file, load_cases
from rules.duration import write_duration
from rules.engine import Engine
from rules.rule import Rule
from rules.rule_file import load_rules
from rules.ruleset import bind

START = datetime(2026, 1, 5, tzinfo=UTC)
"""When every case begins."""

_AT_LEAST = 2
"""So many of each numbered point (pumps, zones) has the tested asset."""


@dataclass(frozen=True, slots=True)
class SeenAlarm:
    """An alarm as a case saw it; times after the beginning."""

    rule: str
    point: str
    raised: timedelta | None
    returned: timedelta | None = None
    recorded: timedelta | None = None

    def __str__(self) -> str:
        times = [(name, getattr(self, name)) for name in ("raised", "returned", "recorded")]
        said = ", ".join(f"{name} {write_duration(time)}" for name, time in times if time is not None)
        return f"{self.rule} ({self.point}): {said}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of a case; it passed when nothing is wrong."""

    file: str
    line: int | None
    case: str
    wrong: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether exactly the expected alarms came."""
        return not self.wrong

    def __str__(self) -> str:
        return "\n".join([f"{'ok  ' if self.passed else 'FAIL'} {self.file}:{self.line}: {self.case}", *(f"       {line}" for line in self.wrong)])


def run_cases(paths: Sequence[Path], types: Mapping[str, DeviceType] | None = None) -> list[CaseResult]:
    """Run the cases beside every file of rules in `paths` (files or folders). `types` `None`: the catalogue.

    Raises `BadConfiguration` when rules or cases cannot be read; a file of rules without cases beside it has none to run.
    """
    known = device_types() if types is None else types
    results = []
    for path in _rule_files(paths):
        rules = load_rules([path])
        cases = load_cases(cases_path(path)) if cases_path(path).exists() else ()
        results += [_run(case, rules, known) for case in cases]
    return results


def _rule_files(paths: Iterable[Path]) -> list[Path]:
    files = [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    return [file for file in dict.fromkeys(files) if not is_case_file(file)]


def _run(case: Case, rules: Sequence[Rule], types: Mapping[str, DeviceType]) -> CaseResult:
    model = case.model
    device_type = types.get(model.asset_type)
    if device_type is None:
        remedy = f"Use one of: {', '.join(sorted(types))}"
        raise BadConfiguration([case.document.problem((*case.place, "asset_type"), f"there is no device type `{model.asset_type}`", remedy)])
    site = _site(device_type, model.asset, model.readings)
    here = [rule for rule in rules if not rule.applies_to.assets or model.asset in rule.applies_to.assets]
    seen = _watch(Engine(site, bind(here, site, types), started_at=START, settle_s=0), site, case)
    wrong = _compare(model.expect, seen)
    return CaseResult(case.document.file, case.document.line(case.place), model.case, tuple(wrong))


def _watch(engine: Engine, site: Site, case: Case) -> list[SeenAlarm]:
    asset = site.assets[case.model.asset]
    said: list[Transition] = []
    for index, row in enumerate(case.model.readings):
        said += _run_clock(engine, START + row.known)
        said += engine.seen(asset.devices[0], START + row.known)
        for key, value in row.values.items():
            point = asset.point(key)
            if point is None:
                known = ", ".join(point.key for point in asset.points)
                place = (*case.place, "readings", index, key)
                raise BadConfiguration([case.document.problem(place, f"`{case.model.asset_type}` has no point `{key}`", f"It has: {known}")])
            quality = Quality.BAD if value is None else Quality.GOOD
            said += engine.reading(Reading(point.id, START + row.at, START + row.known, _value(point, value), quality))
    last = max((row.known for row in case.model.readings), default=timedelta(0))
    said += _run_clock(engine, START + (last if case.model.until is None else case.model.until))
    return _alarms(said)


def _run_clock(engine: Engine, until: datetime) -> list[Transition]:
    """Tick at every deadline up to `until`."""
    said: list[Transition] = []
    while (deadline := engine.next_deadline()) is not None and deadline <= until:
        said += engine.tick(deadline)
    return said


def _value(point: Point, value: CaseValue) -> Value:
    if point.type.kind is PointKind.FLAGS and isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return None if isinstance(value, tuple) else value


def _alarms(said: Iterable[Transition]) -> list[SeenAlarm]:
    alarms: dict[str, SeenAlarm] = {}
    for transition in said:
        time = transition.known_at - START
        point = (transition.point or "").rpartition(".")[2]
        if transition.change is Change.RAISED:
            alarms[transition.episode] = SeenAlarm(transition.rule, point, time)
        elif transition.change is Change.RECORDED:
            alarms[transition.episode] = SeenAlarm(transition.rule, point, None, recorded=time)
        else:
            alarms[transition.episode] = SeenAlarm(transition.rule, point, alarms[transition.episode].raised, time)
    return list(alarms.values())


def _compare(expected: Sequence[Expected], seen: Sequence[SeenAlarm]) -> list[str]:
    left = list(seen)
    wrong = []
    for alarm in expected:
        found = next((each for each in left if _fits(alarm, each)), None)
        if found is None:
            point = alarm.point or "any point"
            wrong.append(f"expected, did not come: {SeenAlarm(alarm.rule, point, alarm.raised, alarm.returned, alarm.recorded)}")
        else:
            left.remove(found)
    return wrong + [f"came, was not expected: {alarm}" for alarm in left]


def _fits(expected: Expected, seen: SeenAlarm) -> bool:
    same = (expected.rule, expected.raised, expected.returned, expected.recorded) == (seen.rule, seen.raised, seen.returned, seen.recorded)
    return same and expected.point in (None, seen.point)


def _site(device_type: DeviceType, asset_id: str, rows: Iterable[Row]) -> Site:
    """A site with one asset of the type and one device that speaks for it."""
    site = "tested"
    numbers = [int(number) for row in rows for key in row.values for number in re.findall(r"\d+", key)]
    count = max([_AT_LEAST, *numbers])
    keys = {}
    for point in (*device_type.points, *COMMON_POINTS):
        keys.update({point.key.replace("{n}", str(n)): (point, point.name.filled(n=str(n))) for n in range(1, count + 1)})
    points = tuple(Point(f"{site}.{asset_id}.{key}", site, asset_id, key, point, asset_id, key, name) for key, (point, name) in keys.items())
    asset = Asset(asset_id, site, "here", device_type, device_type.name, (asset_id,), points)
    device = Device(asset_id, site, device_type, (asset_id,), device_type.interval_s, {point.key: point for point in points})
    space = Space("here", SpaceKind.COMMON_AREA, Text("此处", "Here"))
    return Site(site, Text("测试", "Test"), ZoneInfo("Asia/Shanghai"), {space.id: space}, {asset_id: asset}, {asset_id: device})
