"""Permits: what is kept of them, their numbers, timelines and files, and which are late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from domain.attachment import Attachment
from domain.permit import PermitFilter, PermitKind, PermitState, PermitStep
from domain.records import Conflict, Records
from domain.scope import Scope
from tests.storage.database.samples import HOUR, MINUTE, NOON, a_permit, a_permit_entry, put_permit

PATIENCE_S = 60


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(points=("riverside.x.fire",), assets=("a", "b")), Scope(spaces=("t1-f3",), loops=("回路2",), device_types=("fire-detector",))]
)
def test_every_field_of_a_permit_comes_back(records: Records, scope: Scope) -> None:
    permit = a_permit(
        kind=PermitKind.FIRE_TEST,
        state=PermitState.RECHECK,
        scope=scope,
        hides=False,
        approver="li",
        watcher="zhao",
        contractor="消防维保公司",
        begun_at=NOON + MINUTE,
        ended_at=NOON + HOUR,
        recheck_at=NOON + 2 * HOUR,
        missing=("riverside.x.fire", "riverside.y.fire"),
        reported=("riverside.z.fire",),
        overdue=("until",),
    )
    with records.transaction() as tx:
        tx.permits.add(permit, a_permit_entry(permit))
        assert tx.permits.get(permit.id) == permit
        assert tx.permits.get("nothing") is None


def test_numbers_count_by_site_and_day_and_not_with_those_of_orders(records: Records) -> None:
    with records.transaction() as tx:
        tx.orders.next_number("riverside", "20260131")
        given = [tx.permits.next_number(site, day) for site, day in (("riverside", "20260131"), ("riverside", "20260131"), ("hillside", "20260131"))]
        assert given == ["X-20260131-001", "X-20260131-002", "X-20260131-001"]
        assert tx.permits.next_number("riverside", "20260201") == "X-20260201-001"
        assert tx.orders.next_number("riverside", "20260131") == "20260131-002"


def test_numbers_are_never_given_twice_to_parallel_transactions(records: Records) -> None:
    def take() -> list[str]:
        taken = []
        for _ in range(10):
            with records.transaction() as tx:
                taken.append(tx.permits.next_number("riverside", "20260131"))
        return taken

    with ThreadPoolExecutor() as pool:
        numbers = [number for task in [pool.submit(take) for _ in range(4)] for number in task.result(PATIENCE_S)]
    assert sorted(numbers) == [f"X-20260131-{number:03}" for number in range(1, 41)]


def test_an_id_or_a_number_is_there_only_once(records: Records) -> None:
    with records.transaction() as tx:
        first = put_permit(tx)
        with pytest.raises(Conflict):
            put_permit(tx, id=first.id)
        with pytest.raises(Conflict):
            put_permit(tx, number=first.number)
        put_permit(tx, number=first.number, site="hillside")


def test_saving_gives_the_next_version_adds_to_the_timeline_and_refuses_an_old_one(records: Records) -> None:
    with records.transaction() as tx:
        permit = put_permit(tx)
        approved = replace(permit, state=PermitState.APPROVED, approver="li")
        line = a_permit_entry(approved, PermitStep.APPROVED, at=NOON + MINUTE, actor="li", note="注意通风")
        saved = tx.permits.save(approved, line)
        assert saved == replace(approved, version=2)
        assert tx.permits.get(permit.id) == saved
        with pytest.raises(Conflict):
            tx.permits.save(permit, a_permit_entry(permit))
        assert tx.permits.timeline(permit.id) == [a_permit_entry(permit), line]
        assert tx.permits.timeline("nothing") == []


def test_active_ones_are_those_in_force_at_the_site(records: Records) -> None:
    with records.transaction() as tx:
        of_states = {state: put_permit(tx, state=state) for state in PermitState}
        put_permit(tx, state=PermitState.ACTIVE, site="hillside")
        assert tx.permits.active_at("riverside") == [of_states[PermitState.ACTIVE]]


def test_a_permit_is_due_when_its_time_is_up_until_that_has_been_decided(records: Records) -> None:
    with records.transaction() as tx:
        due = {state: put_permit(tx, state=state, until=NOON, recheck_at=NOON) for state in PermitState}
        put_permit(tx, state=PermitState.ACTIVE, until=NOON, overdue=("until",))
        put_permit(tx, state=PermitState.ACTIVE, until=NOON + MINUTE)
        put_permit(tx, state=PermitState.RECHECK, until=NOON, recheck_at=NOON, overdue=("recheck",))
        put_permit(tx, state=PermitState.RECHECK, until=NOON, recheck_at=NOON + MINUTE)
        put_permit(tx, state=PermitState.RECHECK, until=NOON - HOUR)
        found = {permit.id for permit in tx.permits.due_before(NOON)}
    assert found == {due[state].id for state in (PermitState.APPROVED, PermitState.ACTIVE, PermitState.RECHECK)}


def test_a_permit_that_was_late_and_is_to_be_rechecked_is_due_again(records: Records) -> None:
    with records.transaction() as tx:
        permit = put_permit(tx, state=PermitState.RECHECK, until=NOON - HOUR, recheck_at=NOON, overdue=("until",))
        assert tx.permits.due_before(NOON) == [permit]


def test_its_files_are_its_own(records: Records) -> None:
    with records.transaction() as tx:
        permit, other = put_permit(tx), put_permit(tx)
        second = Attachment("f2", permit.id, "现场.jpg", "image/jpeg", 5_000_000_000, "ff", NOON + MINUTE, "wang")
        first = Attachment("f1", permit.id, "b.pdf", "application/pdf", 1, "00", NOON, "li")
        tx.permits.add_attachment(second)
        tx.permits.add_attachment(first)
        tx.permits.add_attachment(Attachment("f3", other.id, "c.txt", "text/plain", 1, "00", NOON, "li"))
        with pytest.raises(Conflict):
            tx.permits.add_attachment(first)
        assert tx.permits.attachments(permit.id) == [first, second]
        assert tx.orders.attachments(permit.id) == []


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (PermitFilter(), [2, 1, 0]),
        (PermitFilter(sites=("riverside",)), [1, 0]),
        (PermitFilter(sites=()), []),
        (PermitFilter(states=frozenset({PermitState.ACTIVE, PermitState.CLOSED})), [2, 1]),
        (PermitFilter(states=frozenset()), []),
        (PermitFilter(kinds=frozenset({PermitKind.FIRE_TEST})), [1]),
        (PermitFilter(sites=("hillside",), kinds=frozenset({PermitKind.FIRE_TEST})), []),
    ],
)
def test_a_list_holds_what_its_filter_says_newest_first(records: Records, where: PermitFilter, expected: list[int]) -> None:
    with records.transaction() as tx:
        made = [
            put_permit(tx),
            put_permit(tx, kind=PermitKind.FIRE_TEST, state=PermitState.ACTIVE, requested_at=NOON + MINUTE),
            put_permit(tx, site="hillside", state=PermitState.CLOSED, requested_at=NOON + 2 * MINUTE),
        ]
        assert [made.index(permit) for permit in tx.permits.list(where).items] == expected


def test_pages_go_through_all_permits(records: Records) -> None:
    with records.transaction() as tx:
        made = [put_permit(tx, requested_at=NOON + (number // 2) * MINUTE) for number in range(5)]
        first = tx.permits.list(PermitFilter(), limit=2)
        second = tx.permits.list(PermitFilter(), limit=3, cursor=first.next_cursor)
    assert [*first.items, *second.items] == sorted(made, key=lambda permit: (permit.requested_at, permit.id), reverse=True)
    assert second.next_cursor is None
