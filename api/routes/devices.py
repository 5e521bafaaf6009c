"""Devices: the hardware that speaks, and how each of them is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, AssetAsked, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.devices import device_fields, device_out, newest_of_each, points_of, rate_of, state_of, told_of
from api.paging import Paging
from api.presence import presence
from api.problems import BadRequest, NotFound
from api.routes.quarantine import entry_out
from api.schemas.base import LocalText
from api.schemas.device import DeviceAsset, DeviceDetail, DevicePage, DeviceQuarantine, DeviceState
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import csv_answer
from api.tables.device_columns import DEVICE_COLUMNS
from domain.people import Permission
from domain.records import Transaction
from domain.site import Device as SiteDevice
from domain.site import Site
from domain.text import Text

router = APIRouter(prefix="/devices", tags=["asset"])

_NEWEST = 5


@router.get("", response_model=DevicePage)
def list_devices(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    asset: AssetAsked = None,
    state: Annotated[DeviceState | None, Query(description="Only those that are so now.")] = None,
    gateway: Annotated[str | None, Query(description="Only what speaks through this device.", max_length=64)] = None,
    dialect: Annotated[str | None, Query(description="Only of this payload dialect.", max_length=64)] = None,
    q: Annotated[str | None, Query(description="Words to look for: id, address, type, the assets' names.", max_length=100)] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> DevicePage | Response:
    """Hardware, with whether it speaks."""
    csv = wants_csv(form, accept)
    if csv:
        rights.need_anywhere(Permission.EXPORT)
    found = [
        device
        for each in sorted(rights.sites(site, parts.sites))
        for device in sorted(parts.sites[each].devices.values(), key=lambda device: device.id)
        if (asset is None or asset in device.assets) and gateway in (None, device.gateway) and dialect in (None, device.dialect)
        if _mentions(parts.sites[each], device, q)
    ]
    with parts.records.reading() as tx:
        known = {each: presence(parts, tx, each) for each in {device.site for device in found}}
    if state is not None:
        found = [device for device in found if state_of(device, known[device.site]) is state]
    if csv:
        return csv_answer("devices", DEVICE_COLUMNS, [device_out(device, known[device.site]) for device in found], lang)
    page = paging.of(found, lambda device: f"{device.site}/{device.id}")
    return DevicePage(items=[device_out(device, known[device.site]) for device in page.items], next_cursor=page.next_cursor)


@router.get("/{device_id}")
def get_device(device_id: str, parts: Parts, rights: SignedIn, site: SiteAsked = None) -> DeviceDetail:
    """One device with what is known of it. Give `site` if two of your sites have one of this name."""
    device = _device_named(parts, rights, device_id, site)
    here = parts.sites[device.site]
    points, vitals = points_of(parts, device)
    with parts.records.reading() as tx:
        devices = presence(parts, tx, device.site)
        noted = next((found for found in tx.ingests.devices(device.site) if found.device == device.id), None)
        quarantine = _quarantine(tx, rights, device)
    return DeviceDetail.model_validate(
        {
            **device_fields(device, devices),
            "assets_served": [_asset_out(here, asset) for asset in device.assets],
            "rate": rate_of(device, None if noted is None else noted.counted, devices),
            "vitals": newest_of_each(vitals + ([] if noted is None else told_of(noted.told))),
            "points": points,
            "quarantine": quarantine,
            "children": [device_out(each, devices) for each in _children(here, device)],
        }
    )


def _device_named(parts: Services, rights: Rights, device_id: str, site: str | None) -> SiteDevice:
    found = [parts.sites[each].devices[device_id] for each in rights.sites(site, parts.sites) if device_id in parts.sites[each].devices]
    if not found:
        raise NotFound(Text(f"没有物联设备 {device_id}", f"There is no device {device_id} at your sites. GET /devices lists them."))
    if len(found) > 1:
        sites = ", ".join(device.site for device in found)
        raise BadRequest(Text(f"多个项目有物联设备 {device_id}，请加 site=（{sites}）", f"Several sites have a device {device_id}: add site= ({sites})."))
    return found[0]


def _quarantine(tx: Transaction, rights: Rights, device: SiteDevice) -> DeviceQuarantine | None:
    if not rights.may(Permission.VIEW_QUARANTINE, device.site):
        return None
    page = tx.quarantine.list((device.site,), device=device.id, limit=_NEWEST)
    return DeviceQuarantine(total=tx.quarantine.total((device.site,), device=device.id), newest=[entry_out(entry) for entry in page.items])


def _asset_out(site: Site, asset: str) -> DeviceAsset:
    found = site.assets[asset]
    return DeviceAsset(id=found.id, name=LocalText.of(found.name), place=LocalText.of(site.place(found)))


def _children(site: Site, device: SiteDevice) -> list[SiteDevice]:
    return sorted((each for each in site.devices.values() if each.gateway == device.id), key=lambda each: each.id)


def _mentions(site: Site, device: SiteDevice, text: str | None) -> bool:
    if not text:
        return True
    names = " ".join(f"{asset.name.zh} {asset.name.en}" for asset in (site.assets[each] for each in device.assets))
    words = f"{device.id} {device.name_on_wire} {device.type.key} {device.type.name.zh} {device.type.name.en} {names}".lower()
    return all(word in words for word in text.lower().split())
