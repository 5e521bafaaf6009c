"""A scan: what hangs here. The code comes in the body, so that it stands in no address and no log."""

from __future__ import annotations

from fastapi import APIRouter

from api.problems import NotFound
from api.scanning import scanned
from api.schemas.base import LocalText
from api.schemas.scan import ScanIn, Scanned
from api.security.signed_in import SignedIn
from api.services import Parts
from domain.people import Permission
from domain.text import Text

router = APIRouter(prefix="/scans", tags=["asset"])


@router.post("")
def look_up_scan(body: ScanIn, parts: Parts, rights: SignedIn) -> Scanned:
    """The asset or the space of your sites where this code hangs. Changes nothing."""
    rights.need_anywhere(Permission.VIEW)
    with parts.records.reading() as tx:
        found = scanned(tx, parts, rights.sites(None, parts.sites), body.code)
    if found is None:
        raise NotFound(Text("没有找到这个码，可能已停用；请核对后重试", "There is no such code at your sites; perhaps it was ended. Check it and try again."))
    site = parts.sites[found.site]
    asset = None if found.asset is None else site.assets.get(found.asset)
    space = site.spaces.get(found.space or "") if asset is None else site.spaces.get(asset.space)
    if asset is None and space is None:
        raise NotFound(Text("码所在的设备或位置已不在项目档案中", "What this code hangs at is no longer in the site file."))
    name = asset.name if asset is not None else Text("", "") if space is None else space.name
    place = Text("", "") if space is None else site.place_of_space(space.id)
    return Scanned(
        site=site.id,
        asset=None if asset is None else asset.id,
        space=None if space is None else space.id,
        name=LocalText.of(name),
        place=LocalText.of(place),
    )
