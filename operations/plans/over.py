"""How a run ends: nothing is awaited any more, the whistle stands down with it, everybody who was called hears of it, and its review is drafted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alarm import Alarm
from domain.plan_run import UNDER_WAY, PlanRun, RunEntry, RunEvent, RunState, next_run_state
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.verification import VerificationState
from domain.whistle import WhistleState
from operations.plans import announcements, record
from operations.plans.in_force import Triggers
from operations.plans.review import drafting
from operations.whistles.steps import stand_down as stand_down_whistle
from operations.workorders.record import both

LINGERS_MIN = 10.0
"""How long a proposal outlives its alarms; a site says otherwise by its setting ``plan_proposal_min``."""

_WAS_FALSE = Text("误报：{asset}，原因：{cause}", "False alarm of {asset}: {cause}")


def end(tx: Transaction, run: PlanRun, event: RunEvent, *, site: Site, by: str, at: datetime, note: str, data: Mapping[str, object] | None = None) -> PlanRun:
    """`run` ends by `event` at `at`; `note` is what came of it. Raises `IllegalStep` or `Conflict`."""
    was_running = run.state is RunState.RUNNING
    ended = replace(run, state=next_run_state(run.state, event), ended_at=at, ended_by=by, outcome=note, until=None)
    saved = record.change(tx, ended, [RunEntry(run.id, at, at, event, by, note=note, data=data or {})], at=at, actor=by)
    whistle = None if run.whistle_id is None else tx.whistles.get(run.whistle_id)
    if whistle is not None and whistle.state is WhistleState.OPEN:
        stand_down_whistle(tx, whistle.id, site=site, by=by, at=at, outcome=note, silent=True)
    if was_running or event is RunEvent.FALSE_ALARM:
        announcements.over(tx, saved, site, at, everybody=was_running)
    if saved.state in drafting.REVIEWED:
        drafting.draft(tx, saved, site, at)
    return saved


def alarm_was_false(tx: Transaction, alarm: Alarm, cause: str, *, site: Site, by: str, at: datetime) -> None:
    """A person found that `alarm` was false: its run is over with the cause, unless another of its alarms still stands for it."""
    run = tx.plan_runs.of_alarm(alarm.id)
    if run is None or run.state not in UNDER_WAY:
        return
    if any(_stands(tx, each) for each in run.alarm_ids if each != alarm.id):
        asset = site.assets.get(alarm.asset)
        words = both(_WAS_FALSE.filled(asset=alarm.asset if asset is None else asset.name, cause=cause))
        record.change(tx, run, [RunEntry(run.id, at, at, RunEvent.NOTED, by, note=words, data={"alarm": alarm.id})], at=at, actor=by)
        return
    end(tx, run, RunEvent.FALSE_ALARM, site=site, by=by, at=at, note=cause)


def alarm_is_over(tx: Transaction, alarm: Alarm, site: Site, at: datetime, *, triggers: Triggers) -> None:
    """`alarm` returned: what it proposed ends by itself after a while, if nobody decides and nothing else of it stands."""
    if not triggers.any(alarm.plan, alarm.rule):
        return
    run = tx.plan_runs.of_alarm(alarm.id)
    if run is None or run.state is not RunState.PROPOSED or any(_is_there(tx.alarms.get(each)) for each in run.alarm_ids):
        return
    until = at + timedelta(minutes=site.settings.get("plan_proposal_min", LINGERS_MIN))
    record.change(tx, replace(run, until=until), [], at=at, actor="system")


def _stands(tx: Transaction, alarm_id: str) -> bool:
    verification = tx.verifications.get(alarm_id)
    false = verification is not None and verification.state is VerificationState.FALSE_ALARM
    return not false and _is_there(tx.alarms.get(alarm_id))


def _is_there(alarm: Alarm | None) -> bool:
    """Behind a latch the process may have gone already."""
    return alarm is not None and alarm.condition and alarm.returned_at is None
