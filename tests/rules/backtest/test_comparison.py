"""What a change would have done: alarms gained, lost and kept, calls, days, and what people found."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from domain.people import Department
from domain.post import Post
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.transition import Change, OrderTemplate, Transition
from domain.work_order import OrderKind, Outcome
from rules import routing
from rules.backtest import comparison, episode
from rules.backtest.comparison import BacktestResult, Known, Side, Window, compare
from rules.backtest.episode import Episode, Episodes, TooManyEpisodes
from rules.backtest.shifts import Shift
from tests.rules.backtest.mill import gap
from tests.rules.plant import after, site

DAY = 86_400.0
B1 = "test.rule0|b1|mill.b1.temp"
B2 = "test.rule0|b2|mill.b2.temp"
FLOW = "test.rule0|b1|mill.b1.flow"
START_IS_16_OCLOCK = 16 * 3_600


def alarm(start: float, end: float | None, condition: str = B1, **changes: object) -> Episode:
    """An alarm from `start` to `end`, in seconds after the start, raised a minute after it began."""
    _, asset, point = condition.split("|")
    plain = Episode(
        condition,
        asset,
        point,
        Severity.HIGH,
        (Department.ENGINEERING,),
        Text("热", "Hot"),
        after(start),
        after(start + 60),
        after(start + 60),
        91.0,
        None if end is None else after(end),
        None if end is None else after(end),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of any type


def compared(
    before: list[Episode] | None,
    changed: list[Episode],
    *,
    known: list[Known] | None = None,
    conditions: tuple[set[str], set[str]] = ({B1, B2}, {B1, B2}),
    at: Site | None = None,
    until: float = DAY,
) -> BacktestResult:
    old = None if before is None else Side(frozenset(conditions[0]), tuple(before))
    new = Side(frozenset(conditions[1]), tuple(changed))
    window = Window(after(0), after(until), (gap(0, 300),), 1_000)
    return compare(old, new, rule="test.rule0", site=at or site(), window=window, routing=routing.load(), known=known or [])


def test_alarms_of_one_condition_that_overlap_are_kept() -> None:
    old, new = alarm(0, 600), alarm(590, 900)
    result = compared([old], [new])
    assert (result.gained, result.lost, result.kept) == ((), (), ((old, new),))


@pytest.mark.parametrize("other", [alarm(700, 900), alarm(0, 600, B2)])
def test_alarms_at_another_time_or_place_are_lost_and_gained(other: Episode) -> None:
    result = compared([alarm(0, 600)], [other])
    assert (result.gained, result.lost, result.kept) == ((other,), (alarm(0, 600),), ())


def test_one_long_alarm_keeps_all_the_short_ones_it_covers() -> None:
    short = [alarm(0, 100), alarm(200, 300), alarm(400, 500)]
    long = alarm(50, 450)
    result = compared(short, [long])
    assert (result.gained, result.lost, result.kept) == ((), (), ((short[0], long),))
    back = compared([long], short)
    assert (back.gained, back.lost, [new for _, new in back.kept]) == ((), (), short)


def test_an_alarm_that_still_stands_reaches_to_the_end_of_the_window() -> None:
    result = compared([alarm(100, None)], [alarm(5_000, 6_000)])
    assert (len(result.kept), result.lost) == (1, ())
    assert result.before is not None
    assert result.before.active.total_seconds() == DAY - 160


def test_of_a_rule_that_moves_to_other_points_alarms_are_compared_by_asset() -> None:
    result = compared([alarm(0, 600)], [alarm(100, 500, FLOW), alarm(700, 800, FLOW)], conditions=({B1}, {FLOW}))
    assert (len(result.kept), len(result.gained), result.lost) == (1, 1, ())


def test_what_was_recorded_or_suppressed_by_design_is_no_alarm_but_is_counted() -> None:
    hidden = alarm(0, 600, shown=None)
    recorded = alarm(700, 710, recorded=True, shown=None)
    result = compared([alarm(0, 600)], [hidden, recorded])
    assert result.lost == (alarm(0, 600),)
    assert (result.after.alarms, result.after.suppressed, result.after.recorded) == (0, 1, 1)


def test_a_new_rule_is_compared_with_nothing() -> None:
    result = compared(None, [alarm(0, 600)])
    assert result.before is None
    assert len(result.gained) == 1
    said = result.as_json()
    assert said["before"] is None
    assert said["pushes"]["before"] is None  # type: ignore[index]


def test_time_in_alarm_is_added_up_from_when_it_was_shown() -> None:
    result = compared([], [alarm(0, 600), alarm(1_000, 1_100)])
    assert result.after.active.total_seconds() == 540 + 40


def test_alarms_are_counted_by_the_site_s_days() -> None:
    midnight = DAY - START_IS_16_OCLOCK  # the start is 16:00 in Shanghai
    result = compared([alarm(0, 60)], [alarm(midnight - 61, None), alarm(midnight, None)], until=2 * DAY)
    assert [(day.day.isoformat(), day.before, day.after) for day in result.days] == [("2026-01-05", 1, 1), ("2026-01-06", 0, 1), ("2026-01-07", 0, 0)]


def test_calls_are_counted_by_post_and_shift() -> None:
    hours = [0, 5, 7, 14, 16, 22]  # 16:00, 21:00, 23:00, 06:00, 08:00, 14:00
    result = compared([], [alarm(hour * 3_600, None) for hour in hours])
    (engineer,) = result.pushes_after
    assert engineer.post is Post.DUTY_ENGINEER
    assert engineer.by_shift == {Shift.EVENING: 2, Shift.NIGHT: 2, Shift.DAY: 2}
    assert engineer.held == 0


def test_the_site_says_when_its_shifts_begin() -> None:
    late = replace(site(), settings={"night_from_h": 20, "night_to_h": 5, "evening_from_h": 16})
    (engineer,) = compared([], [alarm(hour * 3_600, None) for hour in (-0.5, 0, 5, 14)], at=late).pushes_after
    assert engineer.by_shift == {Shift.DAY: 2, Shift.EVENING: 1, Shift.NIGHT: 1}


@pytest.mark.parametrize("severity", [Severity.MEDIUM, Severity.LOW])
def test_what_waits_for_the_morning_is_no_call_at_night(severity: Severity) -> None:
    (engineer,) = compared([], [alarm(0, None, severity=severity), alarm(8 * 3_600, None, severity=severity)]).pushes_after
    assert (engineer.by_shift, engineer.held, engineer.total) == ({Shift.EVENING: 1}, 1, 1)


def test_what_was_told_in_the_digest_after_a_restart_calls_nobody() -> None:
    result = compared([], [alarm(0, None, silent=True)])
    assert result.pushes_after == ()
    assert (result.after.alarms, result.after.silent) == (1, 1)


def test_departments_that_no_route_names_are_called_by_their_usual_posts() -> None:
    both = (Department.ENGINEERING, Department.SECURITY)
    assert [each.post for each in compared([], [alarm(0, None, departments=both)]).pushes_after] == [Post.CONTROL_ROOM, Post.DUTY_ENGINEER, Post.NEAREST_GUARD]


def test_known_outcomes_are_caught_missed_kept_or_avoided() -> None:
    known = [
        Known(B1, after(0), after(600), Outcome.REAL),
        Known(B1, after(5_000), after(5_600), Outcome.REAL),
        Known(B2, after(0), after(600), Outcome.FALSE_ALARM),
        Known(B2, after(5_000), None, Outcome.NOTHING_FOUND),
    ]
    before = [alarm(0, 600), alarm(5_000, 5_600), alarm(0, 600, B2), alarm(5_000, None, B2)]
    result = compared(before, [alarm(100, 700), alarm(6_000, 6_100, B2)], known=known)
    assert {outcome.value: (each.total, each.before, each.after) for outcome, each in result.outcomes.items()} == {
        "real": (2, 2, 1),
        "false_alarm": (1, 1, 0),
        "nothing_found": (1, 1, 1),
    }
    assert result.missed == (known[1],)
    assert result.avoided == (known[2],)


def test_a_known_alarm_of_a_point_that_the_changed_rule_leaves_is_looked_for_on_its_asset() -> None:
    known = [Known(B1, after(0), after(600), Outcome.REAL), Known(f"{B1}@tag", after(0), after(600), Outcome.REAL)]
    result = compared([], [alarm(100, 200, FLOW)], known=known, conditions=({B1}, {FLOW}))
    assert result.outcomes[Outcome.REAL].after == 2


def test_the_result_is_json_and_its_lists_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "LISTED", 2)
    flags = alarm(900, 950, value=frozenset({"b", "a"}))
    said = json.loads(json.dumps(compared([alarm(n * 100, n * 100 + 50) for n in range(4)], [flags]).as_json()))
    assert (said["lost"], len(said["episodes"]["lost"])) == (4, 2)
    assert said["episodes"]["gained"][0]["value"] == ["a", "b"]
    assert (said["messages"], said["blind_s"], len(said["days"])) == (1_000, 300, 2)
    assert said["pushes"]["per"] == "post"
    assert said["pushes"]["shifts"] == {"day": 7.0, "evening": 15.0, "night": 22.0}


def change(kind: Change, at: float, **more: object) -> Transition:
    plain = Transition(
        kind, B1, "e1", "live", "mill", "b1", "mill.b1.temp", "test.rule0", Severity.HIGH, Department.ENGINEERING, (Department.SECURITY,), Text("热", "Hot"),
        after(at), after(at + 1), OrderTemplate(OrderKind.REPAIR), value=91.0,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]  # fields of any type


def test_episodes_are_made_of_transitions() -> None:
    episodes = Episodes(frozenset({B1}))
    episodes.take([change(Change.RAISED, 10), change(Change.RAISED, 11, condition=B2, episode="e2")])
    episodes.take([change(Change.SUPPRESSED, 15), change(Change.RETURNED, 20), change(Change.RECORDED, 30, episode="e3")])
    first, second = episodes.found()
    assert (first.began, first.raised, first.shown, first.ended, first.returned) == (after(10), after(11), after(11), after(20), after(21))
    assert first.departments == (Department.ENGINEERING, Department.SECURITY)
    assert (second.recorded, second.is_alarm, second.ended) == (True, False, after(30))


def test_what_is_suppressed_is_shown_when_its_mode_is_over() -> None:
    episodes = Episodes(frozenset({B1}))
    episodes.take([change(Change.RAISED, 10, suppressed=True)])
    assert not episodes.found()[0].is_alarm
    episodes.take([change(Change.UNSUPPRESSED, 60), change(Change.UNSUPPRESSED, 90)])
    assert episodes.found()[0].shown == after(61)


def test_a_rule_that_alarms_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(episode, "MOST", 3)
    episodes = Episodes(frozenset({B1}))
    episodes.take([change(Change.RAISED, n, episode=f"e{n}") for n in range(3)])
    with pytest.raises(TooManyEpisodes):
        episodes.take([change(Change.RAISED, 4, episode="e4")])
