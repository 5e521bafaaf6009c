"""Dispatch: who should take what, giving several orders away at once, and how a site dispatches."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dispatch import candidate_out, policy_out, proposal_of, text_out
from api.orders import concerned, find_order, order_out
from api.schemas.base import LocalText
from api.schemas.dispatch import CandidateList, DispatchPolicy, DispatchPolicyIn, DispatchProposal, GivenOrder, GivenOrders, GiveOrder, GiveOrders
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Write, Writing
from domain.dispatch import DispatchPolicy as Policy
from domain.dispatch import Modes
from domain.people import Permission
from domain.records import Conflict, Transaction
from domain.text import Text
from operations.dispatch.applying import give
from operations.dispatch.crew import gather
from operations.dispatch.proposing import candidates, refusals_of, why_nobody

router = APIRouter(tags=["dispatch"])

SiteNeeded = Annotated[str, Query(description="The site.", max_length=64)]

_NOT_YOURS = Text("没有这张工单，或您无权派单", "There is no such order that you may dispatch.")


@router.get("/work-orders/{order_id}/candidates")
def list_candidates(order_id: str, parts: Parts, rights: SignedIn) -> CandidateList:
    """Who could take this order, and why or why not."""
    with parts.records.reading() as tx:
        order = find_order(parts, rights, tx, order_id)
        rights.need(Permission.DISPATCH, order.site, concerned(order))
        crew = gather(tx, parts.sites[order.site], parts.clock())
        refused_by = refusals_of(tx, [order]).get(order.id, frozenset())
    found = candidates(order, crew, refused_by)
    possible = any(candidate.cost is not None for candidate in found)
    return CandidateList(
        order_id=order.id,
        version=order.version,
        why_nobody=None if possible else text_out(why_nobody(order, crew, refused_by)),
        items=[candidate_out(candidate) for candidate in found],
    )


@router.get("/dispatch/proposal")
def propose_dispatch(site: SiteNeeded, parts: Parts, rights: SignedIn) -> DispatchProposal:
    """Every order of the site that nobody has, with the best person for all of them together, and who is on duty."""
    rights.see(site, parts.sites)
    rights.need(Permission.DISPATCH, site)
    with parts.records.reading() as tx:
        return proposal_of(tx, parts.sites[site], gather(tx, parts.sites[site], parts.clock()))


@router.post("/dispatch", response_model=GivenOrders)
def dispatch_orders(body: GiveOrders, write: Writing) -> Response:
    """Give orders away. Each stands by itself: what somebody else has taken meanwhile is told, the others go on."""

    def act(tx: Transaction) -> GivenOrders:
        return GivenOrders(items=[_give(tx, one, body.note, write) for one in body.items])

    return write.once("dispatch.give", "", body.model_dump_json(), act, detail=" ".join(f"{one.order_id}={one.assignee}" for one in body.items))


@router.get("/dispatch/policies")
def get_dispatch_policy(site: SiteNeeded, parts: Parts, rights: SignedIn) -> DispatchPolicy:
    """How the site dispatches."""
    rights.see(site, parts.sites)
    rights.need(Permission.DISPATCH, site)
    with parts.records.reading() as tx:
        return policy_out(tx.dispatch.policy(site))


@router.put("/dispatch/policies", response_model=DispatchPolicy)
def put_dispatch_policy(site: SiteNeeded, body: DispatchPolicyIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Say how the site dispatches. `If-Match`: the `version` that you changed."""
    rights.see(site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, site)

    def act(tx: Transaction) -> DispatchPolicy:
        stored = tx.dispatch.policy(site)
        if write.version is not None and write.version != stored.version:
            raise Conflict(f"the dispatch policy is at version {stored.version}")
        modes = {line.kind: Modes(line.alarms, line.requests) for line in body.kinds}
        return policy_out(tx.dispatch.save_policy(Policy(site, modes, body.capacity, stored.version)))

    return write.once("dispatch.policy", site, body.model_dump_json(), act, version_now=lambda tx: tx.dispatch.policy(site).version)


def _give(tx: Transaction, one: GiveOrder, note: str, write: Write) -> GivenOrder:
    order = tx.orders.get(one.order_id)
    seen = order is not None and order.site in write.rights.sites(None, write.parts.sites)
    if order is None or not seen or not write.rights.may(Permission.DISPATCH, order.site, concerned(order)):
        return GivenOrder(order_id=one.order_id, done=False, order=None, problem=LocalText.of(_NOT_YOURS))
    given = give(tx, one.order_id, one.assignee, site=write.parts.sites[order.site], by=write.by, at=write.now, version=one.version, note=note)
    now = None if given.order is None else order_out(given.order)
    return GivenOrder(order_id=one.order_id, done=given.order is not None, order=now, problem=text_out(given.problem))
