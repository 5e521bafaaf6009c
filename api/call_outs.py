"""Call-outs as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.problems import NotFound
from api.schemas.base import LocalText
from api.schemas.call_out import CallDelivery, CalledPerson, CallOut, CallOutDetail, CallStep
from api.security.rights import Rights
from api.services import Services
from domain import call_out as records_of
from domain.identity import LIVE
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339
from notify.registry import channel_kinds
from operations.escalation.answers import may_answer
from operations.escalation.ladders import ladders_of

Names = Mapping[str, str]


def find_call_out(parts: Services, rights: Rights, tx: Transaction, call_out_id: str) -> records_of.CallOut:
    """The call-out, if they may see it; else `NotFound`."""
    found = tx.call_outs.get(call_out_id)
    if found is None or found.site not in parts.sites or not rights.may(Permission.VIEW, found.site):
        raise NotFound(Text("没有该呼叫，或您无权查看", "There is no such call-out that you may see."))
    return found


def names_of(tx: Transaction) -> Names:
    """Everybody's name by username."""
    return {person.username: person.name for person in tx.people.list()}


def call_out_out(parts: Services, rights: Rights, item: records_of.CallOut, names: Names) -> CallOut:
    """Without its messages."""
    return CallOut(**_fields(parts, rights, item, names))


def details(parts: Services, rights: Rights, tx: Transaction, items: Sequence[records_of.CallOut]) -> list[CallOutDetail]:
    """With the ladder and every message."""
    names, deliveries = names_of(tx), tx.call_outs.deliveries([item.id for item in items])
    return [
        CallOutDetail(
            **_fields(parts, rights, item, names),
            steps=_steps(parts, item),
            deliveries=[_delivery(each) for each in deliveries[item.id] if each.replaces is None],
        )
        for item in items
    ]


def _fields(parts: Services, rights: Rights, item: records_of.CallOut, names: Names) -> dict[str, object]:
    policy = ladders_of(parts.sites[item.site]).policy(item.policy)
    return {
        "id": item.id,
        "site": item.site,
        "kind": item.kind,
        "severity": item.severity,
        "department": item.department,
        "title": LocalText.of(item.title),
        "body": LocalText.of(item.body),
        "posts": list(item.posts),
        "policy": item.policy,
        "policy_name": LocalText(zh=item.policy, en=item.policy) if policy is None else LocalText.of(policy.name),
        "asks": item.asks,
        "state": item.state,
        "step": item.step,
        "step_at": None if item.step_at is None else rfc3339(item.step_at),
        "next_at": None if item.next_at is None else rfc3339(item.next_at),
        "called": [
            CalledPerson(
                person=each.person,
                name=names.get(each.person, each.person),
                step=each.step,
                at=rfc3339(each.at),
                posts=list(each.posts),
                instead_of=each.instead_of,
            )
            for each in item.called
        ],
        "already": [names.get(each, each) for each in item.already],
        "answer": item.answer,
        "answered_by": item.answered_by,
        "answered_by_name": None if item.answered_by is None else names.get(item.answered_by, item.answered_by),
        "answered_at": None if item.answered_at is None else rfc3339(item.answered_at),
        "work_order_id": item.work_order_id,
        "alarm_ids": list(item.alarm_ids),
        "created_at": rfc3339(item.created_at),
        "ended_at": None if item.ended_at is None else rfc3339(item.ended_at),
        "drill_id": None if item.realm == LIVE else item.realm,
        "may_answer": item.asks and may_answer(item, rights.person),
        "version": item.version,
    }


def _steps(parts: Services, item: records_of.CallOut) -> list[CallStep]:
    policy = ladders_of(parts.sites[item.site]).policy(item.policy)
    return [
        CallStep(
            whom=step.whom,
            by=list(step.by),
            unless_received_s=None if step.unless_received is None else step.unless_received.total_seconds(),
            unless_acknowledged_s=None if step.unless_acknowledged is None else step.unless_acknowledged.total_seconds(),
        )
        for step in (() if policy is None else policy.steps if item.asks else policy.steps[:1])
    ]


def _delivery(item: records_of.Delivery) -> CallDelivery:
    kind = channel_kinds().get(item.channel)
    moments = {
        name: None if (moment := getattr(item, name)) is None else rfc3339(moment)
        for name in ("sent_at", "received_at", "opened_at", "acknowledged_at", "next_at", "failed_at")
    }
    return CallDelivery(
        id=item.id,
        person=item.person,
        channel=item.channel,
        channel_name=LocalText(zh=item.channel, en=item.channel) if kind is None else LocalText.of(kind.title),
        step=item.step,
        proof=item.proof,
        queued_at=rfc3339(item.queued_at),
        error=item.error,
        attempts=item.attempts,
        covered_by=item.covered_by,
        **moments,
    )
