"""Rotations day by day, with a holiday and a 调休 day, and where clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.post import Post
from domain.rota import DayRule, Need, RotaPlan, Shift, slots, turns
from domain.text import Text
from tests.operations.rota.roster import DAY, DAYS, EARLY, NIGHT, SHIFTS, SITE, TODAY, needing, rotation

PLAN = RotaPlan(SITE.id, SHIFTS)
MARKS: dict[str | None, str] = {None: "休", **{shift.id: shift.mark for shift in SHIFTS}}

MONTH = {
    "a": "早早中中夜夜休休早早中中夜夜休休早早中中夜夜休休早早中中夜夜",
    "b": "中中夜夜休休早早中中夜夜休休早早中中夜夜休休早早中中夜夜休休",
    "c": "夜夜休休早早中中夜夜休休早早中中夜夜休休早早中中夜夜休休早早",
    "d": "休休早早中中夜夜休休早早中中夜夜休休早早中中夜夜休休早早中中",
}
"""28 September to 27 October: who works through holidays works through them."""


def marks(on: DayRule, cycle: tuple[str | None, ...], member: int = 0, days: int = 14) -> str:
    pattern = rotation(cycle=cycle, on=on)
    return "".join(MARKS[pattern.shift_on(pattern.members[member], TODAY + number * DAY, DAYS)] for number in range(days))


@pytest.mark.parametrize(("place", "person"), [*enumerate(MONTH)])
def test_four_crews_walk_three_shifts_for_a_month(place: int, person: str) -> None:
    assert marks(DayRule.EVERY_DAY, rotation().cycle, place, 30) == MONTH[person]


def test_every_shift_has_one_crew_on_every_day() -> None:
    assert {"".join(sorted(day)) for day in zip(*MONTH.values(), strict=True)} == {"".join(sorted("早中夜休"))}


@pytest.mark.parametrize(
    ("on", "cycle", "expected"),
    [
        # Mon 28 Sep … Thu 1 to Sat 3 Oct are National Day, Sat 10 Oct is worked.
        (DayRule.WORKDAYS, ("office",), "白白白休休休休白白白白白白休"),
        (DayRule.EVERY_DAY, ("office", "office", None, None), "白白休休白白休休白白休休白白"),
        (DayRule.NOT_ON_HOLIDAYS, ("office", "office", None, None), "白白休休休休休休白白休休白白"),
    ],
)
def test_holidays_and_working_saturdays_are_those_of_the_site(on: DayRule, cycle: tuple[str | None, ...], expected: str) -> None:
    assert marks(on, cycle) == expected


def test_nobody_has_a_turn_before_a_pattern_starts_and_after_it_ends() -> None:
    pattern = replace(rotation(cycle=("early",)), ends_on=TODAY + DAY)
    found = [turn.day for turn in turns(pattern, PLAN, SITE.time_zone, DAYS, TODAY - 3 * DAY, TODAY + 3 * DAY) if turn.person == "a"]
    assert found == [TODAY, TODAY + DAY]


def test_who_has_two_posts_has_a_turn_for_each() -> None:
    pattern = rotation(members=("a",), posts=(Post.DUTY_ENGINEER, Post.ENGINEERING_LEAD))
    assert [turn.post for turn in turns(pattern, PLAN, SITE.time_zone, DAYS, TODAY, TODAY)] == [Post.DUTY_ENGINEER, Post.ENGINEERING_LEAD]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 6, 1), 8)])
def test_a_night_is_as_long_as_the_clocks_on_the_wall_say(day: date, hours: int) -> None:
    over_midnight = Shift("n", Text("夜", "Night"), "夜", 22 * 60, 6 * 60)
    since, until = over_midnight.span(day, ZoneInfo("Europe/Berlin"))
    assert until - since == timedelta(hours=hours)


def test_a_shift_that_ends_when_it_begins_is_a_whole_day() -> None:
    since, until = replace(EARLY, end=EARLY.begin).span(TODAY, SITE.time_zone)
    assert until - since == DAY


def test_posts_are_needed_on_the_days_that_the_shift_names() -> None:
    shifts = needing(Need(Post.DUTY_ENGINEER, 2), shifts=(replace(NIGHT, on=DayRule.WORKDAYS),))
    found = slots(RotaPlan(SITE.id, shifts), SITE.time_zone, DAYS, date(2026, 9, 30), date(2026, 10, 10))
    assert [slot.day.day for slot in found] == [30, 5, 6, 7, 8, 9, 10]
    assert {slot.people for slot in found} == {2}
