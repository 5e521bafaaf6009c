"""The outbox: each thing is told once, and what is due is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.outbox import DeliveryState
from domain.records import Records
from tests.storage.database.samples import HOUR, MINUTE, NOON, a_notification


def test_every_field_of_a_notification_comes_back(records: Records) -> None:
    notification = a_notification(
        alarm_ids=("a1", "a2"),
        work_order_id="o1",
        state=DeliveryState.FAILED,
        attempts=3,
        next_at=NOON,
        sent_at=NOON + HOUR,
        error="拒绝 refused",
        posts=("duty_engineer", "manager"),
        digest=True,
    )
    with records.transaction() as tx:
        tx.outbox.add(notification)
        assert tx.outbox.list() == [notification]


def test_the_same_thing_is_never_told_twice(records: Records) -> None:
    first = a_notification()
    with records.transaction() as tx:
        tx.outbox.add(first)
        tx.outbox.add(a_notification(key=first.key))
    with records.transaction() as tx:
        tx.outbox.add(a_notification(key=first.key))
        assert tx.outbox.list() == [first]


def test_due_are_those_that_wait_and_whose_time_has_come_oldest_first(records: Records) -> None:
    now_due = a_notification(created_at=NOON + MINUTE, next_at=NOON + HOUR)
    never_tried = a_notification()
    with records.transaction() as tx:
        for notification in (now_due, never_tried, a_notification(next_at=NOON + 2 * HOUR), a_notification(state=DeliveryState.SENT)):
            tx.outbox.add(notification)
        assert tx.outbox.due(NOON + HOUR) == [never_tried, now_due]
        assert tx.outbox.due(NOON + HOUR, limit=1) == [never_tried]


def test_saving_keeps_how_far_it_is(records: Records) -> None:
    notification = a_notification()
    sent = replace(notification, state=DeliveryState.SENT, attempts=1, sent_at=NOON)
    with records.transaction() as tx:
        tx.outbox.add(notification)
        tx.outbox.save(sent)
        assert tx.outbox.list() == [sent]
        assert tx.outbox.due(NOON) == []
        with pytest.raises(KeyError):
            tx.outbox.save(a_notification())


def test_the_list_is_newest_first_and_may_be_of_one_site(records: Records) -> None:
    old, new, elsewhere = a_notification(), a_notification(created_at=NOON + HOUR), a_notification(site="hillside", created_at=NOON + MINUTE)
    with records.transaction() as tx:
        for notification in (old, new, elsewhere):
            tx.outbox.add(notification)
        assert tx.outbox.list() == [new, elsewhere, old]
        assert tx.outbox.list(site="riverside", limit=1) == [new]


def test_what_is_for_a_digest_is_never_due_by_itself(records: Records) -> None:
    now, later, any_time = (a_notification(digest=True, next_at=next_at, created_at=NOON + MINUTE) for next_at in (NOON, NOON + HOUR, None))
    by_itself = a_notification(next_at=NOON)
    told = a_notification(digest=True, state=DeliveryState.DIGESTED)
    with records.transaction() as tx:
        for notification in (now, later, any_time, by_itself, told):
            tx.outbox.add(notification)
        assert tx.outbox.due(NOON) == [by_itself]
        assert {one.id for one in tx.outbox.held_for_digest(NOON)} == {now.id, any_time.id}
        assert [one.id for one in tx.outbox.held_for_digest(NOON + HOUR)] == sorted((now.id, later.id, any_time.id))
        tx.outbox.save(replace(now, state=DeliveryState.DIGESTED, sent_at=NOON))
        assert tx.outbox.held_for_digest(NOON) == [any_time]
