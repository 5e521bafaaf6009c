"""What follows when a plan starts: its first phase opens, departments are called to check in, and its posts are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.plan import Stage
from domain.plan_run import PlanRun, RunEntry, RunEvent, next_run_state
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.whistle import Whistle
from domain.work_order import OPEN_STATES
from operations.plans import announcements, phases, record
from operations.whistles.steps import NewWhistle, blow
from operations.workorders.record import both

_MATTER = Text("{plan} {number}：{reason}", "{plan} {number}: {reason}")


def started(tx: Transaction, run: PlanRun, *, site: Site, by: str, at: datetime, note: str = "", new: bool) -> PlanRun:
    """`run`, which is proposed or `new` (not stored yet), runs from `at` on. Raises `Conflict` or `IllegalStep`."""
    running = replace(run, state=next_run_state(run.state, RunEvent.STARTED), started_at=at, started_by=by, until=None)
    opened = phases.advance(running, at)
    whistle = _muster(tx, opened.run, site, by, at)
    if whistle is not None:
        opened = replace(opened, run=replace(opened.run, whistle_id=whistle.id, order_id=opened.run.order_id or whistle.order_id))
    entries = [RunEntry(run.id, at, at, RunEvent.STARTED, by, note=note or both(run.reason)), *opened.entries]
    store = record.add if new else record.change
    saved = store(tx, opened.run, entries, at=at, actor=by)
    announcements.started(tx, saved, opened.phases, whistle, site, at)
    return saved


def _muster(tx: Transaction, run: PlanRun, site: Site, by: str, at: datetime) -> Whistle | None:
    """The whistle by which departments check in; a preparation calls nobody together."""
    musters = run.plan.musters if run.stage is Stage.RESPONSE else ()
    if not musters:
        return None
    order = None if run.order_id is None else tx.orders.get(run.order_id)
    title = run.plan.title
    asked = NewWhistle(
        matter=both(_MATTER.filled(plan=title, number=run.number, reason=run.reason)),
        severity=run.severity,
        departments=tuple(muster.department for muster in musters),
        space=run.space,
        asset=run.asset if run.asset in site.assets else None,
        order_id=order.id if order is not None and order.state in OPEN_STATES else None,
        lead=run.plan.command.in_charge.department,
        limits={muster.department: timedelta(seconds=muster.within_s) for muster in musters},
        brings={muster.department: both(muster.bring) for muster in musters if muster.bring.zh or muster.bring.en},
        realm=run.realm,
        tasks=False,
    )
    return blow(tx, asked, site=site, by=by, at=at, silent=True)
