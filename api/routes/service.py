"""The service clock: when equipment was last maintained, and what has to be maintained next."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.paging import Paging
from api.routes.assets import asset_named
from api.schemas.base import LocalText
from api.schemas.visit import AssetService, ServiceClock, ServiceDuePage, ServiceRecord
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import csv_answer
from api.tables.visit_columns import SERVICE_COLUMNS
from domain.people import Permission
from domain.site import Site
from domain.time import rfc3339
from domain.visit_json import service_json
from operations import visits

router = APIRouter(tags=["service"])


@router.get("/assets/{asset_id}/service")
def get_asset_service(asset_id: str, parts: Parts, rights: SignedIn, site: SiteAsked = None) -> AssetService:
    """When one asset was last maintained, when it has to be again, and its last services."""
    asset = asset_named(parts, rights, asset_id, site)
    with parts.records.reading() as tx:
        clock = visits.clock_of(tx, parts.sites[asset.site], asset)
        services = tx.visits.services(asset.site, asset.id)
    told = _out(clock, parts.sites[asset.site], parts.clock())
    return AssetService(**told.model_dump(), services=[ServiceRecord.model_validate(service_json(record)) for record in services])


@router.get("/service-due", response_model=ServiceDuePage)
def list_service_due(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    overdue: Annotated[bool, Query(description="Only what should have been maintained before now.")] = False,  # noqa: FBT002  a query parameter
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> ServiceDuePage | Response:
    """Equipment whose service clock runs, by site the most urgent first; without any record last. A table needs `export`."""
    now, csv = parts.clock(), wants_csv(form, accept)
    if csv:
        rights.need_anywhere(Permission.EXPORT)
    with parts.records.reading() as tx:
        found = [(parts.sites[each], clock) for each in sorted(rights.sites(site, parts.sites)) for clock in visits.due(tx, parts.sites[each])]
    wanted = [(place, clock) for place, clock in found if clock.overdue(now) or not overdue]
    if csv:
        return csv_answer("service-due", SERVICE_COLUMNS, [clock for _, clock in wanted], lang)
    page = paging.of(
        [(f"{number:06d}", _out(clock, place, now)) for number, (place, clock) in enumerate(wanted)],
        lambda item: item[0],
    )
    return ServiceDuePage(items=[clock for _, clock in page.items], next_cursor=page.next_cursor)


def _out(clock: visits.ServiceClock, site: Site, now: datetime) -> ServiceClock:
    return ServiceClock(
        site=site.id,
        asset=clock.asset.id,
        name=LocalText.of(clock.asset.name),
        place=LocalText.of(site.place(clock.asset)),
        every_days=clock.every_days,
        last_at=None if clock.last_at is None else rfc3339(clock.last_at),
        due_at=None if clock.due_at is None else rfc3339(clock.due_at),
        overdue=clock.overdue(now),
        unknown=clock.unknown,
    )
