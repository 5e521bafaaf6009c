"""Runs of emergency plans with their steps, alarms and logs. Each holds its plan as it was when it began, as JSON (`domain.plan_json`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, insert, not_, select, true, update

from domain.attachment import Attachment
from domain.page import Page
from domain.plan_run import PlanRun, RunEntry, RunFilter, StepRun, StepState
from domain.records import Conflict
from storage.database.files import add_file, files_of
from storage.database.listing import among, page
from storage.database.numbers import next_number
from storage.database.plan_run_rows import alarm_row, columns_of, entry_of, entry_row, plan_text, run_of, step_of, step_row
from storage.database.tables.plan_runs import (
    RUN_EXPECTED,
    RUN_NEWEST,
    RUN_UNDER_WAY,
    RUN_WATCHING,
    plan_run_alarms,
    plan_run_entries,
    plan_run_files,
    plan_run_steps,
    plan_runs,
)
from storage.database.writing import add_unless_there, put

_OF, _ALARM = plan_runs.c, plan_run_alarms.c


class DatabasePlanRuns:
    """`domain.plan_run.PlanRuns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[tuple[str, int], tuple[StepRun, ...]] = {}
        """The steps of what was read here, by id and version: only those that changed are written."""

    def get(self, run_id: str) -> PlanRun | None:
        """The run with its steps."""
        return next(iter(self._all(_OF.id == run_id)), None)

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day (``YYYYMMDD`` in the site's zone): ``Y-20260131-007``. Never given twice."""
        return next_number(self._connection, site, f"Y-{day}")

    def under_way(self, site: str, realm: str = "live") -> Sequence[PlanRun]:
        """Those that are proposed or running, oldest first."""
        return self._all(and_(RUN_UNDER_WAY, _OF.site == site, _OF.realm == realm))

    def of_alarm(self, alarm_id: str) -> PlanRun | None:
        """The run that this alarm belongs to; the newest, if it came back after one was over."""
        newest = select(_ALARM.run_id).where(RUN_NEWEST, _ALARM.alarm_id == alarm_id).scalar_subquery()
        return next(iter(self._all(_OF.id == newest)), None)

    def of_whistle(self, whistle_id: str) -> PlanRun | None:
        """The run by whose command departments check in there."""
        return next(iter(self._all(_OF.whistle_id == whistle_id)), None)

    def add(self, run: PlanRun, entries: Sequence[RunEntry]) -> None:
        """A new run. `Conflict` if its plan is under way at its place already, or one of its alarms belongs to another that is not over."""
        if not add_unless_there(self._connection, plan_runs, {"id": run.id, "plan": plan_text(run.plan), **columns_of(run)}):
            raise Conflict(f"the plan {run.plan.key} is under way at {run.place or run.site} already")
        self._put_parts(run, entries, before=())

    def save(self, run: PlanRun, entries: Sequence[RunEntry]) -> PlanRun:
        """Store it with the next version, or raise `Conflict`. Its plan stays as it was."""
        following = replace(run, version=run.version + 1)
        where = (_OF.id == run.id) & (_OF.version == run.version)
        if self._connection.execute(update(plan_runs).where(where).values(**columns_of(following))).rowcount == 0:
            raise Conflict(f"the run {run.number} is no longer at version {run.version}")
        self._put_parts(following, entries, before=self._read.get((run.id, run.version), ()))
        return following

    def log(self, run_id: str, *, after: int = 0, limit: int | None = None) -> Sequence[RunEntry]:
        """Its log, oldest first, without the first `after` lines."""
        query = select(plan_run_entries).where(plan_run_entries.c.run_id == run_id).order_by(plan_run_entries.c.position).offset(after)
        # SQLite knows no OFFSET without LIMIT; -1 would not do on PostgreSQL.
        return [entry_of(row) for row in self._connection.execute(query.limit(limit if limit is not None else 1_000_000))]

    def add_attachment(self, attachment: Attachment) -> None:
        """Remember a photo; its `order_id` is the run's id. `Conflict` if the file's id is there already."""
        add_file(self._connection, plan_run_files, "run_id", attachment)

    def attachments(self, run_id: str) -> Sequence[Attachment]:
        """The photos of a run, oldest first."""
        return files_of(self._connection, plan_run_files, "run_id", run_id)

    def due_before(self, moment: datetime) -> Sequence[PlanRun]:
        """Those of all sites and realms about which something has to be decided by `moment`, the longest waiting first."""
        return self._whole(self._connection.execute(select(plan_runs).where(RUN_EXPECTED, _OF.next_at <= moment).order_by(_OF.next_at, _OF.id)).all())

    def watching(self, sites: Collection[str]) -> Sequence[PlanRun]:
        """Running ones, of all realms, with a step that telemetry may confirm and that is not settled."""
        return self._all(and_(RUN_WATCHING, _OF.site.in_(sites))) if sites else []

    def list(self, where: RunFilter, *, cursor: str | None = None, limit: int = 50) -> Page[PlanRun]:
        """Newest first; `since` and `until` bound when they were begun. Raises `ValueError` for a cursor that is not ours."""
        of_post = exists().where(plan_run_steps.c.run_id == _OF.id, plan_run_steps.c.post == where.post, plan_run_steps.c.state == StepState.OPEN)
        query = select(plan_runs).where(
            among(_OF.site, where.sites),
            true() if where.realm == "*" else _OF.realm == where.realm,
            true() if where.states is None else _OF.state.in_(where.states),
            true() if where.kind is None else _OF.kind == where.kind,
            true() if where.post is None else and_(RUN_UNDER_WAY, of_post),
            true() if where.since is None else _OF.begun_at >= where.since,
            true() if where.until is None else _OF.begun_at < where.until,
        )
        return page(self._connection, query, (_OF.begun_at, _OF.id), cursor=cursor, limit=limit, items=self._whole)

    def _all(self, where: ColumnElement[bool]) -> Sequence[PlanRun]:
        return self._whole(self._connection.execute(select(plan_runs).where(where).order_by(_OF.begun_at, _OF.id)).all())

    def _whole(self, rows: Iterable[Row[Any]]) -> Sequence[PlanRun]:
        """Rows with their steps and alarms, in three statements however many there are."""
        found = list(rows)
        if not found:
            return []
        steps: dict[str, list[StepRun]] = {row.id: [] for row in found}
        alarms: dict[str, list[str]] = {row.id: [] for row in found}
        for row in self._connection.execute(select(plan_run_steps).where(plan_run_steps.c.run_id.in_(steps)).order_by(plan_run_steps.c.place)):
            steps[row.run_id].append(step_of(row))
        for row in self._connection.execute(select(plan_run_alarms).where(_ALARM.run_id.in_(alarms)).order_by(_ALARM.place)):
            alarms[row.run_id].append(row.alarm_id)
        runs = [run_of(row, steps[row.id], alarms[row.id]) for row in found]
        self._read |= {(run.id, run.version): run.steps for run in runs}
        return runs

    def _put_parts(self, run: PlanRun, entries: Sequence[RunEntry], *, before: Sequence[StepRun]) -> None:
        posts = {step.key: step.post for _phase, step in run.plan.steps(run.stage)}
        changed = [(number, step) for number, step in enumerate(run.steps) if step not in before]
        put(self._connection, plan_run_steps, [step_row(run.id, number, step, posts[step.key]) for number, step in changed])
        self._read[run.id, run.version] = run.steps
        self._put_alarms(run)
        if entries:
            self._connection.execute(insert(plan_run_entries), [entry_row(entry) for entry in entries])

    def _put_alarms(self, run: PlanRun) -> None:
        """An alarm whose earlier run is over goes with this one from now on."""
        known = set(self._connection.execute(select(_ALARM.alarm_id).where(_ALARM.run_id == run.id)).scalars())
        for number, alarm_id in enumerate(run.alarm_ids):
            if alarm_id in known:
                continue
            over = exists().where(_OF.id == _ALARM.run_id, not_(RUN_UNDER_WAY))
            self._connection.execute(update(plan_run_alarms).where(_ALARM.alarm_id == alarm_id, over).values(newest=False))
            if not add_unless_there(self._connection, plan_run_alarms, alarm_row(run.id, number, alarm_id)):
                raise Conflict(f"the alarm {alarm_id} belongs to another run")
