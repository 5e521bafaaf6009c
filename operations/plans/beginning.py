"""How a run begins: by an alarm of its kind, which proposes or starts it, or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.alarm import Alarm
from domain.identity import LIVE, new_id
from domain.plan import Plan, Stage
from domain.plan_run import UNDER_WAY, PlanRun, RunEntry, RunEvent, RunState, next_run_state
from domain.problem import Refusal
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.verification import Verification, VerificationState
from operations.plans import announcements, phases, record
from operations.plans.in_force import Triggers, plan_in_force
from operations.plans.starting import started
from operations.plans.where import place_of
from operations.workorders.opening import series
from operations.workorders.record import both, local_day
from rules.alarms.record import SYSTEM
from rules.permits.fire_test import FIRE_PLAN


@dataclass(frozen=True, slots=True)
class NewRun:
    """What somebody starts by hand, or a weather warning (`warning_id`) starts. `reason` says why, in words."""

    plan_key: str
    reason: Text
    severity: Severity = Severity.CRITICAL
    stage: Stage = Stage.RESPONSE
    space: str | None = None
    asset: str | None = None
    realm: str = LIVE
    warning_id: str | None = None


def start(tx: Transaction, new: NewRun, *, site: Site, by: str, at: datetime) -> PlanRun:
    """Start a plan; one that is proposed at that place is started instead.

    Raises `Refusal` (no such plan, place or preparation, no reason; or it runs there already) or `Conflict`.
    """
    found = plan_in_force(tx, site.id, new.plan_key)
    if found is None:
        raise Refusal(f"本项目没有预案 {new.plan_key}，请从列表中选择", f"there is no plan {new.plan_key} at this site: choose one from the list")
    plan, number = found
    _check(new, plan, site)
    there = _under_way(tx, plan, new.stage, site, new.realm, asset=new.asset, space=new.space)
    if there is not None and there.state is RunState.RUNNING:
        raise Refusal(f"该预案已在此处执行（{there.number}）", f"this plan runs there already ({there.number}): go on with that one")
    if there is not None:
        return started(tx, there, site=site, by=by, at=at, note=both(new.reason), new=False)
    run = _new_run(tx, plan, number, site, at, realm=new.realm, stage=new.stage, severity=new.severity, reason=new.reason, asset=new.asset, space=new.space)
    return started(tx, replace(run, warning_id=new.warning_id), site=site, by=by, at=at, new=True)


def start_proposed(tx: Transaction, run_id: str, *, site: Site, by: str, at: datetime, version: int | None = None) -> PlanRun:
    """Start a run that is proposed. Raises `KeyError`, `Conflict` or `IllegalStep`."""
    return started(tx, record.find(tx, run_id, version), site=site, by=by, at=at, new=False)


def decline(tx: Transaction, run_id: str, *, by: str, at: datetime, reason: str, version: int | None = None) -> PlanRun:
    """The plan that is proposed is not needed; `reason` says why. Raises `KeyError`, `Conflict`, `IllegalStep` or `Refusal`."""
    run = record.find(tx, run_id, version)
    following = next_run_state(run.state, RunEvent.DECLINED)
    why = record.said(reason, "请说明为何不启动", "say why the plan is not needed")
    declined = replace(run, state=following, ended_at=at, ended_by=by, outcome=why, until=None)
    return record.change(tx, declined, [RunEntry(run.id, at, at, RunEvent.DECLINED, by, note=why)], at=at, actor=by)


def on_alarm(tx: Transaction, alarm: Alarm, site: Site, at: datetime, *, triggers: Triggers | None = None, shown: bool = False) -> PlanRun | None:
    """`alarm` came, came back, is shown (`shown`) or was confirmed: what it proposes, starts or joins; `None`: nothing.

    What is hidden, late or over starts nothing. A signal that waits to be verified only proposes. Without a plan this
    costs nothing but, once for each `triggers`, a look at the site's own plans. Raises `Conflict`.
    """
    if alarm.late or not alarm.condition or alarm.returned_at is not None or alarm.hidden_by is not None or alarm.ended_at is not None:
        return None
    found = (triggers or Triggers(tx, site.id)).plan(alarm.plan, alarm.rule)
    if found is None:
        return None
    verification = tx.verifications.get(alarm.id)
    if verification is not None and verification.state is VerificationState.FALSE_ALARM:
        return None
    plan, number = found
    starts = _starts(plan, alarm, verification, shown=shown)
    mine = tx.plan_runs.of_alarm(alarm.id)
    over = mine is not None and mine.state not in UNDER_WAY
    if mine is not None and over and (shown or not _comes_again(mine, starts=starts)):
        return None
    run = _under_way(tx, plan, Stage.RESPONSE, site, alarm.realm, asset=alarm.asset, space=None) if mine is None or over else mine
    if run is None:
        return _begin(tx, plan, number, alarm, site, at, starts=starts)
    return _join(tx, run, alarm, site, at, starts=starts)


def on_confirmed(tx: Transaction, alarms: Sequence[Alarm], site: Site, at: datetime) -> None:
    """`alarms` are a fire: the plan that they proposed starts."""
    for alarm in alarms:
        on_alarm(tx, tx.alarms.get(alarm.id) or alarm, site, at)


def _starts(plan: Plan, alarm: Alarm, verification: Verification | None, *, shown: bool) -> bool:
    """Whether `alarm` starts the plan, not only proposes it. A signal of fire that is shown again is verified next (`operations.fire_watch`)."""
    if verification is not None and verification.state is VerificationState.CONFIRMED:
        return True
    waits = verification is not None and verification.state is VerificationState.WAITING
    will_wait = shown and alarm.plan == FIRE_PLAN and verification is None
    return not waits and not will_wait and alarm.severity in plan.trigger.starts


def _comes_again(over: PlanRun, *, starts: bool) -> bool:
    """Whether an alarm that came back after its run was over begins another: not where a person said that it is not needed, unless it is worse now."""
    if over.state is RunState.INTERRUPTED:
        return False
    return starts or over.state is not RunState.DECLINED or over.ended_by == SYSTEM


def _begin(tx: Transaction, plan: Plan, number: int, alarm: Alarm, site: Site, at: datetime, *, starts: bool) -> PlanRun:
    order = tx.orders.of_alarm(alarm.id)
    fresh = _new_run(
        tx, plan, number, site, at, realm=alarm.realm, stage=Stage.RESPONSE, severity=alarm.severity, reason=alarm.message, asset=alarm.asset, space=None
    )
    run = replace(fresh, alarm_ids=(alarm.id,), order_id=None if order is None else order.id, incident_id=alarm.incident_id)
    if starts:
        return started(tx, run, site=site, by=SYSTEM, at=at, new=True)
    entry = RunEntry(run.id, at, alarm.occurred_at, RunEvent.PROPOSED, SYSTEM, note=both(alarm.message), data={"alarm": alarm.id})
    proposed = record.add(tx, run, [entry], at=at, actor=SYSTEM)
    announcements.proposed(tx, proposed, site, at)
    return proposed


def _join(tx: Transaction, run: PlanRun, alarm: Alarm, site: Site, at: datetime, *, starts: bool) -> PlanRun:
    """`alarm` is the same matter; what is proposed starts if it says so, and does not end by itself while it stands."""
    begins = starts and run.state is RunState.PROPOSED
    known = alarm.id in run.alarm_ids
    if known and run.until is None and not begins:
        return run
    entries = [] if known else [RunEntry(run.id, at, alarm.occurred_at, RunEvent.JOINED, SYSTEM, note=both(alarm.message), data={"alarm": alarm.id})]
    worse = alarm.severity if alarm.severity.rank < run.severity.rank else run.severity
    changed = replace(run, alarm_ids=run.alarm_ids if known else (*run.alarm_ids, alarm.id), until=None, severity=worse)
    joined = record.change(tx, changed, entries, at=at, actor=SYSTEM)
    return started(tx, joined, site=site, by=SYSTEM, at=at, note=both(alarm.message), new=False) if begins else joined


def _new_run(
    tx: Transaction,
    plan: Plan,
    number: int,
    site: Site,
    at: datetime,
    *,
    realm: str,
    stage: Stage,
    severity: Severity,
    reason: Text,
    asset: str | None,
    space: str | None,
) -> PlanRun:
    return PlanRun(
        id=new_id(),
        number=tx.plan_runs.next_number(site.id, series(realm, local_day(at, site.time_zone))),
        realm=realm,
        site=site.id,
        plan=plan,
        plan_version=number,
        stage=stage,
        state=RunState.PROPOSED,
        severity=severity,
        reason=reason,
        begun_at=at,
        steps=phases.waiting_steps(plan.phases_of(stage)),
        asset=asset,
        space=space or (site.assets[asset].space if asset is not None and asset in site.assets else None),
        place=place_of(plan.kind, site, asset=asset, space=space),
    )


def _under_way(tx: Transaction, plan: Plan, stage: Stage, site: Site, realm: str, *, asset: str | None, space: str | None) -> PlanRun | None:
    place = place_of(plan.kind, site, asset=asset, space=space)
    return next((run for run in tx.plan_runs.under_way(site.id, realm) if (run.plan.key, run.stage, run.place) == (plan.key, stage, place)), None)


def _check(new: NewRun, plan: Plan, site: Site) -> None:
    if not new.reason.zh.strip() or not new.reason.en.strip():
        raise Refusal("请说明为何启动预案", "say why the plan is started")
    if not plan.phases_of(new.stage):
        raise Refusal("该预案没有事前准备阶段，请选择响应", "this plan has no preparation: start its response")
    if new.asset is not None and new.asset not in site.assets:
        raise Refusal(f"本项目没有设备 {new.asset}，请从列表中选择", f"the site {site.id} has no asset {new.asset}: choose one from its list")
    if new.space is not None and new.space not in site.spaces:
        raise Refusal(f"本项目没有空间 {new.space}，请从列表中选择", f"the site {site.id} has no space {new.space}: choose one from its list")
