"""Assets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, TextAsked, wants_csv
from api.paging import Paging
from api.presence import Presence, presence
from api.problems import BadRequest, NotFound
from api.routes.sites import space_out
from api.schemas.asset import Asset, AssetDetail, AssetPage, AssetState
from api.schemas.base import LocalText
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.asset_columns import ASSET_COLUMNS
from api.tables.csv_table import csv_answer
from domain.alarm import ACTIVE_STATES, Alarm
from domain.people import Permission
from domain.records import Transaction
from domain.site import Asset as SiteAsset
from domain.site import Site
from domain.text import Text

router = APIRouter(tags=["asset"])


@router.get("/assets", response_model=AssetPage)
def list_assets(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    type_key: Annotated[str | None, Query(alias="type", description="Only this type.", max_length=64)] = None,
    space: Annotated[str | None, Query(description="Only in this space and those inside it.", max_length=64)] = None,
    system: Annotated[str | None, Query(description="Only of this building system.", max_length=64)] = None,
    deviating: Annotated[bool | None, Query(description="Only those that are not normal.")] = None,
    text: TextAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> AssetPage | Response:
    """Equipment."""
    csv = wants_csv(form, accept)
    if csv:
        rights.need_anywhere(Permission.EXPORT)
    found = [
        asset
        for each in sorted(rights.sites(site, parts.sites))
        for asset in sorted(parts.sites[each].assets.values(), key=lambda asset: asset.id)
        if type_key in (None, asset.type.key)
        and system in (None, asset.type.system)
        and (space is None or _inside(parts.sites[each], asset, space))
        and _mentions(parts.sites[each], asset, text)
    ]
    with parts.records.reading() as tx:
        states = {each: _States.of(parts, tx, each) for each in {asset.site for asset in found}}
    if deviating:
        found = [asset for asset in found if not states[asset.site].normal(asset)]
    if csv:
        return csv_answer("assets", ASSET_COLUMNS, [Asset(**states[asset.site].asset(asset)) for asset in found], lang)
    page = paging.of(found, lambda asset: f"{asset.site}/{asset.id}")
    return AssetPage(items=[Asset(**states[asset.site].asset(asset)) for asset in page.items], next_cursor=page.next_cursor)


@router.get("/assets/{asset_id}")
def get_asset(asset_id: str, parts: Parts, rights: SignedIn, site: SiteAsked = None) -> AssetDetail:
    """One asset. Give `site` if two of your sites have one of this name."""
    asset = asset_named(parts, rights, asset_id, site)
    here = parts.sites[asset.site]
    with parts.records.reading() as tx:
        states = _States.of(parts, tx, asset.site)
    return AssetDetail(
        **states.asset(asset),
        spaces=[space_out(here.id, space) for space in here.space_path(asset.space)],
        fed_by=list(asset.fed_by),
        feeds=[other.id for other in here.assets.values() if asset.id in other.fed_by],
        attributes=dict(asset.attributes),
    )


def asset_named(parts: Services, rights: Rights, asset_id: str, site: str | None) -> SiteAsset:
    """The asset that is meant. Raises `NotFound`, or `BadRequest` when several sites have one of this name."""
    found = [parts.sites[each].assets[asset_id] for each in rights.sites(site, parts.sites) if asset_id in parts.sites[each].assets]
    if not found:
        raise NotFound(Text(f"没有设备 {asset_id}", f"There is no asset {asset_id} at your sites. GET /assets lists them."))
    if len(found) > 1:
        sites = ", ".join(asset.site for asset in found)
        raise BadRequest(Text(f"多个项目有设备 {asset_id}，请加 site=（{sites}）", f"Several sites have an asset {asset_id}: add site= ({sites})."))
    return found[0]


class _States:
    """What the assets of a site are like now."""

    def __init__(self, site: Site, alarms: Sequence[Alarm], devices: Presence) -> None:
        self._site = site
        self._devices = devices
        self._alarms: Mapping[str, list[Alarm]] = {}
        by_asset: dict[str, list[Alarm]] = {}
        for alarm in alarms:
            if alarm.state in ACTIVE_STATES:
                by_asset.setdefault(alarm.asset, []).append(alarm)
        self._alarms = by_asset

    @classmethod
    def of(cls, parts: Services, tx: Transaction, site: str) -> _States:
        return cls(parts.sites[site], tx.alarms.open_at(site), presence(parts, tx, site))

    def asset(self, asset: SiteAsset) -> dict[str, object]:
        """The fields of `schemas.asset.Asset`."""
        alarms = self._alarms.get(asset.id, [])
        worst = min((alarm.severity for alarm in alarms), key=lambda severity: severity.rank, default=None)
        return {
            "id": asset.id,
            "site": asset.site,
            "space": asset.space,
            "type": asset.type.key,
            "name": LocalText.of(asset.name),
            "devices": list(asset.devices),
            "state": AssetState.ALARM if alarms else self._silence(asset),
            "severity": worst,
            "active_alarms": len(alarms),
            "type_name": LocalText.of(asset.type.name),
            "system": asset.type.system,
            "icon": asset.type.icon,
            "place": LocalText.of(self._site.place(asset)),
        }

    def normal(self, asset: SiteAsset) -> bool:
        """Whether nothing is wrong with it and it speaks."""
        return asset.id not in self._alarms and self._silence(asset) is AssetState.NORMAL

    def _silence(self, asset: SiteAsset) -> AssetState:
        devices = [self._site.devices[device] for device in asset.devices]
        if all(self._devices.of(device).last_seen is None and self._devices.of(device).online is None for device in devices):
            return AssetState.UNKNOWN
        return AssetState.OFFLINE if all(self._devices.silent(device) for device in devices) else AssetState.NORMAL


def _inside(site: Site, asset: SiteAsset, space: str) -> bool:
    return any(found.id == space for found in site.space_path(asset.space))


def _mentions(site: Site, asset: SiteAsset, text: str | None) -> bool:
    if not text:
        return True
    place = site.place(asset)
    words = f"{asset.id} {asset.name.zh} {asset.name.en} {asset.type.key} {asset.type.name.zh} {asset.type.name.en} {place.zh} {place.en}".lower()
    return all(word in words for word in text.lower().split())
