"""The record of a drill (演练记录) on A4: what was tried and how it went, with the signatures of those who took part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.drill import DRILL_STATE_NAMES, Drill, DrillEntry
from domain.drill_paper import DRILL_SIGNER_NAMES, DrillSignature, DrillSigner
from domain.plan_review import PlanReview
from domain.plan_run import PlanRun
from domain.site import Site
from domain.text import Text
from operations.drills import printed_sections as sections
from operations.drills.comparing import Compared
from operations.drills.score import HOW, Score
from operations.forms import labels
from operations.forms.content import Sheet, Signature
from operations.forms.wording import NOTHING, Wording
from operations.plans.review.timeline import TimeLine


class DrillForm(StrEnum):
    """Its one form."""

    RECORD = "drill-record"


TITLE = Text("应急演练记录", "Drill record")
_SCAN = Text("扫码查看演练", "Scan for the drill")
_NUMBER, _NAME, _STATE = Text("演练编号", "Drill"), Text("演练名称", "Title"), Text("结果", "Ending")
_PLAN, _SCENARIO, _AREA = Text("预案", "Plan"), Text("模拟场景", "Scenario"), Text("演练范围", "Area")
_PLANNED_FOR, _STARTED, _ENDED = Text("计划时间", "Planned for"), Text("开始时间", "Began"), Text("结束时间", "Ended")
_ANNOUNCED, _OUTSIDE, _SPEED = Text("演练方式", "Announced"), Text("对外消息", "Messages outside"), Text("模拟速度 / 种子", "Speed / seed")
_PLANNER, _STARTER, _COMMANDER, _REASON = (
    Text("组织人", "Planned by"),
    Text("启动人", "Started by"),
    Text("现场指挥", "In command"),
    Text("结束原因", "Why it ended"),
)
_HOW_ANNOUNCED = {True: Text("事先通知", "Announced"), False: Text("突击（未事先通知）", "Unannounced")}
_TOLD_OUTSIDE = {True: Text("已发送（标注演练）", "Sent, marked as a drill"), False: Text("未发送", "None")}
_WHOLE_SITE = Text("全项目", "The whole site")
_RESULT = Text("评分", "Score")
_TOTAL = Text("得分率 {percent}%（{points} / {possible} 分）", "Total {percent}% ({points} of {possible} points)")
_NOT_SCORED = Text("未评分：演练没有开始，或没有可计分的步骤", "No score: it never began, or nothing of it counts")
_PLAN_NAME = Text("{title}（{version}）", "{title} ({version})")
_VERSION, _LIBRARY = Text("第 {number} 版", "version {number}"), Text("预案库", "library")
_MOST_EMPTY = 8


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything that stands in the record of `drill`. What there is not is `None` or empty."""

    drill: Drill
    log: Sequence[DrillEntry]
    plan_title: Text
    scenario: Text
    run: PlanRun | None
    course: TimeLine | None
    score: Score | None
    compared: Sequence[Compared]
    review: PlanReview | None
    signatures: Sequence[DrillSignature]


def sheet_of(papers: Papers, site: Site, *, wording: Wording, by: str, at: datetime, address: str) -> Sheet:
    """The record on A4, printed `by` somebody `at` a moment; `address` is that of the drill's page."""
    w, drill = wording, papers.drill
    found = [
        sections.participants(papers.score, drill, w),
        sections.steps(papers.score, w),
        sections.musters(papers.score, w),
        sections.moments(papers.score, w),
        sections.comparison(papers.compared, w),
        sections.course(papers.log, papers.course, w),
        sections.findings(papers.review, w),
        sections.improvements(papers.review, w),
    ]
    return Sheet(
        form=DrillForm.RECORD,
        title=w.of(TITLE),
        site=w.of(site.name),
        number=drill.number,
        address=address,
        scan=w.of(_SCAN),
        facts=_facts(papers, site, w),
        matter=(w.of(_RESULT), _result(papers.score, w)),
        sections=[section for section in found if section is not None],
        reply="",
        signatures_title=w.of(labels.SIGNATURES),
        signatures=_signatures(papers, w),
        date=w.of(labels.SIGNED_AT),
        photos_title="",
        more_photos="",
        printed=w.of(labels.PRINTED.filled(name=w.person(by), at=w.moment(at))),
        page=w.of(labels.PAGE),
    )


def _facts(papers: Papers, site: Site, w: Wording) -> list[tuple[str, str]]:
    drill, run = papers.drill, papers.run
    area = _WHOLE_SITE if drill.area is None else site.place_of_space(drill.area) if drill.area in site.spaces else Text(drill.area, drill.area)
    version = None if run is None else _LIBRARY if run.plan_version == 0 else _VERSION.filled(number=str(run.plan_version))
    known: list[tuple[Text, str]] = [
        (_NUMBER, drill.number),
        (_STATE, w.of(DRILL_STATE_NAMES[drill.state])),
        (_NAME, w.said(drill.title)),
        (labels.SITE, w.of(site.name)),
        (_PLAN, w.of(papers.plan_title if version is None else _PLAN_NAME.filled(title=papers.plan_title, version=version))),
        (_SCENARIO, w.of(papers.scenario)),
        (_AREA, w.of(area)),
        (_ANNOUNCED, w.of(_HOW_ANNOUNCED[drill.announced])),
        (_PLANNED_FOR, sections.second(drill.begins_at, w)),
        (_OUTSIDE, w.of(_TOLD_OUTSIDE[drill.outside])),
        (_STARTED, sections.second(drill.started_at, w)),
        (_ENDED, sections.second(drill.ended_at, w)),
        (_PLANNER, w.person(drill.planned_by)),
        (_STARTER, w.person(drill.started_by)),
        (_COMMANDER, w.person(None if run is None else run.commander)),
        (_SPEED, f"×{drill.speed:g} / {drill.seed}"),
        (_REASON, sections.own(drill.reason, w) or NOTHING),
    ]
    return [(w.of(label), value) for label, value in known]


def _result(score: Score | None, w: Wording) -> str:
    if score is None or score.percent is None:
        return w.of(_NOT_SCORED)
    return f"{w.of(_TOTAL.filled(percent=str(score.percent), points=str(score.points), possible=str(score.possible)))}\n{w.of(HOW)}"


def _signatures(papers: Papers, w: Wording) -> list[Signature]:
    """Those that were drawn, and empty places for whoever commanded, watched and took part without having signed."""
    drawn = [Signature(w.of(DRILL_SIGNER_NAMES[each.signed_as]), w.said(each.name), w.moment(each.file.added_at), each.file) for each in papers.signatures]
    there = {each.signed_as for each in papers.signatures}
    names = {each.name for each in papers.signatures}
    empty = [Signature(w.of(DRILL_SIGNER_NAMES[signer])) for signer in (DrillSigner.COMMANDER, DrillSigner.OBSERVER) if signer not in there]
    took_part = dict.fromkeys((*papers.drill.people, *(reaction.person for reaction in (() if papers.score is None else papers.score.reactions))))
    unsigned = [name for name in (w.person(person) for person in took_part) if name not in names]
    return [*drawn, *empty, *(Signature(w.of(DRILL_SIGNER_NAMES[DrillSigner.PARTICIPANT]), name) for name in unsigned[:_MOST_EMPTY])]
