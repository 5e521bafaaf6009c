"""Swaps: asked, accepted, approved; what can never be; two who accept at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest

from domain.alarm import IllegalStep
from domain.dispatch import Duty, DutySource
from domain.outbox import NotificationKind
from domain.post import Post
from domain.problem import Refusal
from domain.records import Conflict, Records, Transaction
from domain.skill import HeldSkill
from domain.swap import Swap, SwapState
from operations.dispatch import duty
from operations.rota import swapping
from operations.rota.editing import cannot_come
from tests.operations.rota.roster import DAY, HOUR, OTHER, SITE, SITES, T0, hire, plan, rota, rotation, told, walk

NOW = T0 + HOUR


@pytest.fixture(autouse=True)
def _walking(records: Records) -> None:
    hire(records)
    plan(records, lead_approves=False)
    walk(records, rotation(posts=(Post.DUTY_ENGINEER, Post.ENGINEERING_LEAD)))


def shift_of(records: Records, person: str, shift: str) -> Duty:
    """The first of theirs to come."""
    return next(each for each in rota(records) if (each.person, each.shift) == (person, shift) and each.since > NOW)


def ask(records: Records, mine: Duty, colleague: str | None = None, theirs: Duty | None = None) -> Swap:
    with records.transaction() as tx:
        return swapping.ask(tx, SITE, mine.person, mine.id, at=NOW, colleague=colleague, in_return=None if theirs is None else theirs.id, note="有事")


def accept(records: Records, swap: Swap, by: str) -> Swap:
    with records.transaction() as tx:
        return swapping.accept(tx, SITE, swap, by=by, at=NOW + HOUR / 2)


def who(records: Records, mine: Duty) -> set[tuple[str, Post | None, DutySource]]:
    return {(each.person, each.post, each.source) for each in rota(records) if (each.since, each.until) == (mine.since, mine.until)}


def test_a_colleague_takes_a_shift_with_all_its_posts(records: Records) -> None:
    mine = shift_of(records, "b", "late")
    swap = accept(records, ask(records, mine, "d"), "d")
    assert (swap.state, swap.taker, swap.decided_by, swap.next_at) == (SwapState.DONE, "d", "system", None)
    assert who(records, mine) == {("d", Post.DUTY_ENGINEER, DutySource.SWAP), ("d", Post.ENGINEERING_LEAD, DutySource.SWAP)}
    asked, *decided = told(records, NotificationKind.ROTA)
    assert (asked.title.zh, asked.persons) == ("换班待答复：员工b 09-28 16:00", ("d",))
    assert [notice.title.zh for notice in decided] == ["已换班：员工b 09-28 16:00 由 员工d 值班"] * 2
    assert sorted(notice.persons for notice in decided) == [("b",), ("d",)]


def test_a_shift_that_anybody_may_take_is_told_to_the_team_and_what_comes_of_it_to_both(records: Records) -> None:
    plan(records, lead_approves=True)
    swap = accept(records, ask(records, shift_of(records, "b", "late")), "d")
    with records.transaction() as tx:
        swapping.approve(tx, SITE, swap, by="boss", at=NOW + HOUR)
    asked, approval, *decided = told(records, NotificationKind.ROTA)
    assert (asked.posts, asked.persons, approval.posts, approval.persons) == ((), (), ("engineering_lead",), ())
    assert sorted(notice.persons for notice in decided) == [("b",), ("d",)]


def test_who_says_no_is_not_told_of_it(records: Records) -> None:
    swap = ask(records, shift_of(records, "b", "late"), "d")
    with records.transaction() as tx:
        swapping.refuse(tx, SITE, swap, by="d", at=NOW + HOUR)
    assert [notice.persons for notice in told(records, NotificationKind.ROTA)] == [("d",), ("b",)]


def test_two_shifts_are_exchanged(records: Records) -> None:
    plan(records, rest=0 * HOUR)
    mine, theirs = shift_of(records, "a", "night"), shift_of(records, "c", "late")
    assert accept(records, ask(records, mine, "c", theirs), "c").state is SwapState.DONE
    assert {each.person for each in rota(records) if (each.since, each.until) == (mine.since, mine.until)} == {"c"}
    assert {each.person for each in rota(records) if (each.since, each.until) == (theirs.since, theirs.until)} == {"a"}


def test_where_a_lead_approves_nothing_changes_hands_before(records: Records) -> None:
    plan(records, lead_approves=True)
    mine = shift_of(records, "b", "late")
    swap = accept(records, ask(records, mine), "d")
    assert swap.state is SwapState.ACCEPTED
    assert {person for person, _, _ in who(records, mine)} == {"b"}
    with records.transaction() as tx, pytest.raises(Refusal, match="swap of their own"):
        swapping.approve(tx, SITE, swap, by="d", at=NOW + HOUR)
    with records.transaction() as tx:
        assert swapping.approve(tx, SITE, swap, by="boss", at=NOW + HOUR).state is SwapState.DONE
    assert {person for person, _, _ in who(records, mine)} == {"d"}
    assert told(records, NotificationKind.ROTA)[1].posts == ("engineering_lead",)


@pytest.mark.parametrize("lead_approves", [True, False])
def test_of_two_who_accept_at_once_one_does(records: Records, lead_approves: bool) -> None:  # noqa: FBT001  a parameter of the test
    plan(records, lead_approves=lead_approves)
    swap = ask(records, shift_of(records, "b", "late"))
    together = Barrier(2)

    def take(by: str) -> str | None:
        together.wait(30)
        with suppress(Conflict, Refusal, IllegalStep), records.transaction() as tx:
            return swapping.accept(tx, SITE, swap, by=by, at=NOW + HOUR / 2).taker
        return None

    with ThreadPoolExecutor(2) as threads:
        takers = {*threads.map(take, ("c", "d"))}
    with records.reading() as tx:
        settled = tx.rota.swap(swap.id)
    assert settled is not None
    assert takers == {None, settled.taker}
    with pytest.raises(IllegalStep):
        accept(records, settled, "c")


def test_too_little_rest_and_another_department_wait_for_a_lead(records: Records) -> None:
    mine = shift_of(records, "b", "late")
    assert accept(records, ask(records, mine, "a"), "a").hints == ("rest",)
    other = shift_of(records, "c", "early")
    assert accept(records, ask(records, other, "guard"), "guard").hints == ("department",)


def elsewhere(tx: Transaction, mine: Duty) -> None:
    duty.add(tx, OTHER, "d", mine.since, mine.since + HOUR, by="boss")


def absent(tx: Transaction, mine: Duty) -> None:
    cannot_come(tx, SITE, "d", mine.since, mine.until, by="d", at=NOW)


def uncertified(tx: Transaction, _mine: Duty) -> None:
    tx.rota.save_plan(replace(tx.rota.plan(SITE.id), certificates={Post.DUTY_ENGINEER: ("lift-rescue",)}))


def gone(tx: Transaction, mine: Duty) -> None:
    duty.end(tx, mine, NOW)


@pytest.mark.parametrize(
    ("hindrance", "told_why"),
    [(elsewhere, "is on duty already"), (absent, "cannot come then"), (uncertified, "holds no valid certificate"), (gone, "changed hands")],
)
def test_what_can_never_be_is_refused_in_words(records: Records, hindrance: Callable[[Transaction, Duty], None], told_why: str) -> None:
    mine = shift_of(records, "b", "late")
    swap = ask(records, mine, "d")
    with records.transaction() as tx:
        hindrance(tx, mine)
    with pytest.raises(Refusal, match=told_why):
        accept(records, swap, "d")
    assert {person for person, _, _ in who(records, mine)} <= {"b"}


def test_who_holds_the_certificate_may_take_it(records: Records) -> None:
    plan(records, certificates={Post.DUTY_ENGINEER: ("lift-rescue",)})
    with records.transaction() as tx:
        tx.dispatch.set_skills("d", [HeldSkill("d", "lift-rescue", "TS-1", date(2030, 1, 1))])
    assert accept(records, ask(records, shift_of(records, "b", "late"), "d"), "d").state is SwapState.DONE


def test_it_can_be_refused_and_withdrawn_and_asked_again(records: Records) -> None:
    mine = shift_of(records, "b", "late")
    swap = ask(records, mine, "d")
    with records.transaction() as tx, pytest.raises(Refusal, match="asked for already"):
        swapping.ask(tx, SITE, "b", mine.id, at=NOW)
    with records.transaction() as tx, pytest.raises(Refusal, match="only those who swap"):
        swapping.withdraw(tx, SITE, swap, by="c", at=NOW)
    with records.transaction() as tx:
        assert swapping.refuse(tx, SITE, swap, by="d", at=NOW).state is SwapState.REFUSED
    again = ask(records, mine)
    with records.transaction() as tx:
        assert swapping.withdraw(tx, SITE, again, by="b", at=NOW).state is SwapState.WITHDRAWN


def test_it_is_void_when_the_shift_begins(records: Records) -> None:
    mine = shift_of(records, "b", "late")
    swap = ask(records, mine)
    assert swapping.sweep(records, SITES, mine.since - HOUR) == 0
    with records.transaction() as tx, pytest.raises(Refusal, match="has begun"):
        swapping.accept(tx, SITE, swap, by="d", at=mine.since)
    assert [swapping.sweep(records, SITES, mine.since + at * HOUR) for at in (0, 0, 1)] == [1, 0, 0]
    with records.reading() as tx:
        expired = tx.rota.swap(swap.id)
    assert expired is not None
    assert expired.state is SwapState.EXPIRED


def test_a_shift_that_has_begun_or_is_somebody_elses_is_not_swapped(records: Records) -> None:
    mine = shift_of(records, "b", "late")
    with records.transaction() as tx, pytest.raises(Refusal, match="no such shift"):
        swapping.ask(tx, SITE, "a", mine.id, at=NOW)
    with records.transaction() as tx, pytest.raises(Refusal, match="has begun"):
        swapping.ask(tx, SITE, "b", mine.id, at=mine.since + DAY)
