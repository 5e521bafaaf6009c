"""Emergency plans of sites as the API shows them, and what a person may do with their versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.problems import NotFound
from api.schemas.base import LocalText
from api.schemas.plan import PlanDocument
from api.schemas.plan_version import (
    NumberToCall,
    PlanBrief,
    PlanDetail,
    PlanDifference,
    PlanPicture,
    PlanProblem,
    PlanVersionBrief,
    PlanVersionDetail,
)
from api.security.rights import Rights
from api.services import Services
from domain.people import Permission
from domain.plan import PLAN_KIND_NAMES, Plan, PlanVersion, Stage, VersionState
from domain.plan_json import plan_of
from domain.plan_version_json import plan_version_json
from domain.records import Transaction
from domain.step_picture import StepPicture
from domain.text import Text
from domain.time import rfc3339
from operations.knowledge import CONTACTS
from operations.plans.changes import Difference, differences
from operations.plans.in_force import in_force
from operations.plans.library import load
from operations.plans.numbers import WhomToCall, called_by, contacts_of, directory, gaps_of
from operations.plans.versions import IN_HAND, problems_at
from operations.plans.wanted import Found


@dataclass(frozen=True, slots=True)
class PlanHere:
    """A plan of a site: in force (with its number; 0: the library's), or only written (`number` is then of `newest`)."""

    site: str
    plan: Plan
    number: int
    in_force: PlanVersion | None
    newest: PlanVersion | None
    holds: bool
    """Whether `plan` is in force."""
    gaps: Sequence[Text]

    @property
    def key(self) -> str:
        """The plan's key."""
        return self.plan.key

    @property
    def waiting(self) -> PlanVersion | None:
        """What is written or waits for approval."""
        return self.newest if self.newest is not None and self.newest.state in IN_HAND else None


def plans_here(tx: Transaction, site: str) -> list[PlanHere]:
    """Every plan of a site, by key: those in force, and those of which there are only versions that are not."""
    known = directory(tx, site)
    holding = in_force(tx, site)
    approved = {version.plan.key: version for version in tx.plans.in_force(site)}
    newest: dict[str, PlanVersion] = {}
    for version in tx.plans.list(site):
        newest.setdefault(version.plan.key, version)
    found = []
    for key in sorted({*holding, *newest}):
        plan, number = holding[key] if key in holding else (newest[key].plan, newest[key].number)
        found.append(PlanHere(site, plan, number, approved.get(key), newest.get(key), key in holding, gaps_of(plan, known)))
    return found


def plan_here(tx: Transaction, site: str, key: str) -> PlanHere:
    """One of them. Raises `NotFound`."""
    found = next((plan for plan in plans_here(tx, site) if plan.key == key), None)
    if found is None:
        raise NotFound(Text(f"没有预案 {key}", f"There is no plan {key} here. GET /plans lists them."))
    return found


class Names:
    """The names of people by username, read once."""

    def __init__(self, tx: Transaction) -> None:
        self._names = {person.username: person.name for person in tx.people.list()}

    def of(self, username: str) -> str:
        """The name; the username where there is none."""
        return self._names.get(username, username)

    def or_none(self, username: str | None) -> str | None:
        """As `of`; nobody is nobody."""
        return None if username is None else self.of(username)


def brief_out(here: PlanHere, names: Names) -> PlanBrief:
    """A plan as lists show it."""
    return PlanBrief.model_validate(_brief(here, names))


def _brief(here: PlanHere, names: Names) -> dict[str, object]:
    steps = [step for _phase, step in here.plan.steps(Stage.RESPONSE)]
    approved, waiting = here.in_force, here.waiting
    return {
        "site": here.site,
        "key": here.key,
        "kind": here.plan.kind,
        "kind_name": LocalText.of(PLAN_KIND_NAMES[here.plan.kind]),
        "title": LocalText.of(here.plan.title),
        "in_force": here.number if here.holds else None,
        "in_force_since": None if approved is None or approved.decided_at is None else rfc3339(approved.decided_at),
        "in_force_by": None if approved is None else names.or_none(approved.decided_by),
        "waiting": None if waiting is None else version_out(waiting, names),
        "gaps": [LocalText.of(gap) for gap in here.gaps],
        "steps": len(steps),
        "posts": len({step.post for step in steps}),
        "preparation": here.plan.preparation is not None,
    }


def plan_detail(tx: Transaction, here: PlanHere, rights: Rights) -> PlanDetail:
    """A plan with whom it calls, and what this person may do."""
    names = Names(tx)
    known = directory(tx, here.site)
    return PlanDetail.model_validate(
        {
            **_brief(here, names),
            "plan": document_out(here.plan),
            "number": here.number,
            "contacts": [number_out(whom, names, ()) for whom in called_by(here.plan, known)],
            "pictures": pictures_out(tx.step_pictures.of_plan(here.site, here.key), names),
            "library": here.key in load(),
            "may_write": rights.may(Permission.WRITE_PLANS, here.site),
            "may_approve": rights.may(Permission.APPROVE_PLANS, here.site),
            "may_start": here.holds and rights.may(Permission.COMMAND_PLAN, here.site),
        }
    )


def document_out(plan: Plan) -> PlanDocument:
    """A plan as the contract has it."""
    return PlanDocument.model_validate(plan)


def document_in(document: PlanDocument) -> Plan:
    """The plan that was sent. Its shape has been checked; what is wrong with it otherwise, `problems_at` tells."""
    return plan_of(document.model_dump(mode="json"))


def version_out(version: PlanVersion, names: Names) -> PlanVersionBrief:
    """A version as lists show it."""
    return PlanVersionBrief.model_validate(_version(version, names))


def _version(version: PlanVersion, names: Names) -> dict[str, object]:
    return {**plan_version_json(version), "written_by_name": names.of(version.written_by), "decided_by_name": names.or_none(version.decided_by)}


def version_detail(parts: Services, tx: Transaction, version: PlanVersion, rights: Rights, rules: Collection[str]) -> PlanVersionDetail:
    """A version with what is wrong with it, what it changes, and what this person may do."""
    names, site = Names(tx), version.site
    holding = in_force(tx, site).get(version.plan.key)
    before = holding if holding is not None and holding[1] != version.number else None
    by = rights.person.username
    approving = rights.may(Permission.APPROVE_PLANS, site)
    withdrawing = approving if version.state is VersionState.APPROVED else rights.may(Permission.WRITE_PLANS, site)
    return PlanVersionDetail.model_validate(
        {
            **_version(version, names),
            "plan": document_out(version.plan),
            "problems": problems_out(problems_at(tx, version.plan, parts.sites[site], rules)),
            "gaps": [LocalText.of(gap) for gap in gaps_of(version.plan, directory(tx, site))],
            "compared_to": None if before is None else before[1],
            "changes": [] if before is None else [difference_out(each) for each in differences(before[0], version.plan)],
            "pictures": pictures_out(tx.step_pictures.of_plan(site, version.plan.key), names),
            "may_write": version.state is VersionState.DRAFT and rights.may(Permission.WRITE_PLANS, site),
            "may_approve": version.state is VersionState.SUBMITTED and approving and not version.was_written_by(by),
            "wrote": version.was_written_by(by),
            "may_withdraw": version.state in (*IN_HAND, VersionState.APPROVED) and withdrawing,
        }
    )


def find_version(parts: Services, rights: Rights, tx: Transaction, version_id: str) -> PlanVersion:
    """The version. Raises `NotFound` if there is none that they may see."""
    version = tx.plans.get(version_id)
    if version is None or version.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这个预案版本", f"There is no version {version_id} of a plan that you may see."))
    return version


def problems_out(problems: Iterable[Found]) -> list[PlanProblem]:
    """What is wrong, each at its place."""
    return [PlanProblem(place=place, text=LocalText.of(text)) for place, text in problems]


def difference_out(each: Difference) -> PlanDifference:
    """What changed in a part of a plan."""
    told = [LocalText.of(text) for text in each.told]
    return PlanDifference(altered=each.altered, place=each.place, name=LocalText.of(each.name), what=list(each.what), told=told)


def pictures_out(pictures: Iterable[StepPicture], names: Names) -> list[PlanPicture]:
    """Pictures of a plan."""
    return [picture_out(picture, names) for picture in pictures]


def picture_out(picture: StepPicture, names: Names) -> PlanPicture:
    """One of them."""
    return PlanPicture(
        id=picture.id,
        name=picture.name,
        content_type=picture.content_type,
        size=picture.size,
        sha256=picture.sha256,
        added_at=rfc3339(picture.added_at),
        added_by=names.of(picture.added_by),
    )


def number_out(whom: WhomToCall, names: Names, plans: Sequence[str]) -> NumberToCall:
    """Whom to call; `plans` are the keys of those in force that do."""
    own = whom.own
    public = CONTACTS.get(whom.contact)
    return NumberToCall(
        contact=whom.contact,
        name=LocalText.of(whom.name),
        number=whom.number,
        note="" if own is None else own.note,
        known=whom.known,
        everywhere=None if public is None else public.number,
        checked_at=None if own is None or own.checked_at is None else rfc3339(own.checked_at),
        checked_by=None if own is None else names.or_none(own.checked_by),
        changed_at=None if own is None else rfc3339(own.changed_at),
        changed_by=None if own is None else names.of(own.changed_by),
        plans=list(plans),
        version=0 if own is None else own.version,
    )


def numbers_out(tx: Transaction, site: str) -> list[NumberToCall]:
    """Everybody whom a site may call: the contacts that every site has, then its own."""
    names, calling = Names(tx), _calling(tx, site)
    return [number_out(whom, names, calling.get(whom.contact, ())) for whom in directory(tx, site).values()]


def _calling(tx: Transaction, site: str) -> Mapping[str, list[str]]:
    """The keys of the plans in force that call each contact."""
    found: dict[str, list[str]] = {}
    for key, (plan, _number) in in_force(tx, site).items():
        for contact in contacts_of(plan):
            found.setdefault(contact, []).append(key)
    return found
