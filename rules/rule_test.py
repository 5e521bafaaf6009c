"""Running the cases of rules: what devices say over a virtual clock through the real engine, alarms compared with those expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from devices.catalogue import device_types
from domain.device_type import DeviceType
from domain.problem import BadConfiguration
from domain.reading import DeviceEvent, PointKind, Quality, Reading, Value
from domain.site import Point, Site
from domain.transition import Change, Transition
from rules import library_path
from rules.case_file import Case, CaseValue, Expected, Ramp, cases_path, is_case_file, load_cases
from rules.case_rows import Message, messages
from rules.case_site import ZONE, site_of
from rules.dependence import rules_named_by
from rules.duration import write_duration
from rules.engine import Engine
from rules.rule import Rule
from rules.rule_file import load_rules
from rules.ruleset import bind

START = datetime(2026, 1, 5, 8, tzinfo=ZONE)
"""When a case begins that does not say so: a Monday morning."""


@dataclass(frozen=True, slots=True)
class SeenAlarm:
    """An alarm as a case saw it; times after the beginning. `suppressed`: when it was raised."""

    rule: str
    point: str
    raised: timedelta | None
    returned: timedelta | None = None
    recorded: timedelta | None = None
    asset: str | None = None
    suppressed: bool = False
    hidden: timedelta | None = None
    shown: timedelta | None = None

    def __str__(self) -> str:
        times = [(name, getattr(self, name)) for name in ("raised", "hidden", "shown", "returned", "recorded")]
        said = ", ".join(f"{name} {write_duration(time)}" for name, time in times if time is not None)
        where = self.point if self.asset is None else f"{self.asset}, {self.point}"
        return f"{self.rule} ({where}): {said}{', suppressed' if self.suppressed else ''}"


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

    Rules that a file names but does not hold are taken from `paths` and from the library; what they raise is not
    compared. Raises `BadConfiguration` when rules or cases cannot be read; a file of rules without cases beside it has
    none to run.
    """
    known = device_types() if types is None else types
    elsewhere: dict[str, Rule] = {}
    results = []
    for path in _rule_files(paths):
        rules = load_rules([path])
        if not elsewhere and _missing(rules):
            elsewhere = {rule.id: rule for rule in load_rules(list(dict.fromkeys([*_rule_files([library_path()]), *_rule_files(paths)])))}
        cases = load_cases(cases_path(path)) if cases_path(path).exists() else ()
        results += [_run(case, rules, _with_named(rules, elsewhere), known) for case in cases]
    return results


def _missing(rules: Sequence[Rule]) -> list[str]:
    """The ids that `rules` name and that are not among them."""
    own = {rule.id for rule in rules}
    return [name for rule in rules for name in rules_named_by(rule) if name not in own]


def _with_named(rules: Sequence[Rule], elsewhere: Mapping[str, Rule]) -> list[Rule]:
    """`rules` and, of those elsewhere, the ones that they name, and that those name."""
    found = list(rules)
    while new := [elsewhere[name] for name in dict.fromkeys(_missing(found)) if name in elsewhere]:
        found += new
    return found


