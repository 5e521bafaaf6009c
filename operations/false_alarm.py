"""误报: a person has looked and nothing burns. It needs a cause and a photo, opens a fault order, and ends nothing at the panel."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, IllegalStep
from domain.identity import LIVE
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, OrderFilter, Transaction
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.verification import ConfirmedBy, Verification, VerificationState
from domain.work_order import OPEN_STATES, OrderEvent, OrderKind, WorkOrder, next_state
from operations import fire_announcements
from operations.plans.over import alarm_was_false
from operations.workorders.opening import open_request
from operations.workorders.record import both, is_open
from operations.workorders.record import change as change_order
from rules.alarms.record import change, tell


def false_alarm(tx: Transaction, alarm_id: str, *, site: Site, by: str, at: datetime, cause: str, photo: str, version: int | None = None) -> Verification:
    """`by` found what set the detector off: `cause` in words, `photo` the id of an image at the alarm's order or plan run.

    Only of a signal that waits, or that silence alone made a fire. The alarm stays until its source is reset; its
    detector gets a fault order of engineering (one that is open already is told instead). Raises `KeyError` (no such
    alarm, or nothing to verify), `Conflict` (`version` is not the verification's), `IllegalStep` or `Refusal`.
    """
    alarm, verification = tx.alarms.get(alarm_id), tx.verifications.get(alarm_id)
    if alarm is None or verification is None:
        raise KeyError(alarm_id)
    if version is not None and version != verification.version:
        raise Conflict(f"the verification has changed: its version is {verification.version}, not {version}; read it again")
    _check_state(alarm, verification)
    order = tx.orders.of_alarm(alarm_id)
    _check_evidence(tx, alarm, order, cause, photo)
    decided = tx.verifications.save(
        replace(verification, state=VerificationState.FALSE_ALARM, reason=None, cause=cause.strip(), photo=photo, decided_at=at, decided_by=by)
    )
    words = both(Text("误报，原因：{cause}", "False alarm: {cause}").filled(cause=decided.cause))
    saved = change(tx, alarm, AlarmEvent.FALSE_ALARM, at=at, actor=by, note=words)
    tell(tx, saved, AlarmEvent.FALSE_ALARM, at=at, actor=by)
    _note(tx, order, words, by=by, at=at)
    # A drill looks real and leaves no work behind.
    if alarm.realm == LIVE:
        _open_fault_order(tx, alarm, words, site=site, by=by, at=at)
    fire_announcements.false_alarm(tx, saved, decided, site, at, everybody=verification.state is VerificationState.CONFIRMED)
    alarm_was_false(tx, saved, decided.cause, site=site, by=by, at=at)
    return decided


def _check_state(alarm: Alarm, verification: Verification) -> None:
    waits = verification.state is VerificationState.WAITING
    only_silence = verification.state is VerificationState.CONFIRMED and verification.reason is ConfirmedBy.SILENCE
    if alarm.ended_at is not None or not (waits or only_silence):
        raise IllegalStep("a signal that was confirmed by anything but silence, or is over, can no longer be called a false alarm")


def _check_evidence(tx: Transaction, alarm: Alarm, order: WorkOrder | None, cause: str, photo: str) -> None:
    if not cause.strip():
        raise Refusal("请填写误报原因", "a false alarm needs its cause: say what set the detector off")
    run = tx.plan_runs.of_alarm(alarm.id)
    files = [*(() if order is None else tx.orders.attachments(order.id)), *(() if run is None else tx.plan_runs.attachments(run.id))]
    if not any(each.id == photo and each.content_type.startswith("image/") for each in files):
        raise Refusal("请先在该告警的工单上传现场照片", "a false alarm needs a photo: add one to the work order of this alarm first")


def _note(tx: Transaction, order: WorkOrder | None, words: str, *, by: str, at: datetime) -> None:
    if order is not None and is_open(order):
        noted = replace(order, state=next_state(order.state, OrderEvent.NOTED, from_alarm=order.from_alarm))
        change_order(tx, noted, OrderEvent.NOTED, at=at, actor=by, note=words)


def _open_fault_order(tx: Transaction, alarm: Alarm, words: str, *, site: Site, by: str, at: datetime) -> None:
    asset = site.assets.get(alarm.asset)
    title = Text("检查误报的探测器：{asset}", "Check the detector that was wrong: {asset}").filled(asset=alarm.asset if asset is None else asset.name)
    there = tx.orders.list(OrderFilter(sites=(site.id,), states=OPEN_STATES, asset=alarm.asset), limit=100).items
    fault = next((order for order in there if not order.from_alarm and order.title == title), None)
    if fault is not None:
        _note(tx, fault, words, by=by, at=at)
        return
    open_request(
        tx,
        site=site,
        asset=None if asset is None else asset.id,
        kind=OrderKind.REPAIR,
        title=title,
        department=Department.ENGINEERING,
        priority=Priority.P3,
        by=by,
        at=at,
        note=words,
    )
