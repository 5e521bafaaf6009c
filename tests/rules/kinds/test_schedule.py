"""The kind `schedule`."""

from __future__ import annotations

from datetime import date

import pytest

from rules.kind import CannotBind
from tests.rules.kinds.station import bound, ear, faults, local, ms, seconds, signals, site

OPEN = "{kind: state, point: open, equals: true}"
AT_NIGHT = f"{{kind: schedule, calendar: night, when: {OPEN}}}"
BY_DAY = f"{{kind: schedule, calendar: night, outside: true, when: {OPEN}}}"
DAY = date(2026, 1, 5)


def test_a_condition_counts_only_while_the_calendar_holds() -> None:
    listener = ear(AT_NIGHT)
    listener.hear(local(DAY, 12), "open", value=True)
    assert listener.turns == []
    listener.until(local(date(2026, 1, 7), 0))
    assert listener.turns == [
        (seconds(ms(local(DAY, 22))), True),
        (seconds(ms(local(date(2026, 1, 6), 6))), False),
        (seconds(ms(local(date(2026, 1, 6), 22))), True),
    ]


def test_outside_turns_it_round() -> None:
    listener = ear(BY_DAY)
    listener.hear(local(DAY, 12), "open", value=True)
    listener.until(local(DAY, 23))
    assert listener.turns == [(seconds(ms(local(DAY, 12))), True), (seconds(ms(local(DAY, 22))), False)]


def test_what_is_normal_never_fires_whatever_the_calendar_says() -> None:
    listener = ear(AT_NIGHT)
    listener.hear(local(DAY, 12), "open", value=False)
    assert listener.condition.detector.due(listener.memory) is None
    assert listener.until(local(date(2026, 2, 1), 0)) == []


def test_a_value_at_night_is_judged_at_once() -> None:
    listener = ear(AT_NIGHT)
    listener.hear(local(DAY, 23), "open", value=True)
    listener.hear(local(DAY, 23, 30), "open", value=False)
    assert [truth for _, truth in listener.turns] == [True, False]


def test_outside_of_the_calendar_even_the_unknown_is_normal_and_inside_it_is_not() -> None:
    listener = ear(AT_NIGHT)
    assert listener.hear(local(DAY, 12), "open", None, trusted=False)[0].truth is False
    assert listener.hear(local(DAY, 23), "open", None, trusted=False)[-1].truth is None


def test_late_news_counts_if_it_was_night_then() -> None:
    listener = ear(AT_NIGHT)
    listener.hear(local(date(2026, 1, 6), 12), "open", value=False)
    listener.hear(local(date(2026, 1, 6), 11), "open", value=True)
    listener.hear(local(date(2026, 1, 6), 3), "open", value=True)
    assert listener.records == [seconds(ms(local(date(2026, 1, 6), 3)))]


def test_a_window_and_the_calendar_work_together() -> None:
    listener = ear("{kind: schedule, calendar: night, when: {kind: count, event: access.denied, at_least: 1, within: 10m}}")
    listener.event(local(DAY, 21, 55), "access.denied")
    listener.until(local(DAY, 23))
    minute = [(at / 60, truth) for at, truth in listener.turns]
    assert minute == [(14 * 60, True), (14 * 60 + 5, False)]


def test_each_point_of_a_pattern_is_a_condition() -> None:
    assert len(bound("{kind: schedule, calendar: night, when: {kind: state, point: pump_*_run, equals: true}}")) == 2
    assert signals(AT_NIGHT) == 1


def test_the_limit_says_when() -> None:
    (found,) = bound(BY_DAY)
    assert (found.limit.zh, found.limit.en) == ("是（夜间以外）", "yes (outside Night)")


def test_an_unknown_calendar_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(CannotBind, match=r"`works` has no calendar `nite`\. It has: night") as refused:
        bound(f"{{kind: schedule, calendar: nite, when: {OPEN}}}", site())
    assert refused.value.faults[0].place == ("calendar",)


def test_what_is_wrong_inside_is_named_with_its_place() -> None:
    (fault,) = faults("{kind: schedule, calendar: night, when: {kind: state, point: opn, equals: true}}")
    assert fault.startswith("when.point: `station` has no point `opn`")
