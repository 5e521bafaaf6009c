"""Pictures of the steps of emergency plans: checked by looking inside, kept with the site's plan."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Path, Query, Response, UploadFile
from fastapi.responses import FileResponse

from api.plans import Names, picture_out, pictures_out, plan_here
from api.problems import NotFound, Unusable
from api.schemas.plan_version import PlanPicture, PlanPictures
from api.security.signed_in import SignedIn
from api.services import Parts
from api.uploads import LARGEST_FILE, checked, keep
from api.writing import Writing
from domain.identity import new_id
from domain.people import Permission
from domain.records import Transaction
from domain.step_picture import MOST_STEP_PICTURES, STEP_PICTURE_PREFIX, StepPicture
from domain.text import Text

router = APIRouter(prefix="/plans/{key}/pictures", tags=["plan"])

SiteNeeded = Annotated[str, Query(description="The site.", max_length=64)]
PlanKey = Annotated[str, Path(description="The key of the plan.", max_length=64)]
PictureAsked = Annotated[UploadFile, File(description="JPEG, PNG or WebP; at most 10 MB.")]
_KINDS = Text("步骤图片请使用 JPEG、PNG 或 WebP", "A picture of a step is a JPEG, PNG or WebP file.")
_SAFELY = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, max-age=86400, immutable"}


@router.get("")
def list_plan_pictures(key: PlanKey, site: SiteNeeded, parts: Parts, rights: SignedIn) -> PlanPictures:
    """The pictures of a plan, whichever version shows them, oldest first; 200 at most."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        return PlanPictures(items=pictures_out(tx.step_pictures.of_plan(site, key), Names(tx)))


@router.post("", response_model=PlanPicture, status_code=201)
def add_plan_picture(key: PlanKey, site: SiteNeeded, file: PictureAsked, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Add a picture, which steps of a draft may then name."""
    rights.see(site, parts.sites)
    rights.need(Permission.WRITE_PLANS, site)
    found = checked(file.filename, file.file.read(LARGEST_FILE + 1))
    if not found.content_type.startswith("image/"):
        raise Unusable(_KINDS)
    picture = StepPicture(f"{STEP_PICTURE_PREFIX}{new_id()}", site, key, found.name, found.content_type, len(found.content), found.sha256, write.now, write.by)
    place = keep(parts.uploads, picture.id, found.content)
    kept = False

    def act(tx: Transaction) -> PlanPicture:
        nonlocal kept
        plan_here(tx, site, key)
        if len(tx.step_pictures.of_plan(site, key)) >= MOST_STEP_PICTURES:
            raise Unusable(Text(f"每个预案最多 {MOST_STEP_PICTURES} 张图片", f"A plan has {MOST_STEP_PICTURES} pictures at most."))
        tx.step_pictures.add(picture)
        kept = True
        return picture_out(picture, Names(tx))

    try:
        return write.once("plan.picture", f"{site}/{key}", f"{picture.name}\n{picture.sha256}", act, status=201, detail=picture.name)
    except BaseException:
        kept = False
        raise
    finally:
        if not kept:
            place.unlink(missing_ok=True)


@router.get("/{picture_id}", response_class=FileResponse)
def get_plan_picture(key: PlanKey, picture_id: str, site: SiteNeeded, parts: Parts, rights: SignedIn) -> FileResponse:
    """The picture itself; under its id it never changes."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        picture = tx.step_pictures.get(picture_id)
    if picture is None or (picture.site, picture.plan) != (site, key) or not (parts.uploads / picture.id).is_file():
        raise NotFound(Text("没有这张图片", "There is no such picture of this plan."))
    return FileResponse(parts.uploads / picture.id, media_type=picture.content_type, filename=picture.name, headers=_SAFELY)
