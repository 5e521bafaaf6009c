"""The figures of a day, counted by hand here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.alarm import AlarmEvent, AlarmState
from domain.people import Department
from domain.records import Records
from domain.severity import Priority, Severity
from domain.text import Text
from domain.work_order import Due, OrderEvent, OrderKind, OrderState, Outcome, TimelineEntry, WorkOrder
from operations.figures import AlarmFigures, alarm_figures, alarm_figures_of_days
from operations.figures.flood import FloodSpan
from tests.operations.figures.histories import DAY, HOUR, MINUTE, SECOND, SITE, Story, burst, raised, site

TODAY = date(2026, 1, 31)
E, S = AlarmEvent, AlarmState
CRITICAL, HIGH, MEDIUM, LOW = Severity


def figures(records: Records, day: date = TODAY, *, now: datetime | None = None, settings: dict[str, float] | None = None) -> AlarmFigures:
    with records.reading() as tx:
        return alarm_figures(tx, site(settings=settings), day, now=now)


def completed(records: Records, story: Story, outcome: Outcome | None, *, opened_at: datetime | None = None) -> None:
    """The order of an alarm ends with `outcome`."""
    order = WorkOrder(
        id=f"o-{story.alarm.id}",
        number=f"n-{story.alarm.id}",
        realm="live",
        kind=OrderKind.REPAIR,
        site="riverside",
        asset=story.alarm.asset,
        department=Department.ENGINEERING,
        priority=Priority.P2,
        state=OrderState.DISPATCHED,
        title=Text("故障", "Fault"),
        opened_at=opened_at or story.alarm.raised_at,
        due=Due(),
        alarm_ids=(story.alarm.id,),
    )
    with records.transaction() as tx:
        tx.orders.add(order, TimelineEntry(f"t1-{order.id}", order.id, order.opened_at, order.opened_at, OrderEvent.OPENED, order.state, "system"))
        done = replace(order, state=OrderState.COMPLETED, outcome=outcome)
        tx.orders.save(done, TimelineEntry(f"t2-{order.id}", order.id, order.opened_at, order.opened_at, OrderEvent.COMPLETED, done.state, "fitter"))


def test_an_empty_day_has_nothing_but_its_length(sqlite_records: Records) -> None:
    empty = figures(sqlite_records)
    assert (empty.raised, empty.annunciated, empty.average, empty.peak, empty.in_flood, empty.complete) == (0, 0, 0.0, None, 0.0, True)
    assert (empty.bad_actors, empty.chattering, empty.long_standing, empty.floods) == ((), (), (), ())
    assert [(each.count, each.share, each.median_s, each.p90_s) for each in empty.by_severity] == [(0, None, None, None)] * 4
    assert (empty.outcomes.unknown, empty.outcomes.nuisance) == (0, None)


def test_a_day_that_has_not_begun_tells_no_rates(sqlite_records: Records) -> None:
    ahead = figures(sqlite_records, now=DAY - HOUR)
    assert (ahead.since, ahead.until, ahead.average, ahead.in_flood, ahead.complete) == (DAY, DAY, None, None, False)


def test_a_day_goes_from_midnight_to_midnight_of_the_site(records: Records) -> None:
    raised(records, DAY - SECOND, asset="before")
    raised(records, DAY, asset="first")
    raised(records, DAY + 24 * HOUR - SECOND, asset="last")
    raised(records, DAY + 24 * HOUR, asset="after")
    assert [each.actor.asset for each in figures(records).bad_actors] == ["first", "last"]


@pytest.mark.parametrize(("day", "hours", "average"), [(date(2026, 3, 29), 23, 0.14), (date(2026, 10, 25), 25, 0.13), (date(2026, 1, 31), 24, 0.14)])
def test_a_day_on_which_the_clocks_change_is_shorter_or_longer(sqlite_records: Records, day: date, hours: int, average: float) -> None:
    berlin = site("Europe/Berlin")
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    burst(sqlite_records, start, 20, HOUR)
    with sqlite_records.reading() as tx:
        told = alarm_figures(tx, berlin, day)
    assert (told.until - told.since, told.annunciated) == (hours * HOUR, 20)
    assert told.average is not None
    assert round(told.average, 2) == average


def test_rates_are_per_operator_and_ten_minutes(sqlite_records: Records) -> None:
    burst(sqlite_records, DAY + HOUR, 3, HOUR, rule="few")
    burst(sqlite_records, DAY + 12 * HOUR, 9, MINUTE, rule="many")
    one, two = figures(sqlite_records), figures(sqlite_records, settings={"operators": 2})
    # 12 alarms in 144 times ten minutes.
    assert (one.average, two.average) == (12 / 144, 12 / 288)
    assert one.peak is not None
    assert two.peak is not None
    assert (one.peak.count, one.peak.per_operator, two.peak.per_operator) == (9, 9.0, 4.5)
    assert (one.peak.since, one.peak.until) == (DAY + 12 * HOUR - 2 * MINUTE, DAY + 12 * HOUR + 8 * MINUTE)


def test_the_share_of_time_in_flood(sqlite_records: Records) -> None:
    # Ten at once are a flood of ten minutes. That of five to midnight reaches five minutes into the day.
    for start in (DAY - 5 * MINUTE, DAY + 6 * HOUR, DAY + 7 * HOUR):
        burst(sqlite_records, start, 10, timedelta(0), rule=start.isoformat())
    told = figures(sqlite_records)
    assert told.floods == (
        FloodSpan(DAY, DAY + 5 * MINUTE),
        FloodSpan(DAY + 6 * HOUR, DAY + 6 * HOUR + 10 * MINUTE),
        FloodSpan(DAY + 7 * HOUR, DAY + 7 * HOUR + 10 * MINUTE),
    )
    assert told.in_flood == 25 / (24 * 60)


def test_of_a_day_that_is_not_over_only_what_has_passed_counts(sqlite_records: Records) -> None:
    burst(sqlite_records, DAY + HOUR, 10, timedelta(0))
    told = figures(sqlite_records, now=DAY + HOUR + 5 * MINUTE)
    assert (told.until, told.complete) == (DAY + HOUR + 5 * MINUTE, False)
    assert (told.average, told.in_flood) == (10 / 6.5, 5 / 65)


def test_the_worst_actors_with_their_shares(sqlite_records: Records) -> None:
    for number in range(6):
        raised(sqlite_records, DAY + number * HOUR, asset="pump-1", severity=HIGH)
    for number in range(3):
        raised(sqlite_records, DAY + number * HOUR, asset="pump-2", severity=LOW)
    burst(sqlite_records, DAY + 12 * HOUR, 11, HOUR, rule="single")
    told = figures(sqlite_records)
    assert [(each.actor.asset, each.count, each.share, each.cumulative) for each in told.bad_actors[:3]] == [
        ("pump-1", 6, 0.3, 0.3),
        ("pump-2", 3, 0.15, 0.45),
        ("single-0", 1, 0.05, 0.5),
    ]
    assert len(told.bad_actors) == 10
    assert round(told.bad_actors[-1].cumulative, 2) == 0.85


def test_severities_against_what_is_recommended(sqlite_records: Records) -> None:
    for number, severity in enumerate([CRITICAL, HIGH, HIGH, MEDIUM, MEDIUM, MEDIUM, LOW, LOW]):
        raised(sqlite_records, DAY + number * HOUR, asset=f"pump-{number}", severity=severity)
    told = [(each.severity, each.count, each.share, each.recommended) for each in figures(sqlite_records).by_severity]
    assert told == [(CRITICAL, 1, 0.125, 0.01), (HIGH, 2, 0.25, 0.04), (MEDIUM, 3, 0.375, 0.15), (LOW, 2, 0.25, 0.8)]
    assert sum(recommended for *_, recommended in told) == pytest.approx(1)


def test_the_median_and_the_ninetieth_percentile_of_waiting(sqlite_records: Records) -> None:
    for number in range(1, 11):
        raised(sqlite_records, DAY + number * HOUR, asset=f"pump-{number}").acknowledged(DAY + number * HOUR + number * MINUTE)
    raised(sqlite_records, DAY + 12 * HOUR, asset="unseen")
    raised(sqlite_records, DAY + 13 * HOUR, asset="tank", severity=LOW).acknowledged(DAY + 13 * HOUR + 7 * SECOND)
    _, high, medium, low = figures(sqlite_records).by_severity
    # 1 … 10 minutes: the median is 5.5, and nine of ten waited no longer than 9.
    assert (high.acknowledged, high.unanswered, high.median_s, high.p90_s) == (10, 1, 330.0, 540.0)
    assert (low.acknowledged, low.median_s, low.p90_s) == (1, 7.0, 7.0)
    assert (medium.acknowledged, medium.median_s) == (0, None)


def test_a_wait_lasts_from_the_first_unseen_call_and_belongs_to_the_day_on_which_it_began(sqlite_records: Records) -> None:
    came_back = raised(sqlite_records, DAY + 23 * HOUR)
    came_back.cleared(DAY + 23 * HOUR + MINUTE).reraised(DAY + 23 * HOUR + 2 * MINUTE).acknowledged(DAY + 25 * HOUR)
    came_back.say(E.REALARMED, S.UNACKNOWLEDGED, DAY + 26 * HOUR).acknowledged(DAY + 26 * HOUR + MINUTE)
    assert [(each.acknowledged, each.median_s) for each in figures(sqlite_records).by_severity if each.count] == [(1, 7200.0)]
    assert [(each.acknowledged, each.median_s) for each in figures(sqlite_records, date(2026, 2, 1)).by_severity if each.count] == [(1, 60.0)]


def test_who_saw_it_in_a_basement_saw_it_then(sqlite_records: Records) -> None:
    story = raised(sqlite_records, DAY)
    story.acknowledged(DAY + HOUR)
    story.alarm = replace(story.alarm, acknowledged_at=DAY + 5 * MINUTE)
    story.say(E.LINKED, S.ACKNOWLEDGED, DAY + 2 * HOUR)
    assert [each.median_s for each in figures(sqlite_records).by_severity if each.count] == [300.0]


def test_what_was_hidden_or_retired_unseen_neither_waited_nor_was_answered(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY, asset="hidden").say(E.SHELVED, S.SHELVED, DAY + MINUTE)
    raised(sqlite_records, DAY, asset="gone").say(E.RETIRED, S.NORMAL, DAY + MINUTE)
    assert [(each.count, each.acknowledged, each.unanswered) for each in figures(sqlite_records).by_severity if each.count] == [(2, 0, 0)]


def test_an_answer_after_more_than_a_day_is_none(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY, asset="late").acknowledged(DAY + 24 * HOUR + SECOND)
    raised(sqlite_records, DAY, asset="just").acknowledged(DAY + 24 * HOUR)
    assert [(each.acknowledged, each.unanswered, each.p90_s) for each in figures(sqlite_records).by_severity if each.count] == [(1, 1, 86400.0)]


def test_chatter_is_three_turns_within_a_minute(sqlite_records: Records) -> None:
    quick = raised(sqlite_records, DAY, asset="quick")
    quick.cleared(DAY + 20 * SECOND).reraised(DAY + 40 * SECOND).cleared(DAY + 59 * SECOND).reraised(DAY + HOUR)
    slow = raised(sqlite_records, DAY, asset="slow")
    slow.cleared(DAY + 30 * SECOND).reraised(DAY + 60 * SECOND)
    (chatter,) = figures(sqlite_records).chattering
    assert (chatter.actor.asset, chatter.turns, chatter.worst, chatter.at) == ("quick", 5, 4, DAY + 59 * SECOND)


def test_chatter_counts_over_episodes_of_one_condition_and_while_hidden(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY, state=S.SHELVED).say(E.CLEARED, S.NORMAL, DAY + 10 * SECOND)
    raised(sqlite_records, DAY + 20 * SECOND, state=S.SHELVED)
    (chatter,) = figures(sqlite_records).chattering
    assert (chatter.turns, chatter.worst) == (3, 3)


def test_once_it_is_known_to_chatter_its_coming_back_is_no_call(sqlite_records: Records) -> None:
    story = raised(sqlite_records, DAY - 2 * HOUR)
    story.say(E.CHATTERING, S.UNACKNOWLEDGED, DAY - 2 * HOUR + SECOND)
    story.cleared(DAY + HOUR).reraised(DAY + 2 * HOUR).say(E.SETTLED, S.UNACKNOWLEDGED, DAY + 3 * HOUR).cleared(DAY + 4 * HOUR).reraised(DAY + 5 * HOUR)
    told = figures(sqlite_records)
    assert (told.raised, told.annunciated) == (0, 1)


def test_it_is_known_to_chatter_however_long_ago_that_began(sqlite_records: Records) -> None:
    story = raised(sqlite_records, DAY - 72 * HOUR)
    story.say(E.CHATTERING, S.UNACKNOWLEDGED, DAY - 71 * HOUR).cleared(DAY + HOUR).reraised(DAY + 2 * HOUR)
    assert figures(sqlite_records).annunciated == 0


def test_what_stands_for_more_than_a_day_is_long_standing(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY - 10 * HOUR, asset="seen").acknowledged(DAY - 9 * HOUR)
    raised(sqlite_records, DAY - 200 * 24 * HOUR, asset="ancient")
    raised(sqlite_records, DAY - 40 * HOUR, asset="went-today").acknowledged(DAY - 30 * HOUR).over(DAY + MINUTE)
    raised(sqlite_records, DAY - 40 * HOUR, asset="went-yesterday").acknowledged(DAY - 30 * HOUR).over(DAY - MINUTE)
    raised(sqlite_records, DAY + HOUR, asset="young")
    raised(sqlite_records, DAY - 23 * HOUR, asset="not-a-day").acknowledged(DAY - 22 * HOUR).over(DAY + HOUR)
    told = figures(sqlite_records).long_standing
    assert [(each.actor.asset, each.since) for each in told] == [
        ("ancient", DAY - 200 * 24 * HOUR),
        ("went-today", DAY - 40 * HOUR),
        ("seen", DAY - 10 * HOUR),
    ]


def test_one_that_went_and_came_back_has_not_stood_all_the_time(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY - 40 * HOUR).cleared(DAY - 2 * HOUR).reraised(DAY - HOUR)
    assert figures(sqlite_records, now=DAY + 22 * HOUR).long_standing == ()
    (back,) = figures(sqlite_records).long_standing
    assert back.since == DAY - HOUR


def test_one_that_is_hidden_does_not_stand_but_goes_on_ageing(sqlite_records: Records) -> None:
    story = raised(sqlite_records, DAY - 40 * HOUR).say(E.SHELVED, S.SHELVED, DAY - 20 * HOUR)
    assert figures(sqlite_records).long_standing == ()
    story.say(E.UNSHELVED, S.UNACKNOWLEDGED, DAY + 5 * HOUR)
    (shown,) = figures(sqlite_records).long_standing
    assert shown.since == DAY - 40 * HOUR


def test_how_long_is_long_is_a_setting_of_the_site(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY)
    assert figures(sqlite_records, settings={"long_standing_h": 8}, now=DAY + 8 * HOUR).long_standing == ()
    assert len(figures(sqlite_records, settings={"long_standing_h": 8}, now=DAY + 8 * HOUR + SECOND).long_standing) == 1


def test_what_was_hidden_counts_once_in_each_way_and_never_as_an_alarm(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY, asset="suppressed", state=S.SUPPRESSED)
    twice = raised(sqlite_records, DAY, asset="shelved").say(E.SHELVED, S.SHELVED, DAY + MINUTE)
    twice.say(E.SHELVED, S.SHELVED, DAY + HOUR).say(E.UNSHELVED, S.UNACKNOWLEDGED, DAY + 2 * HOUR)
    raised(sqlite_records, DAY - HOUR, asset="yesterday", state=S.OUT_OF_SERVICE)
    told = figures(sqlite_records)
    assert told.hidden == {S.SHELVED: 1, S.SUPPRESSED: 1, S.OUT_OF_SERVICE: 0}
    assert (told.raised, told.annunciated) == (1, 2)


def test_the_nuisance_share_is_of_those_with_a_known_outcome(sqlite_records: Records) -> None:
    for number, outcome in enumerate([Outcome.REAL, Outcome.REAL, Outcome.FALSE_ALARM, Outcome.NOTHING_FOUND, None]):
        completed(sqlite_records, raised(sqlite_records, DAY + number * HOUR, asset=f"pump-{number}"), outcome)
    raised(sqlite_records, DAY + 6 * HOUR, asset="no-order")
    told = figures(sqlite_records).outcomes
    assert (told.real, told.false_alarm, told.nothing_found, told.unknown, told.nuisance) == (2, 1, 1, 2, 0.5)


def test_an_order_that_was_opened_before_the_day_counts_too(sqlite_records: Records) -> None:
    completed(sqlite_records, raised(sqlite_records, DAY + HOUR), Outcome.REAL, opened_at=DAY - 48 * HOUR)
    assert figures(sqlite_records).outcomes.real == 1


def test_a_fire_signal_that_was_found_false_is_a_false_alarm_before_its_order_is_done(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY).say(E.FALSE_ALARM, S.UNACKNOWLEDGED, DAY + MINUTE)
    assert figures(sqlite_records).outcomes.false_alarm == 1


def test_drills_and_other_sites_are_left_out(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY, realm="drill-1")
    with sqlite_records.reading() as tx:
        elsewhere = replace(SITE, id="hillside")
        assert alarm_figures(tx, elsewhere, TODAY).annunciated == 0
    assert figures(sqlite_records).annunciated == 0


def test_several_days_and_all_of_them_together(records: Records) -> None:
    burst(records, DAY, 2, HOUR, rule="today")
    burst(records, DAY - 24 * HOUR, 4, HOUR, rule="yesterday")
    with records.reading() as tx:
        told = alarm_figures_of_days(tx, SITE, date(2026, 1, 29), TODAY)
    assert [(each.first, each.last, each.annunciated) for each in told.days] == [
        (date(2026, 1, 29), date(2026, 1, 29), 0),
        (date(2026, 1, 30), date(2026, 1, 30), 4),
        (TODAY, TODAY, 2),
    ]
    assert (told.total.first, told.total.last, told.total.annunciated, told.total.average) == (date(2026, 1, 29), TODAY, 6, 6 / 432)


def test_a_day_is_the_same_alone_and_among_others(sqlite_records: Records) -> None:
    for number in range(-60, 60):
        story = raised(sqlite_records, DAY + number * HOUR, asset=f"pump-{number % 7}")
        story.acknowledged(DAY + number * HOUR + MINUTE).say(E.CHATTERING, S.ACKNOWLEDGED, DAY + number * HOUR + 2 * MINUTE)
        story.cleared(DAY + (number + 20) * HOUR).reraised(DAY + (number + 21) * HOUR)
    burst(sqlite_records, DAY - 5 * MINUTE, 40, 20 * SECOND)
    first, last = date(2026, 1, 28), date(2026, 2, 2)
    with sqlite_records.reading() as tx:
        together = alarm_figures_of_days(tx, SITE, first, last).days
        assert [alarm_figures(tx, SITE, each.first) for each in together] == together


def test_its_json_has_everything(sqlite_records: Records) -> None:
    raised(sqlite_records, DAY).acknowledged(DAY + MINUTE)
    told = figures(sqlite_records).as_json()
    assert set(told) == set(AlarmFigures.__slots__)
    assert (told["first"], told["since"], told["hidden"]) == ("2026-01-31", "2026-01-30T16:00:00.000Z", {"shelved": 0, "suppressed": 0, "out_of_service": 0})
