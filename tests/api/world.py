"""Two small sites, people of every role, the app on real records: what the tests of the API stand on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from api.app import create_app
from api.live.live_state import LiveState
from api.live.stream import Timing
from api.security.tokens import access_token
from api.services import Services
from configuration.document import parse
from domain.alarm import Alarm, Latch
from domain.device_type import DeviceType, PointType
from domain.people import Department, Person, Role
from domain.reading import PointKind, Quality, Value
from domain.records import Account, AlarmFilter, OrderFilter, Records
from domain.severity import Severity
from domain.site import Asset, Device, Point, Site, Space, SpaceKind
from domain.telemetry import TelemetryMessage, TelemetryStore
from domain.text import Text
from domain.time import to_ms
from domain.transition import Change, OrderTemplate, Transition
from domain.work_order import OrderKind, WorkOrder
from operations.response import respond
from rules.rule import Rule
from rules.rule_file import parse_rules
from rules.versions import in_force
from storage.database.records import DatabaseRecords

T0 = datetime(2026, 1, 31, 8, 0, tzinfo=UTC)
SECRET = b"a secret that is only good for tests, 32 bytes and more"
RULES = parse_rules(
    parse(
        """
- id: lift.entrapment
  applies_to: {asset_type: lift}
  when: {kind: state, point: trapped, equals: true}
  severity: critical
  consequence: severe
  respond_within: 30m
  department: security
  assist: [engineering]
  sop: lift-entrapment-release
  message: {zh: "{asset} 疑似困人", en: "Possible entrapment in {asset}"}
- id: lift.hot
  applies_to: {asset_type: lift}
  when: {kind: threshold, point: room_temp, above: 45, unit: °C}
  on_delay: 5m
  severity: high
  department: engineering
  message: {zh: "{place} 温度过高", en: "{place} is too hot"}
""",
        "rules.yaml",
    )
)
"""What the files say."""

LIFT = DeviceType(
    "lift",
    Text("电梯", "Lift"),
    (
        PointType("trapped", Text("困人信号", "Trapped"), PointKind.BINARY, normal_value=False),
        PointType("room_temp", Text("机房温度", "Machine room"), PointKind.ANALOG, "°C", normal=(None, 40), low=-40, high=120),
        PointType(
            "mode", Text("服务模式", "Mode"), PointKind.ENUM, codes=(("1", "normal", Text("正常", "Normal")), ("2", "inspection", Text("检修", "Inspection")))
        ),
    ),
    60,
    system="lifts",
    icon="lift",
)
GATE = DeviceType("parking_gate", Text("道闸", "Gate"), (PointType("plate_text", Text("车牌", "Plate"), PointKind.TEXT),), 60, system="access")


def made(site: str, name: Text) -> Site:
    """A site with a lift and a gate."""
    lift, gate = _asset(site, "t3-lift-1", "t3-roof", LIFT, ("gate-1",)), _asset(site, "gate-1", "t3", GATE, ())
    spaces = {
        "t3": Space("t3", SpaceKind.BUILDING, Text("3号楼", "Tower 3")),
        "t3-roof": Space("t3-roof", SpaceKind.COMMON_AREA, Text("屋面机房", "Roof machine room"), "t3"),
    }
    assets = {asset.id: asset for asset in (lift, gate)}
    devices = {asset.id: Device(asset.id, site, asset.type, (asset.id,), 60, {point.raw_key: point for point in asset.points}) for asset in assets.values()}
    return Site(site, name, ZoneInfo("Asia/Shanghai"), spaces, assets, devices)


def _asset(site: str, asset: str, space: str, kind: DeviceType, fed_by: tuple[str, ...]) -> Asset:
    points = tuple(Point(f"{site}.{asset}.{point.key}", site, asset, point.key, point, asset, point.key, point.name) for point in kind.points)
    return Asset(asset, site, space, kind, kind.name, (asset,), points, fed_by, {"maker": "Acme"})


SITES = {site.id: site for site in (made("riverside", Text("滨江花园", "Riverside Gardens")), made("hillside", Text("山景苑", "Hillside")))}

ADMIN = Person("p-admin", "admin", "系统管理员", Role.ADMIN, None, ("*",))
MANAGER = Person("p-manager", "manager", "陈静", Role.MANAGER, Department.MANAGEMENT, ("*",))
DISPATCHER = Person("p-dispatcher", "dispatcher", "孙丽", Role.DISPATCHER, Department.MANAGEMENT, ("riverside",))
ENGINEER = Person("p-engineer", "engineer", "王建国", Role.ENGINEER, Department.ENGINEERING, ("riverside",))
GUARD = Person("p-guard", "guard", "李强", Role.GUARD, Department.SECURITY, ("riverside",))
CLEANER = Person("p-cleaner", "cleaner", "何洁", Role.GUARD, Department.CLEANING, ("riverside",))
VIEWER = Person("p-viewer", "viewer", "访客", Role.VIEWER, None, ("riverside",))
STRANGER = Person("p-stranger", "stranger", "外人", Role.MANAGER, Department.MANAGEMENT, ("hillside",))
GONE = Person("p-gone", "gone", "离职", Role.ENGINEER, Department.ENGINEERING, ("riverside",), active=False)
PEOPLE = (ADMIN, MANAGER, DISPATCHER, ENGINEER, GUARD, CLEANER, VIEWER, STRANGER, GONE)


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = T0

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move it."""
        self.now += timedelta(**by)
        return self.now


