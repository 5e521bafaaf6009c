"""Devices that speak and that the site file does not know; binding them to an asset and a space."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.new_devices import Known, Stranger, strangers
from api.paging import Paging
from api.problems import Conflicting, NotFound, SiteFileStays, Unavailable, Unusable
from api.schemas.base import LocalText
from api.schemas.new_device import (
    Aside,
    DeviceJoined,
    DeviceToJoin,
    DeviceTypeName,
    DeviceTypePage,
    FittingType,
    JoinPreview,
    NewDevice,
    NewDevicePage,
    NotOurs,
    OursAfterAll,
    ProposedAsset,
    PutAside,
    SaidValue,
)
from api.security.masking import mask_data, mask_payload
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import csv_answer
from api.tables.new_device_columns import NEW_DEVICE_COLUMNS
from api.writing import Writing
from devices.catalogue import device_types
from domain.dialect import NATIVE
from domain.joining import Joining, Newcomer, Taken
from domain.people import Permission
from domain.problem import BadConfiguration
from domain.records import Transaction
from domain.set_aside import SetAside
from domain.text import Text
from domain.time import rfc3339

router = APIRouter(prefix="/new-devices", tags=["quarantine"])

_LONGEST_VALUE = 200


@router.get("", response_model=NewDevicePage)
def list_new_devices(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    aside: Annotated[bool | None, Query(description="Those that were put aside as not ours, instead of the others.")] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> NewDevicePage | Response:
    """Devices that were heard within the last seven days and are not in the site file, by site and name; personal fields masked."""
    rights.need_anywhere(Permission.VIEW_QUARANTINE)
    sites = rights.sites(site, parts.sites)
    table = wants_csv(form, accept)
    if table:
        rights.need_anywhere(Permission.EXPORT)
    with parts.records.reading() as tx:
        new = [each for each in strangers(tx, parts.sites, sites, parts.clock()) if (each.aside is not None) == bool(aside)]
        if table:
            return csv_answer("new-devices", NEW_DEVICE_COLUMNS, [_described(each, tx, parts) for each in new], lang)
        page = paging.of(new, lambda each: each.key)
        items = [_described(each, tx, parts) for each in page.items]
    return NewDevicePage(items=items, next_cursor=page.next_cursor, total=len(new))


@router.get("/types")
def list_device_types(rights: SignedIn, paging: Paging) -> DeviceTypePage:
    """Every type of the catalogue: for what fits none, or better than we think."""
    rights.need_anywhere(Permission.VIEW_QUARANTINE)
    page = paging.of(sorted(device_types().values(), key=lambda each: each.key), lambda each: each.key)
    return DeviceTypePage(items=[DeviceTypeName(type=each.key, name=LocalText.of(each.name)) for each in page.items], next_cursor=page.next_cursor)


@router.post("/preview")
def preview_join(body: DeviceToJoin, parts: Parts, rights: SignedIn) -> JoinPreview:
    """What would be written for it; everything is checked as when it is. Writes nothing."""
    newcomer, joining = _newcomer(body, parts, rights)
    with _said_by(joining, newcomer):
        added = joining.join(newcomer, write=False)
        return JoinPreview(entry=joining.entry(newcomer), there=not added)


@router.post("/join", response_model=DeviceJoined)
def join_new_device(body: DeviceToJoin, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Put it into the site file. The same again does nothing; 409 if it or its id is there otherwise.

    422 `site-file`, with the lines to add by hand, if the file cannot be written or would not be sound.
    """
    newcomer, joining = _newcomer(body, parts, rights)
    with _said_by(joining, newcomer):
        written = joining.join(newcomer, write=True)
        entry = joining.entry(newcomer)

    def answer(_: Transaction) -> DeviceJoined:
        return DeviceJoined(site=newcomer.site, asset=newcomer.id, entry=entry, written=written)

    # The file comes first: it is the truth, and who asks again because of what fails here finds it done and is audited then.
    return write.once("device.join", f"{newcomer.site}/{newcomer.id}", body.model_dump_json(), answer, detail=" ".join(entry.split()))


