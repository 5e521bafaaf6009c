"""Who I am, and who there is."""

from __future__ import annotations

from fastapi import APIRouter

from api.asked import SiteAsked
from api.paging import Paging
from api.schemas.session import Me, Person, PersonPage
from api.security.signed_in import SignedIn
from api.services import Parts
from domain.people import EVERY_DEPARTMENT, PERMISSIONS, Permission

router = APIRouter(tags=["people"])


@router.get("/me")
def me(parts: Parts, rights: SignedIn) -> Me:
    """The signed-in person."""
    person = rights.person
    granted = PERMISSIONS[person.role]
    return Me(
        id=person.id,
        username=person.username,
        name=person.name,
        role=person.role,
        department=person.department,
        sites=list(rights.sites(None, parts.sites)),
        permissions=[permission for permission in Permission if permission in granted],
        every_department=person.role in EVERY_DEPARTMENT,
        simulated=parts.simulation is not None,
    )


@router.get("/people")
def list_people(parts: Parts, rights: SignedIn, paging: Paging, site: SiteAsked = None) -> PersonPage:
    """Active people of your sites, for giving work to."""
    sites = rights.sites(site, parts.sites)
    with parts.records.reading() as tx:
        everybody = tx.people.list()
    here = sorted((person for person in everybody if any(person.works_at(each) for each in sites)), key=lambda person: person.username)
    page = paging.of(here, lambda person: person.username)
    people = [
        Person(id=person.id, username=person.username, name=person.name, role=person.role, department=person.department, active=person.active)
        for person in page.items
    ]
    return PersonPage(items=people, next_cursor=page.next_cursor)