def _rule_files(paths: Iterable[Path]) -> list[Path]:
    files = [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    return [file for file in dict.fromkeys(files) if not is_case_file(file)]


def _run(case: Case, rules: Sequence[Rule], all_rules: Sequence[Rule], types: Mapping[str, DeviceType]) -> CaseResult:
    site = site_of(case, types)
    start = START if case.model.start is None else case.model.start.replace(tzinfo=ZONE)
    here = [
        replace(rule, applies_to=replace(rule.applies_to, assets=tuple(asset for asset in rule.applies_to.assets if asset in site.assets)))
        for rule in all_rules
    ]
    engine = Engine(site, bind(here, site, types), started_at=start, settle_s=0)
    own = {rule.id for rule in rules}
    seen = _alarms((each for each in _watch(engine, site, case, start) if each.rule in own), start, several=len(site.assets) > 1)
    wrong = _compare(case.model.expect, seen)
    return CaseResult(case.document.file, case.document.line(case.place), case.model.case, tuple(wrong))


def _watch(engine: Engine, site: Site, case: Case, start: datetime) -> list[Transition]:
    said: list[Transition] = []
    spoken = messages(case.model.readings, case.model.asset)
    for message in spoken:
        now = start + message.known
        said += _run_clock(engine, now)
        said += engine.seen(message.asset, now)
        if message.event is not None:
            said += engine.event(_event(message, site, case, start))
        for reading in _readings(message, site, case, start):
            said += engine.reading(reading)
    last = max((message.known for message in spoken), default=timedelta(0))
    said += _run_clock(engine, start + (last if case.model.until is None else case.model.until))
    return said


def _event(message: Message, site: Site, case: Case, start: datetime) -> DeviceEvent:
    device_type = _type_of(message, site, case)
    names = [each.name for each in device_type.events]
    if message.event not in names:
        remedy = f"It has: {', '.join(names)}" if names else "Leave it out"
        problem = f"`{device_type.key}` has no event `{message.event}`"
        raise BadConfiguration([case.problem(("readings", message.row, "event"), problem, remedy)])
    return DeviceEvent(site.id, message.asset, message.asset, message.event, start + message.at, start + message.known, dict(message.data))


def _readings(message: Message, site: Site, case: Case, start: datetime) -> Iterable[Reading]:
    device_type = _type_of(message, site, case)
    asset = site.assets[message.asset]
    for key, value in message.values.items():
        point = asset.point(key)
        if point is None:
            known = ", ".join(point.key for point in asset.points)
            problem = f"`{device_type.key}` has no point `{key}`"
            raise BadConfiguration([case.problem(("readings", message.row, key), problem, f"It has: {known}")])
        quality = Quality.BAD if value is None else Quality.GOOD
        yield Reading(point.id, start + message.at, start + message.known, _value(point, value), quality)


def _type_of(message: Message, site: Site, case: Case) -> DeviceType:
    asset = site.assets.get(message.asset)
    if asset is None:
        problem = f"the case has no asset `{message.asset}`"
        raise BadConfiguration([case.problem(("readings", message.row, "asset"), problem, f"It has: {', '.join(site.assets)}")])
    return asset.type


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
    return None if isinstance(value, tuple | Ramp) else value


def _alarms(said: Iterable[Transition], start: datetime, *, several: bool) -> list[SeenAlarm]:
    alarms: dict[str, SeenAlarm] = {}
    for transition in said:
        time = transition.known_at - start
        asset = transition.asset if several else None
        new = SeenAlarm(transition.rule, (transition.point or "").rpartition(".")[2], None, asset=asset)
        alarm = alarms.get(transition.episode, new)
        alarms[transition.episode] = _after(alarm, transition, time)
    return list(alarms.values())


def _after(alarm: SeenAlarm, transition: Transition, time: timedelta) -> SeenAlarm:
    change = transition.change
    if change is Change.RAISED:
        return replace(alarm, raised=time, suppressed=transition.suppressed)
    if change is Change.RECORDED:
        return replace(alarm, recorded=time)
    if change is Change.SUPPRESSED:
        return replace(alarm, hidden=time)
    return replace(alarm, shown=time) if change is Change.UNSUPPRESSED else replace(alarm, returned=time)


def _compare(expected: Sequence[Expected], seen: Sequence[SeenAlarm]) -> list[str]:
    left = list(seen)
    wrong = []
    for alarm in expected:
        found = next((each for each in left if _fits(alarm, each)), None)
        if found is None:
            wrong.append(f"expected, did not come: {_as_seen(alarm)}")
        else:
            left.remove(found)
    return wrong + [f"came, was not expected: {alarm}" for alarm in left]


def _fits(expected: Expected, seen: SeenAlarm) -> bool:
    wanted = _as_seen(expected)
    return replace(seen, point=wanted.point if expected.point is None else seen.point, asset=wanted.asset if expected.asset is None else seen.asset) == wanted


def _as_seen(expected: Expected) -> SeenAlarm:
    return SeenAlarm(
        expected.rule,
        expected.point or "any point",
        expected.raised,
        expected.returned,
        expected.recorded,
        expected.asset,
        expected.suppressed,
        expected.hidden,
        expected.shown,
    )
