"""Incidents."""

from __future__ import annotations

from fastapi import APIRouter

from api.asked import SiteAsked
from api.paging import Paging
from api.schemas.incident import Incident, IncidentPage
from api.security.signed_in import SignedIn
from api.services import Parts

router = APIRouter(prefix="/incidents", tags=["incident"])


@router.get("")
def list_incidents(parts: Parts, rights: SignedIn, paging: Paging, site: SiteAsked = None) -> IncidentPage:
    """Alarms with one cause, handled together. Empty until incidents are formed."""
    rights.sites(site, parts.sites)
    none: list[Incident] = []
    page = paging.of(none, lambda incident: incident.id)
    return IncidentPage(items=list(page.items), next_cursor=page.next_cursor)
