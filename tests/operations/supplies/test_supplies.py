"""Emergency supplies: counted, checked in time, told once when nobody looked, removed and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.event_log import EventType
from domain.outbox import Notification, NotificationKind
from domain.page import Page
from domain.people import Department
from domain.post import Post
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.retention import DataKind
from domain.supply import Supply, SupplyFault, SupplyStep
from operations import supplies
from operations.supplies import Listed
from tests.operations.scenes import HOUR, SITE, SITES, T0

DAY = timedelta(days=1)
BAGS = Listed("沙袋", "袋", 200, Post.DUTY_ENGINEER, 30, space="t3", spot="地库入口东侧", expires_on=date(2027, 6, 30))


def added(records: Records, listed: Listed = BAGS, *, count: int = 200, at: datetime = T0) -> Supply:
    with records.transaction() as tx:
        return supplies.add(tx, listed, count=count, site=SITE, by="fitter", at=at)


def now(records: Records, supply: Supply) -> Supply:
    with records.reading() as tx:
        found = tx.supplies.get(supply.id)
    assert found is not None
    return found


def listed(records: Records, *, removed: bool = False, cursor: str | None = None, limit: int = 50) -> Page[Supply]:
    with records.reading() as tx:
        return tx.supplies.list((SITE.id,), removed=removed, cursor=cursor, limit=limit)


def told(records: Records) -> Sequence[Notification]:
    with records.reading() as tx:
        return [each for each in tx.outbox.list(site=SITE.id) if each.kind is NotificationKind.WEATHER]


def history(records: Records, supply: Supply) -> list[tuple[SupplyStep, str, int]]:
    with records.reading() as tx:
        return [(entry.step, entry.actor, entry.count) for entry in tx.supplies.history(supply.id)]


def test_every_field_comes_back(records: Records) -> None:
    supply = added(records)
    assert now(records, supply) == supply
    assert (supply.check_by, supply.checked_by, supply.expires_on) == (T0 + 30 * DAY, "fitter", date(2027, 6, 30))
    with records.reading() as tx:
        assert tx.supplies.get("nothing") is None
        (event,) = [each.event for each in tx.events.after(0) if each.event.type is EventType.SYSTEM]
    assert (event.transition, event.subject_id, event.body["name"]) == ("supply", supply.id, "沙袋")


@pytest.mark.parametrize(
    ("changed", "count"),
    [
        (replace(BAGS, name="  "), 1),
        (replace(BAGS, wanted=-1), 1),
        (replace(BAGS, check_every_days=0), 1),
        (replace(BAGS, check_every_days=367), 1),
        (replace(BAGS, space="nowhere"), 1),
        (BAGS, -1),
        (BAGS, 100_000),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(records: Records, changed: Listed, count: int) -> None:
    with pytest.raises(Refusal) as refused:
        added(records, changed, count=count)
    assert refused.value.text.zh
    assert refused.value.text.en
    assert listed(records).items == ()


@pytest.mark.parametrize(
    ("count", "at", "faults"),
    [
        (200, T0, ()),
        (199, T0, (SupplyFault.SHORT,)),
        (200, T0 + 30 * DAY, (SupplyFault.UNCHECKED,)),
        (0, T0 + 30 * DAY, (SupplyFault.SHORT, SupplyFault.UNCHECKED)),
        (200, datetime(2027, 6, 30, 15, tzinfo=T0.tzinfo), (SupplyFault.UNCHECKED,)),
        (200, datetime(2027, 6, 30, 16, tzinfo=T0.tzinfo), (SupplyFault.EXPIRED, SupplyFault.UNCHECKED)),
    ],
)
def test_what_is_wrong_with_it_by_the_calendar_of_the_site(records: Records, count: int, at: datetime, faults: tuple[SupplyFault, ...]) -> None:
    supply = added(records, count=count)
    assert supply.faults(at, at.astimezone(SITE.time_zone).date()) == faults


def test_nobody_looked_the_post_is_told_once_and_a_check_begins_anew(records: Records) -> None:
    supply = added(records)
    assert supplies.sweep(records, SITES, supply.check_by - timedelta(seconds=1)) == 0
    assert supplies.sweep(records, SITES, supply.check_by) == 1
    assert supplies.sweep(records, SITES, supply.check_by + 300 * DAY) == 0
    (one,) = told(records)
    assert (one.department, one.posts) == (Department.ENGINEERING, (Post.DUTY_ENGINEER.value,))
    assert "沙袋" in one.title.zh
    assert "地库入口东侧" in one.body.zh
    with records.transaction() as tx:
        checked = supplies.check(tx, supply.id, count=180, by="guard", at=supply.check_by + HOUR, note="少 20 袋")
    assert (checked.count, checked.told_at, checked.check_by) == (180, None, supply.check_by + HOUR + 30 * DAY)
    assert supplies.sweep(records, SITES, checked.check_by) == 1
    assert len(told(records)) == 2
    assert history(records, supply) == [
        (SupplyStep.ADDED, "fitter", 200),
        (SupplyStep.OVERDUE, "system", 200),
        (SupplyStep.CHECKED, "guard", 180),
        (SupplyStep.OVERDUE, "system", 180),
    ]


def test_a_shorter_period_is_due_from_the_last_check_on(records: Records) -> None:
    supply = added(records)
    with records.transaction() as tx:
        changed = supplies.change(tx, supply.id, replace(BAGS, check_every_days=7, wanted=300), site=SITE, by="boss", at=T0 + HOUR)
    assert (changed.check_by, changed.wanted, changed.count) == (T0 + 7 * DAY, 300, 200)
    with records.transaction() as tx:
        again = supplies.change(tx, supply.id, replace(BAGS, check_every_days=7, wanted=300), site=SITE, by="boss", at=T0 + 2 * HOUR)
    assert again.version == changed.version


def test_two_who_count_at_once(records: Records) -> None:
    supply = added(records)
    with records.transaction() as tx:
        supplies.check(tx, supply.id, count=1, by="one", at=T0 + HOUR, version=supply.version)
    with pytest.raises(Conflict), records.transaction() as tx:
        supplies.check(tx, supply.id, count=2, by="other", at=T0 + HOUR, version=supply.version)
    with pytest.raises(KeyError), records.transaction() as tx:
        supplies.check(tx, "nothing", count=2, by="other", at=T0)
    assert now(records, supply).count == 1


def test_what_is_removed_is_kept_and_can_be_put_back(records: Records) -> None:
    supply = added(records)
    with records.transaction() as tx:
        gone = supplies.remove(tx, supply.id, by="boss", at=T0 + HOUR, note="已用完")
        assert supplies.remove(tx, supply.id, by="boss", at=T0 + HOUR).version == gone.version
    assert listed(records).items == ()
    assert [each.id for each in listed(records, removed=True).items] == [supply.id]
    assert supplies.sweep(records, SITES, T0 + 300 * DAY) == 0
    with pytest.raises(Refusal), records.transaction() as tx:
        supplies.check(tx, supply.id, count=1, by="one", at=T0 + HOUR)
    with records.transaction() as tx:
        supplies.restore(tx, supply.id, by="boss", at=T0 + 2 * HOUR)
        supplies.restore(tx, supply.id, by="boss", at=T0 + 2 * HOUR)
    assert [each.id for each in listed(records).items] == [supply.id]


def test_those_due_first_come_first_and_pages_follow_each_other(records: Records) -> None:
    every = [added(records, replace(BAGS, name=str(days), check_every_days=days)) for days in (30, 7, 90, 14)]
    names: list[str] = []
    cursor: str | None = None
    while True:
        page = listed(records, cursor=cursor, limit=3)
        names += [each.name for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert names == ["7", "14", "30", "90"]
    assert len(every) == 4
    with pytest.raises(ValueError, match="cursor"):
        listed(records, cursor="ours?")


def test_retention_takes_what_was_removed_long_ago(records: Records) -> None:
    kept, gone = added(records), added(records)
    with records.transaction() as tx:
        supplies.remove(tx, gone.id, by="boss", at=T0 + HOUR)
        assert tx.housekeeping.forget_before(DataKind.WEATHER, T0 + 2 * HOUR) > 0
    with records.reading() as tx:
        assert (tx.supplies.get(kept.id) is not None, tx.supplies.get(gone.id)) == (True, None)
