"""Planning drills: what is tried, where, with whom and when.

Every step raises `KeyError` (no such drill), `Conflict` (its version is not the one given), `IllegalStep` (it is past
that) or `Refusal` (something is missing or cannot be; the text says what to do). Whether somebody may is the caller's business.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.drill import Drill, DrillEntry, DrillEvent, next_drill_state
from domain.identity import new_id
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from operations.drills import record
from operations.drills.area import assets_in
from operations.drills.scenarios import Scenarios
from operations.plans.in_force import in_force
from operations.workorders.record import local_day

_E = DrillEvent

SHORTEST_S, LONGEST_S = 60.0, 8 * 3600.0
SPEEDS = (0.5, 10.0)
_GRACE = timedelta(minutes=2)
"""A begin that has just passed means now."""
_SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class NewDrill:
    """What somebody plans; the fields are those of `domain.drill.Drill`. Without `seed` one is drawn."""

    plan_key: str
    scenario: str
    title: str
    begins_at: datetime
    lasts_s: float
    area: str | None = None
    people: tuple[str, ...] = ()
    announced: bool = True
    outside: bool = False
    speed: float = 1.0
    seed: int | None = None


def plan(tx: Transaction, new: NewDrill, *, site: Site, by: str, at: datetime, scenarios: Scenarios) -> Drill:
    """Plan a drill at `site`. `scenarios` are those that the virtual devices can play."""
    _check(tx, new, site, at, scenarios)
    drill = Drill(
        id=new_id(),
        number=tx.drills.next_number(site.id, local_day(at, site.time_zone)),
        site=site.id,
        plan_key=new.plan_key,
        scenario=new.scenario,
        title=new.title.strip(),
        planned_by=by,
        planned_at=at,
        begins_at=max(new.begins_at, at),
        lasts_s=new.lasts_s,
        area=new.area,
        people=tuple(dict.fromkeys(new.people)),
        announced=new.announced,
        outside=new.outside,
        speed=new.speed,
        seed=secrets.randbelow(_SEEDS) if new.seed is None else new.seed,
    )
    return record.add(tx, drill, [DrillEntry(drill.id, at, _E.PLANNED, by, drill.title)], at=at, actor=by)


def change(tx: Transaction, drill_id: str, new: NewDrill, *, site: Site, by: str, at: datetime, scenarios: Scenarios, version: int | None = None) -> Drill:
    """Plan it otherwise, as long as it has not begun. It is reminded of anew."""
    drill = record.found(tx, drill_id, version)
    following = next_drill_state(drill.state, _E.CHANGED)
    _check(tx, new, site, at, scenarios)
    changed = replace(
        drill,
        state=following,
        plan_key=new.plan_key,
        scenario=new.scenario,
        title=new.title.strip(),
        begins_at=max(new.begins_at, at),
        lasts_s=new.lasts_s,
        area=new.area,
        people=tuple(dict.fromkeys(new.people)),
        announced=new.announced,
        outside=new.outside,
        speed=new.speed,
        seed=drill.seed if new.seed is None else new.seed,
        reminded_at=None,
    )
    return record.change(tx, changed, [DrillEntry(drill.id, at, _E.CHANGED, by, changed.title)], at=at, actor=by)


def cancel(tx: Transaction, drill_id: str, *, site: Site, by: str, at: datetime, reason: str, version: int | None = None) -> Drill:
    """It does not take place."""
    drill = record.found(tx, drill_id, version)
    if drill.site != site.id:
        raise KeyError(drill_id)
    following = next_drill_state(drill.state, _E.CANCELLED)
    if not reason.strip():
        raise Refusal("请填写取消原因", "say why it does not take place")
    over = replace(drill, state=following, ended_at=at, ended_by=by, reason=reason.strip())
    return record.change(tx, over, [DrillEntry(drill.id, at, _E.CANCELLED, by, reason.strip())], at=at, actor=by)


def _check(tx: Transaction, new: NewDrill, site: Site, at: datetime, scenarios: Scenarios) -> None:
    if not new.title.strip():
        raise Refusal("请填写演练名称", "give the drill a title")
    if new.begins_at < at - _GRACE:
        raise Refusal("开始时间已过，请选择将来的时间", "its beginning has passed: choose a time in the future")
    if not SHORTEST_S <= new.lasts_s <= LONGEST_S:
        raise Refusal("演练时长应在 1 分钟到 8 小时之间", "a drill lasts between a minute and 8 hours")
    if not SPEEDS[0] <= new.speed <= SPEEDS[1]:
        raise Refusal("模拟速度应在 0.5 到 10 倍之间", "its speed is between 0.5 and 10")
    if new.plan_key not in in_force(tx, site.id):
        raise Refusal(f"本项目没有预案 {new.plan_key}，请从列表中选择", f"the site {site.id} has no plan {new.plan_key}: choose one from its list")
    if new.area is not None and new.area not in site.spaces:
        raise Refusal(f"本项目没有空间 {new.area}，请从列表中选择", f"the site {site.id} has no space {new.area}: choose one from its list")
    _check_scenario(new, site, scenarios)
    _check_people(tx, new, site)


def _check_scenario(new: NewDrill, site: Site, scenarios: Scenarios) -> None:
    try:
        touched = scenarios.assets(new.scenario, site)
    except KeyError:
        raise Refusal(f"没有演练场景 {new.scenario}，请从列表中选择", f"there is no scenario {new.scenario} for this site: choose one from the list") from None
    if touched.isdisjoint(assets_in(site, new.area)):
        raise Refusal("该场景不涉及所选区域的任何设备，请换一个区域或场景", "this scenario does nothing in the chosen area: choose another area or scenario")


def _check_people(tx: Transaction, new: NewDrill, site: Site) -> None:
    for name in new.people:
        account = tx.people.by_username(name)
        if account is None or not account.person.works_at(site.id):
            raise Refusal(f"{name} 不是本项目人员，请重新选择", f"{name} does not work at this site: choose others")
