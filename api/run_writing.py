"""How people change a run of a plan: decisions about the whole, and steps of many at once."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from api.human_step import told
from api.plan_runs import find_run, run_detail
from api.run_telemetry import newest_of
from api.schemas.alarm import HumanStep
from api.schemas.plan_run import PlanRunDetail
from api.services import Services
from api.writing import Write
from domain.plan_run import PlanRun
from domain.records import Transaction

Act = Callable[[Transaction, PlanRun], PlanRun]
_TRIES = 24
"""At once with so many others a step still comes through: they change other steps of the same run."""


def decide(parts: Services, write: Write, step: str, run_id: str, body: HumanStep, act: Act) -> Response:
    """A decision about the whole run, against the version that was read."""

    def version_now(tx: Transaction) -> int | None:
        run = tx.plan_runs.get(run_id)
        return None if run is None else run.version

    whole = _whole(parts, write, run_id, act)
    return write.once(f"plan-run.{step}", run_id, body.model_dump_json(), whole, detail=told(body), version_now=version_now)


def add(parts: Services, write: Write, step: str, run_id: str, body: HumanStep, act: Act, *, about: str = "") -> Response:
    """A step, or words, of one of many who are at it: that others say something at the same moment is no conflict."""
    return write.once(f"plan-run.{step}", run_id, body.model_dump_json(), _whole(parts, write, run_id, act), detail=told(body, about), tries=_TRIES)


def _whole(parts: Services, write: Write, run_id: str, act: Act) -> Callable[[Transaction], PlanRunDetail]:
    with parts.records.reading() as tx:
        before = find_run(parts, write.rights, tx, run_id)
    newest = newest_of(parts, before)

    def whole(tx: Transaction) -> PlanRunDetail:
        return run_detail(parts, tx, act(tx, find_run(parts, write.rights, tx, run_id)), write.rights, newest)

    return whole
