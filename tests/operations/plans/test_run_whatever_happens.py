"""Whatever people, clocks and telemetry do in whatever order: log and state agree, nothing is decided twice, and what is over is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.alarm import IllegalStep
from domain.identity import new_id
from domain.plan_run import SETTLED, UNDER_WAY, PlanRun, RunEntry, RunEvent, StepState
from domain.problem import Refusal
from domain.records import Conflict, Records, Transaction
from domain.severity import Severity
from operations.plans import beginning, ending, steps, sweeping, watching
from tests.operations.plans.run_scenes import NIGHT, RESCUE, SECOND, SECURITY, SITE, SITES, Store, add_photo, happen, log, over, signal, started, told

_E = RunEvent
KEYS = tuple(step.key for phase in RESCUE.phases for step in phase.steps)
REQUIRED = {phase.key: {step.key for step in phase.steps if step.required} for phase in RESCUE.phases}
PHASES = tuple(REQUIRED)
ENDS = frozenset({_E.STOOD_DOWN, _E.FALSE_ALARM, _E.DECLINED, _E.INTERRUPTED})


class Crash(Exception):
    """The process ends in the middle of a transaction."""


@dataclass(frozen=True, slots=True)
class Act:
    """What happens, to which step, so long after the act before; `crashes`: it is all undone at the last moment."""

    what: str
    key: str
    after: timedelta
    crashes: bool


OFTEN = {"done": 8, "skip": 2, "undo": 5, "limits": 5, "ground": 3}
RARELY = ("high", "stuck", "gone", "check-in", "command", "say", "note", "call", "start", "start", "decline", "stand-down", "false-alarm", "stale")
WHAT = (*(what for what, times in OFTEN.items() for _ in range(times)), *RARELY)

ACTS = st.lists(
    st.builds(
        Act,
        what=st.sampled_from(WHAT),
        key=st.sampled_from((*KEYS[:3], *KEYS[:3], *KEYS)),
        after=st.sampled_from([timedelta(seconds=seconds) for seconds in (0, 1, 10, 25, 60, 200, 400)]),
        crashes=st.sampled_from((*(False,) * 7, True)),
    ),
    min_size=12,
    max_size=30,
)


@given(acts=ACTS, begins=st.booleans())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_log_and_state_agree_whatever_happens(sqlite_records: Records, acts: list[Act], begins: bool) -> None:  # noqa: FBT001  hypothesis gives it
    realm, store, now = f"drill-{new_id()}", Store(), NIGHT
    run = _begun(sqlite_records, realm, begins=begins)
    add_photo(sqlite_records, run, f"photo-{run.id}")
    for act in acts:
        now += act.after
        before, lines = _found(sqlite_records, run), log(sqlite_records, run)
        try:
            _do(sqlite_records, store, run, act, now)
        except (Refusal, IllegalStep, Conflict, Crash):
            assert (_found(sqlite_records, run), log(sqlite_records, run)) == (before, lines)
        _check(sqlite_records, run)
    with sqlite_records.transaction() as tx:
        ending.interrupt(tx, run.id, site=SITE, by="system", at=now, reason="结束")
    _check(sqlite_records, run)
    assert sweeping.sweep(sqlite_records, SITES, now + timedelta(days=1)) == 0
    assert watching.sweep(sqlite_records, store, SITES, now + timedelta(days=1)) == 0


def _begun(records: Records, realm: str, *, begins: bool) -> PlanRun:
    if begins:
        return started(records, realm=realm)
    with records.reading() as tx:
        known = bool(tx.plans.in_force(SITE.id))
    if not known:
        other = started(records, realm=f"{realm}-other")
        with records.transaction() as tx:
            ending.interrupt(tx, other.id, site=SITE, by="system", at=NIGHT, reason="结束")
    happen(records, signal(severity=Severity.HIGH, realm=realm))
    with records.reading() as tx:
        (run,) = tx.plan_runs.under_way(SITE.id, realm)
    return run


def _do(records: Records, store: Store, run: PlanRun, act: Act, now: datetime) -> None:
    match act.what:
        case "limits":
            sweeping.sweep(records, SITES, now)
        case "ground" | "high":
            for lift in ("lift-1", "lift-2"):
                store.put(lift, "floor", 1.0 if act.what == "ground" else 7.0, now, realm=run.realm)
            watching.sweep(records, store, SITES, now)
        case "stuck":
            happen(records, signal("lift-2", now, realm=run.realm, rule=f"rule-{now:%H%M%S}"))
        case "gone":
            with suppress(ValueError):
                happen(records, over(signal("lift-1", realm=run.realm), now))
        case _:
            with records.transaction() as tx:
                _BY_PEOPLE[act.what](tx, run, act.key, now)
                if act.crashes:
                    raise Crash


_BY_PEOPLE: dict[str, Callable[[Transaction, PlanRun, str, datetime], object]] = {
    "done": lambda tx, run, key, now: steps.done(
        tx, run.id, key, site=SITE, by="fitter", at=now, note="好", value=1.0, files=(f"photo-{run.id}",), occurred_at=now - 7 * SECOND
    ),
    "skip": lambda tx, run, key, now: steps.skip(tx, run.id, key, site=SITE, by="fitter", at=now, reason="无"),
    "undo": lambda tx, run, key, now: steps.undo(tx, run.id, key, site=SITE, by="fitter", at=now, reason="错"),
    "check-in": lambda tx, run, _key, now: steps.check_in(tx, run.id, SECURITY, by="fitter", at=now),
    "command": lambda tx, run, _key, now: steps.take_command(tx, run.id, to="fitter", by="fitter", at=now),
    "say": lambda tx, run, _key, now: steps.message(tx, run.id, "注意", by="fitter", at=now),
    "note": lambda tx, run, _key, now: steps.note(tx, run.id, "备注", by="fitter", at=now),
    "call": lambda tx, run, _key, now: steps.call(tx, run.id, "fire", by="fitter", at=now, result="reached"),
    "start": lambda tx, run, _key, now: beginning.start_proposed(tx, run.id, site=SITE, by="fitter", at=now),
    "decline": lambda tx, run, _key, now: beginning.decline(tx, run.id, by="fitter", at=now, reason="不需要"),
    "stand-down": lambda tx, run, _key, now: ending.stand_down(tx, run.id, site=SITE, by="fitter", at=now, outcome="完"),
    "false-alarm": lambda tx, run, _key, now: ending.false_alarm(tx, run.id, site=SITE, by="fitter", at=now, cause="水汽"),
    "stale": lambda tx, run, _key, now: steps.take_command(tx, run.id, to="late", by="late", at=now, version=0),
}


def _found(records: Records, run: PlanRun) -> PlanRun:
    with records.reading() as tx:
        found = tx.plan_runs.get(run.id)
    assert found is not None
    return found


def _check(records: Records, run: PlanRun) -> None:
    now, lines = _found(records, run), log(records, run)
    assert {step.key: step.state for step in now.steps} == _replayed(lines)
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    decided = Counter((line.event, line.step) for line in lines if line.event in (_E.LATE, _E.ESCALATED, _E.PHASE_OPENED))
    assert set(decided.values()) <= {1}
    assert {step.key for step in now.steps if step.late_at is not None} == {key for event, key in decided if event is _E.LATE}
    assert {step.key for step in now.steps if step.escalated_at is not None} == {key for event, key in decided if event is _E.ESCALATED}
    ended = [number for number, line in enumerate(lines) if line.event in ENDS]
    assert len(ended) <= 1
    assert bool(ended) is (now.state not in UNDER_WAY)
    if ended:
        assert {line.event for line in lines[ended[0] + 1 :]} <= {_E.NOTED}
        assert now.next_at is None
    messages = [message for message in told(records) if f"|{run.id}|" in message.key]
    assert {message.realm for message in messages} <= {run.realm}
    begun = Counter(message.department for message in messages if "|start|" in message.key)
    assert set(begun.values()) <= {1}
    assert bool(begun) is (now.started_at is not None)


def _replayed(lines: Sequence[RunEntry]) -> dict[str, StepState]:
    """How the steps stand by the log alone; on the way, that nothing happens that may not."""
    state, opened = dict.fromkeys(KEYS, StepState.WAITING), list[str]()
    for line in lines:
        key = line.step or ""
        match line.event:
            case _E.PHASE_OPENED:
                assert key == PHASES[len(opened)]
                assert all(state[each] in SETTLED for phase in opened for each in REQUIRED[phase])
                opened.append(key)
                own = next(phase for phase in RESCUE.phases if phase.key == key)
                state |= {step.key: StepState.OPEN for step in own.steps if state[step.key] is StepState.WAITING}
            case _E.DONE | _E.SKIPPED:
                assert state[key] not in SETTLED
                state[key] = StepState.DONE if line.event is _E.DONE else StepState.SKIPPED
            case _E.UNDONE:
                assert state[key] in SETTLED
                own = next(phase for phase in RESCUE.phases if any(step.key == key for step in phase.steps))
                state[key] = StepState.OPEN if own.key in opened else StepState.WAITING
            case _E.LATE | _E.ESCALATED:
                assert state[key] is StepState.OPEN
    return state
