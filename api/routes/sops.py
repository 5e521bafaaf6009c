"""Procedures (SOP, 处置规程): what stands beside an alarm and its work order."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.asked import TextAsked
from api.paging import Paging
from api.problems import NotFound
from api.schemas.sop import Sop, SopPage, SopSummary, summary_fields
from api.security.signed_in import SignedIn
from domain.people import Permission
from domain.text import Text
from operations.knowledge import Sop as KnownSop
from operations.knowledge import load

router = APIRouter(prefix="/sops", tags=["sop"])


@router.get("")
def list_sops(
    rights: SignedIn,
    paging: Paging,
    text: TextAsked = None,
    general: Annotated[bool | None, Query(description="Only those that belong to no single rule, or only the others.")] = None,
) -> SopPage:
    """What to do when something happens, by id."""
    rights.need_anywhere(Permission.VIEW)
    found = [sop for sop in load().values() if _mentions(sop, text) and general in (None, sop.general)]
    page = paging.of(found, lambda sop: sop.id)
    return SopPage(items=[SopSummary(**summary_fields(sop)) for sop in page.items], next_cursor=page.next_cursor)


@router.get("/{sop_id}")
def get_sop(sop_id: str, rights: SignedIn) -> Sop:
    """One procedure, with the steps of each department."""
    rights.need_anywhere(Permission.VIEW)
    sop = load().get(sop_id)
    if sop is None:
        raise NotFound(Text(f"没有处置规程 {sop_id}", f"There is no procedure {sop_id}. GET /sops lists them."))
    return Sop.of(sop)


def _mentions(sop: KnownSop, text: str | None) -> bool:
    words = f"{sop.id} {sop.title.zh} {sop.title.en} {sop.purpose.zh} {sop.purpose.en}".lower()
    return all(word in words for word in (text or "").lower().split())
