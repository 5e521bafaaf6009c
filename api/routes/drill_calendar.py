"""The yearly drill calendar, and the scenarios that can be played."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, wants_csv
from api.drills import OVER, areas_of, may_know, scenarios_of
from api.paging import Paging, every_item
from api.schemas.base import LocalText
from api.schemas.drill import CalendarDrill, CalendarLine, CalendarSlot, DrillCalendar, DrillScenario, DrillScenarios
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import csv_answer
from api.tables.drill_columns import CALENDAR_COLUMNS, slot_lines
from domain.drill import Drill, DrillFilter
from domain.people import Permission
from domain.records import Transaction
from domain.time import rfc3339
from operations.drills.calendar import Line, calendar, periods
from operations.drills.scored import score_of
from operations.plans.in_force import in_force

router = APIRouter(prefix="/drills", tags=["drill"])

_MARGIN = timedelta(days=2)
"""A drill may begin a little before or after the time it was planned for."""

SiteOfIt = Annotated[str, Query(max_length=64, description="The site.")]


@router.get("/calendar", response_model=DrillCalendar)
def get_drill_calendar(
    site: SiteOfIt,
    parts: Parts,
    rights: SignedIn,
    year: Annotated[int | None, Query(ge=2000, le=2200, description="Of the site's calendar; this year if it is left out.")] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> DrillCalendar | Response:
    """How often each plan has to be drilled, and what of it is done, planned and overdue. A table has a line for each period."""
    rights.see(site, parts.sites)
    here, now = parts.sites[site], parts.clock()
    asked = now.astimezone(here.time_zone).year if year is None else year
    (whole,) = periods(asked, 1)
    where = DrillFilter((site,), since=whole.since(here.time_zone) - _MARGIN, until=whole.until(here.time_zone) + _MARGIN)
    with parts.records.reading() as tx:
        drills = [drill for drill in every_item(lambda cursor: tx.drills.list(where, cursor=cursor, limit=200)) if may_know(drill, rights)]
        plans = [plan for plan, _ in in_force(tx, site).values()]
        lines = [_line(tx, line) for line in calendar(plans, drills, asked, here.time_zone, now)]
    if wants_csv(form, accept):
        rights.need(Permission.EXPORT, site)
        return csv_answer(f"drill-calendar-{asked}", CALENDAR_COLUMNS, slot_lines(lines), lang)
    return DrillCalendar(site=site, year=asked, lines=lines)


@router.get("/scenarios")
def list_drill_scenarios(
    site: SiteOfIt,
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    plan: Annotated[str | None, Query(max_length=64, description="The key of a plan: those that call for it come first.")] = None,
) -> DrillScenarios:
    """The scenarios that virtual devices can play at a site. 503 where none run with this installation."""
    rights.see(site, parts.sites)
    rights.need(Permission.PLAN_DRILLS, site)
    here, known = parts.sites[site], scenarios_of(parts)
    with parts.records.reading() as tx:
        found = None if plan is None else in_force(tx, site).get(plan)
    called_for = set() if found is None else {rule.id for rule in parts.rules.of(site) if rule.plan == plan} | set(found[0].trigger.rules)
    items = []
    for scenario in known.names(here):
        said = known.told(scenario, here)
        items.append(
            DrillScenario(
                id=scenario,
                name=LocalText.of(said.name),
                about=LocalText.of(said.about),
                lasts_s=said.lasts_s,
                fits=plan is None or not called_for.isdisjoint(said.rules),
                areas=areas_of(here, known.assets(scenario, here)),
            )
        )
    items.sort(key=_rank)
    page = paging.of(items, _rank)
    return DrillScenarios(items=list(page.items), next_cursor=page.next_cursor)


def _rank(scenario: DrillScenario) -> str:
    return f"{int(not scenario.fits)}{scenario.id}"


def _line(tx: Transaction, line: Line) -> CalendarLine:
    return CalendarLine(
        plan_key=line.plan.key,
        kind=line.plan.kind,
        title=LocalText.of(line.plan.title),
        times=line.frequency.times,
        source=LocalText.of(line.frequency.source),
        slots=[
            CalendarSlot(
                first=slot.period.first.isoformat(),
                last=slot.period.last.isoformat(),
                state=slot.state,
                days_left=slot.days_left,
                drills=[_drill(tx, drill) for drill in slot.drills],
            )
            for slot in line.slots
        ],
    )


def _drill(tx: Transaction, drill: Drill) -> CalendarDrill:
    score = score_of(tx, drill, drill.ended_at or drill.begins_at) if drill.state in OVER else None
    return CalendarDrill(
        id=drill.id,
        number=drill.number,
        title=drill.title,
        state=drill.state,
        begins_at=rfc3339(drill.started_at or drill.begins_at),
        percent=None if score is None else score.percent,
    )
