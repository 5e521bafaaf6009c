"""Turns are made ahead once, whatever people do to them in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.dispatch import Duty, DutySource
from domain.records import Records, Transaction
from domain.rota import RotaPlan, turns
from operations.dispatch import duty as duties
from operations.rota.editing import DutyChange, can_come_again, cannot_come, change, remove_pattern
from operations.rota.generating import HORIZON, local_today, make_ahead
from operations.rota.looking import sweep
from storage.database.records import DatabaseRecords
from tests.operations.rota.roster import CREW, DAY, EARLY, HOUR, MINUTE, OTHER, SHIFTS, SITE, SITES, T0, hire, plan, rota, rotation, walk

Act = Callable[["Rota", Transaction, int], None]
Key = tuple[str, str, datetime, datetime]


def keys(found: list[Duty]) -> list[Key]:
    return sorted((duty.person, str(duty.post), duty.since, duty.until) for duty in found)


def test_a_pattern_fills_four_weeks_and_each_day_adds_one(records: Records) -> None:
    hire(records)
    plan(records)
    walk(records, rotation())
    assert len(rota(records)) == 3 * (HORIZON.days + 1)
    assert sweep(records, SITES, T0 + HOUR) == 0
    sweep(records, SITES, T0 + DAY + HOUR)
    found = rota(records)
    assert len(found) == 3 * (HORIZON.days + 2)
    assert len(set(keys(found))) == len(found)
    assert {duty.source for duty in found} == {DutySource.PATTERN}


def test_what_has_begun_and_what_people_changed_stays_when_a_pattern_changes(records: Records) -> None:
    hire(records)
    plan(records)
    pattern = walk(records, rotation())
    now = T0 + DAY + 9 * HOUR
    by_person = {duty.person: duty for duty in rota(records, since=T0 + 2 * DAY + 8 * HOUR, until=T0 + 2 * DAY + 9 * HOUR)}
    (mine,) = by_person.values()
    with records.transaction() as tx:
        kept = change(tx, SITE, mine, DutyChange("boss", mine.post, mine.since, mine.until), by="boss", at=now)
    before = rota(records, until=now)
    walk(records, replace(pattern, members=pattern.members[:2]), at=now, new=False)
    after = rota(records)
    assert [duty for duty in after if duty.since <= now] == before
    assert kept in after
    assert {duty.person for duty in after if duty.since > now} == {"a", "b", "boss"}


def test_other_hours_of_a_shift_move_its_turns_to_come(records: Records) -> None:
    hire(records)
    plan(records)
    walk(records, rotation(members=("a",), cycle=("early",)))
    now = T0 + 9 * HOUR
    plan(records, (replace(EARLY, begin=7 * 60), *SHIFTS[1:]), at=now)
    found = rota(records)
    assert [(duty.since - T0) % DAY for duty in found] == [8 * HOUR, *[7 * HOUR] * HORIZON.days]


def test_giving_a_pattern_up_takes_back_what_is_to_come(records: Records) -> None:
    hire(records)
    plan(records)
    pattern = walk(records, rotation())
    with records.transaction() as tx:
        remove_pattern(tx, SITE, pattern, by="boss", at=T0 + 9 * HOUR)
    assert {duty.since <= T0 + 9 * HOUR for duty in rota(records)} == {True}


def test_who_is_away_at_another_site_has_no_turn_and_is_named(records: Records) -> None:
    hire(records)
    plan(records)
    with records.transaction() as tx:
        elsewhere = duties.add(tx, OTHER, "a", T0 + 7 * HOUR, T0 + 12 * HOUR, by="boss")
    walk(records, rotation(members=("a",), cycle=("early",)))
    with records.transaction() as tx:
        clashes = make_ahead(tx, SITE, T0).clashes
    assert [(turn.day, against.id) for turn, against in clashes] == [((T0 + DAY / 2).date(), elsewhere.id)]
    assert len(rota(records)) == HORIZON.days


def test_who_cannot_come_has_no_turn_until_they_can(records: Records) -> None:
    hire(records)
    plan(records)
    walk(records, rotation(members=("a",), cycle=("early",)))
    with records.transaction() as tx:
        absence, free = cannot_come(tx, SITE, "a", T0 + 40 * DAY, T0 + 42 * DAY, by="a", at=T0)
    assert free == []
    sweep(records, SITES, T0 + 20 * DAY)
    assert (40 * DAY + T0 + 8 * HOUR) not in {duty.since for duty in rota(records)}
    with records.transaction() as tx:
        can_come_again(tx, SITE, absence, by="a", at=T0 + 20 * DAY + HOUR)
    assert (40 * DAY + T0 + 8 * HOUR) in {duty.since for duty in rota(records)}


@dataclass
class Rota:
    """A rota to which things happen; `touched` are the turns that a person changed or took off."""

    records: Records
    now: datetime = T0
    touched: dict[str, Duty | None] = field(default_factory=dict)
    turns: set[tuple[str, str | None, date | None]] = field(default_factory=set)

    def chosen(self, number: int) -> Duty:
        coming = [duty for duty in rota(self.records) if duty.since > self.now and duty.source is DutySource.PATTERN]
        return coming[number % len(coming)]

    def touch(self, duty: Duty, becomes: Duty | None) -> None:
        self.touched[duty.id] = becomes
        self.turns.add((duty.person, duty.shift, duty.day))

    def remove(self, tx: Transaction, number: int) -> None:
        duty = self.chosen(number)
        duties.end(tx, duty, self.now)
        self.touch(duty, None)

    def move(self, tx: Transaction, number: int) -> None:
        duty = self.chosen(number)
        asked = DutyChange(duty.person, None, duty.since + HOUR / 2, duty.until)
        self.touch(duty, change(tx, SITE, duty, asked, by="boss", at=self.now))

    def sign_off(self, tx: Transaction, number: int) -> None:
        duties.sign_off(tx, CREW[number % len(CREW)], self.now)

    def wait(self, _tx: Transaction, number: int) -> None:
        self.now += number * HOUR / 10

    def turn(self, tx: Transaction, number: int) -> None:
        (pattern,) = tx.rota.patterns(SITE.id)
        tx.rota.save_pattern(replace(pattern, members=tuple(replace(each, offset=each.offset + number) for each in pattern.members)))

    def make(self, tx: Transaction, _number: int) -> None:
        make_ahead(tx, SITE, self.now)


ACTS = st.lists(st.tuples(st.sampled_from([Rota.remove, Rota.move, Rota.sign_off, Rota.wait, Rota.turn, Rota.make]), st.integers(0, 200)), max_size=8)


@given(acts=ACTS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_doubled_or_lost_in_any_order_of_making_and_changing(peopled: Records, acts: list[tuple[Act, int]]) -> None:
    _begin(peopled)
    living = Rota(peopled)
    for act, number in acts:
        living.now += 7 * MINUTE
        with peopled.transaction() as tx:
            act(living, tx, number)
        with peopled.transaction() as tx:
            make_ahead(tx, SITE, living.now)
    with peopled.transaction() as tx:
        again = make_ahead(tx, SITE, living.now)
        (pattern,) = tx.rota.patterns(SITE.id)
    assert (again.added, again.moved, again.removed) == (0, 0, 0)
    found = rota(peopled)
    there = {duty.id: duty for duty in found}
    assert {duty_id: there.get(duty_id) for duty_id in living.touched} == living.touched
    assert len(set(keys(found))) == len(found)
    today = local_today(SITE, living.now)
    wanted = turns(pattern, RotaPlan(SITE.id, SHIFTS), SITE.time_zone, SITE.days, today, today + HORIZON)
    to_come = {(turn.person, turn.shift, turn.day) for turn in wanted if turn.since > living.now} - living.turns
    made = {(duty.person, duty.shift, duty.day) for duty in found if duty.source is DutySource.PATTERN and duty.since > living.now}
    assert made == to_come


@pytest.fixture
def peopled(sqlite_url: str) -> Iterator[Records]:
    records = DatabaseRecords(sqlite_url, clock=lambda: T0)
    hire(records)
    plan(records)
    yield records
    records.close()


def _begin(records: Records) -> None:
    """Nothing is left of the example before."""
    with records.transaction() as tx:
        for pattern in tx.rota.patterns(SITE.id):
            tx.rota.remove_pattern(pattern.id)
        for duty in tx.dispatch.duties(SITE.id, T0 - 99 * DAY, T0 + 999 * DAY):
            tx.dispatch.remove_duty(duty.id)
    walk(records, rotation())
