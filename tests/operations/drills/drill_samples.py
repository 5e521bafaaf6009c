"""A drill of the rainstorm plan and what was done in it, for tests of its score and record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.call_out import Called, CallOut, Delivery, Proof
from domain.drill import Drill, DrillState
from domain.outbox import NotificationKind
from domain.people import Department
from domain.plan import Phase, Plan, Stage, Step
from domain.plan_run import PlanRun, RunState, StepRun, StepState
from domain.post import Post
from domain.severity import Severity
from domain.text import Text
from tests.operations.scenes import T0
from tests.storage.database.plan_samples import FLOODING

SECOND = timedelta(seconds=1)

_LAST = Step("report", Text("报告", "Report"), Text("向经理报告", "Tell the manager"), Post.GUARD_CAPTAIN, 60.0)
_OPTIONAL = Step("photo", Text("拍照", "Take pictures"), Text("留存现场照片", "Keep pictures"), Post.NEAREST_GUARD, 60.0, required=False)
PLAN: Plan = replace(FLOODING, phases=(*FLOODING.phases, Phase("after", Text("收尾", "Afterwards"), (_LAST, _OPTIONAL))))
"""Four steps that count (look within 300 s, pump and report), and two that are optional."""

DRILL = Drill(
    id="drill-1",
    number="L-20260131-001",
    site="riverside",
    plan_key="flooding",
    scenario="flooding",
    title="汛期演练",
    planned_by="manager",
    planned_at=T0 - timedelta(days=3),
    begins_at=T0,
    lasts_s=1800,
    state=DrillState.FINISHED,
    people=("guard",),
    started_at=T0,
    started_by="manager",
    ends_by=T0 + timedelta(minutes=30),
    ended_at=T0 + timedelta(minutes=20),
    ended_by="manager",
    run_id="run-1",
)


def at(seconds: float) -> datetime:
    """So many seconds after the drill began."""
    return T0 + seconds * SECOND


def done(key: str, after: float, *, opened: float | None = None, within: float | None = None, by: str = "guard") -> StepRun:
    """A step that was done `after` so many seconds, whose limit of `within` seconds ran from `opened` on."""
    due = None if opened is None or within is None else at(opened + within)
    return StepRun(key, StepState.DONE, None if opened is None else at(opened), due, at(after), by)


def opened(key: str, since: float, within: float | None = None) -> StepRun:
    """A step that nobody has done."""
    return StepRun(key, StepState.OPEN, at(since), None if within is None else at(since + within))


def run(*steps: StepRun, ended: float | None = 600.0) -> PlanRun:
    """A run of the plan that began ten seconds after the drill; what is not named has not had its turn."""
    known = {step.key: step for step in steps}
    return PlanRun(
        id="run-1",
        number="Y-20260131-001",
        realm=DRILL.id,
        site=DRILL.site,
        plan=PLAN,
        plan_version=2,
        stage=Stage.RESPONSE,
        state=RunState.RUNNING if ended is None else RunState.STOOD_DOWN,
        severity=Severity.CRITICAL,
        reason=Text("地库水浸", "Water in the basement"),
        begun_at=at(10),
        started_at=at(10),
        steps=tuple(known.get(step.key, StepRun(step.key)) for _, step in PLAN.steps(Stage.RESPONSE)),
        ended_at=None if ended is None else at(ended),
        commander="manager",
    )


def call_out(called: str = "c1", *, asks: bool = True, answered_by: str | None = None, answered: float | None = None) -> CallOut:
    """Somebody is asked to come; `answered` so many seconds after the drill began."""
    return CallOut(
        id=called,
        notification_id=f"n-{called}",
        realm=DRILL.id,
        site=DRILL.site,
        kind=NotificationKind.ORDER_OPENED,
        severity=Severity.CRITICAL,
        department=Department.SECURITY,
        title=Text("地库水浸", "Water in the basement"),
        body=Text("", ""),
        posts=(Post.NEAREST_GUARD,),
        policy="critical",
        asks=asks,
        created_at=at(10),
        called=(Called("guard", 0, at(10)),),
        answered_by=answered_by,
        answered_at=None if answered is None else at(answered),
    )


def told(person: str | None, queued: float, *, call: str = "c1", received: float | None = None, opened_after: float | None = None) -> Delivery:
    """A message for `person` (`None`: a group)."""
    return Delivery(
        id=f"{call}-{person}-{queued}",
        call_out_id=call,
        site=DRILL.site,
        realm=DRILL.id,
        person=person,
        channel="page",
        contact_id=None,
        key=f"{call}-{person}-{queued}",
        step=0,
        queued_at=at(queued),
        proof=Proof.SENT,
        received_at=None if received is None else at(received),
        opened_at=None if opened_after is None else at(opened_after),
    )
