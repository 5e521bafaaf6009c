"""Floor plans: their pictures, and where assets stand on them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Path, Response, UploadFile
from fastapi.responses import FileResponse

from api.asked import AssetAsked, SiteAsked
from api.plan_pictures import checked_plan
from api.problems import NotFound
from api.routes.assets import asset_named
from api.schemas.base import LocalText
from api.schemas.floor_plan import FloorPlan, FloorPlanBrief, FloorPlanHung, FloorPlans, PlacementsIn, PlanPictureOut, PlanPlacement
from api.schemas.problem import Meanwhile
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.uploads import LARGEST_FILE, keep
from api.writing import Writing
from domain.floor_plan import WHOLE_SITE, Placement
from domain.floor_plan import FloorPlan as Plan
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339
from operations.floor_plans.drawing import hang, place, plans_of, take_down

router = APIRouter(prefix="/floor-plans", tags=["floor-plan"])

SiteId = Annotated[str, Path(max_length=64)]
SpaceId = Annotated[str, Path(max_length=64, description="A space of the site; `_site`: the whole site.")]
PictureAsked = Annotated[UploadFile, File(description="SVG, PNG, JPEG or WebP; an SVG is made harmless.")]
_SAFELY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox", "Cache-Control": "private, no-cache"}


@router.get("")
def list_floor_plans(parts: Parts, rights: SignedIn, site: SiteAsked = None, asset: AssetAsked = None) -> FloorPlans:
    """Which spaces have a plan; with `asset` only those on which it stands, the nearest first."""
    sites = rights.sites(site, parts.sites)
    with parts.records.reading() as tx:
        if asset is None:
            found = tx.floor_plans.at(sites)
        else:
            meant = asset_named(parts, rights, asset, site)
            found = plans_of(parts.sites[meant.site], meant, tx.floor_plans.at((meant.site,)))
        return FloorPlans(items=[_brief(parts, tx, plan) for plan in found])


@router.get("/{site}/{space}")
def get_floor_plan(site: SiteId, space: SpaceId, parts: Parts, rights: SignedIn) -> FloorPlan:
    """The plan of a space, with the assets on it."""
    with parts.records.reading() as tx:
        return _out(parts, tx, _find(parts, rights, tx, site, space))


@router.get("/{site}/{space}/picture", response_class=FileResponse)
def get_floor_plan_picture(site: SiteId, space: SpaceId, parts: Parts, rights: SignedIn) -> FileResponse:
    """The picture itself."""
    with parts.records.reading() as tx:
        picture = _find(parts, rights, tx, site, space).picture
    file = parts.uploads / picture.id
    if not file.is_file():
        raise NotFound(Text("平面图文件缺失，请重新上传", "The picture of this plan is missing. Upload it again."))
    return FileResponse(file, media_type=picture.content_type, filename=picture.name, headers=_SAFELY)


@router.put("/{site}/{space}/picture", response_model=FloorPlanHung)
def put_floor_plan_picture(site: SiteId, space: SpaceId, file: PictureAsked, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Give a space its picture, or another one: what stands on it keeps its place. `If-Match: 0` means that it had none."""
    _may_edit(parts, rights, site)
    found = checked_plan(file.filename, file.file.read(LARGEST_FILE + 1))
    path = keep(parts.uploads, found.picture.id, found.content)
    kept = False
    old: str | None = None

    def act(tx: Transaction) -> FloorPlanHung:
        nonlocal kept, old
        before = tx.floor_plans.get(site, space)
        plan = hang(tx, parts.sites[site], space, found.picture, version=write.version, by=write.by, at=write.now)
        kept, old = True, None if before is None else before.picture.id
        return FloorPlanHung(**_out(parts, tx, plan).model_dump(), left_out=dict(found.left_out))

    try:
        answer = write.once(
            "floor-plan.picture",
            f"{site}/{space}",
            f"{found.picture.name}\n{found.picture.sha256}",
            act,
            version_now=lambda tx: _version(tx, site, space),
            meanwhile=lambda tx: _meanwhile(tx, site, space),
        )
    except BaseException:
        kept = False
        raise
    finally:
        if not kept:
            path.unlink(missing_ok=True)
    if old is not None:
        (parts.uploads / old).unlink(missing_ok=True)
    return answer


