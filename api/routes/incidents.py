"""Incidents."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, DrillAsked, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.incidents import find_incident, incident_detail, incident_out
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.schemas.incident import Incident, IncidentDetail, IncidentPage
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import all_pages, csv_answer
from api.tables.incident_columns import INCIDENT_COLUMNS
from domain.identity import LIVE
from domain.page import Page
from domain.people import Permission

router = APIRouter(prefix="/incidents", tags=["incident"])


@router.get("", response_model=IncidentPage)
def list_incidents(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    is_open: Annotated[bool | None, Query(alias="open", description="Only those that have not ended, or only the others.")] = None,
    drill: DrillAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> IncidentPage | Response:
    """Alarms with one cause, handled together: newest first. A table needs the permission `export`."""
    sites = rights.sites(site, parts.sites)
    ended = None if is_open is None else not is_open

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[Incident]:
        with parts.records.reading() as tx:
            page = tx.incidents.list(sites, ended=ended, realm=drill or LIVE, cursor=cursor, limit=limit)
            return Page(tuple(incident_out(tx, incident) for incident in page.items), page.next_cursor)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("incidents", INCIDENT_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return IncidentPage(items=list(page.items), next_cursor=page.next_cursor)


@router.get("/{incident_id}")
def get_incident(incident_id: str, parts: Parts, rights: SignedIn) -> IncidentDetail:
    """One incident with its alarms and orders."""
    with parts.records.reading() as tx:
        return incident_detail(tx, find_incident(parts, rights, tx, incident_id))
