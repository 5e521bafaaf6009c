"""Weather warnings and emergency supplies as the API shows them."""

from __future__ import annotations

from datetime import datetime

from api.problems import NotFound
from api.schemas.weather import Supply as SupplyOut
from api.schemas.weather import WeatherWarning as WarningOut
from api.security.rights import Rights
from api.services import Services
from domain.plan import Stage
from domain.plan_run import SETTLED, UNDER_WAY, PlanRun, RunFilter
from domain.records import Transaction
from domain.site import Site
from domain.supply import Supply
from domain.text import Text
from domain.weather import WeatherWarning
from domain.weather_json import supply_json, warning_json

_MOST = 50


def warning_out(tx: Transaction, warning: WeatherWarning, *, whole: bool = False) -> WarningOut:
    """A warning with what it started; its history only if it is shown `whole`."""
    history = tx.weather_warnings.history(warning.id) if whole else ()
    return WarningOut.model_validate({**warning_json(warning, history), "preparations": [_preparation(run) for run in _preparations(tx, warning)]})


def supply_out(tx: Transaction, supply: Supply, site: Site, now: datetime, *, whole: bool = False) -> SupplyOut:
    """A supply with its place in words; its history only if it is shown `whole`."""
    history = tx.supplies.history(supply.id) if whole else ()
    place = site.place_of_space(supply.space).as_json() if supply.space is not None and supply.space in site.spaces else None
    faults = supply.faults(now, now.astimezone(site.time_zone).date())
    return SupplyOut.model_validate({**supply_json(supply, faults, history), "place": place})


def find_warning(parts: Services, rights: Rights, tx: Transaction, warning_id: str) -> WeatherWarning:
    """The warning. Raises `NotFound` if there is none that they may see."""
    warning = tx.weather_warnings.get(warning_id)
    if warning is None or warning.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这条预警", f"There is no weather warning {warning_id} that you may see."))
    return warning


def find_supply(parts: Services, rights: Rights, tx: Transaction, supply_id: str) -> Supply:
    """The supply. Raises `NotFound` if there is none that they may see."""
    supply = tx.supplies.get(supply_id)
    if supply is None or supply.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这项物资", f"There is no supply {supply_id} that you may see."))
    return supply


def _preparations(tx: Transaction, warning: WeatherWarning) -> list[PlanRun]:
    page = tx.plan_runs.list(RunFilter(sites=(warning.site,), since=warning.given_at, until=warning.ended_at), limit=_MOST)
    return [run for run in page.items if run.stage is Stage.PREPARATION and run.warning_id == warning.id]


def _preparation(run: PlanRun) -> dict[str, object]:
    return {
        "run_id": run.id,
        "number": run.number,
        "title": run.plan.title.as_json(),
        "under_way": run.state in UNDER_WAY,
        "settled": sum(step.state in SETTLED for step in run.steps),
        "steps": len(run.steps),
    }
