"""Emergency plans (预案) under way: the list, the command page, and what is decided about a run as a whole."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, DrillAsked, Form, FormAsked, Language, LanguageAsked, SinceAsked, SiteAsked, SplitList, UntilAsked, wants_csv
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.plan_runs import entry_out, find_run, overrides, run_detail, run_out
from api.run_telemetry import newest_of
from api.run_writing import decide
from api.schemas.base import LocalText
from api.schemas.plan_run import PlanRunDetail, PlanRunPage, RunLogPage, StartablePlan, StartablePlans
from api.schemas.plan_run_step import DeclineRun, FalseAlarmRun, NewPlanRun, StandDownRun, StartRun, TakeCommand
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import all_pages, csv_answer
from api.tables.plan_run_columns import PLAN_RUN_COLUMNS
from api.writing import Writing
from domain.identity import LIVE
from domain.page import Page
from domain.people import Permission
from domain.plan import PlanKind
from domain.plan_run import PlanRun, RunFilter, RunState
from domain.post import Post
from domain.records import Transaction
from domain.text import Text
from operations.plans import beginning, ending, steps
from operations.plans.in_force import in_force

router = APIRouter(prefix="/plan-runs", tags=["plan-run"])


@router.get("", response_model=PlanRunPage)
def list_runs(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[list[RunState] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    kind: Annotated[PlanKind | None, Query()] = None,
    post: Annotated[Post | None, Query(description="With an open step of this post.")] = None,
    since: SinceAsked = None,
    until: UntilAsked = None,
    drill: DrillAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> PlanRunPage | Response:
    """Runs of plans, newest first. A table needs the permission `export`."""
    states = None if state is None else frozenset(state)
    where = RunFilter(rights.sites(site, parts.sites), states, kind, post, since, until, drill or LIVE)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[PlanRun]:
        with parts.records.reading() as tx:
            return tx.plan_runs.list(where, cursor=cursor, limit=limit)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("plan-runs", PLAN_RUN_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return PlanRunPage(items=[run_out(run, parts.sites[run.site]) for run in page.items], next_cursor=page.next_cursor)


@router.post("", response_model=PlanRunDetail, status_code=201)
def start_plan_by_hand(body: NewPlanRun, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Start a plan of the site by hand. The answer has no values of its telemetry yet."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.COMMAND_PLAN, body.site)
    asked = beginning.NewRun(
        plan_key=body.plan, reason=Text(body.reason, body.reason), severity=body.severity, stage=body.stage, space=body.space, asset=body.asset
    )

    def act(tx: Transaction) -> PlanRunDetail:
        run = beginning.start(tx, asked, site=parts.sites[body.site], by=write.by, at=write.now)
        return run_detail(parts, tx, run, rights, {})

    return write.once("plan-run.start-by-hand", body.site, body.model_dump_json(), act, status=201, detail=told(body, body.plan))


@router.get("/plans")
def list_startable(site: str, parts: Parts, rights: SignedIn) -> StartablePlans:
    """The plans in force at a site: those that can be started by hand."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        plans = in_force(tx, site)
    return StartablePlans(
        items=[
            StartablePlan(key=key, kind=plan.kind, title=LocalText.of(plan.title), number=number, prepares=plan.preparation is not None)
            for key, (plan, number) in plans.items()
        ]
    )


@router.get("/{run_id}")
def get_run(run_id: str, parts: Parts, rights: SignedIn) -> PlanRunDetail:
    """Everything that the command page shows, and what you may do."""
    with parts.records.reading() as tx:
        run = find_run(parts, rights, tx, run_id)
    newest = newest_of(parts, run)
    with parts.records.reading() as tx:
        return run_detail(parts, tx, find_run(parts, rights, tx, run_id), rights, newest)


@router.get("/{run_id}/log")
def get_run_log(run_id: str, parts: Parts, rights: SignedIn, paging: Paging) -> RunLogPage:
    """Its log, oldest first, to the millisecond."""
    with parts.records.reading() as tx, our_cursor():
        run = find_run(parts, rights, tx, run_id)
        after = int(paging.cursor or 0)
        lines = tx.plan_runs.log(run.id, after=after, limit=paging.limit + 1)
    more = str(after + paging.limit) if len(lines) > paging.limit else None
    return RunLogPage(items=[entry_out(line) for line in lines[: paging.limit]], next_cursor=more)


@router.post("/{run_id}/start", response_model=PlanRunDetail)
def start_run(run_id: str, body: StartRun, parts: Parts, write: Writing) -> Response:
    """Start a proposed plan."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.COMMAND_PLAN, run.site)
        return beginning.start_proposed(tx, run.id, site=parts.sites[run.site], by=write.by, at=write.now, version=write.version)

    return decide(parts, write, "start", run_id, body, act)


@router.post("/{run_id}/decline", response_model=PlanRunDetail)
def decline_run(run_id: str, body: DeclineRun, parts: Parts, write: Writing) -> Response:
    """The proposed plan is not needed."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.COMMAND_PLAN, run.site)
        return beginning.decline(tx, run.id, by=write.by, at=write.now, reason=body.reason, version=write.version)

    return decide(parts, write, "decline", run_id, body, act)


@router.post("/{run_id}/take-command", response_model=PlanRunDetail)
def take_run_command(run_id: str, body: TakeCommand, parts: Parts, write: Writing) -> Response:
    """Take command, or hand it over to another person."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.COMMAND_PLAN, run.site)
        return steps.take_command(tx, run.id, to=body.to or write.by, by=write.by, at=write.now, version=write.version)

    return decide(parts, write, "take-command", run_id, body, act)


@router.post("/{run_id}/stand-down", response_model=PlanRunDetail)
def stand_down_run(run_id: str, body: StandDownRun, parts: Parts, write: Writing) -> Response:
    """It is over: everybody stands down. The person in charge says so."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.COMMAND_PLAN, run.site)
        site, override = parts.sites[run.site], overrides(run, write.rights)
        return ending.stand_down(tx, run.id, site=site, by=write.by, at=write.now, outcome=body.outcome, version=write.version, override=override)

    return decide(parts, write, "stand-down", run_id, body, act)


@router.post("/{run_id}/false-alarm", response_model=PlanRunDetail)
def end_as_false_alarm(run_id: str, body: FalseAlarmRun, parts: Parts, write: Writing) -> Response:
    """Nothing has happened; this set it off."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.COMMAND_PLAN, run.site)
        return ending.false_alarm(
            tx,
            run.id,
            site=parts.sites[run.site],
            by=write.by,
            at=write.now,
            cause=body.cause,
            photo=body.photo,
            version=write.version,
            override=overrides(run, write.rights),
        )

    return decide(parts, write, "false-alarm", run_id, body, act)
