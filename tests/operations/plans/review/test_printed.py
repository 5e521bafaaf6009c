"""The printed review: complete, in either language, whatever people wrote, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.attachment import Attachment
from domain.people import Department
from domain.plan_review import Finding, Improvement
from domain.records import Records
from domain.telemetry import TelemetryStore
from domain.work_order import OrderState
from operations.forms.typeset import Typesetter
from operations.forms.wording import Wording
from operations.plans.review import printed
from operations.plans.review.telemetry import Curves, curves_of
from operations.plans.review.whole import OrderStands, WholeReview, whole_of
from storage.telemetry import engines
from tests.operations.forms.sheets import a_photo, letters_of, pages_of
from tests.operations.plans.review.past import a_run, after, drafted
from tests.operations.plans.review.test_telemetry import HERE, said

NAMES = {"guard": "王强", "duty": "赵敏", "fitter": "李工"}
HOSTILE = '#panic("x") $a^2$ *粗* _斜_ `码` <label> @ref {{}} "引号" = 标题'


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


@pytest.fixture
def telemetry(tmp_path: Path) -> Iterator[TelemetryStore]:
    engine = engines()["sqlite"]
    store = engine.open(engine.settings(), tmp_path / "telemetry")
    store.write([said(after(10 * number), room_temp=28.0 + number / 20, trapped=number >= 3) for number in range(-50, 180) if not 60 < number < 75])
    try:
        yield store
    finally:
        store.close()


def whole(records: Records, folder: Path) -> WholeReview:
    """A reviewed run with a picture, a finding and an improvement that came back."""
    review = drafted(records, a_run(), site=HERE)
    task = Improvement("t-1", "更换对讲主机电池", Department.ENGINEERING, "fitter", after(90_000), "o-1", "manager", after(4000))
    findings = (Finding("对讲主机没电，乘客 13812345678 来电", "duty", after(4000)),)
    told = replace(review, findings=findings, tasks=(task,), summary="对讲需双电源")
    photo: Attachment = a_photo(folder)[0]
    with records.reading() as tx:
        found = whole_of(tx, told, now=after(4000))
    orders = {"o-1": OrderStands("o-1", "20260201-003", OrderState.IN_PROGRESS, "fitter", after(90_000), None, late=True, reopened=2)}
    return replace(found, photos=(photo,), orders=orders)


def wording(language: str, *, personal: bool = True) -> Wording:
    return Wording(language, HERE.time_zone, NAMES, str, personal)


def pdf(typesetter: Typesetter, found: WholeReview, curves: Curves | None, folder: Path, language: str = "zh") -> bytes:
    address = "https://steward.example/emergency/reviews/r"
    return printed.pdf(typesetter, found, curves, HERE, wording=wording(language), uploads=folder, by="duty", at=after(5000), address=address)


def drawn(telemetry: TelemetryStore, found: WholeReview) -> Curves:
    assert found.run is not None
    return curves_of(telemetry, found.run, HERE, found.review.ended_at)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh",
            "应急预案复盘报告滨江花园电梯困人首次联系未达到时限超时各部门响应时间线与遥测对讲主机没电改进任务返工次已逾期复盘结论双电源签字现场总指挥项目经理",
        ),
        ("en", "Review of an emergency plan Key moments First contact Time limits late by Departments Improvements reopened Conclusion Signatures Manager"),
    ],
)
def test_everything_stands_in_it_in_either_language(
    sqlite_records: Records, telemetry: TelemetryStore, typesetter: Typesetter, tmp_path: Path, language: str, words: str
) -> None:
    found = whole(sqlite_records, tmp_path)
    made = pdf(typesetter, found, drawn(telemetry, found), tmp_path, language)
    assert made.startswith(b"%PDF-")
    missing = {letter for letter in words if not letter.isspace()} - set(letters_of(made))
    assert missing <= set("未达到")
    assert pages_of(made) >= 2


def test_it_is_the_same_each_time(sqlite_records: Records, telemetry: TelemetryStore, typesetter: Typesetter, tmp_path: Path) -> None:
    found = whole(sqlite_records, tmp_path)
    curves = drawn(telemetry, found)
    assert pdf(typesetter, found, curves, tmp_path) == pdf(typesetter, found, curves, tmp_path)


def test_what_people_wrote_is_never_taken_for_a_program(sqlite_records: Records, telemetry: TelemetryStore, typesetter: Typesetter, tmp_path: Path) -> None:
    found = whole(sqlite_records, tmp_path)
    hostile = replace(found, review=replace(found.review, summary=HOSTILE, findings=(Finding(HOSTILE, "duty", after(4000)),)))
    made = pdf(typesetter, hostile, drawn(telemetry, found), tmp_path)
    assert set(HOSTILE) - {" "} <= set(letters_of(made))


def test_a_drills_review_says_so_in_its_title(sqlite_records: Records, telemetry: TelemetryStore, typesetter: Typesetter, tmp_path: Path) -> None:
    found = whole(sqlite_records, tmp_path)
    drill = replace(found, review=replace(found.review, realm="drill-1"))
    assert {"演", "练"} <= set(letters_of(pdf(typesetter, drill, drawn(telemetry, found), tmp_path)))


def test_it_prints_without_run_curves_or_pictures(sqlite_records: Records, typesetter: Typesetter, tmp_path: Path) -> None:
    found = whole(sqlite_records, tmp_path)
    bare = replace(found, run=None, lines=(), photos=(), people=(), departments=(), orders={}, review=replace(found.review, findings=(), tasks=(), summary=""))
    assert {"待", "填"} <= set(letters_of(pdf(typesetter, bare, None, tmp_path)))
