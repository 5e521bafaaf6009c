"""Notices to residents (住户通知)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from domain.notice import NoticeKind, NoticeState, NoticeStep, UpdateState
from domain.notice_delivery import RecipientEnd, SendState

_MOST_UNITS = 20_000


class NoticeUpdate(Schema):
    """Something said after it went out, with an approval of its own."""

    id: str
    text: LocalText
    written_by: str
    written_at: Moment
    state: UpdateState
    until: Moment | None
    closing: bool = Field(description="It says that all is over, and closes the notice.")
    approved_by: str | None
    decided_at: Moment | None
    words: str = Field(description="Why it was sent back.")


class ChannelCounts(Schema):
    """How many messages by one channel are how far."""

    channel: str
    queued: int
    sent: int
    failed: int
    cancelled: int


class Notice(Schema):
    """A notice as lists show it."""

    id: str
    number: str = Field(examples=["T-20260131-001"])
    site: str
    realm: str = Field(description="`live`, or the drill it belongs to: then nothing of it ever goes out.")
    kind: NoticeKind
    state: NoticeState
    title: LocalText
    text: LocalText
    cause: LocalText
    phone: str = Field(description="Whom residents may call.")
    since: Moment | None
    until: Moment | None = Field(description="When it is expected to be over.")
    unit_count: int
    channels: list[str]
    asset: str | None
    incident_id: str | None
    order_id: str | None
    alarm_id: str | None
    plan_run_id: str | None
    written_by: str
    written_at: Moment
    approve_by: Moment | None
    approved_by: str | None
    approved_at: Moment | None
    published_at: Moment | None
    ended_at: Moment | None
    ended_by: str | None
    words: str = Field(description="Why it was sent back or withdrawn.")
    waits: bool = Field(description="Whether it, or an update of it, waits for approval.")
    approval_late: bool
    overdue: bool = Field(description="The expected end has passed, and nothing was said since.")
    matter_over_at: Moment | None = Field(description="Since when the incident, order or alarm is over.")
    opened: int = Field(description="How often its public page was opened.")
    version: int = Field(description="Give it as `If-Match` with the next step.")
    counts: list[ChannelCounts]


class NoticePage(PageOf[Notice]):
    """Notices, newest first."""


class NoticeUnit(Schema):
    """A unit that it concerns, and why."""

    space: str
    reason: LocalText


class NoticeReach(Schema):
    """A way to residents of the site, and how many messages this notice would be by it."""

    channel: str
    by: str = Field(description="The kind of channel.")
    title: LocalText
    group: bool
    chosen: bool
    messages: int


class NoticeEntry(Schema):
    """A line of its log."""

    at: Moment
    step: NoticeStep
    actor: str
    note: str


class NoticeMay(Schema):
    """What you may do with it now."""

    change: bool
    submit: bool
    approve: bool
    reject: bool
    publish: bool
    update: bool
    approve_update: bool
    withdraw: bool


class NoticeDetail(Notice):
    """A notice with everything, and what you may do."""

    place: LocalText = Field(description="Whom it concerns, in words.")
    units: list[NoticeUnit]
    reach: list[NoticeReach]
    updates: list[NoticeUpdate]
    log: list[NoticeEntry]
    closing_text: LocalText = Field(description="What its template says when it is over.")
    order_number: str | None
    page: str | None = Field(description="Path of its public page; `null` before it is out, and in a drill.")
    svg: str | None = Field(description="The QR code of that page.")
    may: NoticeMay


class NewNotice(HumanStep):
    """Draft a notice: from an incident, an order, an alarm or a plan under way, or by hand. What is left out is found there."""

    site: str = Field(max_length=64)
    kind: NoticeKind | None = None
    incident_id: str | None = Field(None, max_length=64)
    order_id: str | None = Field(None, max_length=64)
    alarm_id: str | None = Field(None, max_length=64)
    plan_run_id: str | None = Field(None, max_length=64)
    cause: LocalText | None = None
    units: list[Annotated[str, Field(max_length=64)]] | None = Field(None, max_length=_MOST_UNITS)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    phone: str | None = Field(None, max_length=60)


class ChangeNotice(HumanStep):
    """How a draft is to be: all of it."""

    kind: NoticeKind
    title: LocalText
    text: LocalText
    cause: LocalText
    units: list[Annotated[str, Field(max_length=64)]] = Field(max_length=_MOST_UNITS)
    channels: list[Annotated[str, Field(max_length=64)]] = Field(max_length=50)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    phone: str = Field("", max_length=60)
    reword: bool = Field(default=False, description="Title and text come from the template again, with the new facts.")


class ApproveNotice(HumanStep):
    """It may go out."""

    publish: bool = Field(default=False, description="And goes out at once.")


class NoticeWords(HumanStep):
    """Why."""

    words: str = Field("", max_length=1000)


class NewNoticeUpdate(HumanStep):
    """Something more, or that it is over."""

    text: LocalText
    until: AwareDatetime | None = None
    closing: bool = False


class NoticeBuilding(Schema):
    """A building with its units."""

    id: str
    name: LocalText
    dwellings: bool = Field(description="Whether the units are dwellings; else floors, which stand for the dwellings on them.")
    units: list[NoticePlace]


class NoticePlace(Schema):
    """A unit or a public place."""

    id: str
    name: LocalText


class NoticeUnits(Schema):
    """Whom a notice can concern at a site."""

    buildings: list[NoticeBuilding]
    places: list[NoticePlace] = Field(description="Public places: the garage, a gate.")


class NoticeDelivery(Schema):
    """One message."""

    id: str
    channel: str
    update_id: str | None
    to: str = Field(description="Masked; `null` for a group.", examples=["138****5678"])
    unit: str | None
    state: SendState
    attempts: int
    queued_at: Moment
    sent_at: Moment | None
    error: str | None


class NoticeDeliveryPage(PageOf[NoticeDelivery]):
    """Messages of a notice, newest first."""


class NoticeRecipient(Schema):
    """One address of one unit, masked."""

    id: str
    site: str
    unit: str
    place: LocalText
    by: str
    hint: str
    language: str
    consented_at: Moment
    added_at: Moment
    added_by: str
    ended_at: Moment | None
    ended: RecipientEnd | None


class NoticeRecipientPage(PageOf[NoticeRecipient]):
    """Whom notices go to, newest first, ended ones too."""


class RecipientsImported(Schema):
    """What came of a table."""

    kept: int
    without_consent: int
    stayed_out: int = Field(description="They opted out before; no import takes that back.")
    problems: list[RecipientProblem]


class RecipientProblem(Schema):
    """A row that cannot be used; then nothing was stored."""

    line: int
    text: LocalText


class PublicNoticeUpdate(Schema):
    """An update as residents read it."""

    at: Moment
    text: LocalText
    closing: bool


class PublicNotice(Schema):
    """A notice as residents read it: no names, no personal data."""

    number: str
    site: LocalText
    kind: NoticeKind
    state: NoticeState
    title: LocalText
    text: LocalText
    place: LocalText
    phone: str
    since: Moment | None
    until: Moment | None
    published_at: Moment
    ended_at: Moment | None
    words: str = Field(description="Why it was withdrawn.")
    updates: list[PublicNoticeUpdate]


class OptOut(Schema):
    """Stop these messages."""

    token: str = Field(max_length=64)


class OptedOut(Schema):
    """Done."""

    done: bool


NoticeBuilding.model_rebuild()
RecipientsImported.model_rebuild()
