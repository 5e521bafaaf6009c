"""Drills: planned, begun and ended; everything of theirs ends with them; a real alarm breaks one off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.alarm import Alarm, AlarmEvent, AlarmState, IllegalStep
from domain.call_out import CallOutFilter, CallState
from domain.drill import Drill, DrillEvent, DrillState
from domain.event_log import EventType
from domain.identity import LIVE
from domain.outbox import DeliveryState, NotificationKind
from domain.plan_run import RunFilter, RunState
from domain.problem import Refusal
from domain.records import Conflict, LeaseLost, Records
from domain.severity import Severity
from domain.transition import Transition
from domain.verification import VerificationState
from domain.whistle import WhistleFilter, WhistleState
from domain.work_order import OrderEvent, OrderState, WorkOrder
from operations.drills import ending, planning, running
from operations.drills.planning import NewDrill
from operations.drills.sweeping import TOO_LATE, sweep
from operations.plans import ending as runs
from operations.plans.steps import take_command
from operations.whistles import NewWhistle, blow
from storage.database.drills import DatabaseDrills
from tests.operations.drills.stage import MANAGER, NEW, SCENARIOS, begun, now_of, of_drill, planned, played, state_of
from tests.operations.escalation.scenes import CREW, Night
from tests.operations.scenes import DOOR, ENTRAPMENT, INTRUSION, LEVEL, MINUTE, SECURITY, SITE, SITES, T0, Condition, alarms, happen, hire, orders, told, work

AT = T0 + MINUTE
BEGIN = NEW.begins_at


@pytest.fixture(autouse=True)
def crew(records: Records) -> None:
    hire(records, *CREW)


def live_things(records: Records) -> Sequence[Alarm | WorkOrder]:
    return [*(each for each in alarms(records) if each.realm == LIVE), *(each for each in orders(records) if each.realm == LIVE)]


def log_of(records: Records, drill: Drill) -> list[tuple[DrillEvent, str]]:
    with records.reading() as tx:
        return [(each.event, each.actor) for each in tx.drills.log(drill.id)]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (replace(NEW, plan_key="dragons"), "no plan dragons"),
        (replace(NEW, scenario="dragons"), "no scenario dragons"),
        (replace(NEW, area="t9"), "no space t9"),
        (replace(NEW, begins_at=T0 - timedelta(hours=1)), "has passed"),
        (replace(NEW, title=" "), "title"),
        (replace(NEW, lasts_s=5), "minute"),
        (replace(NEW, speed=100), "speed"),
        (replace(NEW, people=("nobody",)), "nobody does not work"),
    ],
)
def test_what_cannot_be_played_is_refused_with_what_to_do(records: Records, wrong: NewDrill, says: str) -> None:
    with pytest.raises(Refusal, match=says), records.transaction() as tx:
        planning.plan(tx, wrong, site=SITE, by=MANAGER, at=T0, scenarios=SCENARIOS)


def test_a_scenario_that_does_nothing_in_the_area_is_refused(records: Records) -> None:
    away = replace(SITE, spaces={**SITE.spaces, "t4": replace(SITE.spaces["t3"], id="t4")})

    with pytest.raises(Refusal, match="does nothing in the chosen area"), records.transaction() as tx:
        planning.plan(tx, replace(NEW, area="t4"), site=away, by=MANAGER, at=T0, scenarios=SCENARIOS)


def test_a_plan_is_changed_and_cancelled_until_it_begins(records: Records) -> None:
    drill = planned(records)
    with records.transaction() as tx:
        changed = planning.change(tx, drill.id, replace(NEW, title="改期"), site=SITE, by="sun", at=AT, scenarios=SCENARIOS, version=1)
    with pytest.raises(Conflict), records.transaction() as tx:
        planning.cancel(tx, drill.id, site=SITE, by="sun", at=AT, reason="雨", version=1)
    with records.transaction() as tx:
        planning.cancel(tx, drill.id, site=SITE, by="sun", at=AT, reason="雨", version=changed.version)
    with pytest.raises(IllegalStep), records.transaction() as tx:
        running.start(tx, drill.id, site=SITE, by=MANAGER, at=AT)
    assert log_of(records, drill) == [(DrillEvent.PLANNED, MANAGER), (DrillEvent.CHANGED, "sun"), (DrillEvent.CANCELLED, "sun")]


def test_an_unannounced_one_does_not_give_itself_away_before_it_begins(records: Records) -> None:
    drill = planned(records, replace(NEW, announced=False))
    with records.reading() as tx:
        (event,) = [each.event for each in tx.events.after(0)]
        assert (event.type, event.transition, event.body, event.actor) == (EventType.SYSTEM, "drill", {"site": "riverside"}, "")
        assert tx.outbox.list() == []
    assert drill.title not in str(event)


def test_it_begins_at_its_time_and_ends_at_its_time(records: Records) -> None:
    drill = planned(records)
    assert sweep(records, SITES, BEGIN - MINUTE) == 0
    assert (sweep(records, SITES, BEGIN), sweep(records, SITES, BEGIN)) == (1, 0)
    running_now = now_of(records, drill)
    assert (running_now.state, running_now.started_by, running_now.ends_by) == (DrillState.RUNNING, "system", BEGIN + timedelta(seconds=1800))
    assert (sweep(records, SITES, BEGIN + 29 * MINUTE), sweep(records, SITES, BEGIN + 30 * MINUTE)) == (0, 1)
    assert state_of(records, drill) is DrillState.FINISHED


def test_a_real_alarm_that_nobody_has_seen_keeps_a_drill_from_beginning_until_nobody_expects_it_any_more(records: Records) -> None:
    drill = planned(records)
    happen(records, LEVEL.raised("real"))
    with pytest.raises(Refusal, match="a real alarm stands"), records.transaction() as tx:
        running.start(tx, drill.id, site=SITE, by=MANAGER, at=AT)
    assert sweep(records, SITES, BEGIN) == 0
    assert sweep(records, SITES, BEGIN + TOO_LATE) == 1
    assert state_of(records, drill) is DrillState.CANCELLED


def test_two_are_not_under_way_at_one_site(records: Records) -> None:
    begun(records)
    other = planned(records)
    with pytest.raises(Refusal, match="is under way"), records.transaction() as tx:
        running.start(tx, other.id, site=SITE, by=MANAGER, at=AT)


def test_stopping_ends_everything_of_the_drill_and_nothing_live(records: Records) -> None:
    happen(records, DOOR.raised("live", T0))
    before = live_things(records)
    drill = begun(records)
    played(records, drill, ENTRAPMENT, AT, plan="lift-entrapment")
    played(records, drill, LEVEL, AT, episode="e2")
    with records.transaction() as tx:
        blow(tx, NewWhistle("协助", Severity.HIGH, (SECURITY,), realm=drill.id), site=SITE, by="sun", at=AT)
    night = Night(records, "wecom")
    night.now = AT
    night.step()
    with records.transaction() as tx:
        over = ending.stop(tx, drill.id, site=SITE, by="sun", at=AT + MINUTE, reason="够了")
    with records.reading() as tx:
        assert all(each.ended_at is not None and not each.condition for each in alarms(records) if each.realm == drill.id)
        assert tx.alarms.open_at("riverside", drill.id) == []
        assert {each.state for each in orders(records) if each.realm == drill.id} == {OrderState.CANCELLED}
        assert {each.state for each in tx.whistles.list(WhistleFilter(realm=drill.id)).items} == {WhistleState.STOOD_DOWN}
        (run,) = tx.plan_runs.list(RunFilter(realm=drill.id)).items
        assert (run.state, over.run_id) == (RunState.INTERRUPTED, run.id)
        assert tx.call_outs.list(CallOutFilter(states=frozenset({CallState.CALLING}), realm=drill.id)).items == ()
        waiting = [each for each in tx.outbox.list() if each.state is DeliveryState.WAITING and each.realm == drill.id]
        assert {each.key for each in waiting} == {f"drill|{drill.id}|over"}
        assert [entry.event for entry in tx.alarms.history(run.alarm_ids[0])][-1] is AlarmEvent.RETIRED
    assert live_things(records) == before
    assert (over.state, over.reason, over.ended_by) == (DrillState.STOPPED, "够了", "sun")


def test_a_drill_is_finished_when_its_plan_was_stood_down(records: Records) -> None:
    drill = begun(records)
    played(records, drill, ENTRAPMENT, AT, plan="lift-entrapment")
    with records.transaction() as tx:
        (run,) = tx.plan_runs.under_way("riverside", drill.id)
        take_command(tx, run.id, to="sun", by="sun", at=AT)
    assert sweep(records, SITES, AT) == 0
    with records.transaction() as tx:
        runs.stand_down(tx, run.id, site=SITE, by="sun", at=AT + MINUTE, outcome="乘客已救出")
    assert sweep(records, SITES, AT + MINUTE) == 1
    assert (state_of(records, drill), now_of(records, drill).run_id) == (DrillState.FINISHED, run.id)


def test_work_that_was_done_in_a_drill_is_closed_and_not_cancelled(records: Records) -> None:
    drill = begun(records)
    played(records, drill, DOOR, AT)
    (order,) = orders(records)
    work(records, order.id, OrderEvent.ACCEPTED, OrderEvent.STARTED, OrderEvent.COMPLETED, by="li")
    with records.transaction() as tx:
        ending.finish(tx, drill.id, site=SITE, by=MANAGER, at=AT + MINUTE)
    assert [each.state for each in orders(records)] == [OrderState.CLOSED]


@pytest.mark.parametrize("condition", [ENTRAPMENT, LEVEL])
def test_a_real_alarm_breaks_the_drill_off_in_its_own_transaction(records: Records, condition: Condition) -> None:
    drill = begun(records, replace(NEW, people=("wang", "li")))
    played(records, drill, ENTRAPMENT, AT, plan="lift-entrapment")
    happen(records, condition.raised("real", AT + MINUTE))
    over = now_of(records, drill)
    real = next(each for each in alarms(records) if each.realm == LIVE)
    assert (over.state, over.interrupted_by, over.ended_at) == (DrillState.INTERRUPTED, real.id, real.raised_at)
    with records.reading() as tx:
        assert tx.alarms.open_at("riverside", drill.id) == []
        events = [each.event for each in tx.events.after(0)]
        # Everything of the alarm and of the drill's end is one transaction: nothing of the drill comes after its end.
        assert {
            event.realm for event in events[events.index(next(e for e in events if e.subject_id == drill.id and e.body.get("state") == "interrupted")) :]
        } <= {LIVE}
    loud = [each for each in told(records) if each.kind is NotificationKind.DRILL and each.severity is Severity.CRITICAL]
    assert [(each.title.zh, each.realm, set(each.persons)) for each in loud] == [("真实告警！演练已中断", LIVE, {"wang", "li", "ma"})]
    assert "不是演练" in loud[0].body.zh


@pytest.mark.parametrize(
    "real",
    [
        DOOR.raised("medium", AT + MINUTE),
        LEVEL.raised("by design", AT + MINUTE, suppressed=True),
        LEVEL.change(LEVEL.raised("x").change.RECORDED, "was", AT + MINUTE),
    ],
)
def test_what_is_minor_hidden_or_over_breaks_nothing_off(records: Records, real: Transition) -> None:
    drill = begun(records)
    happen(records, real)
    assert state_of(records, drill) is DrillState.RUNNING


def test_a_real_alarm_that_was_hidden_breaks_the_drill_off_when_it_is_shown(records: Records) -> None:
    drill = begun(records)
    happen(records, LEVEL.raised("hidden", AT, suppressed=True))
    happen(records, LEVEL.change(LEVEL.raised("x").change.UNSUPPRESSED, "hidden", AT + MINUTE))
    assert state_of(records, drill) is DrillState.INTERRUPTED


def test_a_drills_own_alarm_breaks_nothing_off(records: Records) -> None:
    drill = begun(records)
    played(records, drill, ENTRAPMENT, AT)
    assert state_of(records, drill) is DrillState.RUNNING


def test_the_drills_ingest_is_shut_out_before_anything_is_ended(records: Records) -> None:
    drill = begun(records)
    with records.transaction() as tx:
        epoch = tx.ingests.acquire(drill.id, "here", AT, 15)
    happen(records, LEVEL.raised("real", AT + MINUTE))
    with pytest.raises(LeaseLost), records.transaction() as tx:
        tx.ingests.advance(drill.id, epoch, 10)
    assert state_of(records, drill) is DrillState.INTERRUPTED


def test_a_first_signal_of_fire_of_a_drill_is_over_with_it(records: Records) -> None:
    drill = begun(records)
    smoke = replace(of_drill(drill, ENTRAPMENT.raised(f"{drill.id}|smoke", AT), plan="fire"), verify=True)
    happen(records, smoke)
    (alarm,) = alarms(records)
    with records.transaction() as tx:
        ending.stop(tx, drill.id, site=SITE, by="sun", at=AT + MINUTE, reason="够了")
    with records.reading() as tx:
        verification = tx.verifications.get(alarm.id)
        assert verification is not None
        assert verification.state is VerificationState.ENDED
        assert tx.verifications.waiting_at("riverside") == []
    assert alarms(records)[0].state is not AlarmState.UNACKNOWLEDGED


def test_numbers_of_live_orders_are_not_moved_by_a_drill(records: Records) -> None:
    drill = begun(records)
    played(records, drill, DOOR, AT)
    happen(records, DOOR.raised("real", AT))
    assert {each.realm: each.number for each in orders(records)} == {drill.id: "LG-20260201-001", LIVE: "20260201-001"}


def at_night(records: Records, *names: str, groups: tuple[str, ...] = ()) -> Night:
    """A worker whose channels take drills."""
    night = Night(records, *names, groups=groups)
    for line in night.lines.values():
        line.takes_drills = True
    night.deliveries = night.worker()
    night.now = AT
    return night


def heard_of(drill: Drill, night: Night) -> list[str]:
    assert drill.id
    return [message.title.zh for line in night.lines.values() for _, message, _ in line.heard]


def test_messages_of_a_drill_are_marked_and_only_its_people_are_called(records: Records) -> None:
    drill = begun(records, replace(NEW, people=("zhao",), announced=False))
    played(records, drill, LEVEL, AT)
    played(records, drill, ENTRAPMENT, AT, episode="e2")
    night = at_night(records, "wecom", groups=("wecom-robot",))
    night.step()
    with records.reading() as tx:
        called = {person for call_out in tx.call_outs.list(CallOutFilter(realm=drill.id)).items for person in call_out.people}
    assert called == {"zhao"}
    assert all(title.startswith("【演练】") for title in heard_of(drill, night))
    assert night.lines["wecom-robot"].heard == []


@pytest.mark.parametrize("outside", [True, False])
def test_a_group_hears_of_a_drill_only_if_that_was_chosen(records: Records, outside: bool) -> None:  # noqa: FBT001  a parameter
    drill = begun(records, replace(NEW, outside=outside))
    played(records, drill, ENTRAPMENT, AT)
    night = at_night(records, groups=("wecom-robot", "webhook"))
    night.step()
    assert bool(heard_of(drill, night)) is outside
    assert all(title.startswith("【演练】") for title in heard_of(drill, night))


def test_nobody_is_called_for_a_drill_that_is_over(records: Records) -> None:
    drill = begun(records)
    with records.transaction() as tx:
        ending.finish(tx, drill.id, site=SITE, by=MANAGER, at=AT)
    played(records, drill, ENTRAPMENT, AT)  # as no ingest of it can any more
    night = at_night(records, "wecom")
    night.step()
    with records.reading() as tx:
        assert {each.kind for each in tx.call_outs.list(CallOutFilter(realm=drill.id)).items} == {NotificationKind.DRILL}


def test_of_the_time_before_nothing_is_begun_twice_by_two_sweepers(records: Records) -> None:
    drill = planned(records)
    found: list[datetime] = [BEGIN, BEGIN + MINUTE]
    assert [sweep(records, SITES, now) for now in found] == [1, 0]
    assert log_of(records, drill).count((DrillEvent.STARTED, "system")) == 1


@pytest.mark.parametrize(("conditions", "asked"), [((DOOR,), 0), ((LEVEL,), 1), ((LEVEL, ENTRAPMENT, INTRUSION, DOOR), 1)])
def test_alarms_cost_one_question_a_transaction_and_only_if_one_is_severe(
    records: Records, monkeypatch: pytest.MonkeyPatch, conditions: tuple[Condition, ...], asked: int
) -> None:
    questions: list[str] = []
    ask = DatabaseDrills.running_at

    def counted(drills: DatabaseDrills, site: str) -> Drill | None:
        questions.append(site)
        return ask(drills, site)

    monkeypatch.setattr(DatabaseDrills, "running_at", counted)
    happen(records, *(condition.raised(f"e{number}") for number, condition in enumerate(conditions)))
    assert questions == ["riverside"] * asked
