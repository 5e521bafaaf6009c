"""What stands in a form is what the records know, and no more than its reader may."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from api.security.masking import mask_text
from domain.attachment import Attachment, AttachmentKind, Signer
from domain.records import Records
from domain.request import Asked, Channel, Rating, Request
from domain.work_done import Cause, Labour, PartUsed, Problem, Remedy, WorkDone
from domain.work_order import ORDER_STATE_NAMES, OrderEvent, OrderKind, OrderState, WorkOrder
from operations.forms import labels
from operations.forms.content import Sheet, sheet_of
from operations.forms.form import OrderForm
from operations.forms.wording import Wording
from operations.workdone.record import record
from tests.operations.scenes import BRAKE, FITTER, HOUR, MINUTE, SITE, T0, happen, hire, only_order, work

NOW = T0 + 3 * HOUR


def a_file(name: str, order_id: str, kind: AttachmentKind, content_type: str, signer: Signer | None = None) -> Attachment:
    return Attachment(name, order_id, name, content_type, 1, "0" * 64, T0 + HOUR, "fitter", kind, None if signer is None else "张伟", signer)


@pytest.fixture
def order(records: Records) -> WorkOrder:
    """A brake fault that somebody also phoned about, repaired, signed and rated."""
    hire(records, FITTER)
    happen(records, BRAKE.raised("e1"))
    order = only_order(records)
    work(records, order.id, OrderEvent.ACCEPTED, OrderEvent.ARRIVED)
    done = WorkDone(
        order.id,
        Problem.FAILURE,
        Cause.WEAR,
        Remedy.REPLACEMENT,
        "换制动片，联系 13912345678",
        (Labour("fitter", 45),),
        (PartUsed("制动片", Decimal(2), "片", 12000, owner_pays=True), PartUsed("油", Decimal("0.5"), "L", 3000)),
    )
    rating = Rating(5, solved=True, text="很快", at=NOW, by="guard", how=Asked.PHONE)
    told = Request("r1", order.id, SITE.id, Channel.PHONE, T0, "guard", "电梯急停", name="张伟", phone="13912345678", rating=rating)
    with records.transaction() as tx:
        record(tx, done, site=SITE, by="fitter", at=NOW)
        tx.requests.add(told)
        tx.requests.save(told)
        for file in (
            a_file("f1", order.id, AttachmentKind.FILE, "image/jpeg"),
            a_file("f2", order.id, AttachmentKind.FILE, "application/pdf"),
            a_file("f3", order.id, AttachmentKind.SIGNATURE, "image/png", Signer.REQUESTER),
        ):
            tx.orders.add_attachment(file)
    return only_order(records)


def sheet(records: Records, order: WorkOrder, form: OrderForm, language: str = "zh", *, personal: bool = True) -> Sheet:
    wording = Wording(language, SITE.time_zone, {"fitter": "李工"}, str if personal else mask_text, personal)
    with records.reading() as tx:
        return sheet_of(tx, order, form, SITE, wording=wording, by="fitter", at=NOW, address="https://x/work-orders/1")


def words_of(found: Sheet) -> str:
    """Everything that it says."""
    cells = [cell for section in found.sections for row in section.rows for cell in row]
    notes = [text for section in found.sections for text in (section.title, section.total, section.note)]
    return "\n".join(
        [found.title, *(value for _, value in found.facts), *found.matter, *cells, *notes, *(place.name for place in found.signatures), found.printed]
    )


def test_a_service_sheet_says_what_was_found_done_used_and_thought_of_it(records: Records, order: WorkOrder) -> None:
    found = sheet(records, order, OrderForm.SERVICE_SHEET)
    assert [section.title for section in found.sections] == ["协办任务", "告警", "维修情况", "工时", "备件与材料", "满意度", "处理经过"]
    words = words_of(found)
    for expected in (
        "功能失效",
        "磨损",
        "更换",
        "换制动片",
        "李工",
        "合计 45",
        "合计 ¥255.00，其中业主承担 ¥240.00",
        "5 / 5 · 非常满意 · 已解决",
        "很快",
        "张伟",
        "13912345678",
    ):
        assert expected in words
    assert dict(found.facts)["位置"] == "3号楼 · 1号电梯"
    assert [(place.label, place.file is not None) for place in found.signatures] == [("业主 / 使用人确认", True), ("维修人员", False), ("部门负责人", False)]
    assert [file.id for file, _ in found.photos] == ["f1"]
    assert found.printed == "李工 打印于 2026-02-01 02:59"


def test_a_contact_sheet_leaves_room_for_the_reply_and_says_nothing_of_the_work(records: Records, order: WorkOrder) -> None:
    found = sheet(records, order, OrderForm.CONTACT_SHEET)
    assert [section.title for section in found.sections] == ["协办任务", "告警", "处理经过"]
    assert found.reply == "回执（由接收部门填写）"
    assert [place.label for place in found.signatures] == ["发单部门", "接收部门签收", "部门负责人"]


def test_english_is_english(records: Records, order: WorkOrder) -> None:
    found = sheet(records, order, OrderForm.SERVICE_SHEET, "en")
    words = words_of(found)
    for expected in (
        "Service sheet",
        "Tower 3 · Lift 1",
        "Brake fault of lift 1",
        "Replacement",
        "Total ¥255.00, of which the owner pays ¥240.00",
        "Very good",
        "Wear, 45 min of work",
    ):
        assert expected in words
    assert "磨损" not in words


def test_personal_data_is_masked_for_whoever_may_not_see_it(records: Records, order: WorkOrder) -> None:
    words = words_of(sheet(records, order, OrderForm.SERVICE_SHEET, personal=False))
    assert "张伟" not in words
    assert "13912345678" not in words
    assert "张**" in words
    assert "•••5678" in words


def test_an_order_without_anything_is_a_form_too(records: Records, order: WorkOrder) -> None:
    plain = replace(order, id="nothing", alarm_ids=(), tasks=(), asset=None, assignee=None)
    found = sheet(records, plain, OrderForm.SERVICE_SHEET)
    assert list(found.sections) == []
    assert dict(found.facts)["位置"] == "—"


def test_of_a_long_story_the_last_steps_are_printed(records: Records, order: WorkOrder) -> None:
    for minute in range(61):
        work(records, order.id, OrderEvent.NOTED, at=T0 + HOUR + minute * MINUTE, note=f"第 {minute} 条")
    steps = sheet(records, order, OrderForm.CONTACT_SHEET).sections[-1]
    assert (len(steps.rows), steps.rows[-1][-1], steps.note) == (60, "第 60 条", "仅列出最近 60 条，完整记录请扫码查看")


@pytest.mark.parametrize("event", OrderEvent)
def test_every_step_has_a_word(event: OrderEvent) -> None:
    assert event in labels.EVENTS


@pytest.mark.parametrize("kind", OrderKind)
def test_every_kind_has_a_word(kind: OrderKind) -> None:
    assert kind in labels.KINDS


@pytest.mark.parametrize("state", OrderState)
def test_every_state_has_a_word(state: OrderState) -> None:
    assert state in ORDER_STATE_NAMES
