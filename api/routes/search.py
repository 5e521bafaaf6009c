"""One box that finds everything."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.asked import SiteAsked
from api.schemas.base import LocalText
from api.schemas.search import Found, FoundGroup, SearchResult
from api.searching import may_search, search
from api.security.signed_in import SignedIn
from api.services import Parts
from operations.searching import Thing, wanted

router = APIRouter(tags=["search"])


@router.get("/search")
def search_everything(
    parts: Parts,
    rights: SignedIn,
    q: Annotated[str, Query(max_length=100, description="Words, a number, pinyin or its first letters: 1号梯, WO-12, binjiang, bjhy.")] = "",
    site: SiteAsked = None,
    limit: Annotated[int, Query(ge=1, le=20, description="Of each kind.")] = 6,
) -> SearchResult:
    """Equipment, points, spaces, orders, alarms, people, procedures and rules that you may see, by name."""
    may_search(rights)
    sites = rights.sites(site, parts.sites)
    asked = wanted(q)
    groups = search(parts, rights, sites, asked, q.strip(), of_a_kind=limit) if asked else []
    return SearchResult(groups=[FoundGroup(kind=kind, items=[_found(thing) for thing in things]) for kind, things in groups])


def _found(thing: Thing) -> Found:
    return Found(
        kind=thing.kind,
        id=thing.id,
        site=thing.site,
        title=LocalText.of(thing.title),
        place=LocalText.of(thing.place),
        asset=thing.asset,
        number=thing.number,
        state=thing.state,
    )
