"""Weather warnings: one truth for each kind, told once for each level, and what they start and do not stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from domain.alarm import IllegalStep
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.plan import Stage, Warned, WarningLevel
from domain.plan_run import PlanRun, RunState
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.retention import DataKind
from domain.severity import Severity
from domain.weather import BY_HAND, WARNING_TRANSITIONS, WarningState, WarningStep, WeatherWarning, next_warning_state
from operations import weather
from operations.plans.ending import stand_down
from operations.plans.in_force import in_force as plans_in_force
from operations.weather import Given
from operations.weather.cap import Announced
from operations.weather.hearing import FEED, hear
from tests.operations.scenes import HOUR, SITE, SITES, T0

UNTIL = T0 + 6 * HOUR


def given(
    records: Records, level: WarningLevel = WarningLevel.ORANGE, *, kind: Warned = Warned.RAINSTORM, at: datetime = T0, until: datetime = UNTIL
) -> WeatherWarning:
    with records.transaction() as tx:
        return weather.give(tx, Given(kind, level, until, "未来 3 小时有暴雨"), site=SITE, by="boss", at=at)


def lifted(records: Records, warning: WeatherWarning, *, at: datetime = T0 + HOUR, version: int | None = None) -> WeatherWarning:
    with records.transaction() as tx:
        return weather.lift(tx, warning.id, by="boss", at=at, version=version)


def now(records: Records, warning: WeatherWarning) -> WeatherWarning:
    with records.reading() as tx:
        found = tx.weather_warnings.get(warning.id)
    assert found is not None
    return found


def told(records: Records) -> Sequence[Notification]:
    with records.reading() as tx:
        return [each for each in tx.outbox.list(site=SITE.id, limit=1000) if each.kind is NotificationKind.WEATHER]


def prepared(records: Records) -> Sequence[PlanRun]:
    with records.reading() as tx:
        return [run for run in tx.plan_runs.under_way(SITE.id) if run.stage is Stage.PREPARATION]


def test_every_field_comes_back_and_every_desk_is_told(records: Records) -> None:
    warning = given(records)
    assert now(records, warning) == warning
    assert (warning.source, warning.state, warning.until) == (BY_HAND, WarningState.IN_FORCE, UNTIL)
    assert {each.department for each in told(records)} == {Department.ENGINEERING, Department.SECURITY, Department.SERVICE_CENTRE, Department.MANAGEMENT}
    assert {(each.title.zh, each.title.en, each.severity) for each in told(records)} == {("暴雨橙色预警", "Orange rainstorm warning", Severity.HIGH)}


def test_it_starts_the_preparation_of_the_plan_and_only_once(records: Records) -> None:
    warning = given(records)
    (run,) = prepared(records)
    assert (run.plan.key, run.state, run.warning_id, run.started_by) == ("flooding", RunState.RUNNING, warning.id, "boss")
    assert run.reason.zh == "暴雨橙色预警"
    assert [step.key for step in run.steps] == [step.key for _phase, step in run.plan.steps(Stage.PREPARATION)]
    given(records, WarningLevel.RED, at=T0 + HOUR)
    assert [each.id for each in prepared(records)] == [run.id]


def test_below_its_level_and_of_another_kind_nothing_is_started(records: Records) -> None:
    with records.reading() as tx:
        preparation = plans_in_force(tx, SITE.id)["flooding"][0].preparation
    assert preparation is not None
    assert Warned.HEAT not in preparation.warned
    given(records, WarningLevel.RED, kind=Warned.HEAT)
    assert prepared(records) == []
    below = [level for level in WarningLevel if level.rank < preparation.from_level.rank]
    for level in below:
        given(records, level)
    assert prepared(records) == []
    given(records, preparation.from_level, at=T0 + HOUR)
    assert len(prepared(records)) == 1


def test_the_same_kind_again_changes_the_one_that_holds(records: Records) -> None:
    first = given(records, WarningLevel.BLUE)
    again = given(records, WarningLevel.ORANGE, at=T0 + HOUR, until=UNTIL + HOUR)
    assert (again.id, again.level, again.until, again.version) == (first.id, WarningLevel.ORANGE, UNTIL + HOUR, 2)
    assert given(records, WarningLevel.RED, kind=Warned.GALE).id != first.id
    with records.reading() as tx:
        assert [(entry.step, entry.level) for entry in tx.weather_warnings.history(first.id)] == [
            (WarningStep.GIVEN, WarningLevel.BLUE),
            (WarningStep.CHANGED, WarningLevel.ORANGE),
        ]


def test_each_level_is_told_once(records: Records) -> None:
    warning = given(records, WarningLevel.BLUE)
    for hour, level in enumerate((WarningLevel.ORANGE, WarningLevel.BLUE, WarningLevel.ORANGE), start=1):
        given(records, level, at=T0 + hour * HOUR)
    assert sorted(each.key for each in told(records) if each.department is Department.ENGINEERING) == sorted(
        f"weather|{warning.id}|engineering|{level}" for level in ("blue", "orange")
    )


def test_lifting_ends_the_warning_and_not_what_is_being_prepared(records: Records) -> None:
    warning = given(records)
    over = lifted(records, warning)
    assert (over.state, over.ended_by) == (WarningState.LIFTED, "boss")
    (run,) = prepared(records)
    with pytest.raises(IllegalStep):
        lifted(records, warning)
    with records.transaction() as tx:
        stand_down(tx, run.id, site=SITE, by=run.commander or "boss", at=T0 + 2 * HOUR, outcome="雨停，设施复位")
    assert prepared(records) == []
    assert given(records, at=T0 + 3 * HOUR).id != warning.id
    assert len(prepared(records)) == 1


def test_a_warning_that_nobody_prolongs_ends_once(records: Records) -> None:
    warning = given(records)
    assert weather.sweep(records, SITES, UNTIL - timedelta(seconds=1)) == 0
    assert weather.sweep(records, SITES, UNTIL + HOUR) == 1
    assert weather.sweep(records, SITES, UNTIL + 2 * HOUR) == 0
    assert now(records, warning).state is WarningState.EXPIRED


def test_a_prolonged_one_goes_on(records: Records) -> None:
    warning = given(records)
    with records.transaction() as tx:
        weather.change(tx, warning.id, level=warning.level, until=UNTIL + HOUR, site=SITE, by="boss", at=T0 + HOUR, version=warning.version)
    assert weather.sweep(records, SITES, UNTIL) == 0
    with pytest.raises(Conflict):
        lifted(records, warning, version=warning.version)


@pytest.mark.parametrize("until", [T0, T0 - HOUR, T0 + timedelta(days=15)])
def test_an_end_that_makes_no_sense_is_refused(records: Records, until: datetime) -> None:
    with pytest.raises(Refusal) as refused:
        given(records, until=until)
    assert "14" in refused.value.text.zh


def test_the_table_of_states_is_whole() -> None:
    for state in WarningState:
        for step in WarningStep:
            wanted = WARNING_TRANSITIONS.get((state, step))
            if wanted is None:
                with pytest.raises(IllegalStep):
                    next_warning_state(state, step)
            else:
                assert next_warning_state(state, step) is wanted


def said(
    name: str, level: WarningLevel | None, *, issued: datetime = T0, until: datetime = UNTIL, over: bool = False, refers_to: tuple[str, ...] = ()
) -> Announced:
    return Announced(name, refers_to, Warned.RAINSTORM, level, f"预警 {name}", issued, until, over)


def heard(records: Records, *announced: Announced, at: datetime = T0) -> int:
    with records.transaction() as tx:
        return hear(tx, "met", announced, site=SITE, at=at)


def in_force(records: Records) -> list[tuple[WarningLevel, str]]:
    with records.reading() as tx:
        return [(each.level, each.given_by) for each in tx.weather_warnings.list((SITE.id,), state=WarningState.IN_FORCE).items]


def test_what_a_feed_says_is_taken_over_once(records: Records) -> None:
    one = said("a", WarningLevel.YELLOW)
    assert (heard(records, one), heard(records, one, at=T0 + HOUR)) == (1, 0)
    assert in_force(records) == [(WarningLevel.YELLOW, FEED)]
    higher = said("b", WarningLevel.RED, issued=T0 + HOUR)
    assert heard(records, one, higher, at=T0 + HOUR) == 1
    assert in_force(records) == [(WarningLevel.RED, FEED)]
    assert heard(records, one, higher, at=T0 + 2 * HOUR) == 0
    assert len(prepared(records)) == 1


def test_what_a_feed_takes_back_is_lifted(records: Records) -> None:
    heard(records, said("a", WarningLevel.ORANGE))
    assert heard(records, said("a", WarningLevel.ORANGE), said("c", None, issued=T0 + HOUR, over=True, refers_to=("a",)), at=T0 + HOUR) == 1
    assert in_force(records) == []
    assert heard(records, said("a", WarningLevel.ORANGE), at=T0 + 2 * HOUR) == 0


def test_what_somebody_lifted_by_hand_stays_lifted_until_the_feed_says_something_newer(records: Records) -> None:
    one = said("a", WarningLevel.ORANGE)
    heard(records, one)
    with records.reading() as tx:
        (warning,) = tx.weather_warnings.list((SITE.id,)).items
    lifted(records, warning)
    assert heard(records, one, at=T0 + 2 * HOUR) == 0
    assert heard(records, one, said("b", WarningLevel.ORANGE, issued=T0 + 2 * HOUR), at=T0 + 2 * HOUR) == 1


def test_one_by_hand_gives_way_only_to_what_is_newer(records: Records) -> None:
    given(records, WarningLevel.RED, at=T0 + HOUR)
    assert heard(records, said("a", WarningLevel.BLUE), at=T0 + HOUR) == 0
    assert heard(records, said("b", WarningLevel.YELLOW, issued=T0 + 2 * HOUR), at=T0 + 2 * HOUR) == 1
    assert [level for level, _by in in_force(records)] == [WarningLevel.YELLOW]


def test_what_is_over_by_now_is_passed_over(records: Records) -> None:
    assert heard(records, said("a", WarningLevel.RED), at=UNTIL) == 0
    assert in_force(records) == []


def test_retention_takes_what_was_over_long_ago(records: Records) -> None:
    over, holds = lifted(records, given(records)), given(records, kind=Warned.GALE)
    with records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.WEATHER, T0 + 2 * HOUR) > 0
    with records.reading() as tx:
        assert (tx.weather_warnings.get(over.id), tx.weather_warnings.get(holds.id)) == (None, holds)
