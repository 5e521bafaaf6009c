"""The steps that people take with a whistle.

Every step raises `KeyError` (no such whistle), `Conflict` (its version is not the one given), `IllegalStep` (it is over)
or `Refusal` (something is missing; the text says what to do). Whether somebody may is the caller's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.identity import LIVE, new_id
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.severity import PRIORITY_OF, Severity
from domain.site import Site
from domain.text import Text
from domain.whistle import Call, Whistle, WhistleEntry, WhistleState, WhistleStep, next_whistle_state
from domain.work_order import OPEN_STATES, OrderEvent, OrderKind, Task, WorkOrder
from operations.plans.whistled import checked_in
from operations.whistles import announcements, limits, record
from operations.workorders.opening import open_request, series
from operations.workorders.record import both, local_day
from operations.workorders.record import change as change_order

_T = WhistleStep
_TASK = Text("吹哨报到：{matter}", "Whistle: {matter}")
_BLOWN = Text("吹哨 {number}：{departments}", "Whistle {number}: {departments}")


@dataclass(frozen=True, slots=True)
class NewWhistle:
    """What somebody calls for. Without `order_id` a new order is opened, led by `lead` (the first that is called if nobody is named).

    `within` is the limit for checking in; `None`: the usual one of the severity at the site. `limits` are those of single
    departments, whatever `within` says, and `brings` what each of them brings or looks at first. `realm`: that of a drill.
    Without `tasks` departments find none in the order: what they do is written elsewhere (the steps of a plan).
    """

    matter: str
    severity: Severity
    departments: Sequence[Department]
    space: str | None = None
    asset: str | None = None
    bring: str = ""
    order_id: str | None = None
    lead: Department | None = None
    within: timedelta | None = None
    limits: Mapping[Department, timedelta] = field(default_factory=dict)
    brings: Mapping[Department, str] = field(default_factory=dict)
    realm: str = LIVE
    tasks: bool = True


def blow(tx: Transaction, asked: NewWhistle, *, site: Site, by: str, at: datetime, silent: bool = False) -> Whistle:
    """Call the departments: each is told at once, has its limit, and finds a task in the order of the matter.

    `silent`: the caller tells them.
    """
    departments = _checked(asked, site)
    within = limits.chosen(asked.within, site, asked.severity)
    matter = asked.matter.strip()
    order = _order(tx, asked, matter, departments[0], site, by, at)
    whistle = Whistle(
        id=new_id(),
        number=tx.whistles.next_number(site.id, series(asked.realm, local_day(at, site.time_zone))),
        site=site.id,
        state=WhistleState.OPEN,
        severity=asked.severity,
        matter=matter,
        blown_by=by,
        blown_at=at,
        order_id=order.id,
        calls=tuple(Call(each, at, at + asked.limits.get(each, within), bring=asked.brings.get(each, "")) for each in departments),
        space=asked.space or order.space,
        asset=asked.asset or order.asset,
        bring=asked.bring.strip(),
        realm=asked.realm,
    )
    record.add(tx, whistle, [WhistleEntry(whistle.id, at, _T.BLOWN, by, note=matter)], at=at, actor=by)
    _tell_order(tx, order, whistle, whistle.calls, by, at, tasks=asked.tasks)
    for call in () if silent else whistle.calls:
        announcements.called(tx, whistle, call, site, at)
    return whistle


def add_department(
    tx: Transaction, whistle_id: str, department: Department, *, site: Site, by: str, at: datetime, within: timedelta | None = None, version: int | None = None
) -> Whistle:
    """Call one more. One that was called already is no error."""
    whistle = _found(tx, whistle_id, version)
    next_whistle_state(whistle.state, _T.ADDED)
    if whistle.call(department) is not None:
        return whistle
    call = Call(department, at, at + limits.chosen(within, site, whistle.severity))
    changed = replace(whistle, calls=(*whistle.calls, call))
    saved = record.change(tx, changed, [WhistleEntry(whistle.id, at, _T.ADDED, by, department)], at=at, actor=by)
    order = tx.orders.get(whistle.order_id)
    if order is not None and order.state in OPEN_STATES:
        _tell_order(tx, order, saved, (call,), by, at, tasks=True)
    announcements.called(tx, saved, call, site, at)
    return saved


def check_in(
    tx: Transaction,
    whistle_id: str,
    department: Department,
    *,
    by: str,
    at: datetime,
    occurred_at: datetime | None = None,
    note: str = "",
    version: int | None = None,
    device_id: str | None = None,
) -> Whistle:
    """`department` is there. Doing it again is no error: the first one counts. Coming after the limit stays on record as late.

    `occurred_at` is when it came, if a phone without network tells it later: not before it was called, nor after `at`.
    """
    whistle = _found(tx, whistle_id, None)
    call = whistle.call(department)
    if call is None:
        raise Refusal("该部门未被呼叫，请先增加部门", f"{department} was not called: add it first")
    if call.checked_in_at is not None:
        return whistle
    _check_version(whistle, version)
    next_whistle_state(whistle.state, _T.CHECKED_IN)
    came_at = at if occurred_at is None else min(max(occurred_at, call.called_at), at)
    # Nobody swept between the limit and now: it is late all the same, but nobody has to be called for it any more.
    late = () if call.late or came_at <= call.check_in_by else (_T.LATE,)
    came = replace(call, checked_in_at=came_at, checked_in_by=by, note=note.strip(), decided=(*call.decided, *late))
    saved = record.change(tx, with_call(whistle, came), [WhistleEntry(whistle.id, at, _T.CHECKED_IN, by, department, note.strip())], at=at, actor=by)
    checked_in(tx, saved, came, by=by, at=at, device_id=device_id)
    return saved


def note(tx: Transaction, whistle_id: str, text: str, *, by: str, at: datetime, department: Department | None = None) -> Whistle:
    """Something to remember, of somebody of `department`."""
    whistle = _found(tx, whistle_id, None)
    next_whistle_state(whistle.state, _T.NOTED)
    if not text.strip():
        raise Refusal("请填写说明", "the note is empty: write something")
    return record.change(tx, whistle, [WhistleEntry(whistle.id, at, _T.NOTED, by, department, text.strip())], at=at, actor=by)


def stand_down(
    tx: Transaction, whistle_id: str, *, site: Site, by: str, at: datetime, outcome: str, version: int | None = None, silent: bool = False
) -> Whistle:
    """It is over; `outcome` says what came of it. Nothing is decided about those who never came any more. The order goes on.

    `silent`: the caller tells them.
    """
    whistle = _found(tx, whistle_id, version)
    following = next_whistle_state(whistle.state, _T.STOOD_DOWN)
    if not outcome.strip():
        raise Refusal("请填写处置结果", "say what came of it")
    ended = replace(whistle, state=following, ended_at=at, ended_by=by, outcome=outcome.strip())
    saved = record.change(tx, ended, [WhistleEntry(whistle.id, at, _T.STOOD_DOWN, by, note=outcome.strip())], at=at, actor=by)
    if not silent:
        announcements.stood_down(tx, saved, site, at)
    return saved


def with_call(whistle: Whistle, call: Call) -> Whistle:
    """`whistle` with `call` in the place of that of the same department."""
    return replace(whistle, calls=tuple(call if each.department is call.department else each for each in whistle.calls))


def _checked(asked: NewWhistle, site: Site) -> tuple[Department, ...]:
    """Whom to call, each once."""
    if not asked.matter.strip():
        raise Refusal("请填写事项", "say what the matter is")
    departments = tuple(dict.fromkeys(asked.departments))
    if not departments:
        raise Refusal("请选择要呼叫的部门", "nobody is called: choose departments")
    if asked.asset is not None and asked.asset not in site.assets:
        raise Refusal(f"本项目没有设备 {asked.asset}，请从列表中选择", f"the site {site.id} has no asset {asked.asset}: choose one from its list")
    if asked.space is not None and asked.space not in site.spaces:
        raise Refusal(f"本项目没有空间 {asked.space}，请从列表中选择", f"the site {site.id} has no space {asked.space}: choose one from its list")
    return departments


def _order(tx: Transaction, asked: NewWhistle, matter: str, first: Department, site: Site, by: str, at: datetime) -> WorkOrder:
    """The order of the matter: the one that was named, or a new one."""
    if asked.order_id is None:
        return open_request(
            tx,
            site=site,
            asset=asked.asset,
            kind=OrderKind.REPAIR,
            title=Text(matter, matter),
            department=asked.lead or first,
            priority=PRIORITY_OF[asked.severity],
            by=by,
            at=at,
            realm=asked.realm,
        )
    order = tx.orders.get(asked.order_id)
    if order is None or (order.site, order.realm) != (site.id, asked.realm):
        raise Refusal("没有这张工单，请重新选择", f"there is no order {asked.order_id} at this site: choose another")
    if order.state not in OPEN_STATES:
        raise Refusal("该工单已结束，请另开工单吹哨", "this order is over: blow the whistle without it, which opens another")
    return order


def _tell_order(tx: Transaction, order: WorkOrder, whistle: Whistle, calls: Sequence[Call], by: str, at: datetime, *, tasks: bool) -> None:
    """The order says who was called. With `tasks` each finds the matter in its list; not a required one: the order may complete without it."""
    busy = {order.department, *(task.department for task in order.tasks if task.done_at is None)}
    title = _TASK.filled(matter=whistle.matter)
    given = tuple(
        Task(id=new_id(), order_id=order.id, department=call.department, title=title, due_by=order.due.resolve_by, required=False)
        for call in calls
        if tasks and call.department not in busy
    )
    names = [announcements.DEPARTMENT_NAMES[call.department] for call in calls]
    said = _BLOWN.filled(number=whistle.number, departments=Text("、".join(name.zh for name in names), ", ".join(name.en for name in names)))
    change_order(tx, replace(order, tasks=(*order.tasks, *given)), OrderEvent.NOTED, at=at, actor=by, note=both(said))


def _found(tx: Transaction, whistle_id: str, version: int | None) -> Whistle:
    whistle = tx.whistles.get(whistle_id)
    if whistle is None:
        raise KeyError(whistle_id)
    _check_version(whistle, version)
    return whistle


def _check_version(whistle: Whistle, version: int | None) -> None:
    if version is not None and version != whistle.version:
        raise Conflict(f"the whistle has changed: its version is {whistle.version}, not {version}; read it again")
