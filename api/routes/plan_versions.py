"""Versions of emergency plans: changing a draft, submitting it, approving it, sending it back, withdrawing it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response

from api.human_step import told
from api.plans import document_in, find_version, version_detail
from api.routes.plans import rules_at
from api.schemas.alarm import HumanStep
from api.schemas.plan_version import PlanChange, PlanStepTaken, PlanVersionDetail
from api.schemas.problem import Meanwhile
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.writing import Write, Writing
from domain.people import Permission
from domain.plan import PlanVersion, VersionState
from domain.records import Transaction
from domain.time import rfc3339
from operations.plans import versions

router = APIRouter(prefix="/plan-versions", tags=["plan"])


@router.get("/{version_id}")
def get_plan_version(version_id: str, parts: Parts, rights: SignedIn) -> PlanVersionDetail:
    """A version with its plan, what is wrong with it, and what it changes of the one in force."""
    with parts.records.reading() as tx:
        site = find_version(parts, rights, tx, version_id).site
    rules = rules_at(parts, site)
    with parts.records.reading() as tx:
        return version_detail(parts, tx, find_version(parts, rights, tx, version_id), rights, rules)


@router.put("/{version_id}", response_model=PlanVersionDetail)
def change_plan_version(version_id: str, body: PlanChange, parts: Parts, write: Writing) -> Response:
    """Write the plan into a draft; it may still have problems."""
    plan = document_in(body.plan)

    def act(tx: Transaction, found: PlanVersion, _rules: frozenset[str]) -> PlanVersion:
        write.rights.need(Permission.WRITE_PLANS, found.site)
        return versions.change(tx, version_id, plan, note=body.note, version=write.version, by=write.by, at=write.now)

    return _step(parts, write, "change", version_id, body, act)


@router.post("/{version_id}/submit", response_model=PlanVersionDetail)
def submit_plan_version(version_id: str, body: PlanStepTaken, parts: Parts, write: Writing) -> Response:
    """Ask for approval. Problems refuse it."""

    def act(tx: Transaction, found: PlanVersion, rules: frozenset[str]) -> PlanVersion:
        write.rights.need(Permission.WRITE_PLANS, found.site)
        return versions.submit(tx, version_id, site=parts.sites[found.site], rules=rules, version=write.version, by=write.by, at=write.now)

    return _step(parts, write, "submit", version_id, body, act, body.words)


@router.post("/{version_id}/approve", response_model=PlanVersionDetail)
def approve_plan_version(version_id: str, body: PlanStepTaken, parts: Parts, write: Writing) -> Response:
    """Put another's version in force; the one before is replaced. Runs that are under way keep theirs."""

    def act(tx: Transaction, found: PlanVersion, rules: frozenset[str]) -> PlanVersion:
        write.rights.need(Permission.APPROVE_PLANS, found.site)
        site = parts.sites[found.site]
        return versions.approve(tx, version_id, site=site, rules=rules, words=body.words, version=write.version, by=write.by, at=write.now)

    return _step(parts, write, "approve", version_id, body, act, body.words)


@router.post("/{version_id}/send-back", response_model=PlanVersionDetail)
def send_back_plan_version(version_id: str, body: PlanStepTaken, parts: Parts, write: Writing) -> Response:
    """Give it back to be written on, saying what has to change."""

    def act(tx: Transaction, found: PlanVersion, _rules: frozenset[str]) -> PlanVersion:
        write.rights.need(Permission.APPROVE_PLANS, found.site)
        return versions.send_back(tx, version_id, words=body.words, version=write.version, by=write.by, at=write.now)

    return _step(parts, write, "send-back", version_id, body, act, body.words)


@router.post("/{version_id}/withdraw", response_model=PlanVersionDetail)
def withdraw_plan_version(version_id: str, body: PlanStepTaken, parts: Parts, write: Writing) -> Response:
    """Take it back; of the one in force (who approves may) the library's plan holds again."""

    def act(tx: Transaction, found: PlanVersion, _rules: frozenset[str]) -> PlanVersion:
        write.rights.need(Permission.APPROVE_PLANS if found.state is VersionState.APPROVED else Permission.WRITE_PLANS, found.site)
        return versions.withdraw(tx, version_id, words=body.words, version=write.version, by=write.by, at=write.now)

    return _step(parts, write, "withdraw", version_id, body, act, body.words)


def _step(
    parts: Services,
    write: Write,
    step: str,
    version_id: str,
    body: HumanStep,
    act: Callable[[Transaction, PlanVersion, frozenset[str]], PlanVersion],
    *words: str,
) -> Response:
    """One step of somebody who may see the version; `act` looks whether he may take it."""
    with parts.records.reading() as tx:
        site = find_version(parts, write.rights, tx, version_id).site
    rules = rules_at(parts, site)

    def whole(tx: Transaction) -> PlanVersionDetail:
        taken = act(tx, find_version(parts, write.rights, tx, version_id), rules)
        return version_detail(parts, tx, taken, write.rights, rules)

    def version_now(tx: Transaction) -> int | None:
        found = tx.plans.get(version_id)
        return None if found is None else found.version

    return write.once(
        f"plan.{step}",
        version_id,
        body.model_dump_json(),
        whole,
        detail=told(body, *words),
        version_now=version_now,
        meanwhile=lambda tx: _meanwhile(tx, version_id),
    )


def _meanwhile(tx: Transaction, version_id: str) -> list[Meanwhile]:
    """Who did something to it last, and what."""
    found = tx.plans.get(version_id)
    if found is None:
        return []
    decided = found.decided_by is not None and found.decided_at is not None and found.decided_at >= found.written_at
    actor, at = (found.decided_by, found.decided_at) if decided else (found.written_by, found.written_at)
    if actor is None or at is None:
        return []
    account = tx.people.by_username(actor)
    return [Meanwhile(event=found.state.value, actor=actor, name=actor if account is None else account.person.name, at=rfc3339(at))]
