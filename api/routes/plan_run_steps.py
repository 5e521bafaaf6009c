"""What people do in a run of an emergency plan: steps, photos, calls, messages, check-ins. Several at once are no conflict."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from api.attaching import FileAsked, add_file, download
from api.plan_runs import find_run
from api.problems import NotFound
from api.run_writing import add
from api.schemas.plan_run import PlanRunDetail
from api.schemas.plan_run_step import RunCall, RunCheckIn, RunMessage, RunNote, StepDone, StepSkipped, StepUndone
from api.schemas.work_order import Attachment
from api.security.signed_in import SignedIn
from api.services import Parts
from api.whistles import need_check_in
from api.writing import Writing
from domain.people import Permission
from domain.plan_run import PlanRun
from domain.records import Transaction
from domain.text import Text
from operations.plans import steps

router = APIRouter(prefix="/plan-runs/{run_id}", tags=["plan-run"])


@router.post("/message", response_model=PlanRunDetail)
def say_at_run(run_id: str, body: RunMessage, parts: Parts, write: Writing) -> Response:
    """Say something to everybody in it."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.TAKE_PLAN_STEP, run.site)
        return steps.message(tx, run.id, body.text, by=write.by, at=write.now, occurred_at=body.occurred_at, device_id=body.device_id)

    return add(parts, write, "message", run_id, body, act)


@router.post("/note", response_model=PlanRunDetail)
def note_run(run_id: str, body: RunNote, parts: Parts, write: Writing) -> Response:
    """Add a remark, also when all is over."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.TAKE_PLAN_STEP, run.site)
        return steps.note(tx, run.id, body.note, by=write.by, at=write.now, occurred_at=body.occurred_at, device_id=body.device_id)

    return add(parts, write, "note", run_id, body, act)


@router.post("/call", response_model=PlanRunDetail)
def called_at_run(run_id: str, body: RunCall, parts: Parts, write: Writing) -> Response:
    """Somebody was rung up: a line in the call log."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.TAKE_PLAN_STEP, run.site)
        result, when = "reached" if body.reached else "not_reached", body.occurred_at
        return steps.call(tx, run.id, body.contact, by=write.by, at=write.now, result=result, note=body.note, occurred_at=when, device_id=body.device_id)

    return add(parts, write, "call", run_id, body, act, about=body.contact)


@router.post("/check-in", response_model=PlanRunDetail)
def check_in_at_run(run_id: str, body: RunCheckIn, parts: Parts, write: Writing) -> Response:
    """A department is there."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        need_check_in(write.rights, run.site, body.department)
        when, device = body.occurred_at, body.device_id
        return steps.check_in(tx, run.id, body.department, by=write.by, at=write.now, occurred_at=when, note=body.note, device_id=device)

    return add(parts, write, "check-in", run_id, body, act, about=body.department)


@router.post("/steps/{key}/done", response_model=PlanRunDetail)
def step_done(run_id: str, key: str, body: StepDone, parts: Parts, write: Writing) -> Response:
    """A step is done."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.TAKE_PLAN_STEP, run.site)
        _check_step(run, key)
        return steps.done(
            tx,
            run.id,
            key,
            site=parts.sites[run.site],
            by=write.by,
            at=write.now,
            occurred_at=body.occurred_at,
            note=body.note,
            value=body.value,
            files=tuple(body.files),
            device_id=body.device_id,
        )

    return add(parts, write, "step-done", run_id, body, act, about=key)


@router.post("/steps/{key}/undo", response_model=PlanRunDetail)
def step_undone(run_id: str, key: str, body: StepUndone, parts: Parts, write: Writing) -> Response:
    """A step is not done after all. Whoever said so takes it back, or who may command."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        _check_step(run, key)
        own = any(step.key == key and step.by == write.by for step in run.steps)
        write.rights.need(Permission.TAKE_PLAN_STEP if own else Permission.COMMAND_PLAN, run.site)
        return steps.undo(tx, run.id, key, site=parts.sites[run.site], by=write.by, at=write.now, reason=body.reason, device_id=body.device_id)

    return add(parts, write, "step-undo", run_id, body, act, about=key)


@router.post("/steps/{key}/skip", response_model=PlanRunDetail)
def step_skipped(run_id: str, key: str, body: StepSkipped, parts: Parts, write: Writing) -> Response:
    """A step is left out, with a reason."""

    def act(tx: Transaction, run: PlanRun) -> PlanRun:
        write.rights.need(Permission.COMMAND_PLAN, run.site)
        _check_step(run, key)
        site, when = parts.sites[run.site], body.occurred_at
        return steps.skip(tx, run.id, key, site=site, by=write.by, at=write.now, reason=body.reason, occurred_at=when, device_id=body.device_id)

    return add(parts, write, "step-skip", run_id, body, act, about=key)


@router.post("/files", status_code=201, response_model=Attachment)
def add_run_photo(run_id: str, file: FileAsked, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Add a picture, then name its id with a step, or with a false alarm."""
    with parts.records.reading() as tx:
        run = find_run(parts, rights, tx, run_id)
    rights.need(Permission.TAKE_PLAN_STEP, run.site)
    return add_file(write, file, to=run.id, action="plan-run.photo", act=lambda tx, record: tx.plan_runs.add_attachment(record))


@router.get("/files/{file_id}", response_class=FileResponse)
def get_run_photo(run_id: str, file_id: str, parts: Parts, rights: SignedIn) -> FileResponse:
    """A picture of one of its steps, always as a download."""
    with parts.records.reading() as tx:
        files = tx.plan_runs.attachments(find_run(parts, rights, tx, run_id).id)
    return download(parts, files, file_id)


def _check_step(run: PlanRun, key: str) -> None:
    """Raises `NotFound` unless the run has the step."""
    if all(step.key != key for step in run.steps):
        raise NotFound(Text(f"该预案没有步骤 {key}", f"This plan has no step {key}."))
