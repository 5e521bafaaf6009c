"""A small site, transitions of its rules, people, and a records store, for tests of what follows from an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.alarm import Alarm, Latch
from domain.device_type import DeviceType
from domain.outbox import Notification
from domain.people import Department, Person, Role
from domain.reading import Value
from domain.records import Account, AlarmFilter, OrderFilter, Records
from domain.severity import Severity
from domain.site import Asset, Site, Space, SpaceKind
from domain.suppression import CauseKind
from domain.text import Text
from domain.transition import Change, OrderTemplate, Transition
from domain.work_order import OrderEvent, OrderKind, TimelineEntry, WorkOrder
from operations.response import respond
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step

T0 = datetime(2026, 1, 31, 15, 59, tzinfo=UTC)
"""One minute before midnight at the site, so that its calendar matters."""

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

ENGINEERING, SECURITY, MANAGEMENT = Department.ENGINEERING, Department.SECURITY, Department.MANAGEMENT

_LIFT = DeviceType("lift", Text("电梯", "Lift"), (), 10)
_TANK = DeviceType("water_tank", Text("水箱", "Water tank"), (), 60)


def _asset(asset: str, kind: DeviceType, name: Text) -> Asset:
    return Asset(asset, "riverside", "t3", kind, name, (asset,), ())


SITE = Site(
    id="riverside",
    name=Text("滨江花园", "Riverside Gardens"),
    time_zone=ZoneInfo("Asia/Shanghai"),
    spaces={"t3": Space("t3", SpaceKind.BUILDING, Text("3号楼", "Tower 3"))},
    assets={"lift-1": _asset("lift-1", _LIFT, Text("1号电梯", "Lift 1")), "tank-1": _asset("tank-1", _TANK, Text("1号水箱", "Tank 1"))},
    devices={},
    settings={"night_from_h": 0, "night_to_h": 0},
)
"""A site where nobody sleeps, so that nothing waits for the digest of the morning."""
SITES = {SITE.id: SITE}


_REPAIR = OrderTemplate(OrderKind.REPAIR)


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule on an asset, as far as alarms and orders care."""

    rule: str
    asset: str
    severity: Severity
    department: Department
    message: Text
    assist: tuple[Department, ...] = ()
    latch: Latch | None = None
    order: OrderTemplate = _REPAIR
    sop: str | None = None
    causes: CauseKind | None = None
    explained_by: tuple[CauseKind, ...] = ()
    realarm_after_s: int | None = None

    @property
    def key(self) -> str:
        return f"{self.rule}|{self.asset}|"

    def change(
        self,
        change: Change,
        episode: str,
        at: datetime,
        *,
        value: Value = None,
        silent: bool = False,
        late: bool = False,
        occurred_at: datetime | None = None,
        realm: str = "live",
        suppressed: bool = False,
    ) -> Transition:
        return Transition(
            change=change,
            condition=self.key,
            episode=episode,
            realm=realm,
            site=SITE.id,
            asset=self.asset,
            point=None,
            rule=self.rule,
            severity=self.severity,
            department=self.department,
            assist=self.assist,
            message=self.message,
            occurred_at=occurred_at or at,
            known_at=at,
            order=self.order,
            value=value,
            latch=self.latch,
            sop=self.sop,
            late=late,
            silent=silent,
            suppressed=suppressed,
            causes=self.causes,
            explained_by=self.explained_by,
            realarm_after_s=self.realarm_after_s,
        )

    def raised(
        self, episode: str, at: datetime = T0, *, silent: bool = False, late: bool = False, occurred_at: datetime | None = None, suppressed: bool = False
    ) -> Transition:
        return self.change(Change.RAISED, episode, at, silent=silent, late=late, occurred_at=occurred_at, suppressed=suppressed)

    def returned(self, episode: str, at: datetime = T0 + MINUTE) -> Transition:
        return self.change(Change.RETURNED, episode, at)


ENTRAPMENT = Condition(
    "lift.entrapment",
    "lift-1",
    Severity.CRITICAL,
    SECURITY,
    Text("1号电梯 疑似困人", "Possible entrapment in lift 1"),
    assist=(ENGINEERING,),
    latch=Latch.SOURCE,
    order=OrderTemplate(OrderKind.RESCUE, skills=("lift-rescue",)),
    sop="lift-entrapment-release",
)
DOOR = Condition("lift.door", "lift-1", Severity.MEDIUM, ENGINEERING, Text("1号电梯 门故障", "Door fault of lift 1"))
BRAKE = Condition(
    "lift.brake", "lift-1", Severity.CRITICAL, ENGINEERING, Text("1号电梯 制动器故障", "Brake fault of lift 1"), assist=(SECURITY,), sop="lift-brake"
)
LEVEL = Condition("tank.level", "tank-1", Severity.HIGH, ENGINEERING, Text("1号水箱 液位高", "High level in tank 1"))
INTRUSION = Condition("tank.hatch", "tank-1", Severity.HIGH, SECURITY, Text("1号水箱 人孔被打开", "Hatch of tank 1 open"), latch=Latch.PERSON)

GUARD = Person("p-guard", "guard", "王强", Role.GUARD, SECURITY, ("riverside",))
FITTER = Person("p-fitter", "fitter", "李工", Role.ENGINEER, ENGINEERING, ("riverside",))
STRANGER = Person("p-stranger", "stranger", "外人", Role.ENGINEER, ENGINEERING, ("elsewhere",))


def hire(records: Records, *people: Person) -> None:
    """Give `people` accounts that nobody can sign in to."""
    with records.transaction() as tx:
        for person in people:
            tx.people.add(Account(person, "!"))


def happen(records: Records, *transitions: Transition, now: datetime | None = None, site: Site = SITE) -> None:
    """The rules say `transitions`, which are committed when the last of them is known."""
    with records.transaction() as tx:
        respond(tx, transitions, site, now or transitions[-1].known_at)


def work(records: Records, order_id: str, *steps: OrderEvent, by: str = "fitter", at: datetime = T0 + MINUTE, note: str = "说明") -> WorkOrder:
    """Somebody takes `steps` one after the other, and verifies without waiting; returns the order as it is then."""
    for step in steps:
        details = StepDetails(override=step is OrderEvent.VERIFIED)
        with records.transaction() as tx:
            order = take_step(tx, order_id, step, details, site=SITE, by=by, at=at, note=note)
    return order


def alarms(records: Records) -> Sequence[Alarm]:
    """Every alarm, oldest first."""
    with records.reading() as tx:
        return sorted(tx.alarms.list(AlarmFilter(realm="*"), limit=1000).items, key=lambda alarm: (alarm.raised_at, alarm.id))


def orders(records: Records) -> Sequence[WorkOrder]:
    """Every order, by number."""
    with records.reading() as tx:
        return sorted(tx.orders.list(OrderFilter(realm="*"), limit=1000).items, key=lambda order: order.number)


def only_alarm(records: Records) -> Alarm:
    """The alarm, when there is exactly one."""
    (alarm,) = alarms(records)
    return alarm


def only_order(records: Records) -> WorkOrder:
    """The order, when there is exactly one."""
    (order,) = orders(records)
    return order


def timeline(records: Records, order_id: str) -> Sequence[TimelineEntry]:
    """An order's timeline, oldest first."""
    with records.reading() as tx:
        return tx.orders.timeline(order_id)


def told(records: Records) -> Sequence[Notification]:
    """The outbox, oldest first."""
    with records.reading() as tx:
        return sorted(tx.outbox.list(limit=1000), key=lambda one: (one.created_at, one.key))
