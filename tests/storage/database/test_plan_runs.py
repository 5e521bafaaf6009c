"""Runs of emergency plans: kept with their plan as it was, their steps, alarms, photos and log; once under way at a place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError

from domain.attachment import Attachment
from domain.identity import new_id
from domain.plan import Plan, PlanKind, Stage
from domain.plan_run import PlanRun, RunEntry, RunEvent, RunFilter, RunState, StepRun, StepState
from domain.post import Post
from domain.records import Conflict, Records
from domain.retention import DataKind
from domain.severity import Severity
from domain.text import Text
from tests.storage.database.plan_samples import FLOODING
from tests.storage.database.samples import HOUR, MINUTE, NOON


def a_run(plan: Plan = FLOODING, **changes: Any) -> PlanRun:  # noqa: ANN401  fields of any type
    run_id = new_id()
    plain = PlanRun(
        id=run_id,
        number=f"Y-{run_id}",
        realm="live",
        site="riverside",
        plan=plan,
        plan_version=3,
        stage=Stage.RESPONSE,
        state=RunState.RUNNING,
        severity=Severity.HIGH,
        reason=Text("集水坑溢流", "Sump overflow"),
        begun_at=NOON,
        started_at=NOON,
        started_by="system",
        steps=tuple(StepRun(step.key) for _phase, step in plan.steps(Stage.RESPONSE)),
    )
    return replace(plain, **changes)


def a_line(run: PlanRun, event: RunEvent = RunEvent.STARTED, **changes: Any) -> RunEntry:  # noqa: ANN401  fields of any type
    return replace(RunEntry(run.id, NOON, NOON, event, "system"), **changes)


def add(records: Records, run: PlanRun, *entries: RunEntry) -> PlanRun:
    with records.transaction() as tx:
        tx.plan_runs.add(run, entries)
    return run


def get(records: Records, run_id: str) -> PlanRun | None:
    with records.reading() as tx:
        return tx.plan_runs.get(run_id)


def test_a_run_comes_back_as_it_was(records: Records) -> None:
    run = a_run(
        alarm_ids=("a2", "a1"),
        asset="pump-1",
        space="b1",
        commander="zhao",
        ended_at=NOON + HOUR,
        ended_by="zhao",
        outcome="水退",
        whistle_id="w",
        order_id="o",
        incident_id="i",
        warning_id="n",
        until=NOON + MINUTE,
        place="t1",
        state=RunState.STOOD_DOWN,
    )
    first = replace(
        run.steps[0],
        state=StepState.DONE,
        opened_at=NOON,
        due_at=NOON + MINUTE,
        settled_at=NOON,
        by="li",
        value=3.5,
        note="干了",
        files=("f1", "f2"),
        late_at=NOON,
        escalated_at=NOON,
        seen_at=NOON,
        by_hand=True,
    )
    run = replace(run, steps=(first, replace(run.steps[1], value=True), *run.steps[2:]))
    add(records, run)
    assert get(records, run.id) == run
    assert get(records, "nothing") is None


def test_its_plan_stays_as_it_was_whatever_is_saved(records: Records) -> None:
    run = add(records, a_run())
    with records.transaction() as tx:
        saved = tx.plan_runs.save(replace(run, plan=replace(run.plan, key="other", title=Text("改", "Changed")), commander="zhao"), [])
    found = get(records, run.id)
    assert found is not None
    assert (found.plan, found.commander, found.version) == (FLOODING, "zhao", saved.version)


def test_whoever_saves_second_has_to_look_again(records: Records) -> None:
    run = add(records, a_run())
    with records.transaction() as tx:
        saved = tx.plan_runs.save(replace(run, commander="zhao"), [a_line(run, RunEvent.COMMAND_TAKEN)])
    assert saved.version == run.version + 1
    with pytest.raises(Conflict), records.transaction() as tx:
        tx.plan_runs.save(replace(run, commander="qian"), [a_line(run, RunEvent.COMMAND_TAKEN)])
    with records.reading() as tx:
        assert [entry.event for entry in tx.plan_runs.log(run.id)] == [RunEvent.COMMAND_TAKEN]


@pytest.mark.parametrize("state", RunState)
def test_one_plan_is_under_way_once_at_a_place(records: Records, state: RunState) -> None:
    add(records, a_run(state=state, place="t1"))
    here = a_run(place="t1")
    others: tuple[dict[str, Any], ...] = ({"place": "t2"}, {"realm": "drill-1"}, {"site": "hilltop"}, {"stage": Stage.PREPARATION, "steps": ()})
    for number, other in enumerate((*others, {"plan": replace(FLOODING, key="x")})):
        add(records, replace(here, id=f"other-{number}", number=f"other-{number}", **other))
    again = a_run(place="t1")
    if state in (RunState.PROPOSED, RunState.RUNNING):
        with pytest.raises(Conflict):
            add(records, again)
        assert get(records, again.id) is None
    else:
        add(records, again)


def test_an_alarm_belongs_to_one_run_until_that_is_over(records: Records) -> None:
    first, second = a_run(alarm_ids=("a1",), place="t1"), a_run(alarm_ids=("a2", "a1"), place="t2")
    add(records, first)
    with pytest.raises(Conflict):
        add(records, second)
    with records.transaction() as tx:
        tx.plan_runs.save(replace(first, state=RunState.STOOD_DOWN, ended_at=NOON), [])
    add(records, second)
    with records.reading() as tx:
        of_first, of_second, unknown = tx.plan_runs.of_alarm("a1"), tx.plan_runs.of_alarm("a2"), tx.plan_runs.of_alarm("a3")
        kept = tx.plan_runs.get(first.id)
    assert (of_first, of_second, unknown) == (second, second, None)
    assert kept is not None
    assert kept.alarm_ids == ("a1",)


def test_a_run_is_found_by_its_whistle(records: Records) -> None:
    run = add(records, a_run(whistle_id="w1"))
    with records.reading() as tx:
        assert tx.plan_runs.of_whistle("w1") == run
        assert tx.plan_runs.of_whistle("w2") is None


def test_the_log_is_read_from_where_one_has_come(records: Records) -> None:
    run = a_run()
    lines = [a_line(run, RunEvent.MESSAGE, note=str(number), data={"n": number}, step="look", device_id="d") for number in range(5)]
    add(records, run, *lines[:3])
    with records.transaction() as tx:
        tx.plan_runs.save(run, lines[3:])
    with records.reading() as tx:
        assert tx.plan_runs.log(run.id) == lines
        assert tx.plan_runs.log(run.id, after=3) == lines[3:]
        assert tx.plan_runs.log(run.id, after=1, limit=2) == lines[1:3]
        assert tx.plan_runs.log("nothing") == []


def test_the_log_cannot_be_changed(records: Records) -> None:
    run = a_run()
    add(records, run, a_line(run))
    for statement in ("UPDATE plan_run_entry SET note = 'x'", "DELETE FROM plan_run_entry"):
        with pytest.raises(DatabaseError), records.transaction() as tx:
            tx.plan_runs._connection.exec_driver_sql(statement)  # type: ignore[attr-defined]  # the engine itself refuses


def test_what_is_due_is_found_the_longest_waiting_first(records: Records) -> None:
    proposed = add(records, a_run(state=RunState.PROPOSED, until=NOON + 2 * MINUTE, place="t1"))
    due = StepRun("look", StepState.OPEN, opened_at=NOON, due_at=NOON + MINUTE)
    running = a_run(place="t2")
    running = add(records, replace(running, steps=(due, *running.steps[1:])))
    add(records, a_run(state=RunState.PROPOSED, place="t3"))
    add(records, replace(running, id="over", number="over", place="t4", state=RunState.STOOD_DOWN, ended_at=NOON))
    with records.reading() as tx:
        assert [run.id for run in tx.plan_runs.due_before(NOON + 2 * MINUTE)] == [running.id, proposed.id]
        assert [run.id for run in tx.plan_runs.due_before(NOON + MINUTE)] == [running.id]
        assert tx.plan_runs.due_before(NOON) == []


def test_what_telemetry_may_confirm_is_found(records: Records) -> None:
    run = add(records, a_run(place="t1"))
    drill = add(records, a_run(place="t1", realm="drill-1"))
    wanted = [step.key for step, _telemetry in run.watched_steps()]
    assert wanted
    settled = tuple(replace(step, state=StepState.DONE) if step.key in wanted else step for step in run.steps)
    by_hand = tuple(replace(step, by_hand=step.key in wanted) for step in run.steps)
    for place, changes in (("t2", {"steps": settled}), ("t3", {"steps": by_hand}), ("t4", {"state": RunState.PROPOSED}), ("t5", {"site": "elsewhere"})):
        add(records, a_run(place=place, **changes))
    with records.reading() as tx:
        assert {found.id for found in tx.plan_runs.watching(["riverside"])} == {run.id, drill.id}
        assert tx.plan_runs.watching([]) == []


def test_drills_are_left_out_unless_they_are_asked_for(records: Records) -> None:
    live, drill = add(records, a_run()), add(records, a_run(realm="drill-1", begun_at=NOON + MINUTE))
    with records.reading() as tx:
        assert [run.id for run in tx.plan_runs.list(RunFilter()).items] == [live.id]
        assert [run.id for run in tx.plan_runs.list(RunFilter(realm="drill-1")).items] == [drill.id]
        assert [run.id for run in tx.plan_runs.list(RunFilter(realm="*")).items] == [drill.id, live.id]
        assert [run.id for run in tx.plan_runs.under_way("riverside")] == [live.id]
        assert [run.id for run in tx.plan_runs.under_way("riverside", "drill-1")] == [drill.id]


def test_a_list_is_filtered_and_paged(records: Records) -> None:
    runs = [add(records, a_run(place=f"t{number}", begun_at=NOON + number * MINUTE)) for number in range(4)]
    opened = replace(runs[0].steps[0], state=StepState.OPEN, opened_at=NOON)
    with records.transaction() as tx:
        tx.plan_runs.save(replace(runs[0], steps=(opened, *runs[0].steps[1:])), [])
        tx.plan_runs.save(replace(runs[3], state=RunState.STOOD_DOWN, ended_at=NOON + HOUR), [])

    def ids(where: RunFilter) -> list[str]:
        with records.reading() as tx:
            return [run.id for run in tx.plan_runs.list(where).items]

    newest_first = [run.id for run in reversed(runs)]
    assert ids(RunFilter(states=frozenset({RunState.STOOD_DOWN}))) == newest_first[:1]
    assert ids(RunFilter(post=Post.NEAREST_GUARD)) == newest_first[3:]
    assert ids(RunFilter(post=Post.COMPANY)) == []
    assert ids(RunFilter(kind=PlanKind.FIRE)) == []
    assert ids(RunFilter(since=NOON + MINUTE, until=NOON + 3 * MINUTE)) == newest_first[1:3]
    assert ids(RunFilter(sites=("hilltop",))) == []
    with records.reading() as tx:
        first = tx.plan_runs.list(RunFilter(kind=PlanKind.FLOODING), limit=3)
        second = tx.plan_runs.list(RunFilter(kind=PlanKind.FLOODING), limit=3, cursor=first.next_cursor)
    assert [run.id for run in (*first.items, *second.items)] == newest_first


def test_numbers_are_their_own(records: Records) -> None:
    with records.transaction() as tx:
        numbers = [tx.plan_runs.next_number("riverside", "20260131"), tx.plan_runs.next_number("riverside", "20260131")]
        orders = tx.orders.next_number("riverside", "20260131")
    assert (numbers, orders) == (["Y-20260131-001", "Y-20260131-002"], "20260131-001")


def test_runs_are_forgotten_with_everything_when_they_have_long_been_over(records: Records) -> None:
    over = a_run(place="t1", state=RunState.STOOD_DOWN, ended_at=NOON, alarm_ids=("a1",))
    noted = a_run(place="t2", state=RunState.STOOD_DOWN, ended_at=NOON)
    running = a_run(place="t3")
    add(records, over, a_line(over))
    add(records, noted, a_line(noted), a_line(noted, RunEvent.NOTED, at=NOON + 2 * HOUR))
    add(records, running, a_line(running))
    photo = Attachment("f1", over.id, "a.jpg", "image/jpeg", 3, "00", NOON, "li")
    with records.transaction() as tx:
        tx.plan_runs.add_attachment(photo)
        with pytest.raises(Conflict):
            tx.plan_runs.add_attachment(photo)
        assert tx.plan_runs.attachments(over.id) == [photo]
    with records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.PLAN_RUNS, NOON + HOUR) == 1
    assert get(records, over.id) is None
    with records.reading() as tx:
        assert (tx.plan_runs.of_alarm("a1"), tx.plan_runs.log(over.id), tx.plan_runs.attachments(over.id)) == (None, [], [])
        assert tx.housekeeping.forgotten_files() == ["f1"]
        assert [entry.event for entry in tx.plan_runs.log(running.id)] == [RunEvent.STARTED]
        assert len(tx.plan_runs.log(noted.id)) == 2
