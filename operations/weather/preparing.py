"""The preparations that a weather warning starts: those of the plans in force that name its kind and a level that it has reached."""

from __future__ import annotations

from datetime import datetime

from domain.plan import Plan, Stage
from domain.plan_run import PlanRun
from domain.records import Transaction
from domain.site import Site
from domain.weather import WeatherWarning
from domain.weather_json import warning_title
from operations.plans.beginning import NewRun, start
from operations.plans.in_force import in_force
from operations.weather.announcements import SEVERITY_OF


def prepare(tx: Transaction, warning: WeatherWarning, *, site: Site, by: str, at: datetime) -> list[PlanRun]:
    """Start what has to be prepared and is not under way already, for this warning or another."""
    under_way = {run.plan.key for run in tx.plan_runs.under_way(site.id) if run.stage is Stage.PREPARATION}
    wanted = [plan.key for plan, _number in in_force(tx, site.id).values() if is_for(plan, warning) and plan.key not in under_way]
    return [start(tx, _run(key, warning), site=site, by=by, at=at) for key in wanted]


def is_for(plan: Plan, warning: WeatherWarning) -> bool:
    """Whether the warning is one that the plan prepares for."""
    preparation = plan.preparation
    return preparation is not None and warning.kind in preparation.warned and warning.level.rank >= preparation.from_level.rank


def _run(key: str, warning: WeatherWarning) -> NewRun:
    return NewRun(plan_key=key, reason=warning_title(warning), severity=SEVERITY_OF[warning.level], stage=Stage.PREPARATION, warning_id=warning.id)
