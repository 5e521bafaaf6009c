"""What stands in the table of reviews: a line for each, with how long each key moment took."""

from __future__ import annotations

from api.tables.cells import moment, named, plain, written
from api.tables.csv_table import Column
from domain.plan import PLAN_KIND_NAMES
from domain.plan_review import MILESTONES, MOMENT_NAMES, REVIEW_STATE_NAMES, MomentKind, PlanReview
from domain.plan_run import RUN_STATE_NAMES
from domain.severity import SEVERITY_NAMES


def _took(kind: MomentKind) -> Column[PlanReview]:
    name = MOMENT_NAMES[kind]
    return plain(f"{name.zh}（秒）", f"{name.en} (s)", lambda review: None if (reached := review.moment(kind)) is None else reached.after_s)


PLAN_REVIEW_COLUMNS: tuple[Column[PlanReview], ...] = (
    plain("编号", "Number", lambda review: review.number),
    plain("项目", "Site", lambda review: review.site),
    named("预案", "Plan", lambda review: review.title),
    named("类别", "Kind", lambda review: PLAN_KIND_NAMES[review.kind]),
    named("级别", "Severity", lambda review: SEVERITY_NAMES[review.severity]),
    named("结果", "Ending", lambda review: RUN_STATE_NAMES[review.ending]),
    named("复盘", "Review", lambda review: REVIEW_STATE_NAMES[review.state]),
    plain("开始", "Begun", lambda review: moment(review.begun_at)),
    plain("结束", "Ended", lambda review: moment(review.ended_at)),
    *(_took(kind) for kind in (*MILESTONES, MomentKind.ENDED)),
    plain("按时", "Limits kept", lambda review: review.kept),
    plain("超时", "Limits missed", lambda review: review.missed),
    plain("发现问题", "Findings", lambda review: len(review.findings)),
    plain("改进任务", "Improvements", lambda review: len(review.tasks)),
    written("结论", "Conclusion", lambda review: review.summary),
    plain("归档人", "Closed by", lambda review: review.closed_by),
    plain("归档时间", "Closed at", lambda review: moment(review.closed_at)),
)
