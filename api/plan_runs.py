"""Runs of emergency plans as the API shows them, and what a person may do with them."""

from __future__ import annotations

from collections.abc import Mapping

from api.alarms import alarm_out
from api.attaching import attachment_out
from api.problems import NotFound
from api.run_people import command_out, posts_of, posts_out
from api.run_telemetry import telemetry_words, watched_out
from api.schemas.base import LocalText
from api.schemas.plan_run import PlanRun as PlanRunOut
from api.schemas.plan_run import PlanRunDetail, RunContact, RunEntry, RunMay, RunOrder, RunPhase, RunReading, RunStep
from api.schemas.point import Latest
from api.schemas.whistle import WhistleCall
from api.security.rights import Rights
from api.services import Services
from api.whistles import may_check_in
from domain.people import Permission
from domain.plan import NOTHING, Phase, Step
from domain.plan_run import SETTLED, UNDER_WAY, PlanRun, RunState
from domain.plan_run import RunEntry as Entry
from domain.plan_run_json import run_entry_json, run_json, step_run_json
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339
from domain.whistle import CallState, Whistle, WhistleState
from domain.whistle_json import call_json
from operations.plans.numbers import WhomToCall, contacts_of, directory
from operations.plans.seen import points_of
from operations.rota.standing import Roll

FIRST_LINES = 500


def find_run(parts: Services, rights: Rights, tx: Transaction, run_id: str) -> PlanRun:
    """The run. Raises `NotFound` if there is none that they may see."""
    run = tx.plan_runs.get(run_id)
    if run is None or run.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这次预案执行", f"There is no run {run_id} of a plan that you may see."))
    return run


def run_out(run: PlanRun, site: Site) -> PlanRunOut:
    """A run as lists show it."""
    return PlanRunOut.model_validate(run_json(run, site))


def run_detail(parts: Services, tx: Transaction, run: PlanRun, rights: Rights, newest: Mapping[str, Latest]) -> PlanRunDetail:
    """A run with everything that its command page shows, and what this person may do now. `newest`: as `newest_of` found it before."""
    site, now = parts.sites[run.site], parts.clock()
    roll, known = Roll.call(tx, site, now), directory(tx, run.site)
    numbers = {id_: whom.number for id_, whom in known.items() if whom.number}
    whistle = None if run.whistle_id is None else tx.whistles.get(run.whistle_id)
    order = None if run.order_id is None else tx.orders.get(run.order_id)
    alarms = (tx.alarms.get(alarm_id) for alarm_id in run.alarm_ids)
    return PlanRunDetail.model_validate(
        {
            **run_json(run, site),
            "purpose": LocalText.of(run.plan.purpose),
            "follows": [LocalText.of(each) for each in run.plan.follows],
            "order_of_command": command_out(tx, run, site, roll, numbers),
            "phases": [_phase(run, site, phase) for phase in run.plan.phases_of(run.stage)],
            "posts": posts_out(run, site, roll, numbers, rights, posts_of(run)),
            "check_ins": [] if whistle is None else [WhistleCall.model_validate(call_json(call)) for call in whistle.calls],
            "bring": {muster.department: LocalText.of(muster.bring) for muster in run.plan.musters if muster.bring != NOTHING},
            "watched": watched_out(run, site, newest),
            "alarms": [alarm_out(alarm) for alarm in alarms if alarm is not None],
            "order": None if order is None else RunOrder(id=order.id, number=order.number, title=LocalText.of(order.title), state=order.state),
            "contacts": _contacts(run, site, known),
            "files": [attachment_out(file) for file in tx.plan_runs.attachments(run.id)],
            "log": [entry_out(entry) for entry in tx.plan_runs.log(run.id, limit=FIRST_LINES)],
            "may": may_of(run, whistle, rights),
        }
    )


def entry_out(entry: Entry) -> RunEntry:
    """A line of the log."""
    return RunEntry.model_validate(run_entry_json(entry))


def may_of(run: PlanRun, whistle: Whistle | None, rights: Rights) -> RunMay:
    """What this person may do with `run` as it is now."""
    commands, acts = rights.may(Permission.COMMAND_PLAN, run.site), rights.may(Permission.TAKE_PLAN_STEP, run.site)
    proposed, running = run.state is RunState.PROPOSED, run.state is RunState.RUNNING
    return RunMay(
        start=proposed and commands,
        decline=proposed and commands,
        take_step=running and acts,
        skip=running and commands,
        command=running and commands,
        stand_down=running and in_charge(run, rights),
        false_alarm=run.state in UNDER_WAY and in_charge(run, rights),
        call=run.state in UNDER_WAY and acts,
        message=run.state in UNDER_WAY and acts,
        note=acts,
        check_in=_awaited(run, whistle, rights) if running else [],
    )


def in_charge(run: PlanRun, rights: Rights) -> bool:
    """Whether they may end `run`: who has taken command may, a manager, and as long as nobody commands, whoever may take it."""
    return rights.may(Permission.COMMAND_PLAN, run.site) and (run.commander in (None, rights.person.username) or overrides(run, rights))


def overrides(run: PlanRun, rights: Rights) -> bool:
    """Whether they may end it though another person commands."""
    return rights.may(Permission.APPROVE_PLANS, run.site)


def _phase(run: PlanRun, site: Site, phase: Phase) -> RunPhase:
    states = [run.step(step.key) for step in phase.steps]
    return RunPhase(
        key=phase.key,
        name=LocalText.of(phase.name),
        opened_at=min((rfc3339(step.opened_at) for step in states if step.opened_at is not None), default=None),
        over=all(state.state in SETTLED for state, step in zip(states, phase.steps, strict=True) if step.required),
        steps=[_step(run, site, step) for step in phase.steps],
    )


def _step(run: PlanRun, site: Site, step: Step) -> RunStep:
    reading, telemetry = step.done.reading, step.done.telemetry
    return RunStep.model_validate(
        {
            **step_run_json(run.step(step.key)),
            "title": LocalText.of(step.title),
            "instruction": LocalText.of(step.instruction),
            "post": step.post,
            "required": step.required,
            "within_s": step.within_s,
            "done_by": step.done.kind,
            "reading": None if reading is None else RunReading(label=LocalText.of(reading.label), unit=reading.unit, low=reading.low, high=reading.high),
            "telemetry": None if telemetry is None else LocalText.of(telemetry_words(run, site, telemetry)),
            "points": [] if telemetry is None else [point.id for point in points_of(run, telemetry, site)],
            "contact": step.contact,
            "sop": step.sop,
            "milestone": step.milestone,
        }
    )


def _contacts(run: PlanRun, site: Site, known: Mapping[str, WhomToCall]) -> list[RunContact]:
    """Those of the plan, then those of its steps; a maintainer whose number the site has not entered is the asset's."""
    asset = None if run.asset is None else site.assets.get(run.asset)
    own = None if asset is None else asset.attributes.get("maintainer_phone")
    found = (known[each] for each in contacts_of(run.plan) if each in known)
    return [
        RunContact(id=each.contact, name=LocalText.of(each.name), number=each.number or (own if each.contact.endswith("-maintainer") else None))
        for each in found
    ]


def _awaited(run: PlanRun, whistle: Whistle | None, rights: Rights) -> list[str]:
    if whistle is None or whistle.state is not WhistleState.OPEN:
        return []
    waiting = [call.department for call in whistle.calls if call.state is not CallState.IN and may_check_in(rights, run.site, call.department)]
    return sorted(waiting, key=lambda department: department is not rights.person.department)