@router.post("/set-aside", response_model=Aside)
def set_device_aside(body: NotOurs, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """It is not ours: the list leaves it out from now on. What it says is quarantined as before, and it can be brought back."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.JOIN_DEVICES, body.site)

    def act(tx: Transaction) -> Aside:
        if not any((each.dialect, each.name) == (body.dialect, body.name) for each in strangers(tx, {}, (body.site,), parts.clock())):
            raise _never_heard(body.name, body.dialect)
        tx.set_asides.put(SetAside(body.site, body.dialect, body.name, write.by, write.now, body.reason))
        return Aside(site=body.site, dialect=body.dialect, name=body.name, aside=True)

    return write.once("device.set-aside", f"{body.site}/{body.name}", body.model_dump_json(), act, detail=body.reason)


@router.post("/bring-back", response_model=Aside)
def bring_device_back(body: OursAfterAll, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """It may be ours after all: it is listed again when it was heard within seven days. One that is not aside is no error."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.JOIN_DEVICES, body.site)

    def act(tx: Transaction) -> Aside:
        tx.set_asides.bring_back(body.site, body.dialect, body.name)
        return Aside(site=body.site, dialect=body.dialect, name=body.name, aside=False)

    return write.once("device.bring-back", f"{body.site}/{body.name}", body.model_dump_json(), act)


def _never_heard(name: str, dialect: str) -> NotFound:
    return NotFound(Text(f"近七天未收到 {name} 的报文", f"No device {name} was heard in the dialect {dialect} within seven days."))


def _newcomer(body: DeviceToJoin, parts: Services, rights: Rights) -> tuple[Newcomer, Joining]:
    """What is asked for, and who does it. Raises `ApiProblem` unless they may and the device was heard."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.JOIN_DEVICES, body.site)
    with parts.records.reading() as tx:
        # Also one that has joined since: whoever asks again is told so.
        heard = any((each.dialect, each.name) == (body.dialect, body.name) for each in strangers(tx, {}, (body.site,), parts.clock()))
    if not heard:
        raise _never_heard(body.name, body.dialect)
    if body.dialect == NATIVE and body.id != body.name:
        raise Unusable(Text(f"该设备以 {body.name} 上报，编号须与之相同", f"It calls itself {body.name}, so that has to be its id."))
    if parts.joining is None:
        raise Unavailable(Text("本服务无法写入项目文件", "This server cannot write site files. Add the device by hand: docs/joining-devices.md."))
    name = Text(body.name_zh, body.name_en)
    return Newcomer(body.site, body.id, body.type, name, body.space, body.dialect, body.name, body.gateway, dict(body.counts)), parts.joining


@contextmanager
def _said_by(joining: Joining, newcomer: Newcomer) -> Iterator[None]:
    """What the joining says against it, as a problem in its own words."""
    try:
        yield
    except Taken as error:
        raise Conflicting(Text(f"已被他人接入：{error}", f"Somebody was faster: {error}.")) from error
    except BadConfiguration as error:
        words = " ".join(f"{each.problem}. {each.remedy}." for each in error.problems)
        try:
            entry = joining.entry(newcomer)
        except BadConfiguration:
            entry = ""
        raise SiteFileStays(Text(f"项目文件保持原样：{words}", f"The site file stays as it is: {words}"), entry) from error


def _described(who: Known, tx: Transaction, parts: Services) -> NewDevice:
    stranger = Stranger(who, tx, parts.sites[who.site])
    fits = [
        FittingType(type=fit.type.key, name=LocalText.of(fit.type.name), known=list(fit.known), unknown=list(fit.unknown), counts=dict(fit.counts))
        for fit in stranger.fits
    ]
    name = stranger.proposed_name
    masked = mask_data(stranger.said)
    said = masked if isinstance(masked, dict) else {}
    return NewDevice(
        site=who.site,
        dialect=who.dialect,
        name=who.name,
        first_heard=rfc3339(who.first_at),
        last_heard=rfc3339(who.last_at),
        count=who.count,
        topic=stranger.topic,
        payload=mask_payload(stranger.payload),
        said=[SaidValue(key=key, value=json.dumps(value, ensure_ascii=False)[:_LONGEST_VALUE]) for key, value in said.items()],
        fits=fits,
        proposed=ProposedAsset(
            id=stranger.proposed_id,
            name=None if name is None else LocalText.of(name),
            type=fits[0].type if fits else None,
            space=stranger.proposed_space,
        ),
        aside=None if who.aside is None else PutAside(by=who.aside.by, at=rfc3339(who.aside.at), reason=who.aside.reason),
    )
