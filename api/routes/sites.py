"""Sites and spaces."""

from __future__ import annotations

from fastapi import APIRouter

from api.asked import SiteAsked
from api.paging import Paging
from api.schemas.base import LocalText
from api.schemas.site import Site, SiteCounts, SitePage, Space, SpacePage
from api.security.signed_in import SignedIn
from api.services import Parts
from domain.alarm import ACTIVE_STATES
from domain.records import AlarmFilter, OrderFilter
from domain.site import Space as SiteSpace
from domain.work_order import OPEN_STATES

router = APIRouter(tags=["site"])


@router.get("/sites")
def list_sites(parts: Parts, rights: SignedIn, paging: Paging) -> SitePage:
    """The sites that you may see."""
    page = paging.of(sorted(rights.sites(None, parts.sites)), str)
    with parts.records.reading() as tx:
        alarms = {site: sum(tx.alarms.counts(AlarmFilter(sites=(site,), states=ACTIVE_STATES)).values()) for site in page.items}
        orders = {site: sum(tx.orders.counts(OrderFilter(sites=(site,), states=OPEN_STATES)).values()) for site in page.items}
    sites = []
    for site_id in page.items:
        site = parts.sites[site_id]
        counts = SiteCounts(
            spaces=len(site.spaces),
            assets=len(site.assets),
            devices=len(site.devices),
            points=len(site.points),
            active_alarms=alarms[site_id],
            open_orders=orders[site_id],
        )
        sites.append(Site(id=site.id, name=LocalText.of(site.name), time_zone=site.time_zone.key, connected=parts.live.site(site_id).connected, counts=counts))
    return SitePage(items=sites, next_cursor=page.next_cursor)


@router.get("/spaces")
def list_spaces(parts: Parts, rights: SignedIn, paging: Paging, site: SiteAsked = None) -> SpacePage:
    """Buildings, floors, rooms, zones."""
    sites = sorted(rights.sites(site, parts.sites))
    # The cursor counts: the order of the site file is what people want to see, and it does not change while we run.
    spaces = [
        (f"{number:09d}", each, space) for number, (each, space) in enumerate((each, space) for each in sites for space in parts.sites[each].spaces.values())
    ]
    page = paging.of(spaces, lambda item: item[0])
    return SpacePage(items=[space_out(each, space) for _, each, space in page.items], next_cursor=page.next_cursor)


def space_out(site: str, space: SiteSpace) -> Space:
    """A space as others see it."""
    return Space(id=space.id, site=site, kind=space.kind, name=LocalText.of(space.name), parent=space.parent)
