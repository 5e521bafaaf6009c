"""Proposals and duty as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from api.orders import order_out
from api.schemas.base import LocalText
from api.schemas.dispatch import DispatchCandidate, DispatchPolicy, DispatchProposal, DispatchReason, KindPolicy, OnDuty, WaitingOrder
from api.schemas.duty import Duty as DutyOut
from api.schemas.skill import HeldSkill as HeldSkillOut
from api.schemas.skill import SkillBrief
from domain.dispatch import DispatchMode, Duty
from domain.dispatch import DispatchPolicy as Policy
from domain.records import Transaction
from domain.site import Site
from domain.skill import HeldSkill, skill_of
from domain.text import Text
from domain.time import rfc3339
from domain.work_order import OrderKind
from operations.dispatch import distance
from operations.dispatch.crew import Crew, Worker
from operations.dispatch.proposing import Candidate, Choice, propose, refusals_of
from operations.dispatch.scoring import Reason

_NOT_PROPOSED = Text("此类工单不给建议", "Nothing is proposed for orders of this kind")
_SHOWN = 4


def proposal_of(tx: Transaction, site: Site, crew: Crew) -> DispatchProposal:
    """Everything that waits at `site`, with the best for all of it together."""
    policy = tx.dispatch.policy(site.id)
    orders = [order for order_id in tx.dispatch.waiting(site.id) if (order := tx.orders.get(order_id)) is not None]
    left_alone = [order for order in orders if policy.mode_of(order) is DispatchMode.OFF]
    wanted = [order for order in orders if policy.mode_of(order) is not DispatchMode.OFF]
    choices = [*propose(wanted, crew, refusals_of(tx, wanted)), *(Choice(order, None, (), _NOT_PROPOSED) for order in left_alone)]
    return DispatchProposal(
        site=site.id,
        at=rfc3339(crew.now),
        orders=[_waiting(choice, crew, policy) for choice in choices],
        people=[_on_duty(worker, worker.duty, crew) for worker in crew.workers if worker.duty is not None],
        nobody_on_duty=crew.nobody_on_duty,
    )


def candidate_out(candidate: Candidate) -> DispatchCandidate:
    """Somebody for an order."""
    return _candidate(candidate.worker, candidate.cost, candidate.reasons)


def text_out(text: Text | None) -> LocalText | None:
    """A text that may be missing."""
    return None if text is None else LocalText.of(text)


def policy_out(policy: Policy) -> DispatchPolicy:
    """Every kind, whether somebody has said anything of it or not."""
    kinds = [KindPolicy(kind=kind, alarms=policy.of_kind(kind).alarms, requests=policy.of_kind(kind).requests) for kind in OrderKind]
    return DispatchPolicy(site=policy.site, kinds=kinds, capacity=policy.capacity, version=policy.version)


def names_of(tx: Transaction) -> Mapping[str, str]:
    """Names by username."""
    return {person.username: person.name for person in tx.people.list()}


def duty_out(duty: Duty, names: Mapping[str, str]) -> DutyOut:
    """A duty with the name of whose it is."""
    return DutyOut(
        id=duty.id,
        username=duty.person,
        name=names.get(duty.person, duty.person),
        site=duty.site,
        post=duty.post,
        since=rfc3339(duty.since),
        until=rfc3339(duty.until),
        source=duty.source,
        added_by=duty.added_by,
        shift=duty.shift,
        day=duty.day,
        version=duty.version,
    )


def held_out(held: HeldSkill, day: date, *, unmasked: bool) -> HeldSkillOut:
    """A skill with its certificate, whose number often is that of an identity card: masked unless it must be seen."""
    number = held.certificate if unmasked or not held.certificate else f"•••{held.certificate[-_SHOWN:]}" if len(held.certificate) > _SHOWN else "•••"
    brief = _brief(held, day)
    return HeldSkillOut(skill=brief.skill, name=brief.name, standing=brief.standing, valid_until=brief.valid_until, certificate=number)


def _waiting(choice: Choice, crew: Crew, policy: Policy) -> WaitingOrder:
    order = choice.order
    space = distance.space_of(order, crew.site)
    asset = None if order.asset is None else crew.site.assets.get(order.asset)
    place = None if space is None else crew.site.place_of_space(space)
    if place is not None and asset is not None:
        place = Text("{place} · {asset}", "{place} · {asset}").filled(place=place, asset=asset.name)
    proposal = None if choice.worker is None else _candidate(choice.worker, sum(reason.points for reason in choice.reasons), choice.reasons)
    return WaitingOrder(order=order_out(order), place=text_out(place), mode=policy.mode_of(order), proposal=proposal, why_nobody=text_out(choice.why_not))


def _candidate(worker: Worker, cost: int | None, reasons: Iterable[Reason]) -> DispatchCandidate:
    return DispatchCandidate(
        username=worker.username,
        name=worker.person.name,
        department=worker.person.department,
        on_duty=worker.duty is not None,
        cost=cost,
        reasons=[_reason(reason) for reason in reasons],
    )


def _reason(reason: Reason) -> DispatchReason:
    return DispatchReason(factor=reason.factor, text=LocalText.of(reason.text), points=reason.points, hindrance=reason.hindrance)


def _on_duty(worker: Worker, duty: Duty, crew: Crew) -> OnDuty:
    day = crew.now.astimezone(crew.site.time_zone).date()
    known = worker.space is not None and worker.space in crew.site.spaces
    return OnDuty(
        username=worker.username,
        name=worker.person.name,
        department=worker.person.department,
        post=duty.post,
        until=rfc3339(duty.until),
        orders=worker.orders,
        capacity=crew.capacity,
        taken=worker.taken,
        place=LocalText.of(crew.site.place_of_space(worker.space)) if known and worker.space is not None else None,
        skills=_briefs(list(worker.skills.values()), day),
    )


def _briefs(skills: Sequence[HeldSkill], day: date) -> list[SkillBrief]:
    return [_brief(held, day) for held in sorted(skills, key=lambda each: each.skill)]


def _brief(held: HeldSkill, day: date) -> SkillBrief:
    return SkillBrief(skill=held.skill, name=LocalText.of(skill_of(held.skill).name), standing=held.standing(day), valid_until=held.valid_until)
