"""Versions of a site's plans: written, submitted, approved by somebody else, sent back, withdrawn.

A draft may have problems; submitting and approving refuse them. Approving a version puts it in force and replaces the one
before it in the same transaction. With none in force the library's plan of that key is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import IllegalStep
from domain.event_log import EventType, NewEvent
from domain.identity import LIVE, is_slug, new_id
from domain.people import Department
from domain.plan import PLAN_KIND_NAMES, Plan, PlanVersion, VersionState, VersionStep, next_version_state
from domain.plan_version_json import plan_version_json
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.site import Site
from operations.plans.document import problems_of
from operations.plans.in_force import LIBRARY_VERSION, in_force
from operations.plans.library import load
from operations.plans.wanted import Found

CHANGED = "plan-version"
"""What the event log calls it."""
LONGEST_NOTE = 500
IN_HAND = frozenset({VersionState.DRAFT, VersionState.SUBMITTED})
MOST_TOLD = 3
"""Problems that a refusal names; the rest it counts."""


class Unfit(Refusal):
    """A plan that cannot be submitted or approved; `problems` are all of them."""

    def __init__(self, problems: Sequence[Found]) -> None:
        first = list(problems)[:MOST_TOLD]
        more = len(problems) - len(first)
        zh = "；".join(f"{place}：{text.zh}" for place, text in first) + (f"；另有 {more} 处" if more else "")
        en = "; ".join(f"{place}: {text.en}" for place, text in first) + (f"; and {more} more" if more else "")
        super().__init__(f"预案还不能提交：{zh}。请先更正", f"The plan cannot be used yet: {en}. Correct that first")
        self.problems = tuple(problems)


def plan_of_number(tx: Transaction, site: str, key: str, number: int | None) -> tuple[Plan, int]:
    """The plan that version `number` holds (0: the library's; `None`: the one in force), with its number. Raises `KeyError`."""
    if number is None:
        return in_force(tx, site)[key]
    if number == LIBRARY_VERSION:
        return load()[key], LIBRARY_VERSION
    version = next((version for version in tx.plans.of_key(site, key) if version.number == number), None)
    if version is None:
        raise KeyError(f"{key}@{number}")
    return version.plan, version.number


def problems_at(tx: Transaction, plan: Plan, site: Site, rules: Collection[str] = ()) -> list[Found]:
    """Everything wrong with `plan` at `site`, each with its place: what it names has to be there, pictures and contacts too.

    `rules` are ids of rules that are in force there and not in the library.
    """
    found = problems_of(
        plan,
        site,
        pictures=[picture.id for picture in tx.step_pictures.of_plan(site.id, plan.key)],
        contacts=[entry.contact for entry in tx.emergency_numbers.of(site.id)],
    )
    named = {f"trigger.rules[{number}]" for number, rule in enumerate(plan.trigger.rules) if rule in rules}
    return [(place, text) for place, text in found if place not in named]


def draft(tx: Transaction, site: Site, plan: Plan, *, note: str = "", by: str, at: datetime) -> PlanVersion:
    """A new draft of the plan `plan.key`. Raises `Refusal` while another version of it is written or waits, and `Conflict`."""
    _check_key(plan)
    versions = tx.plans.of_key(site.id, plan.key)
    waiting = next((version for version in versions if version.state in IN_HAND), None)
    if waiting is not None:
        raise Refusal(
            f"第 {waiting.number} 版还在编写或待审批，请先改完或撤回它",
            f"Version {waiting.number} is being written or waits for approval. Finish or withdraw it first",
        )
    number = 1 + max((version.number for version in versions), default=0)
    version = PlanVersion(new_id(), site.id, number, VersionState.DRAFT, plan, by, at, _said(note), writers=(by,))
    tx.plans.add(version)
    _tell(tx, version, by, at)
    return version


def change(tx: Transaction, version_id: str, plan: Plan, *, note: str, version: int | None, by: str, at: datetime) -> PlanVersion:
    """Write `plan` into a draft. Raises `KeyError`, `IllegalStep` unless it is a draft, `Refusal` for another key, `Conflict`."""
    before = _find(tx, version_id, version)
    if before.state is not VersionState.DRAFT:
        raise IllegalStep(f"a version of a plan that is {before.state} cannot be changed")
    if plan.key != before.plan.key:
        raise Refusal(f"代号要保持 {before.plan.key}", f"The key stays {before.plan.key}: draft another plan instead")
    writers = before.writers if by in before.writers else (*before.writers, by)
    return _save(tx, replace(before, plan=plan, note=_said(note), written_by=by, written_at=at, writers=writers), by, at)


def submit(tx: Transaction, version_id: str, *, site: Site, rules: Collection[str] = (), version: int | None, by: str, at: datetime) -> PlanVersion:
    """Ask for approval. Raises `Unfit` with its problems, `KeyError`, `IllegalStep`, `Conflict`."""
    before = _find(tx, version_id, version)
    state = next_version_state(before.state, VersionStep.SUBMITTED)
    _check(tx, before.plan, site, rules)
    return _save(tx, replace(before, state=state), by, at)


def approve(
    tx: Transaction, version_id: str, *, site: Site, rules: Collection[str] = (), words: str = "", version: int | None, by: str, at: datetime
) -> PlanVersion:
    """Put a submitted version in force; the one before is replaced. Raises `Refusal` for whoever wrote in it, else as `submit`."""
    before = _find(tx, version_id, version)
    state = next_version_state(before.state, VersionStep.APPROVED)
    if before.was_written_by(by):
        raise Refusal("编写人不能审批自己的预案，请由他人审批", "Whoever wrote in it may not approve it: ask somebody else")
    _check(tx, before.plan, site, rules)
    for other in tx.plans.in_force(site.id):
        if other.plan.key == before.plan.key:
            _save(tx, replace(other, state=next_version_state(other.state, VersionStep.REPLACED), ended_at=at), by, at)
    return _save(tx, replace(before, state=state, decided_by=by, decided_at=at, decision=_said(words)), by, at)


def send_back(tx: Transaction, version_id: str, *, words: str, version: int | None, by: str, at: datetime) -> PlanVersion:
    """Give a submitted version back to be written on, saying why. Raises `Refusal` without words, `KeyError`, `IllegalStep`, `Conflict`."""
    before = _find(tx, version_id, version)
    state = next_version_state(before.state, VersionStep.SENT_BACK)
    if not words.strip():
        raise Refusal("请写明退回的原因", "Say what has to change")
    return _save(tx, replace(before, state=state, decided_by=by, decided_at=at, decision=_said(words)), by, at)


def withdraw(tx: Transaction, version_id: str, *, words: str, version: int | None, by: str, at: datetime) -> PlanVersion:
    """Take a version back; of one in force the library's plan holds again. Raises `Refusal`, `KeyError`, `IllegalStep`, `Conflict`."""
    before = _find(tx, version_id, version)
    state = next_version_state(before.state, VersionStep.WITHDRAWN)
    if before.state is VersionState.APPROVED and not words.strip():
        raise Refusal("请写明撤回执行中版本的原因", "Say why the version in force is withdrawn")
    return _save(tx, replace(before, state=state, decided_by=by, decided_at=at, decision=_said(words), ended_at=at), by, at)


def _check(tx: Transaction, plan: Plan, site: Site, rules: Collection[str]) -> None:
    problems = problems_at(tx, plan, site, rules)
    if problems:
        raise Unfit(problems)


def _check_key(plan: Plan) -> None:
    if not is_slug(plan.key):
        raise Refusal(f"代号“{plan.key}”只能用小写字母、数字和连字符", f"The key “{plan.key}” may have small letters, digits and hyphens only")
    known = load().get(plan.key)
    if known is not None and known.kind is not plan.kind:
        raise Refusal(f"预案 {plan.key} 的类型是{PLAN_KIND_NAMES[known.kind].zh}", f"The plan {plan.key} is of the kind {known.kind}, as in the library")


def _find(tx: Transaction, version_id: str, version: int | None) -> PlanVersion:
    found = tx.plans.get(version_id)
    if found is None:
        raise KeyError(version_id)
    if version not in (None, found.version):
        raise Conflict(f"version {found.number} of the plan {found.plan.key} has changed meanwhile")
    return found


def _said(words: str) -> str:
    if len(words.strip()) > LONGEST_NOTE:
        raise Refusal(f"说明最长 {LONGEST_NOTE} 字", f"Words have {LONGEST_NOTE} characters at most")
    return words.strip()


def _save(tx: Transaction, version: PlanVersion, by: str, at: datetime) -> PlanVersion:
    saved = tx.plans.save(version)
    _tell(tx, saved, by, at)
    return saved


def _tell(tx: Transaction, version: PlanVersion, by: str, at: datetime) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=version.site,
            asset=None,
            type=EventType.SYSTEM,
            transition=CHANGED,
            subject_id=version.id,
            departments=frozenset(Department),
            body=plan_version_json(version),
            actor=by,
        )
    )