class FileRules:
    """`api.services.RulesInForce`: `RULES`, with the versions in the records laid over them; but for the rules to `leave_out`."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.leave_out: set[str] = set()

    def of(self, site: str) -> Sequence[Rule]:
        with self._records.reading() as tx:
            return in_force(RULES, [version for version in tx.rule_versions.in_force(site) if version.rule not in self.leave_out])

    def from_files(self) -> Sequence[Rule]:
        return RULES


@dataclass
class World:
    """The app and what stands behind it."""

    app: FastAPI
    records: DatabaseRecords
    telemetry: TelemetryStore
    live: LiveState
    clock: SetClock
    uploads: Path
    portal: BlockingPortal
    http: httpx.AsyncClient
    sites: Mapping[str, Site]
    rules: FileRules
    address: str = "http://steward"
    extra: Mapping[str, str] = field(default_factory=dict)

    def token(self, person: Person) -> str:
        """An access token, as sign-in would give it."""
        return access_token(SECRET, person.id, self.clock())

    def ask(self, method: str, path: str, by: Person | None = None, *, headers: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:  # noqa: ANN401  whatever httpx takes
        """One request; paths without a leading ``//`` are those of the contract."""
        bearer = {} if by is None else {"Authorization": f"Bearer {self.token(by)}"}
        where = path.removeprefix("/") if path.startswith("//") else f"/api/v1{path}"
        return self.portal.call(partial(self.http.request, method, where, headers={**bearer, **(headers or {})}, **more))

    def get(self, path: str, by: Person | None = None, **more: Any) -> httpx.Response:  # noqa: ANN401  whatever httpx takes
        return self.ask("GET", path, by, **more)

    def post(self, path: str, by: Person | None = None, **more: Any) -> httpx.Response:  # noqa: ANN401  whatever httpx takes
        return self.ask("POST", path, by, **more)

    def happen(self, *transitions: Transition) -> None:
        """The rules say `transitions`."""
        with self.records.transaction() as tx:
            for transition in transitions:
                respond(tx, [transition], self.sites[transition.site], transition.known_at)

    def raised(self, *, site: str = "riverside", episode: str = "e1", at: datetime | None = None, **more: Any) -> tuple[Alarm, WorkOrder]:  # noqa: ANN401  whatever `entrapment` takes
        """An entrapment, with its alarm and its order."""
        transition = entrapment(site=site, episode=episode, at=at or self.clock(), **more)
        self.happen(transition)
        with self.records.reading() as tx:
            alarm = tx.alarms.by_episode(episode)
            assert alarm is not None
            order = tx.orders.of_alarm(alarm.id)
            assert order is not None
            return alarm, order

    def alarms(self) -> list[Alarm]:
        with self.records.reading() as tx:
            return list(tx.alarms.list(AlarmFilter(realm="*"), limit=200).items)

    def orders(self) -> list[WorkOrder]:
        with self.records.reading() as tx:
            return list(tx.orders.list(OrderFilter(realm="*"), limit=200).items)

    def audited(self) -> list[tuple[str, str, str]]:
        """(actor, action, detail) of the audit log, oldest first."""
        with self.records.reading() as tx:
            return [(entry.actor, entry.action, entry.detail) for entry in reversed(tx.housekeeping.audits())]

    def speak(self, point: str, value: Value, *, at: datetime | None = None, quality: Quality = Quality.GOOD) -> None:
        """Ingest pushes a value."""
        site, device, _ = point.split(".", 2)
        moment = to_ms(at or self.clock())

        def push() -> None:
            self.live.connect(site)
            self.live.update(site, {point: (moment, value, quality)}, {device: (True, moment, 0.0)})

        self.portal.call(push)


def entrapment(
    *,
    site: str = "riverside",
    episode: str = "e1",
    at: datetime = T0,
    change: Change = Change.RAISED,
    latch: Latch | None = None,
    severity: Severity = Severity.CRITICAL,
    rule: str = "lift.entrapment",
) -> Transition:
    """Possible entrapment in the lift: security leads, engineering assists."""
    return Transition(
        change=change,
        condition=f"{rule}|t3-lift-1|{site}.t3-lift-1.trapped",
        episode=episode,
        realm="live",
        site=site,
        asset="t3-lift-1",
        point=f"{site}.t3-lift-1.trapped",
        rule=rule,
        severity=severity,
        department=Department.SECURITY,
        assist=(Department.ENGINEERING,),
        message=Text("3号楼电梯 疑似困人", "Possible entrapment in the lift of tower 3"),
        occurred_at=at,
        known_at=at,
        order=OrderTemplate(OrderKind.RESCUE, ("lift-rescue",)),
        value=True,
        latch=latch,
        sop="lift-entrapment-release",
    )


def reading(site: str, device: str, at: datetime, **values: Value) -> TelemetryMessage:
    """What a device said, as it is stored."""
    return TelemetryMessage(site, device, SITES[site].devices[device].type.key, at, at, values)


@contextmanager
def opened(
    records: DatabaseRecords,
    telemetry: TelemetryStore,
    clock: SetClock,
    folder: Path,
    *,
    web_app: Path | None = None,
    feeds: Mapping[str, Path] | None = None,
    timing: Timing | None = None,
    living: bool = True,
    sites: Mapping[str, Site] = SITES,
) -> Iterator[World]:
    """The app, living (unless something else is to start it), with everybody employed."""
    with records.transaction() as tx:
        for person in PEOPLE:
            tx.people.add(Account(person, "!"))
    uploads = folder / "uploads"
    uploads.mkdir()
    live = LiveState()
    rules = FileRules(records)
    services = Services(records, telemetry, sites, rules, live, clock, SECRET, uploads, web_app, "0.0-test", feeds or {})
    app = create_app(services, timing)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app) if living else nullcontext()):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("192.0.2.7", 5000))
        with portal.wrap_async_context_manager(httpx.AsyncClient(transport=transport, base_url="http://steward")) as http:
            yield World(app, records, telemetry, live, clock, uploads, portal, http, sites, rules)