@router.put("/{site}/{space}/placements", response_model=FloorPlan)
def put_floor_plan_placements(site: SiteId, space: SpaceId, body: PlacementsIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Let these assets stand on the plan, and no others."""
    _may_edit(parts, rights, site)
    wanted = [Placement(each.asset, round(each.x, 5), round(each.y, 5), each.label) for each in body.placements]

    def act(tx: Transaction) -> FloorPlan:
        plan = _find(parts, rights, tx, site, space)
        return _out(parts, tx, place(tx, parts.sites[site], plan, wanted, version=write.version, by=write.by, at=write.now))

    return write.once(
        "floor-plan.place",
        f"{site}/{space}",
        body.model_dump_json(),
        act,
        detail=str(len(wanted)),
        version_now=lambda tx: _version(tx, site, space),
        meanwhile=lambda tx: _meanwhile(tx, site, space),
    )


@router.delete("/{site}/{space}", response_model=FloorPlans)
def remove_floor_plan(site: SiteId, space: SpaceId, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Take the plan down; answers with what the site still has."""
    _may_edit(parts, rights, site)
    gone: str | None = None

    def act(tx: Transaction) -> FloorPlans:
        nonlocal gone
        plan = _find(parts, rights, tx, site, space)
        take_down(tx, plan, version=write.version)
        gone = plan.picture.id
        return FloorPlans(items=[_brief(parts, tx, each) for each in tx.floor_plans.at((site,))])

    answer = write.once(
        "floor-plan.remove", f"{site}/{space}", "", act, version_now=lambda tx: _version(tx, site, space), meanwhile=lambda tx: _meanwhile(tx, site, space)
    )
    if gone is not None:
        (parts.uploads / gone).unlink(missing_ok=True)
    return answer


def _may_edit(parts: Services, rights: Rights, site: str) -> None:
    rights.see(site, parts.sites)
    rights.need(Permission.EDIT_PLANS, site)


def _find(parts: Services, rights: Rights, tx: Transaction, site: str, space: str) -> Plan:
    """The plan, if they may see its site. Raises `NotFound`."""
    rights.see(site, parts.sites)
    plan = tx.floor_plans.get(site, space)
    if plan is None:
        raise NotFound(Text("该空间没有平面图", f"There is no plan of {space}. PUT /floor-plans/{site}/{space}/picture gives it one."))
    return plan


def _version(tx: Transaction, site: str, space: str) -> int | None:
    plan = tx.floor_plans.get(site, space)
    return None if plan is None else plan.version


def _meanwhile(tx: Transaction, site: str, space: str) -> list[Meanwhile]:
    """Who changed it last, and what."""
    plan = tx.floor_plans.get(site, space)
    return [] if plan is None else [Meanwhile(event=plan.changed, actor=plan.changed_by, name=_name(tx, plan.changed_by), at=rfc3339(plan.changed_at))]


def _name(tx: Transaction, username: str) -> str:
    account = tx.people.by_username(username)
    return username if account is None else account.person.name


def _place(parts: Services, plan: Plan) -> Text:
    """Where it is, in words; its id for a space that the site file no longer has."""
    site = parts.sites[plan.site]
    if plan.space == WHOLE_SITE:
        return site.name
    return site.place_of_space(plan.space) if plan.space in site.spaces else Text(plan.space, plan.space)


def _brief(parts: Services, tx: Transaction, plan: Plan) -> FloorPlanBrief:
    picture = plan.picture
    return FloorPlanBrief(
        site=plan.site,
        space=plan.space,
        place=LocalText.of(_place(parts, plan)),
        picture=PlanPictureOut(
            name=picture.name, content_type=picture.content_type, size=picture.size, sha256=picture.sha256, width=picture.width, height=picture.height
        ),
        placed=len(plan.placements),
        changed_at=rfc3339(plan.changed_at),
        changed_by=_name(tx, plan.changed_by),
        version=plan.version,
    )


def _out(parts: Services, tx: Transaction, plan: Plan) -> FloorPlan:
    """With the assets that the site still has."""
    here = parts.sites[plan.site].assets
    placements = [PlanPlacement(asset=each.asset, x=each.x, y=each.y, label=each.label) for each in plan.placements if each.asset in here]
    return FloorPlan(**_brief(parts, tx, plan).model_dump(), placements=placements)
