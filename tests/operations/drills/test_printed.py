"""The record of a drill on paper: everything that happened to the second, in one language, with those who signed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from domain.attachment import Attachment
from domain.drill import DrillEntry, DrillEvent
from domain.drill_paper import DrillSignature, DrillSigner
from domain.people import Department
from domain.plan_review import Finding, Improvement, PlanReview, ReviewState
from domain.plan_run import RunState
from domain.severity import Severity
from domain.text import Text
from operations.drills.comparing import compared
from operations.drills.printed import Papers, sheet_of
from operations.drills.scoring import Evidence, score
from operations.forms.content import Sheet
from operations.forms.typeset import Typesetter
from operations.forms.wording import Wording
from operations.plans.review.timeline import Line, Source, TimeLine
from tests.operations.drills.drill_samples import DRILL, PLAN, at, call_out, done, run, told
from tests.operations.scenes import SITE

RUN = run(done("look", 355, opened=10, within=300), done("pump", 250, opened=10, by="telemetry"), done("report", 280, opened=250, within=60))
EVIDENCE = Evidence(PLAN, RUN, call_outs=[call_out()], deliveries={"c1": [told("guard", 12, received=14, opened_after=85)]})
SCORE = score(DRILL, EVIDENCE, at(1200))
LOG = [
    DrillEntry(DRILL.id, at(0), DrillEvent.STARTED, "manager"),
    DrillEntry(DRILL.id, at(1200), DrillEvent.FINISHED, "system", "预案已解除 / its plan was stood down"),
]
COURSE = TimeLine([Line(at(200.5), at(201), Source.RUN, "done", "guard", Text("完成：到现场查看", "Done: go and look"), "水深十厘米", "look")])
REVIEW = PlanReview(
    id="review-1",
    run_id=RUN.id,
    number=RUN.number,
    site=SITE.id,
    realm=DRILL.id,
    plan_key=PLAN.key,
    kind=PLAN.kind,
    title=PLAN.title,
    severity=Severity.CRITICAL,
    ending=RunState.STOOD_DOWN,
    state=ReviewState.DRAFT,
    begun_at=at(10),
    ended_at=at(600),
    made_at=at(601),
    moments=(),
    limits=(),
    findings=(Finding("潜水泵钥匙不在柜内", "guard", at(1500)),),
    tasks=(Improvement("t1", "补配钥匙", Department.ENGINEERING, None, at(1500) + timedelta(days=7), "o1", "manager", at(1500)),),
)
SIGNED = DrillSignature(Attachment("f1", DRILL.id, "signature-participant.png", "image/png", 1, "0" * 64, at(1600), "guard"), "王强", DrillSigner.PARTICIPANT)


def printed(language: str, *, review: PlanReview | None = REVIEW) -> Sheet:
    papers = Papers(DRILL, LOG, PLAN.title, Text("地库水浸", "Flooding"), RUN, COURSE, SCORE, compared(SCORE, [(DRILL, SCORE)]), review, [SIGNED])
    wording = Wording(language, SITE.time_zone, {"guard": "王强", "manager": "陈静"}, str, True)
    return sheet_of(papers, SITE, wording=wording, by="manager", at=at(2000), address="https://steward/drills/drill-1")


def rows(sheet: Sheet, title: str) -> list[tuple[str, ...]]:
    return list(next(section.rows for section in sheet.sections if section.title == title))


def test_what_was_tried_and_how_it_ended_stands_above() -> None:
    facts = dict(printed("zh").facts)
    assert (facts["演练编号"], facts["结果"], facts["预案"], facts["演练方式"]) == ("L-20260131-001", "已完成", "暴雨内涝应急预案（第 2 版）", "事先通知")
    assert (facts["开始时间"], facts["结束时间"]) == ("2026-01-31 23:59:00", "2026-02-01 00:19:00")
    assert (facts["组织人"], facts["现场指挥"], facts["模拟场景"]) == ("陈静", "陈静", "地库水浸")


def test_the_score_says_how_it_is_made() -> None:
    heading, words = printed("en").matter
    assert heading == "Score"
    assert words.startswith(f"Total {SCORE.percent}% ({SCORE.points} of {SCORE.possible} points)")
    assert "2 when done in time" in words


def test_each_step_with_its_limit_who_did_it_and_its_points() -> None:
    look, pump = rows(printed("zh"), "步骤评分")[:2]
    assert look == ("到现场查看\n止水", "就近秩序员", "00:04:10", "00:04:55", "王强", "0:45", "超时", "1")
    assert pump[4:] == ("系统自动确认", "—", "已完成", "2")


def test_who_took_part_and_how_soon_they_reacted() -> None:
    assert rows(printed("zh"), "参演人员与响应") == [("王强", "2026-01-31 23:59:12", "2026-01-31 23:59:14", "2026-02-01 00:00:25", "1:13", "按时")]


def test_the_course_is_in_order_to_the_second_and_in_one_language() -> None:
    assert rows(printed("en"), "Course") == [
        ("2026-01-31 23:59:00", "Drill began", "陈静", ""),
        ("2026-02-01 00:02:20", "Done: go and look", "王强", "水深十厘米"),
        ("2026-02-01 00:19:00", "Drill finished", "Steward", "its plan was stood down"),
    ]


def test_findings_and_improvements_of_the_review_stand_in_it() -> None:
    assert rows(printed("zh"), "存在问题与建议")[0][1:] == ("王强", "潜水泵钥匙不在柜内")
    assert rows(printed("zh"), "改进任务")[0][:2] == ("补配钥匙", "工程部")
    assert {"存在问题与建议", "改进任务"}.isdisjoint(section.title for section in printed("zh", review=None).sections)


def test_those_who_signed_stand_first_and_there_is_room_for_the_others() -> None:
    places = printed("zh").signatures
    assert [(place.label, place.name, place.file is not None) for place in places] == [
        ("参演人员", "王强", True),
        ("现场指挥", "", False),
        ("观察评估", "", False),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_can_be_set(language: str, tmp_path: Path) -> None:
    assert Typesetter().pdf([printed(language)], language, tmp_path, at=at(2000)).startswith(b"%PDF-")
