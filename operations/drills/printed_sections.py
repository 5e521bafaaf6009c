"""The sections of a drill's record: who took part, each step, each department, the course to the second, what was found. Empty ones are `None`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.drill import Drill, DrillEntry, DrillEvent
from domain.plan_review import PlanReview
from domain.post import POST_NAMES
from domain.text import Text
from operations.drills.comparing import MILESTONE_NAMES, VERDICT_NAMES, Compared, Unit
from operations.drills.score import OUTCOME_NAMES, POINTS, Score, StepOutcome
from operations.forms import labels
from operations.forms.sections import Section
from operations.forms.wording import NOTHING, Wording
from operations.plans.review.timeline import TimeLine

DRILL_EVENT_NAMES = {
    DrillEvent.PLANNED: Text("计划演练", "Planned"),
    DrillEvent.CHANGED: Text("修改计划", "Changed"),
    DrillEvent.STARTED: Text("演练开始", "Drill began"),
    DrillEvent.FINISHED: Text("演练完成", "Drill finished"),
    DrillEvent.STOPPED: Text("演练终止", "Drill stopped"),
    DrillEvent.INTERRUPTED: Text("因真实告警中断", "Interrupted by a real alarm"),
    DrillEvent.CANCELLED: Text("演练取消", "Cancelled"),
    DrillEvent.REMINDED: Text("已提醒", "Reminded"),
    DrillEvent.NOTED: Text("备注", "Note"),
    DrillEvent.SIGNED: Text("签字", "Signed"),
}

_PEOPLE = Text("参演人员与响应", "Who took part, and reactions")
_PEOPLE_COLUMNS = (
    Text("人员", "Person"),
    Text("首次通知", "First told"),
    Text("送达", "Received"),
    Text("响应", "Reacted"),
    Text("用时", "Took"),
    Text("评定", "Judged"),
)
_STEPS = Text("步骤评分", "Steps")
_STEP_COLUMNS = (
    Text("步骤", "Step"),
    Text("岗位", "Post"),
    Text("时限", "Limit"),
    Text("完成时间", "Done at"),
    Text("完成人", "By"),
    Text("超时", "Late by"),
    Text("评定", "Judged"),
    Text("得分", "Points"),
)
_MUSTERS = Text("部门报到", "Check-ins")
_MUSTER_COLUMNS = (
    Text("部门", "Department"),
    Text("报到时限", "Check in by"),
    Text("报到时间", "Checked in"),
    Text("报到人", "By"),
    Text("评定", "Judged"),
    Text("得分", "Points"),
)
_MOMENTS, _MOMENT_COLUMNS = Text("关键时刻", "Key moments"), (Text("时刻", "Moment"), Text("时间", "At"), Text("距演练开始", "After the beginning"))
_ALARM, _STARTED = Text("首个告警", "First alarm"), Text("启动预案", "Plan started")
_COMPARED = Text("与以往演练比较", "Compared with earlier drills")
_COMPARED_COLUMNS = (Text("指标", "Measure"), Text("本次", "Now"), Text("上次", "Before"), Text("历史最好", "Best"), Text("比较", "Verdict"))
_COURSE, _COURSE_COLUMNS = Text("演练过程", "Course"), (Text("时间", "At"), Text("事件", "What"), Text("人员", "Who"), Text("内容", "Said"))
_FINDINGS, _FINDING_COLUMNS = Text("存在问题与建议", "Findings"), (Text("时间", "At"), Text("提出人", "By"), Text("内容", "Finding"))
_TASKS = Text("改进任务", "Improvements")
_TASK_COLUMNS = (Text("任务", "Task"), Text("责任部门", "Department"), Text("责任人", "Owner"), Text("期限", "Due"))
_SPARED = Text("另有 {n} 条送达记录略去", "{n} lines of deliveries left out")
_TELEMETRY = Text("系统自动确认", "Seen by Steward")
_MOST_LINES = 400


def participants(score: Score | None, drill: Drill, w: Wording) -> Section | None:
    """Who was told and how soon they reacted; then whoever was to take part and was told nothing."""
    reactions = () if score is None else score.reactions
    rows: list[tuple[str, ...]] = [
        (
            w.person(each.person),
            second(each.told_at, w),
            second(each.received_at, w),
            second(each.reacted_at, w),
            span(each.seconds),
            w.of(OUTCOME_NAMES[each.outcome]),
        )
        for each in reactions
    ]
    told = {each.person for each in reactions}
    rows += [(w.person(person), *[NOTHING] * 5) for person in drill.people if person not in told]
    return _table(w, _PEOPLE, _PEOPLE_COLUMNS, (1, 0, 0, 0, 0, 0), rows)


def steps(score: Score | None, w: Wording) -> Section | None:
    """Each step with what it got."""
    rows = [
        (
            f"{w.of(each.title)}\n{w.of(each.phase)}",
            w.of(POST_NAMES[each.post]),
            clock(each.due_at, w),
            clock(each.settled_at, w),
            w.of(_TELEMETRY) if each.by == "telemetry" else w.person(each.by),
            span(each.late_s),
            w.of(OUTCOME_NAMES[each.outcome]),
            points(each.outcome),
        )
        for each in (() if score is None else score.steps)
    ]
    return _table(w, _STEPS, _STEP_COLUMNS, (3, 1, 0, 0, 1, 0, 0, 0), rows)


def musters(score: Score | None, w: Wording) -> Section | None:
    """Each department that was called."""
    rows = [
        (
            w.of(labels.DEPARTMENTS[each.department]),
            clock(each.check_in_by, w),
            clock(each.checked_in_at, w),
            w.person(each.by),
            w.of(OUTCOME_NAMES[each.outcome]),
            points(each.outcome),
        )
        for each in (() if score is None else score.musters)
    ]
    return _table(w, _MUSTERS, _MUSTER_COLUMNS, (1, 0, 0, 1, 0, 0), rows)


def moments(score: Score | None, w: Wording) -> Section | None:
    """What was reached when."""
    if score is None:
        return None
    rows = [(w.of(_ALARM), NOTHING, span(score.alarm_after_s)), (w.of(_STARTED), NOTHING, span(score.plan_after_s))]
    rows += [(w.of(MILESTONE_NAMES[each.milestone]), clock(each.at, w), span(each.after_s)) for each in score.moments]
    return _table(w, _MOMENTS, _MOMENT_COLUMNS, (2, 1, 1), rows)


def comparison(compared: Sequence[Compared], w: Wording) -> Section | None:
    """Measure by measure; nothing without an earlier drill."""
    if not any(line.best is not None for line in compared):
        return None
    rows = [
        (
            w.of(line.measure.name),
            value(line.now, line.measure.unit),
            value(line.before, line.measure.unit),
            value(line.best, line.measure.unit),
            w.of(VERDICT_NAMES[line.verdict]),
        )
        for line in compared
    ]
    return _table(w, _COMPARED, _COMPARED_COLUMNS, (2, 1, 1, 1, 1), rows)


def course(log: Sequence[DrillEntry], timeline: TimeLine | None, w: Wording) -> Section | None:
    """Everything that happened, to the second."""
    lines = [(entry.at, w.of(DRILL_EVENT_NAMES[entry.event]), w.person(entry.actor), own(entry.note, w)) for entry in log]
    if timeline is not None:
        lines += [(line.at, w.titled(line.text), w.person(line.actor), own(line.note, w)) for line in timeline.lines]
    lines.sort(key=lambda line: line[0])
    left_out = max(0, len(lines) - _MOST_LINES) + (0 if timeline is None else timeline.left_out)
    rows = [(second(at, w), what, who, said) for at, what, who, said in lines[:_MOST_LINES]]
    return _table(w, _COURSE, _COURSE_COLUMNS, (0, 2, 0, 3), rows, note=w.of(_SPARED.filled(n=str(left_out))) if left_out else "")


def findings(review: PlanReview | None, w: Wording) -> Section | None:
    """What people found in its review."""
    rows = [(w.moment(each.at), w.person(each.by), w.said(each.text)) for each in (() if review is None else review.findings)]
    return _table(w, _FINDINGS, _FINDING_COLUMNS, (0, 0, 1), rows)


def improvements(review: PlanReview | None, w: Wording) -> Section | None:
    """What is to be better, by whom and until when."""
    rows = [
        (w.said(each.what), w.of(labels.DEPARTMENTS[each.department]), w.person(each.person), w.moment(each.until))
        for each in (() if review is None else review.tasks)
    ]
    return _table(w, _TASKS, _TASK_COLUMNS, (3, 1, 1, 0), rows)


def second(at: datetime | None, w: Wording) -> str:
    """A time at the site, to the second."""
    return NOTHING if at is None else f"{at.astimezone(w.zone):%Y-%m-%d %H:%M:%S}"


def clock(at: datetime | None, w: Wording) -> str:
    """The time of day at the site, to the second."""
    return NOTHING if at is None else f"{at.astimezone(w.zone):%H:%M:%S}"


def span(seconds: float | None) -> str:
    """Seconds as minutes and seconds: ``2:05``."""
    return NOTHING if seconds is None else f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


def value(number: float | None, unit: Unit) -> str:
    """A measure in its unit."""
    if number is None:
        return NOTHING
    return span(number) if unit is Unit.SECONDS else f"{number:g}%" if unit is Unit.PERCENT else f"{number:g}"


def points(outcome: StepOutcome) -> str:
    """What a line got."""
    got = POINTS[outcome]
    return NOTHING if got is None else str(got)


def own(note: str, w: Wording) -> str:
    """A note; of one that Steward wrote in both languages, as ``中文 / English``, the half in the form's."""
    zh, slash, en = note.partition(" / ")
    return w.said(note if not slash or " / " in en else zh if w.language == "zh" else en)


def _table(w: Wording, title: Text, columns: Sequence[Text], widths: tuple[int, ...], rows: Sequence[tuple[str, ...]], *, note: str = "") -> Section | None:
    return Section(w.of(title), tuple(w.of(column) for column in columns), widths, rows, note=note) if rows else None
