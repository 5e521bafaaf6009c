"""A notice from the draft to its end: who may do what, what goes out, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from domain.alarm import IllegalStep
from domain.identity import LIVE
from domain.notice import NOTICE_TRANSITIONS, Notice, NoticeKind, NoticeState, NoticeStep, UpdateState, next_notice_state
from domain.notice_delivery import NoticeDelivery, RecipientEnd
from domain.outbox import Notification, NotificationKind
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.text import Text
from operations.notices import queueing, recipients, steps, updating, wording
from operations.notices.drafting import NewNotice
from operations.notices.steps import Change
from operations.notices.tokens import off_token
from operations.row_table import BadRows
from tests.operations.notices.scenes import (
    HOUR,
    MINUTE,
    OUTLETS,
    SECRET,
    SITE,
    T0,
    WATER,
    approved,
    drafted,
    import_people,
    now,
    published,
    submitted,
    taken,
)

MORE = Text("水管已更换，正在试压。", "The pipe has been replaced and is being tested.")


def as_it_is(notice: Notice) -> Change:
    units = tuple(each.space for each in notice.units)
    return Change(notice.kind, notice.title, notice.text, notice.cause, units, notice.channels, notice.since, notice.until, notice.phone)


def queued(records: Records, notice: Notice) -> Sequence[NoticeDelivery]:
    with records.reading() as tx:
        return tx.notices.deliveries.list(notice.id, limit=100).items


def told(records: Records) -> Sequence[Notification]:
    with records.reading() as tx:
        return [each for each in reversed(tx.outbox.list()) if each.kind is NotificationKind.NOTICE]


def update(records: Records, notice: Notice, *, closing: bool = False) -> Notice:
    with records.transaction() as tx:
        return updating.write_update(tx, notice.id, MORE, until=None if closing else T0 + 6 * HOUR, closing=closing, site=SITE, by="desk", at=T0 + HOUR)


def let_out(records: Records, notice: Notice, by: str = "manager") -> Notice:
    waiting = now(records, notice).waiting_update
    assert waiting is not None
    with records.transaction() as tx:
        return updating.approve_update(tx, notice.id, waiting.id, site=SITE, outlets=OUTLETS, by=by, at=T0 + HOUR)


def test_a_draft_speaks_both_languages_and_names_exactly_the_units(records: Records) -> None:
    notice = drafted(records)
    assert notice.number == "T-20260131-001"
    assert notice.title == Text("关于2号楼、3号楼临时停水的紧急通知", "Water cut: Tower 2 and Tower 3")
    assert "因加压泵故障，2号楼、3号楼自1月31日10:00起停水，预计于1月31日14:00恢复" in notice.text.zh
    assert "Because of a fault of the booster pump, the water in Tower 2 and Tower 3 is cut from 31 January 10:00" in notice.text.en
    assert "0571-8000 1234" in notice.text.zh
    assert notice.channels == ("group", "texts", "mails")


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_its_templates_and_no_place_of_them_stays_empty(records: Records, kind: NoticeKind) -> None:
    notice = drafted(records, replace(WATER, kind=kind))
    whole = [notice.title, notice.text, wording.closing(notice, SITE)]
    assert not any(mark in words for text in whole for words in (text.zh, text.en) for mark in "{}")
    assert all(text.zh and text.en for text in whole)


def test_the_phone_is_as_in_the_last_notice(records: Records) -> None:
    drafted(records)
    assert drafted(records, NewNotice(kind=NoticeKind.LIFT)).phone == "0571-8000 1234"


def test_nobody_approves_what_he_wrote_himself(records: Records) -> None:
    notice = submitted(records)
    with records.transaction() as tx, pytest.raises(Refusal, match="somebody else"):
        steps.approve(tx, notice.id, by="desk", at=T0)
    assert now(records, notice).state is NoticeState.SUBMITTED


def test_whoever_changes_it_is_its_writer_and_does_not_approve_it_either(records: Records) -> None:
    notice = drafted(records)
    with records.transaction() as tx:
        steps.change(tx, notice.id, as_it_is(notice), site=SITE, outlets=OUTLETS, by="manager", at=T0)
        steps.submit(tx, notice.id, site=SITE, by="desk", at=T0)
        with pytest.raises(Refusal):
            steps.approve(tx, notice.id, by="manager", at=T0)


def test_the_manager_is_told_that_it_waits_and_the_writer_that_it_was_sent_back(records: Records) -> None:
    notice = submitted(records)
    with records.transaction() as tx:
        steps.reject(tx, notice.id, words="请写明恢复时间", by="manager", at=T0 + MINUTE)
    first, second = told(records)
    assert (first.posts, first.persons, first.title.zh) == (("manager",), (), "住户通知待审批：关于2号楼、3号楼临时停水的紧急通知")
    assert (second.persons, "请写明恢复时间" in second.body.zh) == (("desk",), True)
    assert now(records, notice).words == "请写明恢复时间"
    with records.transaction() as tx:
        again = steps.change(tx, notice.id, replace(as_it_is(notice), until=T0 + 8 * HOUR, reword=True), site=SITE, outlets=OUTLETS, by="desk", at=T0)
    assert (again.state, "18:00" in again.text.zh) == (NoticeState.DRAFT, True)


def test_sending_back_needs_words(records: Records) -> None:
    notice = submitted(records)
    with records.transaction() as tx, pytest.raises(Refusal, match="say why"):
        steps.reject(tx, notice.id, words=" ", by="manager", at=T0)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda asked: replace(asked, text=Text("只有中文", "")), "both languages"),
        (lambda asked: replace(asked, units=()), "choose who"),
        (lambda asked: replace(asked, until=T0 + MINUTE), "passed already"),
    ],
)
def test_what_is_not_whole_is_not_submitted(records: Records, change: Callable[[Change], Change], why: str) -> None:
    notice = drafted(records)
    with records.transaction() as tx:
        steps.change(tx, notice.id, change(as_it_is(notice)), site=SITE, outlets=OUTLETS, by="desk", at=T0)
        with pytest.raises(Refusal, match=why):
            steps.submit(tx, notice.id, site=SITE, by="desk", at=T0 + HOUR)


def test_a_channel_of_another_site_cannot_be_chosen(records: Records) -> None:
    notice = drafted(records)
    with records.transaction() as tx, pytest.raises(Refusal, match="elsewhere"):
        steps.change(tx, notice.id, replace(as_it_is(notice), channels=("elsewhere",)), site=SITE, outlets=OUTLETS, by="desk", at=T0)


def test_nothing_is_queued_before_it_is_published_and_then_once_for_each_address_of_the_units(records: Records) -> None:
    import_people(records)
    notice = approved(records)
    assert queued(records, notice) == ()
    with records.transaction() as tx:
        steps.publish(tx, notice.id, site=SITE, outlets=OUTLETS, by="manager", at=T0)
    # 13800138001 stands at two flats and is told once; tower 1 is not concerned; who did not agree is not there.
    assert sorted(each.channel for each in queued(records, notice)) == ["group", "mails", "texts", "texts"]
    assert len({each.key for each in queued(records, notice)}) == 4
    with records.transaction() as tx, pytest.raises(IllegalStep):
        steps.publish(tx, notice.id, site=SITE, outlets=OUTLETS, by="manager", at=T0)


def test_queueing_twice_queues_once(records: Records) -> None:
    import_people(records)
    notice = published(records)
    with records.transaction() as tx:
        queueing.queue(tx, now(records, notice), SITE, OUTLETS, update_id=None, at=T0)
    assert len(queued(records, notice)) == 4


def test_an_update_needs_an_approval_of_its_own_and_goes_out_then(records: Records) -> None:
    notice = update(records, published(records))
    assert [each.update_id for each in queued(records, notice)] == [None]
    with pytest.raises(Refusal):
        let_out(records, notice, by="desk")
    out = let_out(records, notice)
    assert (out.state, out.until, out.updates[0].state) == (NoticeState.UPDATED, T0 + 6 * HOUR, UpdateState.PUBLISHED)
    assert {each.update_id for each in queued(records, notice)} == {None, out.updates[0].id}


def test_one_update_waits_at_a_time_and_one_sent_back_makes_room(records: Records) -> None:
    notice = update(records, published(records))
    with pytest.raises(Refusal, match="waits"):
        update(records, notice)
    with records.transaction() as tx:
        updating.reject_update(tx, notice.id, notice.updates[0].id, words="太简单", by="manager", at=T0)
    assert [each.state for each in update(records, notice).updates] == [UpdateState.REJECTED, UpdateState.SUBMITTED]


def test_the_closing_notice_closes_it(records: Records) -> None:
    notice = let_out(records, update(records, published(records), closing=True))
    assert (notice.state, notice.ended_by) == (NoticeState.CLOSED, "manager")
    with pytest.raises(IllegalStep):
        update(records, notice)


def test_withdrawing_what_is_out_needs_a_reason_and_cancels_what_has_not_gone(records: Records) -> None:
    notice = published(records)
    with records.transaction() as tx, pytest.raises(Refusal):
        steps.withdraw(tx, notice.id, words="", by="manager", at=T0)
    with records.transaction() as tx:
        gone = steps.withdraw(tx, notice.id, words="误发", by="manager", at=T0)
    assert gone.state is NoticeState.WITHDRAWN
    assert {each.state.value for each in queued(records, notice)} == {"cancelled"}


def test_nothing_of_a_drill_goes_out_whatever_people_do(records: Records) -> None:
    import_people(records)
    notice = approved(records)
    with records.transaction() as tx:
        tx.notices.save(replace(now(records, notice), realm="drill-1"), [])
        out = steps.publish(tx, notice.id, site=SITE, outlets=OUTLETS, by="manager", at=T0)
    let_out(records, update(records, out))
    let_out(records, update(records, out, closing=True))
    assert queued(records, out) == ()
    with records.transaction() as tx, pytest.raises(ValueError, match="drill"):
        tx.notices.deliveries.add(NoticeDelivery("d", "k", out.id, SITE.id, "drill-1", "group", T0))


def test_a_version_that_is_not_the_one_read_is_refused(records: Records) -> None:
    notice = submitted(records)
    with records.transaction() as tx, pytest.raises(Conflict):
        steps.approve(tx, notice.id, by="manager", at=T0, version=notice.version - 1)


@pytest.mark.parametrize("state", NoticeState)
@pytest.mark.parametrize("step", NoticeStep)
def test_what_the_table_does_not_name_is_refused(state: NoticeState, step: NoticeStep) -> None:
    expected = NOTICE_TRANSITIONS.get((state, step))
    found: NoticeState | None = None
    try:
        found = next_notice_state(state, step)
    except IllegalStep:
        found = None
    assert found is expected


def test_only_an_approved_notice_is_published() -> None:
    assert [state for (state, step) in NOTICE_TRANSITIONS if step is NoticeStep.PUBLISHED] == [NoticeState.APPROVED]
    assert [state for (state, step) in NOTICE_TRANSITIONS if step is NoticeStep.APPROVED] == [NoticeState.SUBMITTED]


def test_whoever_opts_out_gets_no_more_at_any_flat_and_no_import_takes_it_back(records: Records) -> None:
    counted = import_people(records)
    assert (counted.kept, counted.without_consent, counted.stayed_out) == (5, 1, 0)
    with records.transaction() as tx:
        one = next(each for each in tx.notices.recipients.of(SITE.id, "sms") if each.unit == "t2-101")
        assert recipients.opt_out(tx, off_token(SECRET, one.id), T0) == 2
    again = import_people(records)
    assert (again.kept, again.stayed_out) == (3, 2)
    with records.reading() as tx:
        ended = [each for each in tx.notices.recipients.list(("*",)).items if each.ended is RecipientEnd.OPTED_OUT]
        assert {each.unit for each in ended} == {"t2-101", "t3-101"}
        assert {each.sealed for each in ended} == {""}
        assert {each.unit for each in tx.notices.recipients.of(SITE.id, "sms")} == {"t2-201", "t1-101"}


def test_bad_rows_are_named_and_nothing_is_stored_and_no_address_is_in_the_clear(records: Records) -> None:
    with pytest.raises(BadRows) as bad, records.transaction() as tx:
        taken(tx, "unit,phone,consent\nt2-101,13800138001,yes\nt9,13800138002,yes\nt2-102,12,yes\nt2-102,,yes\nt2-102,13800138005,maybe\n")
    assert [each.line for each in bad.value.problems] == [3, 4, 5, 6]
    with records.reading() as tx:
        assert tx.notices.recipients.list(("*",)).items == ()
    import_people(records)
    with records.reading() as tx:
        kept = tx.notices.recipients.list(("*",)).items
    assert not any("1380013" in each.sealed + each.digest for each in kept)
    assert {each.hint for each in kept if each.by == "email"} == {"l****@example.com"}


def test_events_and_logs_say_what_happened_and_hold_no_addresses(records: Records) -> None:
    import_people(records)
    notice = published(records)
    with records.reading() as tx:
        assert [entry.step.value for entry in tx.notices.log(notice.id)] == ["draft", "submit", "approve", "publish"]
        events = [each.event for each in tx.events.after(0) if each.event.transition == "notice"]
    assert len(events) == 4
    assert {each.realm for each in events} == {LIVE}
    assert not any("138" in str(each.body) for each in events)
