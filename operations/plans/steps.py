"""What people do in a run: steps done, undone and left out, calls, messages, check-ins, and who commands.

Everything raises `KeyError` (no such run, or no such step in it), `IllegalStep` (the run does not go on) or `Refusal`
(something is missing; the text says what to do), and `Conflict` when somebody changed the run at the same moment: do it
again. Whether somebody may is the caller's business. What was done already is no error and counts once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.people import Department
from domain.plan import DoneKind, Step, WantedReading
from domain.plan_run import SETTLED, PlanRun, RunEntry, RunEvent, StepRun, StepState, next_run_state
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from operations.plans import announcements, phases, record
from operations.plans.where import assets_in
from operations.whistles import steps as whistles

TELEMETRY = "telemetry"
"""Who settles a step that telemetry shows."""

Value = float | bool | str | None


def done(
    tx: Transaction,
    run_id: str,
    key: str,
    *,
    site: Site,
    by: str,
    at: datetime,
    occurred_at: datetime | None = None,
    note: str = "",
    value: Value = None,
    files: tuple[str, ...] = (),
    device_id: str | None = None,
) -> PlanRun:
    """`by` says that the step `key` is done; a phase that is over with it lets the next one open.

    `occurred_at` is when it was done, if a phone without network tells it later: not before the plan started, nor after
    `at`. A photo step needs `files` (ids of attachments of the run), a reading its `value`, and what telemetry should have
    shown a `note` that says how it is known.
    """
    run = record.find(tx, run_id)
    step, known = _of_plan(run, key), run.step(key)
    next_run_state(run.state, RunEvent.DONE)
    if known.state is StepState.DONE:
        return run
    if known.state is StepState.SKIPPED:
        raise Refusal("该步骤已跳过，请先撤销跳过", "this step was left out: take that back first")
    _check_evidence(tx, run, step, site, by=by, note=note, value=value, files=files)
    when = _done_at(run, at, occurred_at)
    settled = replace(known, state=StepState.DONE, settled_at=when, by=by, value=value, note=note.strip(), files=files, seen_at=None)
    data: dict[str, object] = {**({} if value is None else {"value": value}), **({"files": list(files)} if files else {})}
    entry = RunEntry(run.id, at, when, RunEvent.DONE, by, step=key, note=note.strip(), device_id=device_id, data=data)
    return _settle(tx, run, settled, entry, site, at)


def skip(
    tx: Transaction, run_id: str, key: str, *, site: Site, by: str, at: datetime, reason: str, occurred_at: datetime | None = None, device_id: str | None = None
) -> PlanRun:
    """The step is left out; `reason` says why."""
    run = record.find(tx, run_id)
    known = run.step(key)
    next_run_state(run.state, RunEvent.SKIPPED)
    if known.state is StepState.SKIPPED:
        return run
    if known.state is StepState.DONE:
        raise Refusal("该步骤已完成，请先撤销完成", "this step is done: take that back first")
    why = record.said(reason, "请说明为何跳过", "say why the step is left out")
    when = _done_at(run, at, occurred_at)
    entry = RunEntry(run.id, at, when, RunEvent.SKIPPED, by, step=key, note=why, device_id=device_id)
    return _settle(tx, run, replace(known, state=StepState.SKIPPED, settled_at=when, by=by, note=why, seen_at=None), entry, site, at)


def undo(tx: Transaction, run_id: str, key: str, *, site: Site, by: str, at: datetime, reason: str, device_id: str | None = None) -> PlanRun:  # noqa: ARG001  as the other steps
    """The step is not done, or not left out, after all; `reason` says why. Phases that have opened stay open.

    What telemetry had settled is a person's to settle from then on: it would say the same again.
    """
    run = record.find(tx, run_id)
    known = run.step(key)
    next_run_state(run.state, RunEvent.UNDONE)
    if known.state not in SETTLED:
        return run
    why = record.said(reason, "请说明为何撤销", "say why it is taken back")
    state = StepState.WAITING if known.opened_at is None else StepState.OPEN
    open_again = StepRun(
        key,
        state,
        opened_at=known.opened_at,
        due_at=known.due_at,
        late_at=known.late_at,
        escalated_at=known.escalated_at,
        by_hand=known.by_hand or known.by == TELEMETRY,
    )
    entry = RunEntry(run.id, at, at, RunEvent.UNDONE, by, step=key, note=why, device_id=device_id, data={"was": known.state.value, "by": known.by})
    return record.change(tx, phases.with_step(run, open_again), [entry], at=at, actor=by)


def call(
    tx: Transaction,
    run_id: str,
    contact: str,
    *,
    by: str,
    at: datetime,
    result: str,
    note: str = "",
    occurred_at: datetime | None = None,
    device_id: str | None = None,
) -> PlanRun:
    """`by` rang up `contact` (an id of the plan's contacts, or who it was); `result` says whether anybody answered."""
    run = record.find(tx, run_id)
    who = record.said(contact, "请说明呼叫了谁", "say who was called")
    return _log(tx, run, RunEvent.CALLED, by, at, note=note.strip(), data={"contact": who, "result": result}, occurred_at=occurred_at, device_id=device_id)


def message(tx: Transaction, run_id: str, text: str, *, by: str, at: datetime, occurred_at: datetime | None = None, device_id: str | None = None) -> PlanRun:
    """Something that `by` says to everybody in it."""
    run = record.find(tx, run_id)
    said = record.said(text, "请填写内容", "the message is empty: write something")
    return _log(tx, run, RunEvent.MESSAGE, by, at, note=said, occurred_at=occurred_at, device_id=device_id)


def note(tx: Transaction, run_id: str, text: str, *, by: str, at: datetime, occurred_at: datetime | None = None, device_id: str | None = None) -> PlanRun:
    """A remark for the log; also when all is over."""
    run = record.find(tx, run_id)
    said = record.said(text, "请填写说明", "the note is empty: write something")
    return _log(tx, run, RunEvent.NOTED, by, at, note=said, occurred_at=occurred_at, device_id=device_id)


def check_in(
    tx: Transaction,
    run_id: str,
    department: Department,
    *,
    by: str,
    at: datetime,
    occurred_at: datetime | None = None,
    note: str = "",
    device_id: str | None = None,
) -> PlanRun:
    """`department` is there: it checks in by the whistle of the plan, whose log says so."""
    run = record.find(tx, run_id)
    next_run_state(run.state, RunEvent.CHECKED_IN)
    if run.whistle_id is None:
        raise Refusal("该预案没有呼叫部门报到", "this plan calls no departments to check in")
    whistles.check_in(tx, run.whistle_id, department, by=by, at=at, occurred_at=occurred_at, note=note, device_id=device_id)
    return record.find(tx, run_id)


def take_command(tx: Transaction, run_id: str, *, to: str, by: str, at: datetime, version: int | None = None) -> PlanRun:
    """Command goes to the person `to` (a username), by `by`: the first, or by hand-over. `Conflict` if `version` is not the run's."""
    run = record.find(tx, run_id, version)
    next_run_state(run.state, RunEvent.COMMAND_TAKEN)
    if run.commander == to:
        return run
    if to != by and tx.people.by_username(to) is None:
        raise Refusal(f"没有用户 {to}，请从列表中选择", f"there is nobody called {to}: choose from the list")
    entry = RunEntry(run.id, at, at, RunEvent.COMMAND_TAKEN, by, data={"from": run.commander, "to": to})
    saved = record.change(tx, replace(run, commander=to), [entry], at=at, actor=by)
    if to != by:
        announcements.command(tx, saved, to, at)
    return saved


def _log(
    tx: Transaction,
    run: PlanRun,
    event: RunEvent,
    by: str,
    at: datetime,
    *,
    note: str,
    data: dict[str, object] | None = None,
    occurred_at: datetime | None,
    device_id: str | None,
) -> PlanRun:
    following = next_run_state(run.state, event)
    when = at if occurred_at is None else min(max(occurred_at, run.begun_at), at)
    entry = RunEntry(run.id, at, when, event, by, note=note, device_id=device_id, data=data or {})
    return record.change(tx, replace(run, state=following), [entry], at=at, actor=by)


def _settle(tx: Transaction, run: PlanRun, step: StepRun, entry: RunEntry, site: Site, at: datetime) -> PlanRun:
    opened = phases.advance(phases.with_step(run, step), at)
    saved = record.change(tx, opened.run, [entry, *opened.entries], at=at, actor=entry.actor)
    announcements.phases_opened(tx, saved, opened.phases, site, at)
    return saved


def _of_plan(run: PlanRun, key: str) -> Step:
    return {step.key: step for _phase, step in run.plan.steps(run.stage)}[key]


def _done_at(run: PlanRun, at: datetime, occurred_at: datetime | None) -> datetime:
    return at if occurred_at is None else min(max(occurred_at, run.started_at or run.begun_at), at)


def _check_evidence(tx: Transaction, run: PlanRun, step: Step, site: Site, *, by: str, note: str, value: Value, files: tuple[str, ...]) -> None:
    if files and not set(files) <= {each.id for each in tx.plan_runs.attachments(run.id)}:
        raise Refusal("照片不属于本次预案，请重新上传", "a photo is not one of this run: add it again")
    match step.done.kind:
        case DoneKind.PHOTO if not files:
            raise Refusal("请先拍照上传", "this step needs a photo: add one first")
        case DoneKind.READING:
            _check_reading(step.done.reading, value)
        case DoneKind.TELEMETRY if by != TELEMETRY and not note.strip() and _is_seen(run, step, site):
            raise Refusal("系统尚未看到，请说明如何确认", "telemetry does not show it yet: say how you know")
        case _:
            pass


def _check_reading(wanted: WantedReading | None, value: Value) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal("请填写读数", "this step needs a reading: enter the number")
    if wanted is None:
        return
    if (wanted.low is not None and value < wanted.low) or (wanted.high is not None and value > wanted.high):
        low, high = ("…" if bound is None else f"{bound:g}" for bound in (wanted.low, wanted.high))
        raise Refusal(
            f"读数 {value:g} 不在 {low} 至 {high} {wanted.unit}之间，未达到要求；请处理后再报，或在记录中说明",
            f"the reading {value:g} is not within {low} to {high} {wanted.unit}: it is not done yet; go on and report again, or note it",
        )


def _is_seen(run: PlanRun, step: Step, site: Site) -> bool:
    """Whether there is equipment by which telemetry could show it."""
    wanted = step.done.telemetry
    if wanted is None:
        return False
    found = assets_in(site, wanted.asset_type, wanted.where, asset=run.asset, space=run.space)
    return any(asset.point(wanted.point) is not None for asset in found)
