"""Swaps of shifts: asking, taking, approving."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import SiteAsked, SplitList
from api.dispatch import names_of
from api.paging import Paging, our_cursor
from api.problems import NotFound
from api.schemas.swap import NewSwap, Swap, SwapPage, SwapShift
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.writing import Write, Writing
from domain.dispatch import Duty
from domain.people import Permission
from domain.post import Post
from domain.records import Transaction
from domain.site import Site
from domain.swap import Swap as SwapRecord
from domain.swap import SwapFilter, SwapState
from domain.text import Text
from domain.time import rfc3339
from operations.rota import swapping

router = APIRouter(prefix="/rota/swaps", tags=["rota"])

_NONE = Text("没有这个换班申请", "There is no such swap that you may see.")
_NO_DUTY = Text("没有这个班次", "There is no such shift of yours.")


@router.get("")
def list_swaps(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[list[SwapState] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    mine: Annotated[bool, Query(description="Only those that I asked for or took, and those that I may take.")] = False,  # noqa: FBT002  a query parameter
) -> SwapPage:
    """Swaps, newest first."""
    where = SwapFilter(rights.sites(site, parts.sites), None if state is None else frozenset(state), rights.person.username if mine else None)
    with our_cursor(), parts.records.reading() as tx:
        page = tx.rota.swaps(where, cursor=paging.cursor, limit=paging.limit)
        names = names_of(tx)
        return SwapPage(items=[_out(tx, swap, names, rights) for swap in page.items], next_cursor=page.next_cursor)


@router.post("", response_model=Swap, status_code=201)
def ask_for_swap(body: NewSwap, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Ask a colleague, or anybody, to take a shift of mine."""

    def act(tx: Transaction) -> Swap:
        duty = tx.dispatch.duty(body.duty_id)
        if duty is None or duty.person != write.by or duty.site not in rights.sites(None, parts.sites):
            raise NotFound(_NO_DUTY)
        site = parts.sites[duty.site]
        asked = swapping.ask(tx, site, write.by, duty.id, at=write.now, colleague=body.username, in_return=body.in_return, note=body.note)
        return _out(tx, asked, names_of(tx), rights)

    return write.once("swap.ask", body.duty_id, body.model_dump_json(), act, status=201)


@router.post("/{swap_id}/accept", response_model=Swap)
def accept_swap(swap_id: str, parts: Parts, write: Writing) -> Response:
    """I take it."""
    return _step(parts, write, swap_id, "accept", lambda tx, site, swap: swapping.accept(tx, site, swap, by=write.by, at=write.now, version=write.version))


@router.post("/{swap_id}/approve", response_model=Swap)
def approve_swap(swap_id: str, parts: Parts, write: Writing) -> Response:
    """A lead says yes: the shifts change hands now."""

    def act(tx: Transaction, site: Site, swap: SwapRecord) -> SwapRecord:
        write.rights.need(Permission.ARRANGE_DUTY, swap.site)
        return swapping.approve(tx, site, swap, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, swap_id, "approve", act)


@router.post("/{swap_id}/refuse", response_model=Swap)
def refuse_swap(swap_id: str, parts: Parts, write: Writing) -> Response:
    """The colleague who was asked, or a lead, says no."""

    def act(tx: Transaction, site: Site, swap: SwapRecord) -> SwapRecord:
        if write.by != swap.colleague:
            write.rights.need(Permission.ARRANGE_DUTY, swap.site)
        return swapping.refuse(tx, site, swap, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, swap_id, "refuse", act)


@router.post("/{swap_id}/withdraw", response_model=Swap)
def withdraw_swap(swap_id: str, parts: Parts, write: Writing) -> Response:
    """Whoever swaps does not want it any more, before it is settled."""
    return _step(parts, write, swap_id, "withdraw", lambda tx, site, swap: swapping.withdraw(tx, site, swap, by=write.by, at=write.now, version=write.version))


def _step(parts: Services, write: Write, swap_id: str, action: str, step: Callable[[Transaction, Site, SwapRecord], SwapRecord]) -> Response:
    def act(tx: Transaction) -> Swap:
        found = tx.rota.swap(swap_id)
        if found is None or found.site not in write.rights.sites(None, parts.sites):
            raise NotFound(_NONE)
        return _out(tx, step(tx, parts.sites[found.site], found), names_of(tx), write.rights)

    return write.once(f"swap.{action}", swap_id, "", act, version_now=lambda tx: _version(tx, swap_id))


def _version(tx: Transaction, swap_id: str) -> int | None:
    found = tx.rota.swap(swap_id)
    return None if found is None else found.version


def _out(tx: Transaction, swap: SwapRecord, names: Mapping[str, str], rights: Rights) -> Swap:
    given, returned = _duties(tx, swap.duties), _duties(tx, swap.in_return)

    def name(person: str | None) -> str | None:
        return None if person is None else names.get(person, person)

    return Swap(
        id=swap.id,
        site=swap.site,
        state=swap.state,
        asker=swap.asker,
        asker_name=names.get(swap.asker, swap.asker),
        colleague=swap.colleague,
        colleague_name=name(swap.colleague),
        taker=swap.taker,
        taker_name=name(swap.taker),
        given=SwapShift(
            since=rfc3339(swap.since),
            until=rfc3339(swap.until),
            posts=_posts(given),
            shift=next((duty.shift for duty in given), None),
        ),
        in_return=_shift(returned),
        asked_at=rfc3339(swap.asked_at),
        expires_at=None if swap.next_at is None else rfc3339(swap.next_at),
        note=swap.note,
        hints=list(swap.hints),
        decided_by=swap.decided_by,
        decided_at=None if swap.decided_at is None else rfc3339(swap.decided_at),
        may=list(_may(swap, rights)),
        version=swap.version,
    )


def _duties(tx: Transaction, ids: Sequence[str]) -> Sequence[Duty]:
    return [duty for duty_id in ids if (duty := tx.dispatch.duty(duty_id)) is not None]


def _shift(duties: Sequence[Duty]) -> SwapShift | None:
    if not duties:
        return None
    first = duties[0]
    return SwapShift(since=rfc3339(first.since), until=rfc3339(first.until), posts=_posts(duties), shift=first.shift)


def _posts(duties: Sequence[Duty]) -> list[Post]:
    return [post for post in Post if any(duty.post is post for duty in duties)]


def _may(swap: SwapRecord, rights: Rights) -> Sequence[str]:
    """The steps that this person may take now."""
    me = rights.person.username
    lead = rights.may(Permission.ARRANGE_DUTY, swap.site)
    steps = []
    if swap.state is SwapState.ASKED and me != swap.asker and swap.colleague in (None, me) and rights.person.works_at(swap.site):
        steps.append("accept")
    if swap.state is SwapState.ACCEPTED and lead and me not in (swap.asker, swap.taker):
        steps.append("approve")
    if swap.open and (lead or me == swap.colleague) and me != swap.asker:
        steps.append("refuse")
    if swap.open and me in (swap.asker, swap.taker):
        steps.append("withdraw")
    return steps
