"""Visits as the API shows them, and what a person may do with them."""

from __future__ import annotations

from collections.abc import Sequence

from api.problems import NotFound
from api.schemas.base import LocalText
from api.schemas.visit import OwnVisit, VisitDetail, VisitFile, VisitStepTaken
from api.schemas.visit import Visit as VisitOut
from api.security.masking import MASK
from api.security.rights import Rights
from api.services import Services
from domain.people import Permission
from domain.personal import mask_text
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339
from domain.visit import STAFF_STEPS, VISIT_NEEDS_NOTE, FileKind, Visit, VisitStep, open_visit_steps
from domain.visit import VisitFile as Stored
from domain.visit_json import visit_json

_SAID = (VisitStep.APPROVED, VisitStep.REFUSED, VisitStep.SENT_BACK, VisitStep.ENDED)


def visit_out(visit: Visit) -> VisitOut:
    """A visit as lists show it."""
    return VisitOut.model_validate(visit_json(visit))


def visit_detail(tx: Transaction, visit: Visit, rights: Rights) -> VisitDetail:
    """A visit with its timeline, its files and what this person may do now."""
    steps = [step for step in open_visit_steps(visit.state) if may_handle(rights, visit.site)]
    return VisitDetail.model_validate(
        {
            **visit_json(visit, tx.visits.timeline(visit.id)),
            "visitor": f"{visit.name[:1]}{MASK}" if visit.name else "",
            "known": bool(visit.name),
            "may_reveal": bool(visit.name) and rights.may(Permission.VIEW_PERSONAL, visit.site),
            "files": [_file_out(item) for item in tx.visits.files(visit.id)],
            "steps": [step.value for step in steps],
            "needs_note": [step.value for step in steps if step in VISIT_NEEDS_NOTE],
        }
    )


def may_handle(rights: Rights, site: str) -> bool:
    """Letting a contractor work on equipment takes it out of service: whoever may do that may do this."""
    return rights.may(Permission.TAKE_OUT_OF_SERVICE, site)


def find_visit(parts: Services, rights: Rights, tx: Transaction, visit_id: str) -> Visit:
    """The visit. Raises `NotFound` if there is none that they may see."""
    visit = tx.visits.get(visit_id)
    if visit is None or visit.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这次到访", f"There is no visit {visit_id} that you may see."))
    return visit


def own_visit(tx: Transaction, visit: Visit, site: Site) -> dict[str, object]:
    """What the contractor's phone may know, as the fields of `OwnVisit`."""
    files = tx.visits.files(visit.id)
    asset = site.assets.get(visit.asset)
    last = next((entry for entry in reversed(tx.visits.timeline(visit.id)) if entry.step in _SAID), None)
    return OwnVisit(
        number=visit.number,
        state=visit.state,
        purpose=visit.purpose,
        site_name=LocalText.of(site.name),
        asset_name=LocalText(zh=visit.asset, en=visit.asset) if asset is None else LocalText.of(asset.name),
        place=LocalText(zh="", en="") if asset is None else LocalText.of(site.place(asset)),
        time_zone=site.time_zone.key,
        until=rfc3339(visit.until),
        certificates=sum(item.kind is FileKind.CERTIFICATE for item in files),
        sheets=_sheets(visit, files),
        said="" if last is None else mask_text(last.note),
    ).model_dump()


def _sheets(visit: Visit, files: Sequence[Stored]) -> int:
    return sum(item.kind is FileKind.SHEET and (visit.signed_out_at is None or item.file.added_at > visit.signed_out_at) for item in files)


def _file_out(item: Stored) -> VisitFile:
    file = item.file
    # A certificate's own name may say whose it is.
    name = {FileKind.CERTIFICATE: "certificate", FileKind.SHEET: mask_text(file.name)}[item.kind]
    return VisitFile(id=file.id, kind=item.kind, name=name, content_type=file.content_type, size=file.size, added_at=rfc3339(file.added_at))


if {step.value for step in STAFF_STEPS} != {step.value for step in VisitStepTaken}:  # pragma: no cover  a mistake of ours
    raise AssertionError("the contract names other steps than the staff may take")
