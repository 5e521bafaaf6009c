"""What stands in the table of runs of emergency plans."""

from __future__ import annotations

from api.tables.cells import moment, named, plain, written
from api.tables.csv_table import Column
from domain.plan import PLAN_KIND_NAMES, Milestone
from domain.plan_run import RUN_STATE_NAMES, SETTLED, PlanRun, StepState
from domain.severity import SEVERITY_NAMES

PLAN_RUN_COLUMNS: tuple[Column[PlanRun], ...] = (
    plain("编号", "Number", lambda run: run.number),
    plain("项目", "Site", lambda run: run.site),
    plain("域", "Realm", lambda run: run.realm),
    named("事件类型", "Kind", lambda run: PLAN_KIND_NAMES[run.kind]),
    named("预案", "Plan", lambda run: run.plan.title),
    plain("预案版本", "Plan version", lambda run: run.plan_version),
    named("状态", "State", lambda run: RUN_STATE_NAMES[run.state]),
    named("级别", "Severity", lambda run: SEVERITY_NAMES[run.severity]),
    named("原因", "Reason", lambda run: run.reason),
    plain("设备", "Asset", lambda run: run.asset),
    plain("空间", "Space", lambda run: run.space),
    plain("提出时间", "Begun at", lambda run: moment(run.begun_at)),
    plain("启动时间", "Started at", lambda run: moment(run.started_at)),
    plain("启动人", "Started by", lambda run: run.started_by),
    plain("指挥人", "Commander", lambda run: run.commander),
    plain("首次联系", "First contact", lambda run: moment(run.moment(Milestone.CONTACT))),
    plain("首位到场", "First on the spot", lambda run: moment(run.moment(Milestone.ARRIVAL))),
    plain("步骤数", "Steps", lambda run: len(run.steps)),
    plain("已办步骤", "Settled steps", lambda run: sum(step.state in SETTLED for step in run.steps)),
    plain("超时步骤", "Late steps", lambda run: sum(step.late_at is not None and step.state is not StepState.SKIPPED for step in run.steps)),
    plain("结束时间", "Ended at", lambda run: moment(run.ended_at)),
    plain("结束人", "Ended by", lambda run: run.ended_by),
    written("结果", "Outcome", lambda run: run.outcome),
)
