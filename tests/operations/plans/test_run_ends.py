"""How runs end, and that nothing but a note follows: the whole table of states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.alarm import IllegalStep
from domain.attachment import Attachment
from domain.plan_run import RUN_TRANSITIONS, UNDER_WAY, PlanRun, RunEvent, RunState
from domain.problem import Refusal
from domain.records import AlarmFilter, Conflict, Records, Transaction
from domain.severity import Severity
from domain.verification import VerificationState
from domain.whistle import WhistleState
from operations import fire_verification
from operations.plans import beginning, ending, steps, sweeping
from tests.operations.plans.run_scenes import (
    BURN,
    MINUTE,
    NIGHT,
    RESCUE,
    SECOND,
    SECURITY,
    SITE,
    SITES,
    add_photo,
    approve,
    events,
    happen,
    log,
    only_run,
    over,
    runs,
    signal,
    smoke,
    started,
    told,
)

_E, _S = RunEvent, RunState


def stand_down(
    records: Records, run: PlanRun, by: str = "captain", *, override: bool = False, outcome: str = "人已救出", version: int | None = None
) -> PlanRun:
    with records.transaction() as tx:
        return ending.stand_down(tx, run.id, site=SITE, by=by, at=NIGHT + 5 * MINUTE, outcome=outcome, override=override, version=version)


def false_alarm(records: Records, run: PlanRun, *, photo: str | None = None, cause: str = "水汽") -> PlanRun:
    with records.transaction() as tx:
        return ending.false_alarm(tx, run.id, site=SITE, by="captain", at=NIGHT + 5 * MINUTE, cause=cause, photo=photo)


def verdict(records: Records, asset: str) -> VerificationState:
    with records.reading() as tx:
        (alarm,) = tx.alarms.list(AlarmFilter(asset=asset)).items
        verification = tx.verifications.get(alarm.id)
    assert verification is not None
    return verification.state


def test_standing_down_ends_the_whistle_and_everything_that_was_awaited(records: Records) -> None:
    run = started(records)
    ended = stand_down(records, run)
    assert (ended.state, ended.ended_by, ended.ended_at, ended.outcome, ended.next_at) == (
        _S.STOOD_DOWN,
        "captain",
        NIGHT + 5 * MINUTE,
        "人已救出",
        None,
    )
    with records.reading() as tx:
        whistle = tx.whistles.get(run.whistle_id or "")
        assert whistle is not None
        assert (whistle.state, whistle.outcome) == (WhistleState.STOOD_DOWN, "人已救出")
    assert sweeping.sweep(records, SITES, NIGHT + 90 * MINUTE) == 0
    assert events(records, run)[-1] is _E.STOOD_DOWN


def test_everybody_who_was_called_hears_once_that_it_is_over(records: Records) -> None:
    run = started(records)
    stand_down(records, run)
    began, ended = told(records, "start"), told(records, "over")
    assert {message.department for message in began} == {message.department for message in ended}
    assert len(ended) == len({message.department for message in ended})
    with records.reading() as tx:
        kinds = {message.kind.value for message in tx.outbox.list(limit=100)}
    assert "whistle" not in kinds


def test_only_who_commands_or_a_manager_stands_it_down(records: Records) -> None:
    run = started(records)
    with records.transaction() as tx:
        run = steps.take_command(tx, run.id, to="captain", by="captain", at=NIGHT)
    with pytest.raises(Refusal, match="captain"):
        stand_down(records, run, by="fitter")
    with pytest.raises(Refusal, match="captain"), records.transaction() as tx:
        ending.false_alarm(tx, run.id, site=SITE, by="fitter", at=NIGHT, cause="水汽")
    with pytest.raises(Conflict):
        stand_down(records, run, version=run.version - 1)
    assert stand_down(records, run, by="manager", override=True).ended_by == "manager"


def test_an_end_says_what_came_of_it(sqlite_records: Records) -> None:
    run = started(sqlite_records)
    with pytest.raises(Refusal):
        stand_down(sqlite_records, run, outcome=" ")
    with pytest.raises(Refusal):
        false_alarm(sqlite_records, run, cause="")
    with pytest.raises(Refusal), sqlite_records.transaction() as tx:
        ending.interrupt(tx, run.id, site=SITE, by="captain", at=NIGHT, reason=" ")
    assert only_run(sqlite_records).state is _S.RUNNING


def test_a_false_alarm_of_the_plan_is_one_of_its_fire_signal_too(records: Records) -> None:
    approve(records, BURN)
    happen(records, smoke())
    fire_verification.sweep(records, SITES, NIGHT + 3 * MINUTE)
    run = only_run(records)
    assert run.state is _S.RUNNING
    with pytest.raises(Refusal, match="photo"):
        false_alarm(records, run)
    assert verdict(records, "smoke-1") is VerificationState.CONFIRMED
    ended = false_alarm(records, run, photo=add_photo(records, run))
    assert (ended.state, ended.outcome, ended.ended_by) == (_S.FALSE_ALARM, "水汽", "captain")
    assert verdict(records, "smoke-1") is VerificationState.FALSE_ALARM
    assert events(records, run).count(_E.FALSE_ALARM) == 1


def test_a_false_alarm_of_the_fire_signal_ends_what_it_proposed(records: Records) -> None:
    approve(records, BURN)
    happen(records, smoke())
    run = only_run(records)
    with records.transaction() as tx:
        tx.orders.add_attachment(Attachment("p1", run.order_id or "", "a.jpg", "image/jpeg", 3, "00", NIGHT, "guard"))
        fire_verification.false_alarm(tx, run.alarm_ids[0], site=SITE, by="guard", at=NIGHT + MINUTE, cause="炒菜油烟", photo="p1")
    ended = only_run(records)
    assert (ended.state, ended.outcome, ended.ended_by) == (_S.FALSE_ALARM, "炒菜油烟", "guard")


def test_one_false_signal_does_not_end_what_another_stands_for(sqlite_records: Records) -> None:
    approve(sqlite_records, BURN)
    high = signal("lift-1", plan="fire", rule="door.held", severity=Severity.HIGH)
    happen(sqlite_records, smoke(), high)
    run = only_run(sqlite_records)
    photo = add_photo(sqlite_records, run)
    with sqlite_records.transaction() as tx:
        fire_verification.false_alarm(tx, run.alarm_ids[0], site=SITE, by="guard", at=NIGHT + MINUTE, cause="油烟", photo=photo)
    assert only_run(sqlite_records).state is _S.PROPOSED
    assert log(sqlite_records, run)[-1].note == "误报：smoke-1，原因：油烟 / False alarm of smoke-1: 油烟"
    happen(sqlite_records, over(high, NIGHT + 2 * MINUTE))
    assert only_run(sqlite_records).until is None


def test_what_two_detectors_confirmed_is_ended_with_a_cause_and_stays_confirmed(sqlite_records: Records) -> None:
    approve(sqlite_records, BURN)
    happen(sqlite_records, smoke(), smoke("smoke-2", NIGHT + SECOND))
    assert false_alarm(sqlite_records, only_run(sqlite_records)).state is _S.FALSE_ALARM
    assert verdict(sqlite_records, "smoke-1") is VerificationState.CONFIRMED


def test_a_drill_that_is_broken_off_ends_its_run_once(records: Records) -> None:
    run = started(records, realm="drill-1")
    with records.transaction() as tx:
        broken = ending.interrupt(tx, run.id, site=SITE, by="system", at=NIGHT + MINUTE, reason="真实火警")
    with records.transaction() as tx:
        assert ending.interrupt(tx, run.id, site=SITE, by="system", at=NIGHT + 2 * MINUTE, reason="又来") == broken
    assert (broken.state, broken.outcome) == (_S.INTERRUPTED, "真实火警")
    assert {message.realm for message in told(records, "over")} == {"drill-1"}
    assert runs(records, "live") == []


Attempt = Callable[[Transaction, str], object]
AT = NIGHT + MINUTE

ATTEMPTS: dict[RunEvent, Attempt] = {
    _E.STARTED: lambda tx, run: beginning.start_proposed(tx, run, site=SITE, by="captain", at=AT),
    _E.DECLINED: lambda tx, run: beginning.decline(tx, run, by="captain", at=AT, reason="不需要"),
    _E.DONE: lambda tx, run: steps.done(tx, run, "go", site=SITE, by="captain", at=AT),
    _E.SKIPPED: lambda tx, run: steps.skip(tx, run, "go", site=SITE, by="captain", at=AT, reason="无"),
    _E.UNDONE: lambda tx, run: steps.undo(tx, run, "tell", site=SITE, by="captain", at=AT, reason="点错"),
    _E.CALLED: lambda tx, run: steps.call(tx, run, "fire", by="captain", at=AT, result="reached"),
    _E.MESSAGE: lambda tx, run: steps.message(tx, run, "注意", by="captain", at=AT),
    _E.NOTED: lambda tx, run: steps.note(tx, run, "备注", by="captain", at=AT),
    _E.CHECKED_IN: lambda tx, run: steps.check_in(tx, run, SECURITY, by="captain", at=AT),
    _E.COMMAND_TAKEN: lambda tx, run: steps.take_command(tx, run, to="fitter", by="fitter", at=AT),
    _E.STOOD_DOWN: lambda tx, run: ending.stand_down(tx, run, site=SITE, by="fitter", at=AT, outcome="完"),
    _E.FALSE_ALARM: lambda tx, run: ending.false_alarm(tx, run, site=SITE, by="fitter", at=AT, cause="水汽"),
}
"""What people do. The rest Steward does by itself: joining, phases, limits; and `interrupt` is no error when it is over."""

REACHED: dict[RunState, tuple[RunEvent, ...]] = {
    _S.PROPOSED: (),
    _S.RUNNING: (_E.STARTED,),
    _S.STOOD_DOWN: (_E.STARTED, _E.STOOD_DOWN),
    _S.FALSE_ALARM: (_E.STARTED, _E.FALSE_ALARM),
    _S.DECLINED: (_E.DECLINED,),
}


@pytest.mark.parametrize("event", ATTEMPTS)
@pytest.mark.parametrize("state", RunState)
def test_what_people_do_in_each_state_is_what_the_table_says(sqlite_records: Records, state: RunState, event: RunEvent) -> None:
    approve(sqlite_records, RESCUE)
    happen(sqlite_records, signal(severity=Severity.HIGH))
    run = only_run(sqlite_records)
    with sqlite_records.transaction() as tx:
        if state is _S.INTERRUPTED:
            ending.interrupt(tx, run.id, site=SITE, by="system", at=AT, reason="真实告警")
        for step in REACHED.get(state, ()):
            if step is _E.STOOD_DOWN:
                steps.skip(tx, run.id, "tell", site=SITE, by="captain", at=AT, reason="无")
            ATTEMPTS[step](tx, run.id)
    if state is _S.RUNNING:
        with sqlite_records.transaction() as tx:
            steps.skip(tx, run.id, "tell", site=SITE, by="captain", at=AT, reason="无")
    before = only_run(sqlite_records)
    assert before.state is state
    following = RUN_TRANSITIONS.get((state, event))
    if following is None:
        with pytest.raises(IllegalStep), sqlite_records.transaction() as tx:
            ATTEMPTS[event](tx, run.id)
        assert only_run(sqlite_records) == before
        return
    with sqlite_records.transaction() as tx:
        ATTEMPTS[event](tx, run.id)
    assert only_run(sqlite_records).state is following
    assert event in [line.event for line in log(sqlite_records, run)[len(REACHED.get(state, ())) :]]


def test_only_a_note_follows_when_all_is_over() -> None:
    after = {event for (state, event) in RUN_TRANSITIONS if state not in UNDER_WAY}
    assert after == {_E.NOTED}
    assert {following for (state, _event), following in RUN_TRANSITIONS.items() if state not in UNDER_WAY} == set(RunState) - UNDER_WAY
