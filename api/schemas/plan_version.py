"""Emergency plans of sites: which is in force, their versions, and what is wrong with one."""

from __future__ import annotations

from pydantic import Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from api.schemas.plan import PlanDocument
from api.schemas.rule import FormDeviceType, NamedWord
from domain.plan import PlanKind, VersionState
from operations.plans.changes import Altered
from operations.plans.versions import LONGEST_NOTE


class PlanVersionBrief(Schema):
    """A version of a plan, without the plan."""

    id: str
    site: str
    key: str
    kind: PlanKind
    title: LocalText
    number: int = Field(description="Counts from 1 within its site and plan; 0 means the library's.")
    state: VersionState
    written_by: str = Field(description="A username: who wrote in it last.")
    written_by_name: str
    written_at: Moment
    note: str = Field(description="What the writer says about it.")
    decided_by: str | None = Field(description="A username: who approved it, sent it back or withdrew it.")
    decided_by_name: str | None
    decided_at: Moment | None
    decision: str = Field(description="What they said.")
    ended_at: Moment | None = Field(description="When it was replaced or withdrawn.")
    version: int = Field(description="Give it as `If-Match` with the next step.")


class PlanVersionPage(PageOf[PlanVersionBrief]):
    """The versions of a plan, the newest first."""


class PlanBrief(Schema):
    """A plan of a site."""

    site: str
    key: str
    kind: PlanKind
    kind_name: LocalText
    title: LocalText
    in_force: int | None = Field(description="The number of the version in force; 0: the library's; null: none, it was never approved or is withdrawn.")
    in_force_since: Moment | None
    in_force_by: str | None = Field(description="The name of who approved it.")
    waiting: PlanVersionBrief | None = Field(description="A draft, or one that waits for approval.")
    gaps: list[LocalText] = Field(description="Contacts of the plan that have no number here.")
    steps: int
    posts: int = Field(description="How many posts have steps in it.")
    preparation: bool = Field(description="It has a part for before it comes.")


class PlanPage(PageOf[PlanBrief]):
    """Plans by site and key."""


class NumberToCall(Schema):
    """Whom to call, and at which number."""

    contact: str
    name: LocalText
    number: str | None = Field(description="null: nobody has written one down here.")
    note: str
    known: bool = Field(description="One that every site has; else the site's own.")
    everywhere: str | None = Field(description="The number that holds everywhere, such as 119.")
    checked_at: Moment | None = Field(description="When somebody last made sure of it.")
    checked_by: str | None = Field(description="Their name.")
    changed_at: Moment | None = Field(description="null: the site has no entry of its own.")
    changed_by: str | None = Field(description="Their name.")
    plans: list[str] = Field(description="Keys of the plans in force that call it.")
    version: int = Field(description="Give it as `If-Match`; 0: the site has no entry of its own.")


class NumberPage(PageOf[NumberToCall]):
    """Numbers of a site: the contacts that every site has, then its own."""


class NumberIn(Schema):
    """What the site knows of a contact."""

    name: LocalText | None = Field(None, description="Who it is, such as the firm; null: as every site calls it.")
    number: str = Field("", max_length=60, examples=["027-8000 1000"])
    note: str = Field("", max_length=400)
    checked: bool = Field(False, description="I have made sure of it today.")


class PlanPicture(Schema):
    """A picture of a plan; its bytes are at `/plans/{key}/pictures/{id}`."""

    id: str
    name: str
    content_type: str
    size: int
    sha256: str
    added_at: Moment
    added_by: str = Field(description="Their name.")


class PlanPictures(Schema):
    """The pictures of a plan, oldest first."""

    items: list[PlanPicture]


class PlanDetail(PlanBrief):
    """A plan as it is in force (or as it was written last), with whom it calls."""

    plan: PlanDocument
    number: int = Field(description="Of the version that `plan` is; 0: the library's.")
    contacts: list[NumberToCall]
    pictures: list[PlanPicture]
    library: bool = Field(description="The library has a plan of this key: it is in force when no version is.")
    may_write: bool
    may_approve: bool
    may_start: bool


class PlanProblem(Schema):
    """What is wrong at a place of a plan."""

    place: str = Field(examples=["phases[1].steps[0].done.telemetry.point"])
    text: LocalText


class PlanDifference(Schema):
    """What is different in a part of a plan."""

    altered: Altered
    place: str = Field(description="The key of a phase, `phase/step`, or a field of the plan.", examples=["stop/pump"])
    name: LocalText
    what: list[str] = Field(description="The fields that changed.")
    told: list[LocalText]


class PlanVersionDetail(PlanVersionBrief):
    """A version with its plan, what is wrong with it, and what it changes."""

    plan: PlanDocument
    problems: list[PlanProblem]
    gaps: list[LocalText] = Field(description="Contacts of the plan that have no number here: not refused, but said before it is approved.")
    compared_to: int | None = Field(description="The number of the version in force that `changes` begins from; null: none is.")
    changes: list[PlanDifference]
    pictures: list[PlanPicture]
    may_write: bool
    may_approve: bool = Field(description="You may approve, and have not written in it yourself.")
    wrote: bool = Field(description="You have written in it, so somebody else has to approve it.")
    may_withdraw: bool


class PlanDraft(HumanStep):
    """Begin a draft: from a version (0: the library's; null: the one in force), or with a `plan` of one's own."""

    from_number: int | None = Field(None, ge=0, le=1_000_000)
    plan: PlanDocument | None = None
    note: str = Field("", max_length=LONGEST_NOTE)


class PlanChange(HumanStep):
    """The plan as it is to be in the draft."""

    plan: PlanDocument
    note: str = Field("", max_length=LONGEST_NOTE)


class PlanStepTaken(HumanStep):
    """A step on a version, with what one says about it."""

    words: str = Field("", max_length=LONGEST_NOTE)


class PlanToCheck(Schema):
    """A plan of which is asked whether it could be used at a site. Nothing is stored."""

    site: str = Field(max_length=64)
    plan: PlanDocument


class PlanCheck(Schema):
    """Everything wrong with it, each at its place."""

    problems: list[PlanProblem]
    gaps: list[LocalText]


class PlanChanges(Schema):
    """What is different from one version to another."""

    from_number: int
    to_number: int
    items: list[PlanDifference]


class PlanFormRule(Schema):
    """A rule that a plan may name."""

    id: str
    message: LocalText


class PlanForm(Schema):
    """What an editor of plans chooses from, at a site."""

    kinds: list[NamedWord]
    posts: list[NamedWord]
    departments: list[NamedWord]
    severities: list[NamedWord]
    milestones: list[NamedWord]
    wheres: list[NamedWord]
    warned: list[NamedWord]
    levels: list[NamedWord]
    sops: list[NamedWord]
    rules: list[PlanFormRule]
    contacts: list[NumberToCall]
    device_types: list[FormDeviceType]
