"""Two towers, a small plan of every kind of step, and the alarms that call for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from devices import access_door, fire_detector, fire_water, lift, sump
from domain.attachment import Attachment
from domain.device_type import DeviceType
from domain.identity import new_id
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.plan import (
    Command,
    DoneKind,
    DoneWhen,
    Milestone,
    Muster,
    Phase,
    Plan,
    PlanKind,
    PlanVersion,
    Preparation,
    Step,
    Trigger,
    VersionState,
    WantedReading,
    WantedTelemetry,
    Warned,
    WarningLevel,
    Where,
)
from domain.plan_run import PlanRun, RunEntry, RunEvent, RunFilter
from domain.post import Post
from domain.reading import Quality, Value
from domain.records import Records
from domain.severity import Severity
from domain.site import Asset, Device, Point, Site, Space, SpaceKind
from domain.telemetry import Sample, Series
from domain.text import Text
from domain.transition import Change, OrderTemplate, Transition
from domain.work_order import OrderKind
from operations.plans import beginning
from operations.plans.beginning import NewRun
from operations.response import respond

NIGHT = datetime(2026, 3, 1, 18, 10, tzinfo=UTC)
"""Ten past two in the morning at the site."""
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ENGINEERING, SECURITY = Department.ENGINEERING, Department.SECURITY


def _text(words: str) -> Text:
    return Text(words, words)


def _asset(asset: str, kind: DeviceType, space: str, points: Sequence[str]) -> Asset:
    types = {each.key.replace("{n}", "1"): each for each in kind.points}
    own = tuple(Point(f"riverside.{asset}.{key}", "riverside", asset, key, types[key], asset, f"raw_{key}", types[key].name) for key in points)
    return Asset(asset, "riverside", space, kind, _text(asset), (asset,), own)


ASSETS = (
    _asset("lift-1", lift.TYPE, "t1-f1", ("floor", "mode", "trapped")),
    _asset("lift-2", lift.TYPE, "t1-f2", ("floor", "mode", "trapped")),
    _asset("lift-3", lift.TYPE, "t2", ("floor", "mode", "trapped")),
    _asset("door-1", access_door.TYPE, "t1-f1", ("fire_release",)),
    _asset("pump-1", fire_water.TYPE, "plant", ("pressure", "pump_run")),
    _asset("sump-1", sump.TYPE, "plant", ("level",)),
    _asset("smoke-1", fire_detector.TYPE, "t1-f1", ("smoke",)),
    _asset("smoke-2", fire_detector.TYPE, "t1-f1", ("smoke",)),
)
SITE = Site(
    id="riverside",
    name=Text("滨江花园", "Riverside Gardens"),
    time_zone=ZoneInfo("Asia/Shanghai"),
    spaces={
        each.id: each
        for each in (
            Space("t1", SpaceKind.BUILDING, _text("1号楼")),
            Space("t1-f1", SpaceKind.FLOOR, _text("1层"), "t1"),
            Space("t1-f2", SpaceKind.FLOOR, _text("2层"), "t1"),
            Space("t2", SpaceKind.BUILDING, _text("2号楼")),
            Space("plant", SpaceKind.COMMON_AREA, _text("泵房")),
        )
    },
    assets={asset.id: asset for asset in ASSETS},
    devices={asset.id: Device(asset.id, "riverside", asset.type, (asset.id,), 10, {point.raw_key: point for point in asset.points}) for asset in ASSETS},
)
SITES = {SITE.id: SITE}


def a_step(key: str, post: Post = Post.NEAREST_GUARD, within_s: float | None = None, **changes: Any) -> Step:  # noqa: ANN401  fields of any type
    return replace(Step(key, Text(f"做{key}", f"Do {key}"), _text(f"how to {key}"), post, within_s), **changes)


def telemetry(**wanted: Any) -> DoneWhen:  # noqa: ANN401  fields of any type
    return DoneWhen(DoneKind.TELEMETRY, telemetry=WantedTelemetry(**wanted))


GROUND = telemetry(asset_type="lift", point="floor", below=2.0, where=Where.BUILDING, every=True, hold_s=20)
RUNS = telemetry(asset_type="fire_water", point="pump_run", equals=True)

RESCUE = Plan(
    key="lift-entrapment",
    kind=PlanKind.LIFT_ENTRAPMENT,
    title=Text("困人救援预案", "Entrapment plan"),
    purpose=_text("救人"),
    follows=(_text("TSG T5002"),),
    trigger=Trigger(rules=("lift.stuck",)),
    command=Command(Post.GUARD_CAPTAIN, (Post.MANAGER,)),
    musters=(Muster(ENGINEERING, 240, Text("盘车工具", "Hand winding tools")), Muster(SECURITY, 90)),
    phases=(
        Phase(
            "reach",
            _text("到场"),
            (
                a_step("answer", Post.CONTROL_ROOM, 60, milestone=Milestone.CONTACT),
                a_step("go", Post.NEAREST_GUARD, 180, milestone=Milestone.ARRIVAL),
                a_step("tell", Post.SERVICE_CENTRE, required=False),
            ),
        ),
        Phase(
            "free",
            _text("救援"),
            (
                a_step("ground", Post.DUTY_ENGINEER, 300, done=GROUND),
                a_step("photo", Post.DUTY_ENGINEER, done=DoneWhen(DoneKind.PHOTO)),
                a_step("level", Post.DUTY_ENGINEER, done=DoneWhen(DoneKind.READING, reading=WantedReading(_text("平层"), "mm", low=-10, high=10))),
            ),
        ),
        Phase("close", _text("收尾"), (a_step("report", Post.GUARD_CAPTAIN, 600),)),
    ),
    preparation=Preparation((Warned.GALE,), WarningLevel.BLUE, (Phase("before", _text("事前"), (a_step("park", Post.DUTY_ENGINEER, 600),)),)),
)
POWER = replace(RESCUE, key="power-cut", kind=PlanKind.POWER_CUT, title=Text("停电预案", "Power cut plan"), trigger=Trigger(), musters=(), preparation=None)
BURN = replace(RESCUE, key="fire", kind=PlanKind.FIRE, title=Text("火灾预案", "Fire plan"), trigger=Trigger(), preparation=None)


def approve(records: Records, *plans: Plan) -> None:
    """The site has these plans of its own in force."""
    with records.transaction() as tx:
        for plan in plans:
            tx.plans.add(PlanVersion(new_id(), SITE.id, 7, VersionState.APPROVED, plan, "writer", NIGHT))


def signal(
    asset: str = "lift-1",
    at: datetime = NIGHT,
    *,
    change: Change = Change.RAISED,
    severity: Severity = Severity.CRITICAL,
    plan: str | None = "lift-entrapment",
    rule: str = "lift.trapped",
    realm: str = "live",
    verify: bool = False,
    confirms: bool = False,
    suppressed: bool = False,
    episode: str = "1",
    silent: bool = False,
) -> Transition:
    """What a rule says of an asset."""
    return Transition(
        change=change,
        condition=f"{rule}|{asset}|",
        episode=f"{realm}-{asset}-{rule}-{episode}",
        realm=realm,
        site=SITE.id,
        asset=asset,
        point=None,
        rule=rule,
        severity=severity,
        department=SECURITY,
        assist=(),
        message=Text(f"{asset} 告警", f"Alarm of {asset}"),
        occurred_at=at,
        known_at=at,
        order=OrderTemplate(OrderKind.RESCUE),
        plan=plan,
        verify=verify,
        confirms=confirms,
        suppressed=suppressed,
        silent=silent,
    )


def smoke(asset: str = "smoke-1", at: datetime = NIGHT, **changes: Any) -> Transition:  # noqa: ANN401  fields of any type
    """A first signal of fire, which has to be verified."""
    return signal(asset, at, **{"plan": "fire", "rule": "fire_detector.smoke", "verify": True, **changes})


def over(raised: Transition, at: datetime) -> Transition:
    return replace(raised, change=Change.RETURNED, occurred_at=at, known_at=at)


def happen(records: Records, *transitions: Transition) -> None:
    """The rules say it, each committed when it is known."""
    for transition in transitions:
        with records.transaction() as tx:
            respond(tx, [transition], SITE, transition.known_at)


def started(records: Records, plan: Plan = RESCUE, at: datetime = NIGHT, **changes: Any) -> PlanRun:  # noqa: ANN401  fields of any type
    """Somebody starts `plan`, which the site has as its own, by hand in the first tower."""
    with records.reading() as tx:
        known = any(version.plan.key == plan.key for version in tx.plans.in_force(SITE.id))
    if not known:
        approve(records, plan)
    new = replace(NewRun(plan.key, Text("住户来电", "A resident rang"), space="t1"), **changes)
    with records.transaction() as tx:
        return beginning.start(tx, new, site=SITE, by="captain", at=at)


def runs(records: Records, realm: str = "*") -> Sequence[PlanRun]:
    """Every run, oldest first."""
    with records.reading() as tx:
        return list(reversed(tx.plan_runs.list(RunFilter(realm=realm), limit=100).items))


def only_run(records: Records) -> PlanRun:
    (run,) = runs(records)
    return run


def log(records: Records, run: PlanRun) -> Sequence[RunEntry]:
    with records.reading() as tx:
        return tx.plan_runs.log(run.id)


def events(records: Records, run: PlanRun) -> Sequence[RunEvent]:
    return [entry.event for entry in log(records, run)]


def told(records: Records, what: str = "") -> Sequence[Notification]:
    """What was told of plans, oldest first; only those whose key has `what` in it."""
    with records.reading() as tx:
        found = [each for each in tx.outbox.list(limit=1000) if each.kind is NotificationKind.PLAN and f"|{what}" in each.key]
    return sorted(found, key=lambda each: (each.created_at, each.key))


def add_photo(records: Records, run: PlanRun, name: str = "photo-1") -> str:
    with records.transaction() as tx:
        tx.plan_runs.add_attachment(Attachment(name, run.id, "a.jpg", "image/jpeg", 3, "00", NIGHT, "fitter"))
    return name


class Store:
    """A telemetry store of what was put into it: by device, key and realm, in the order of time."""

    def __init__(self) -> None:
        self._samples: dict[tuple[str, str, str], list[Sample]] = {}
        self.asked = 0

    def put(self, asset: str, key: str, value: Value, at: datetime, *, quality: Quality = Quality.GOOD, realm: str = "live") -> None:
        self._samples.setdefault((asset, f"raw_{key}", realm), []).append(Sample(at, value, quality))

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        self.asked += 1
        newest = {each: [sample for sample in self._of(each) if before is None or sample.ts <= before] for each in series}
        return {each: max(samples, key=lambda sample: sample.ts) for each, samples in newest.items() if samples}

    def range(self, series: Series, start: datetime, end: datetime, *, limit: int = 10_000) -> Sequence[Sample]:
        self.asked += 1
        return sorted((sample for sample in self._of(series) if start <= sample.ts < end), key=lambda sample: sample.ts)[:limit]

    def _of(self, series: Series) -> Sequence[Sample]:
        return self._samples.get((series.device, series.key, series.realm), [])
