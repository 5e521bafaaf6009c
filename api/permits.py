"""Permits as the API shows them, and what a person may do with them."""

from __future__ import annotations

from collections.abc import Iterable

from api.alarms import alarm_out
from api.attaching import attachment_out
from api.problems import Forbidden, NotFound
from api.schemas.base import LocalText
from api.schemas.permit import Covered, NamedPoint, PermitDetail, PermitStepTaken
from api.schemas.permit import Permit as PermitOut
from api.security.rights import Rights
from api.services import Services
from domain.contract import permit_json
from domain.permit import NEEDS_PHOTOS, NEEDS_WATCHER, PERMIT_NEEDS_NOTE, PERMIT_STEP_PERMISSION, Permit, PermitStep, open_permit_steps
from domain.records import Transaction
from domain.scope import Scope
from domain.site import Asset, Site
from domain.text import Text
from rules.permits.record import CONCERNED

MOST_COVERED = 200
"""So many assets in a scope are listed."""

_TAKEN = {step.value for step in PermitStepTaken}
_BY_SOMEBODY_ELSE = frozenset({PermitStep.APPROVED, PermitStep.REFUSED, PermitStep.EXTENDED})
_NOTHING = LocalText(zh="", en="")


def permit_out(permit: Permit) -> PermitOut:
    """A permit as lists show it."""
    return PermitOut.model_validate(permit_json(permit))


def permit_detail(tx: Transaction, permit: Permit, site: Site, rights: Rights) -> PermitDetail:
    """A permit with its timeline, its files, what it covers and hides, and what this person may do now."""
    steps = open_steps(permit, rights)
    covers, total = covered(site, permit.scope)
    return PermitDetail.model_validate(
        {
            **permit_json(permit, tx.permits.timeline(permit.id)),
            "attachments": [attachment_out(file) for file in tx.permits.attachments(permit.id)],
            "steps": [step.value for step in steps],
            "needs_note": [step.value for step in steps if step in PERMIT_NEEDS_NOTE],
            "needs_watcher": permit.kind in NEEDS_WATCHER,
            "needs_photos": permit.kind in NEEDS_PHOTOS,
            "covers": covers,
            "covers_total": total,
            "hidden_alarms": [alarm_out(alarm) for alarm in tx.alarms.hidden_at(permit.site, permit.id)],
            "missing_points": [named(site, each) for each in permit.missing],
            "reported_points": [named(site, each) for each in permit.reported],
        }
    )


def open_steps(permit: Permit, rights: Rights) -> list[PermitStep]:
    """What this person may do with `permit` as it is now, files aside. Nobody decides about what they asked for themselves."""
    own = rights.person.username == permit.applicant
    return [
        step for step in open_permit_steps(permit.state) if step.value in _TAKEN and may_step(rights, permit, step) and not (own and step in _BY_SOMEBODY_ELSE)
    ]


def may_step(rights: Rights, permit: Permit, step: PermitStep) -> bool:
    """Whether their role and department may take `step`: departments that permits concern, and whoever asked for this one."""
    departments = None if rights.person.username == permit.applicant else CONCERNED
    return rights.may(PERMIT_STEP_PERMISSION[step], permit.site, departments)


def need_step(rights: Rights, permit: Permit, step: PermitStep) -> None:
    """Raises `Forbidden` unless they may."""
    if not may_step(rights, permit, step):
        raise Forbidden(PERMIT_STEP_PERMISSION[step])


def find_permit(parts: Services, rights: Rights, tx: Transaction, permit_id: str) -> Permit:
    """The permit. Raises `NotFound` if there is none that they may see."""
    permit = tx.permits.get(permit_id)
    if permit is None or permit.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这张作业许可", f"There is no permit {permit_id} that you may see."))
    return permit


def covered(site: Site, scope: Scope) -> tuple[list[Covered], int]:
    """The assets in a scope, at most `MOST_COVERED` of them, and how many there are."""
    whole = {asset.id: asset for asset in scope.assets_at(site)}
    points: dict[str, list[NamedPoint]] = {}
    for point in scope.points:
        found = site.points.get(point)
        if found is not None and found.asset not in whole:
            points.setdefault(found.asset, []).append(named(site, point))
    assets = [*whole.values(), *(site.assets[asset] for asset in points)]
    return [_covered(site, asset, points.get(asset.id)) for asset in assets[:MOST_COVERED]], len(assets)


def named(site: Site, name: str) -> NamedPoint:
    """A point, or an asset, by its id; one that the site no longer has shows with its id."""
    point = site.points.get(name)
    asset_id = name if point is None else point.asset
    asset = site.assets.get(asset_id)
    asset_name = LocalText(zh=asset_id, en=asset_id) if asset is None else LocalText.of(asset.name)
    return NamedPoint(id=name, asset=asset_id, asset_name=asset_name, name=_NOTHING if point is None else LocalText.of(point.name))


def _covered(site: Site, asset: Asset, points: Iterable[NamedPoint] | None) -> Covered:
    return Covered(asset=asset.id, name=LocalText.of(asset.name), place=LocalText.of(site.place(asset)), whole=points is None, points=list(points or ()))
