"""A drill's score as the records have it, and those of earlier drills of the same plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.call_out import CallOutFilter
from domain.drill import Drill, DrillFilter, DrillState
from domain.plan_run import PlanRun
from domain.records import AlarmFilter, Transaction
from operations.drills.clearing import first_run
from operations.drills.comparing import MOST, Compared, compared
from operations.drills.score import Score
from operations.drills.scoring import Evidence, score
from operations.plans.in_force import plan_in_force

_PAGE = 500


def run_of(tx: Transaction, drill: Drill) -> PlanRun | None:
    """The run by which it is judged; `None`: no plan was run."""
    return (None if drill.run_id is None else tx.plan_runs.get(drill.run_id)) or first_run(tx, drill)


def evidence_of(tx: Transaction, drill: Drill) -> Evidence | None:
    """What is known of it; `None`: it never began, or its plan is no more and was never run."""
    if drill.started_at is None:
        return None
    run = run_of(tx, drill)
    in_force = plan_in_force(tx, drill.site, drill.plan_key)
    plan = run.plan if run is not None else None if in_force is None else in_force[0]
    if plan is None:
        return None
    alarms = tx.alarms.list(AlarmFilter((drill.site,), realm=drill.id), limit=_PAGE).items
    call_outs = tx.call_outs.list(CallOutFilter((drill.site,), realm=drill.id), limit=_PAGE).items
    return Evidence(
        plan=plan,
        run=run,
        log=() if run is None else tx.plan_runs.log(run.id),
        whistle=None if run is None or run.whistle_id is None else tx.whistles.get(run.whistle_id),
        first_alarm_at=min((alarm.raised_at for alarm in alarms), default=None),
        call_outs=call_outs,
        deliveries=tx.call_outs.deliveries([call_out.id for call_out in call_outs]),
    )


def score_of(tx: Transaction, drill: Drill, at: datetime) -> Score | None:
    """How it went, or goes, as it is known `at` that moment (UTC); `None`: it never began."""
    evidence = evidence_of(tx, drill)
    return None if evidence is None else score(drill, evidence, at)


def earlier(tx: Transaction, drill: Drill) -> Sequence[tuple[Drill, Score]]:
    """The last drills of the same plan at the site that were carried out before it, the newest first, each with its score."""
    before = drill.started_at or drill.begins_at
    where = DrillFilter((drill.site,), frozenset({DrillState.FINISHED}), drill.plan_key)
    found = [one for one in tx.drills.list(where, limit=_PAGE).items if one.id != drill.id and one.started_at is not None and one.started_at < before]
    found.sort(key=lambda one: one.started_at or one.begins_at, reverse=True)
    return [(one, scored) for one in found[:MOST] if (scored := score_of(tx, one, one.ended_at or before)) is not None]


def compared_with_earlier(tx: Transaction, drill: Drill, scored: Score) -> Sequence[Compared]:
    """`scored`, the score of `drill`, against earlier drills."""
    return compared(scored, earlier(tx, drill))
