"""What an answer does: it ends the call, takes the order, is heard by the others, and comes from anywhere."""

from __future__ import annotations

import pytest

from domain.call_out import Answer, CallState, Proof, Receipt
from domain.outbox import NotificationKind
from domain.people import Department, Person, Role
from domain.post import Post
from domain.problem import Refusal
from domain.records import Records
from domain.text import Text
from domain.work_order import OrderEvent, OrderState
from notify.receipts import take
from operations.workorders.steps import take_step
from rules.alarms import steps as alarm_steps
from tests.operations.escalation.scenes import FITTER, GUARD, LEAD, SECOND, SECOND_GUARD, SECRETS, Night, night, notification, on_post, reach
from tests.operations.scenes import INTRUSION, happen, only_alarm, only_order, timeline

STRANGER = Person("p-x", "x", "外人", Role.ENGINEER, Department.ENGINEERING, ("elsewhere",))


def called(records: Records, *names: str) -> Night:
    """An intrusion: the guard is called."""
    scene = night(records, *names)
    on_post(records, SECOND_GUARD, None)
    reach(records, GUARD, *names)
    reach(records, SECOND_GUARD, *names)
    happen(records, INTRUSION.raised("e1"))
    scene.step()
    return scene


def test_going_takes_the_order_acknowledges_the_alarm_and_ends_the_call(records: Records) -> None:
    scene = called(records, "push")
    answered = scene.answer(scene.call_outs()[0].id, Answer.GOING, GUARD)
    assert (answered.call_out.state, answered.call_out.answered_by, answered.first_by) == (CallState.ANSWERED, "wang", None)
    order = only_order(records)
    assert (order.state, order.assignee) == (OrderState.ACCEPTED, "wang")
    assert only_alarm(records).acknowledged_by == "wang"
    scene.until(900, every=30)
    assert len(scene.call_outs()[0].people) == len(answered.call_out.people)


def test_the_second_to_answer_is_told_who_was_first_and_goes_too(records: Records) -> None:
    scene = called(records, "push")
    call_out = scene.call_outs()[0]
    scene.answer(call_out.id, Answer.GOING, GUARD)
    second = scene.answer(call_out.id, Answer.GOING, SECOND_GUARD)
    assert (second.first_by, second.call_out.answered_by) == ("wang", "wang")
    assert "赵敏 也前往 / 赵敏 is going too" in [line.note for line in timeline(records, only_order(records).id)]


def test_a_false_alarm_ends_nothing_but_asks_for_cause_and_photo(sqlite_records: Records) -> None:
    scene = called(sqlite_records, "push")
    scene.answer(scene.call_outs()[0].id, Answer.FALSE_ALARM, GUARD)
    assert only_order(sqlite_records).state is OrderState.DISPATCHED
    assert any("请补充原因和现场照片" in line.note for line in timeline(sqlite_records, only_order(sqlite_records).id))


def test_who_was_not_called_and_has_no_right_cannot_answer(sqlite_records: Records) -> None:
    scene = called(sqlite_records, "push")
    with pytest.raises(Refusal):
        scene.answer(scene.call_outs()[0].id, Answer.SEEN, STRANGER)


def test_the_others_hear_who_has_it(records: Records) -> None:
    scene = called(records, "wecom", "push")
    scene.answer(scene.call_outs()[0].id, Answer.GOING, GUARD)
    scene.step(1)
    wecom = scene.lines["wecom"]
    assert Text("王强 已接", "王强 has it") in [taken for _, taken in wecom.updated]  # type: ignore[attr-defined]
    replacing = [message for _, message, _ in scene.lines["push"].heard if message.replaces is not None]
    assert {(message.body.zh, message.urgent, message.answers) for message in replacing} == {("王强 已接", False, ())}


@pytest.mark.parametrize("proof", [Proof.RECEIVED, Proof.OPENED])
def test_what_a_device_has_received_waits_for_an_answer_and_no_longer_for_the_device(records: Records, proof: Proof) -> None:
    scene = night(records, "push", "voice")
    reach(records, GUARD, "push", "voice")
    scene.tell(notification())
    scene.step()
    (delivery,) = [each for each in scene.ladder() if each.channel == "push"]
    take(records, "push", [Receipt(proof, scene.now + SECOND, secret=SECRETS.of(delivery.id))], scene.now + SECOND, sites={"riverside": scene.site})
    scene.until(59, every=1)
    assert scene.lines["voice"].heard == []
    scene.until(60, every=1)
    assert len(scene.lines["voice"].heard) == 1


def test_a_button_on_a_card_answers_for_the_person_whose_card_it_is(records: Records) -> None:
    scene = called(records, "wecom")
    key = scene.lines["wecom"].keys[0]
    receipt = Receipt(Proof.ACKNOWLEDGED, scene.now, outside_id=f"wecom-{key}", answer=Answer.GOING)
    heard = [
        *take(records, "wecom", [receipt], scene.now, sites={"riverside": scene.site}),
        *take(records, "wecom", [receipt], scene.now, sites={"riverside": scene.site}),
    ]
    assert [each.person for each in heard] == [heard[0].person] * len(heard)
    assert only_order(records).assignee == heard[0].person


@pytest.mark.parametrize(
    "receipt", [Receipt(Proof.OPENED, notification().created_at, secret="x" * 43), Receipt(Proof.OPENED, notification().created_at, outside_id="nothing")]
)
def test_a_receipt_of_something_that_was_never_sent_says_nothing(sqlite_records: Records, receipt: Receipt) -> None:
    scene = called(sqlite_records, "push")
    assert take(sqlite_records, "push", [receipt], scene.now, sites={"riverside": scene.site}) == []


def test_accepting_in_the_app_ends_the_call(records: Records) -> None:
    scene = called(records, "push")
    with records.transaction() as tx:
        take_step(tx, only_order(records).id, OrderEvent.ACCEPTED, site=scene.site, by="wang", at=scene.now)
    scene.step(1)
    assert {each.state for each in scene.call_outs() if each.department is Department.SECURITY} == {CallState.SETTLED}


def test_acknowledging_in_the_app_ends_the_call_of_ones_own_department(records: Records) -> None:
    scene = called(records, "push")
    with records.transaction() as tx:
        alarm_steps.acknowledge(tx, only_alarm(records).id, by="zhao", at=scene.now)
    scene.step(1)
    assert scene.call_outs()[0].state is CallState.SETTLED


def test_another_departments_acknowledgement_does_not(sqlite_records: Records) -> None:
    scene = called(sqlite_records, "push")
    with sqlite_records.transaction() as tx:
        alarm_steps.acknowledge(tx, only_alarm(sqlite_records).id, by=FITTER.username, at=scene.now)
    scene.step(1)
    assert scene.call_outs()[0].state is CallState.CALLING


def test_somebody_who_is_being_asked_is_not_asked_again_because_a_limit_passed(records: Records) -> None:
    scene = night(records, "push")
    reach(records, LEAD, "push")
    scene.tell(notification("a", order="o1"))
    scene.until(20)
    assert "sun" in scene.only().people
    scene.tell(notification("b", kind=NotificationKind.ORDER_ESCALATED, order="o1", posts=(Post.SECURITY_LEAD,), at=scene.now))
    scene.until(100)
    assert [who for _, who, _ in scene.everything()] == ["sun"]
    assert "sun" in scene.call_outs()[-1].already
