"""Who is on duty: lists, and signing on and off oneself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import SinceAsked, SiteAsked, UntilAsked
from api.dispatch import duty_out, names_of
from api.importing import table_import
from api.paging import Paging
from api.problems import BadRequest, NotFound, Unusable
from api.schemas.duty import Duty, DutyPage, MyDuty, MyDutyIn, MyPlace, MyPlaceIn, NewDuty
from api.schemas.rota import DutyChange
from api.schemas.skill import Imported, TableIn
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339
from operations.dispatch import duty
from operations.dispatch.rota_import import import_duty
from operations.rota import editing

router = APIRouter(tags=["duty"])

_USUALLY = timedelta(days=1)
_LONGEST = timedelta(days=62)
_MONTH = timedelta(days=31)
_NONE = Text("没有这条当班记录", "There is no such duty that you may see.")


@router.get("/duty")
def list_duty(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    since: SinceAsked = None,
    until: UntilAsked = None,
    username: Annotated[str | None, Query(description="Only this person's.", max_length=64)] = None,
) -> DutyPage:
    """Who is on duty at some time from `since` (usually now) to `until` (usually a day later), by when they begin."""
    sites = rights.sites(site, parts.sites)
    begin = since or parts.clock()
    end = until or begin + _USUALLY
    if not begin <= end <= begin + _LONGEST:
        raise BadRequest(Text("时间范围最长62天", "Ask for 62 days at most, and for an end after the beginning."))
    with parts.records.reading() as tx:
        names = names_of(tx)
        found = [each for each_site in sites for each in tx.dispatch.duties(each_site, begin, end) if username in (None, each.person)]
    keyed = {f"{rfc3339(each.since)}|{each.id}": each for each in found}
    page = paging.of(sorted(keyed), lambda key: key)
    return DutyPage(items=[duty_out(keyed[key], names) for key in page.items], next_cursor=page.next_cursor)


@router.post("/duty", response_model=Duty, status_code=201)
def add_duty(body: NewDuty, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Say that somebody will be on duty."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, body.site)

    def act(tx: Transaction) -> Duty:
        added = duty.add(tx, parts.sites[body.site], body.username, body.since, body.until, by=write.by, post=body.post)
        return duty_out(added, names_of(tx))

    return write.once("duty.add", body.username, body.model_dump_json(), act, status=201, detail=f"{rfc3339(body.since)} {rfc3339(body.until)}")


@router.post("/duty/import", response_model=Imported)
def import_duty_table(body: TableIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Add duties from a CSV (username, from, until, post; Chinese headings too): all rows or none, each bad one named."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, body.site)
    return table_import(write, body, "duty.import", lambda tx: import_duty(tx, parts.sites[body.site], body.csv, by=write.by))


@router.delete("/duty/{duty_id}", response_model=Duty)
def end_duty(duty_id: str, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Take a duty off the list: one that runs ends now, one to come is removed, one that is over stays."""

    def act(tx: Transaction) -> Duty:
        found = tx.dispatch.duty(duty_id)
        if found is None or found.site not in rights.sites(None, parts.sites):
            raise NotFound(_NONE)
        if found.person != write.by:
            rights.need(Permission.ARRANGE_DUTY, found.site)
        return duty_out(duty.end(tx, found, write.now), names_of(tx))

    return write.once("duty.end", duty_id, "", act)


@router.put("/duty/{duty_id}", response_model=Duty)
def change_duty(duty_id: str, body: DutyChange, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Change who it is, on which post, from when to when. The rota leaves it as it is from then on."""

    def act(tx: Transaction) -> Duty:
        found = tx.dispatch.duty(duty_id)
        if found is None or found.site not in rights.sites(None, parts.sites):
            raise NotFound(_NONE)
        rights.need(Permission.ARRANGE_DUTY, found.site)
        asked = editing.DutyChange(body.username, body.post, body.since, body.until)
        read = found if write.version is None else replace(found, version=write.version)
        return duty_out(editing.change(tx, parts.sites[found.site], read, asked, by=write.by, at=write.now), names_of(tx))

    return write.once("duty.change", duty_id, body.model_dump_json(), act, version_now=lambda tx: _version(tx, duty_id))


@router.get("/me/duty")
def my_duty(parts: Parts, rights: SignedIn) -> MyDuty:
    """Whether I am on duty, on which posts, and when next."""
    with parts.records.reading() as tx:
        return _mine(tx, rights, parts.clock())


@router.post("/me/duty", response_model=MyDuty)
def sign_on_or_off(body: MyDutyIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Sign on or off. Signing off, where you were is forgotten."""
    site = body.site
    if body.on and site is None:
        raise Unusable(Text("请选择项目", "Say at which site you sign on."))
    if site is not None:
        rights.see(site, parts.sites)

    def act(tx: Transaction) -> MyDuty:
        if body.on and site is not None:
            duty.sign_on(tx, parts.sites[site], write.by, write.now, post=body.post, until=body.until)
        else:
            duty.sign_off(tx, write.by, write.now)
        return _mine(tx, rights, write.now)

    return write.once("duty.sign-on" if body.on else "duty.sign-off", site or "", body.model_dump_json(), act)


@router.post("/me/place", response_model=MyPlace)
def tell_my_place(body: MyPlaceIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """I scanned the tag of an asset or a space. Kept on duty only."""
    rights.see(body.site, parts.sites)
    site = parts.sites[body.site]
    asset = None if body.asset is None else site.assets.get(body.asset)
    space = body.space if asset is None else asset.space
    if space is None:
        raise Unusable(Text("请扫描设备或空间的标签", "Say which asset or which space of the site."))

    def act(tx: Transaction) -> MyPlace:
        seen = duty.seen(tx, site, write.by, space, write.now)
        return MyPlace(space=None if seen is None else seen.space)

    return write.once("duty.place", body.site, body.model_dump_json(), act)


def _mine(tx: Transaction, rights: Rights, now: datetime) -> MyDuty:
    names = {rights.person.username: rights.person.name}
    running = [duty_out(each, names) for each in duty.running_duties(tx, rights.person.username, now)]
    coming = next((each for each in tx.dispatch.duties_of(rights.person.username, now, now + _MONTH) if each.since > now), None)
    return MyDuty(duty=running[0] if running else None, duties=running, next=None if coming is None else duty_out(coming, names))


def _version(tx: Transaction, duty_id: str) -> int | None:
    found = tx.dispatch.duty(duty_id)
    return None if found is None else found.version
