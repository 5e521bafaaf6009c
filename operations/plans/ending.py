"""Ending a run: stood down by who commands, found to be a false alarm, or (of a drill) broken off.

Everything raises `KeyError` (no such run), `Conflict` (`version` is not the run's), `IllegalStep` (it does not go on) or
`Refusal` (the text says what to do). Whether somebody may is the caller's business, but for who commands.
"""

from __future__ import annotations

from datetime import datetime

from domain.plan_run import PlanRun, RunEvent, next_run_state
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.verification import ConfirmedBy, VerificationState
from operations.false_alarm import false_alarm as alarm_was_false
from operations.plans import record
from operations.plans.over import end


def stand_down(tx: Transaction, run_id: str, *, site: Site, by: str, at: datetime, outcome: str, version: int | None = None, override: bool = False) -> PlanRun:
    """It is over; `outcome` says what came of it. Only who commands says so, once somebody has taken command, or a manager (`override`)."""
    run = record.find(tx, run_id, version)
    next_run_state(run.state, RunEvent.STOOD_DOWN)
    _check_command(run, by, override=override)
    said = record.said(outcome, "请填写处置结果", "say what came of it")
    return end(tx, run, RunEvent.STOOD_DOWN, site=site, by=by, at=at, note=said)


def false_alarm(
    tx: Transaction,
    run_id: str,
    *,
    site: Site,
    by: str,
    at: datetime,
    cause: str,
    photo: str | None = None,
    version: int | None = None,
    override: bool = False,
) -> PlanRun:
    """Nothing has happened; `cause` says what set it off. Who may is as of `stand_down`.

    Its first signals of fire that wait to be verified, or that silence alone made a fire, are false alarms with it, which
    needs a `photo` (the id of an image of the run, or at the order of the alarm).
    """
    run = record.find(tx, run_id, version)
    next_run_state(run.state, RunEvent.FALSE_ALARM)
    _check_command(run, by, override=override)
    said = record.said(cause, "请填写误报原因", "say what set it off")
    for alarm_id in run.alarm_ids:
        if _may_be_false(tx, alarm_id):
            alarm_was_false(tx, alarm_id, site=site, by=by, at=at, cause=said, photo=photo or "")
    after = record.find(tx, run_id)
    return after if after.ended_at is not None else end(tx, after, RunEvent.FALSE_ALARM, site=site, by=by, at=at, note=said)


def interrupt(tx: Transaction, run_id: str, *, site: Site, by: str, at: datetime, reason: str) -> PlanRun:
    """The run of a drill is broken off, by hand or by a real alarm. One that is over stays as it is."""
    run = record.find(tx, run_id)
    if run.ended_at is not None:
        return run
    return end(tx, run, RunEvent.INTERRUPTED, site=site, by=by, at=at, note=record.said(reason, "请说明为何中断", "say why it is broken off"))


def _check_command(run: PlanRun, by: str, *, override: bool) -> None:
    if run.commander is not None and by != run.commander and not override:
        raise Refusal(
            f"只有现场总指挥（{run.commander}）或项目经理可以解除，请先接管指挥",
            f"only who commands ({run.commander}) or a manager may say that it is over: take command first",
        )


def _may_be_false(tx: Transaction, alarm_id: str) -> bool:
    """Whether somebody may still say of this alarm that nothing burns (`operations.false_alarm`)."""
    alarm, verification = tx.alarms.get(alarm_id), tx.verifications.get(alarm_id)
    if alarm is None or verification is None or alarm.ended_at is not None:
        return False
    only_silence = verification.state is VerificationState.CONFIRMED and verification.reason is ConfirmedBy.SILENCE
    return only_silence or verification.state is VerificationState.WAITING
