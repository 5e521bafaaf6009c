"""A run of a plan that is over, made by hand: a lift stuck in tower 3, with everything that a review compares."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.identity import new_id
from domain.people import Department
from domain.plan import Command, Milestone, Muster, Phase, Plan, PlanKind, Stage, Step, Trigger, Watched, Where
from domain.plan_review import PlanReview
from domain.plan_run import PlanRun, RunEntry, RunEvent, RunState, StepRun, StepState
from domain.post import Post
from domain.records import Records, Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.whistle import Call, Whistle, WhistleEntry, WhistleState, WhistleStep
from operations.plans.review.drafting import draft
from tests.operations.scenes import SITE, T0


def after(seconds: float) -> datetime:
    """So many seconds after the run began."""
    return T0 + timedelta(seconds=seconds)


def _step(key: str, zh: str, en: str, post: Post, within_s: float | None, milestone: Milestone | None = None) -> Step:
    return Step(key, Text(zh, en), Text(zh, en), post, within_s, milestone=milestone)


PLAN = Plan(
    key="lift-entrapment",
    kind=PlanKind.LIFT_ENTRAPMENT,
    title=Text("电梯困人应急预案", "Lift entrapment plan"),
    purpose=Text("安抚并解救被困人员", "Calm and free the passengers"),
    follows=(Text("《电梯应急指南》", "Guide to lift emergencies"),),
    trigger=Trigger(),
    command=Command(Post.ENGINEERING_LEAD),
    musters=(Muster(Department.ENGINEERING, 300),),
    phases=(
        Phase(
            "answer",
            Text("应答", "Answer"),
            (
                _step("talk", "五方对讲安抚乘客", "Talk to the passengers", Post.CONTROL_ROOM, 60, Milestone.CONTACT),
                _step("maintainer", "通知维保单位", "Call the maintainer", Post.CONTROL_ROOM, 180, Milestone.OUTSIDE_CALLED),
                _step("go", "赶到轿厢所在楼层", "Go to the landing", Post.NEAREST_GUARD, 300, Milestone.ARRIVAL),
            ),
        ),
        Phase(
            "free",
            Text("解救", "Free"),
            (
                _step("release", "放出乘客", "Free the passengers", Post.MAINTAINER, 1800, Milestone.CONTAINED),
                _step("broadcast", "楼内告知", "Tell the building", Post.SERVICE_CENTRE, 600),
                _step("photo", "现场拍照", "Take photos", Post.NEAREST_GUARD, None),
            ),
        ),
    ),
    watched=(Watched("lift", ("trapped", "room_temp"), Where.BUILDING),),
)

STEPS = (
    StepRun("talk", StepState.DONE, T0, after(60), after(42), "duty"),
    StepRun("maintainer", StepState.DONE, T0, after(180), after(250), "duty", late_at=after(180)),
    StepRun("go", StepState.DONE, T0, after(300), after(200), "guard"),
    StepRun("release", StepState.DONE, after(250), after(2050), after(1500), "fitter"),
    StepRun("broadcast", StepState.SKIPPED, after(250), after(850), after(300), "duty", note="无人投诉"),
    StepRun("photo", StepState.DONE, after(250), None, after(1550), "guard", files=("photo-1",)),
)


def a_run(**changes: Any) -> PlanRun:  # noqa: ANN401  fields of any type
    """The run as it was when it had been stood down, half an hour after it began."""
    plain = PlanRun(
        id=new_id(),
        number="Y-20260131-001",
        realm="live",
        site=SITE.id,
        plan=PLAN,
        plan_version=0,
        stage=Stage.RESPONSE,
        state=RunState.STOOD_DOWN,
        severity=Severity.CRITICAL,
        reason=Text("1号电梯 疑似困人", "Possible entrapment in lift 1"),
        begun_at=T0,
        steps=STEPS,
        asset="lift-1",
        space="t3",
        started_at=T0,
        started_by="system",
        ended_at=after(1800),
        ended_by="duty",
        outcome="乘客 2 人安全离开",
    )
    return replace(plain, **changes)


LOG = (
    (0, RunEvent.STARTED, "system", None, ""),
    (42, RunEvent.DONE, "duty", "talk", "乘客 2 人，情绪稳定"),
    (180, RunEvent.LATE, "system", "maintainer", ""),
    (200, RunEvent.DONE, "guard", "go", ""),
    (240, RunEvent.MESSAGE, "guard", None, "轿厢停在 12 层与 13 层之间"),
    (250, RunEvent.DONE, "duty", "maintainer", ""),
    (250, RunEvent.PHASE_OPENED, "system", "free", ""),
    (300, RunEvent.SKIPPED, "duty", "broadcast", "无人投诉"),
    (1500, RunEvent.DONE, "fitter", "release", ""),
    (1550, RunEvent.DONE, "guard", "photo", ""),
    (1800, RunEvent.STOOD_DOWN, "duty", None, "乘客 2 人安全离开"),
)
"""Seconds after the begin, event, who, step, what was said."""


def log_of(run: PlanRun) -> list[RunEntry]:
    """The log of `run`, in the order in which it came in."""
    return [RunEntry(run.id, after(at), after(at), event, actor, step, note) for at, event, actor, step, note in LOG]


def put_run(records: Records, run: PlanRun) -> PlanRun:
    """Into the records, with its log."""
    with records.transaction() as tx:
        tx.plan_runs.add(run, log_of(run))
    return run


def put_whistle(tx: Transaction, run: PlanRun, *, came_after: float | None = 150.0) -> Whistle:
    """The whistle of `run`: engineering had five minutes to check in."""
    came = None if came_after is None else after(came_after)
    call = Call(Department.ENGINEERING, run.begun_at, after(300), came, None if came is None else "fitter")
    whistle = Whistle(
        new_id(),
        "S-20260131-001",
        run.site,
        WhistleState.STOOD_DOWN,
        run.severity,
        run.reason.zh,
        "system",
        run.begun_at,
        "o-1",
        (call,),
        ended_at=run.ended_at,
    )
    entries = [WhistleEntry(whistle.id, run.begun_at, WhistleStep.BLOWN, "system", note=run.reason.zh)]
    entries += [] if came is None else [WhistleEntry(whistle.id, came, WhistleStep.CHECKED_IN, "fitter", Department.ENGINEERING, "到了")]
    tx.whistles.add(whistle, entries)
    return whistle


def drafted(records: Records, run: PlanRun | None = None, *, site: Site = SITE) -> PlanReview:
    """The review of a run that is put into the records with its log."""
    run = put_run(records, run or a_run())
    with records.transaction() as tx:
        return draft(tx, run, site, run.ended_at or T0)
