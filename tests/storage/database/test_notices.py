"""Notices in the records: as they were, changed by one at a time, counted, found by what waits, and forgotten in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.notice import Affected, Notice, NoticeEntry, NoticeFilter, NoticeKind, NoticeState, NoticeStep, NoticeUpdate, UpdateState
from domain.notice_delivery import Counts, NoticeDelivery, Recipient, RecipientEnd, SendState
from domain.records import Conflict, Records
from domain.retention import DataKind
from domain.text import Text
from tests.parts.records import plain_engine
from tests.storage.database.samples import HOUR, MINUTE, NOON

REASON = Text("加压泵停用", "The booster pump is out")


def a_notice(**changes: Any) -> Notice:  # noqa: ANN401  fields of any type
    plain = Notice("n1", "T-1", "riverside", NoticeKind.WATER_CUT, NoticeState.DRAFT, Text("停水", "Water"), Text("正文", "Words"), "desk", NOON, "digest-1")
    return replace(plain, **changes)


def put(records: Records, **changes: Any) -> Notice:  # noqa: ANN401  fields of any type
    notice = a_notice(**changes)
    with records.transaction() as tx:
        tx.notices.add(notice, NoticeEntry(notice.id, NOON, NoticeStep.DRAFTED, "desk"))
    return notice


def a_delivery(**changes: Any) -> NoticeDelivery:  # noqa: ANN401  fields of any type
    return replace(NoticeDelivery("d1", "k1", "n1", "riverside", "live", "texts", NOON, next_at=NOON), **changes)


def a_recipient(**changes: Any) -> Recipient:  # noqa: ANN401  fields of any type
    plain = Recipient("r1", "riverside", "t2-101", "sms", "sealed", "138****0001", "digest", "off-1", "zh", NOON, NOON, "manager")
    return replace(plain, **changes)


def test_a_notice_comes_back_as_it_was(records: Records) -> None:
    update = NoticeUpdate("u1", Text("更新", "More"), "desk", NOON, UpdateState.PUBLISHED, NOON + HOUR, closing=True, approved_by="manager", decided_at=NOON)
    units = (Affected("t2-101", REASON), Affected("t2-102", REASON), Affected("garage", Text("人工添加", "added by hand")))
    moments = dict.fromkeys(("since", "until", "approve_by", "approved_at", "published_at", "ended_at", "matter_over_at"), NOON + MINUTE)
    links = {name: name for name in ("asset", "incident_id", "order_id", "alarm_id", "plan_run_id", "approved_by", "ended_by")}
    whole = put(
        records,
        units=units,
        updates=(update, replace(update, id="u2", until=None, state=UpdateState.SUBMITTED)),
        channels=("group", "texts"),
        cause=Text("因", "cause"),
        phone="110",
        words="误发",
        approval_late=True,
        overdue=True,
        realm="drill-1",
        state=NoticeState.UPDATED,
        **moments,
        **links,
    )
    with records.reading() as tx:
        assert tx.notices.get("n1") == whole
        assert tx.notices.by_digest("digest-1") == whole
        assert tx.notices.get("n2") is None
        assert tx.notices.by_digest("n1") is None


def test_only_one_of_two_changes_counts_and_how_often_it_was_opened_stays(records: Records) -> None:
    read = put(records)
    with records.transaction() as tx:
        tx.notices.page_opened("n1")
        tx.notices.save(replace(read, state=NoticeState.SUBMITTED), [NoticeEntry("n1", NOON, NoticeStep.SUBMITTED, "desk", "x")])
        with pytest.raises(Conflict):
            tx.notices.save(replace(read, phone="119"), [])
    with records.reading() as tx:
        found = tx.notices.get("n1")
        assert found is not None
        assert (found.state, found.opened, found.version) == (NoticeState.SUBMITTED, 1, 2)
        assert [entry.step for entry in tx.notices.log("n1")] == [NoticeStep.DRAFTED, NoticeStep.SUBMITTED]


def test_numbers_are_never_given_twice_and_a_second_of_the_same_id_is_a_conflict(records: Records) -> None:
    with records.transaction() as tx:
        assert [tx.notices.next_number("riverside", "20260131") for _ in range(2)] == ["T-20260131-001", "T-20260131-002"]
    put(records)
    with pytest.raises(Conflict):
        put(records)


def test_lists_by_state_kind_waiting_and_matter_leave_drills_out(records: Records) -> None:
    put(records, id="a", number="1", digest="a", state=NoticeState.SUBMITTED, order_id="o")
    waiting = NoticeUpdate("u", Text("x", "x"), "desk", NOON)
    put(records, id="b", number="2", digest="b", state=NoticeState.PUBLISHED, kind=NoticeKind.LIFT, updates=(waiting,), written_at=NOON + MINUTE)
    put(records, id="c", number="3", digest="c", incident_id="i", written_at=NOON + HOUR)
    put(records, id="d", number="4", digest="d", realm="drill-1", state=NoticeState.SUBMITTED)

    def listed(**where: Any) -> list[str]:  # noqa: ANN401  fields of any type
        with records.reading() as tx:
            return [each.id for each in tx.notices.list(NoticeFilter(**where)).items]

    assert listed() == ["c", "b", "a"]
    assert listed(waits=True) == ["b", "a"]
    assert listed(kind=NoticeKind.LIFT) == ["b"]
    assert listed(states={NoticeState.DRAFT}) == ["c"]
    assert (listed(about="o"), listed(about="i"), listed(about="x")) == (["a"], ["c"], [])
    assert (listed(sites=("other",)), listed(realm="drill-1"), listed(realm="*")) == ([], ["d"], ["c", "b", "d", "a"])


def test_pages_follow_one_another(records: Records) -> None:
    for number in range(5):
        put(records, id=f"n{number}", number=str(number), digest=str(number), written_at=NOON + number * MINUTE)
    with records.reading() as tx:
        first = tx.notices.list(NoticeFilter(), limit=3)
        second = tx.notices.list(NoticeFilter(), cursor=first.next_cursor, limit=3)
    assert [each.id for each in (*first.items, *second.items)] == ["n4", "n3", "n2", "n1", "n0"]
    assert second.next_cursor is None


def test_what_is_due_is_found_by_its_stored_moment(records: Records) -> None:
    put(records, id="a", number="1", digest="a", state=NoticeState.SUBMITTED, approve_by=NOON)
    put(records, id="b", number="2", digest="b", state=NoticeState.PUBLISHED, until=NOON + HOUR)
    put(records, id="c", number="3", digest="c", state=NoticeState.PUBLISHED, until=NOON, overdue=True)
    put(records, id="d", number="4", digest="d", state=NoticeState.CLOSED, until=NOON)

    def due(moment: Any) -> list[str]:  # noqa: ANN401  a time
        with records.reading() as tx:
            return [each.id for each in tx.notices.due_before(moment)]

    assert (due(NOON - MINUTE), due(NOON), due(NOON + HOUR)) == ([], ["a"], ["a", "b"])


def test_those_that_follow_a_matter_are_live_linked_and_not_over(records: Records) -> None:
    put(records, id="a", number="1", digest="a", state=NoticeState.PUBLISHED, order_id="o")
    put(records, id="b", number="2", digest="b", state=NoticeState.PUBLISHED)
    put(records, id="c", number="3", digest="c", state=NoticeState.PUBLISHED, order_id="o", realm="drill-1")
    put(records, id="d", number="4", digest="d", state=NoticeState.PUBLISHED, order_id="o", matter_over_at=NOON)
    put(records, id="e", number="5", digest="e", plan_run_id="p")
    with records.reading() as tx:
        assert [each.id for each in tx.notices.following()] == ["a", "e"]


def test_a_delivery_is_claimed_by_one_and_counted(records: Records) -> None:
    put(records)
    with records.transaction() as tx:
        tx.notices.deliveries.add(a_delivery())
        tx.notices.deliveries.add(a_delivery(id="again"))
        tx.notices.deliveries.add(a_delivery(id="d2", key="k2", channel="group", next_at=NOON + HOUR))
        claimed = a_delivery(attempts=1, next_at=NOON + MINUTE)
        assert tx.notices.deliveries.save(claimed, attempts=0)
        assert not tx.notices.deliveries.save(claimed, attempts=0)
        assert [each.id for each in tx.notices.deliveries.due(NOON + HOUR, channels=["texts", "group"], limit=9)] == ["d1", "d2"]
        assert tx.notices.deliveries.due(NOON + HOUR, channels=[], limit=9) == []
        assert tx.notices.deliveries.save(replace(claimed, state=SendState.SENT, sent_at=NOON, next_at=None), attempts=1)
        assert not tx.notices.deliveries.save(replace(claimed, state=SendState.FAILED), attempts=1)
        assert tx.notices.deliveries.cancel(notice_id="n1") == 1
        with pytest.raises(ValueError, match="which notice"):
            tx.notices.deliveries.cancel()
    with records.reading() as tx:
        assert tx.notices.counts(["n1", "n2"]) == {"n1": [Counts("group", cancelled=1), Counts("texts", sent=1)], "n2": []}
        assert [each.id for each in tx.notices.deliveries.list("n1").items] == ["d2", "d1"]
        assert tx.notices.deliveries.get("d1") == a_delivery(attempts=1, next_at=None, state=SendState.SENT, sent_at=NOON)


def test_recipients_are_found_by_site_address_and_token(records: Records) -> None:
    ended = a_recipient(id="r2", unit="t2-102", off_digest="off-2", ended_at=NOON, ended=RecipientEnd.GONE, added_at=NOON + MINUTE)
    with records.transaction() as tx:
        tx.notices.recipients.put(a_recipient())
        tx.notices.recipients.put(ended)
        tx.notices.recipients.put(a_recipient(language="en"))
    with records.reading() as tx:
        assert tx.notices.recipients.of("riverside", "sms") == [a_recipient(language="en")]
        assert tx.notices.recipients.of("riverside", "email") == tx.notices.recipients.of("other", "sms") == []
        assert tx.notices.recipients.by_off("off-2") == tx.notices.recipients.get("r2") == ended
        assert [each.id for each in tx.notices.recipients.by_digest("digest")] == ["r1", "r2"]
        assert [each.id for each in tx.notices.recipients.list(("riverside",)).items] == ["r2", "r1"]


def test_the_log_is_append_only(records: Records, records_url: str) -> None:
    put(records)
    engine = plain_engine(records_url)
    for statement in ("UPDATE notice_entry SET note = 'x'", "DELETE FROM notice_entry"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    engine.dispose()


def test_what_is_over_is_forgotten_with_its_parts_and_an_opt_out_is_remembered(records: Records) -> None:
    put(records, ended_at=NOON, state=NoticeState.CLOSED)
    put(records, id="open", number="T-2", digest="digest-2")
    with records.transaction() as tx:
        tx.notices.deliveries.add(a_delivery())
        tx.notices.recipients.put(a_recipient(ended_at=NOON, ended=RecipientEnd.GONE))
        tx.notices.recipients.put(a_recipient(id="out", off_digest="off-2", ended_at=NOON, ended=RecipientEnd.OPTED_OUT))
        tx.notices.recipients.put(a_recipient(id="there", off_digest="off-3"))
    later = NOON + timedelta(days=1)
    with records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.NOTICES, later) == 1
        assert tx.housekeeping.forget_before(DataKind.NOTICE_RECIPIENTS, later) == 2
    with records.reading() as tx:
        assert [each.id for each in tx.notices.list(NoticeFilter()).items] == ["open"]
        assert tx.notices.log("n1") == []
        assert tx.notices.deliveries.get("d1") is None
        out = tx.notices.recipients.get("out")
        assert out is not None
        assert (out.hint, out.unit, out.digest) == ("", "", "digest")
        assert [tx.notices.recipients.get(each) is None for each in ("r1", "there")] == [True, False]
