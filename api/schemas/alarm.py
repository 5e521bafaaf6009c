"""Alarms."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from api.schemas.base import LocalText, Moment, PageOf, ReadingValue, Schema
from domain.alarm import AlarmEvent, AlarmState, Consequence, Hiding, Latch
from domain.people import Department
from domain.severity import Severity
from domain.suppression import CauseKind
from domain.verification import ConfirmedBy, VerificationState


class AlarmStep(StrEnum):
    """A step that a person can take on an alarm: ``POST /alarms/{id}/{step}``, with a hyphen for the underscore."""

    ACKNOWLEDGE = "acknowledge"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    RESET = "reset"
    CONFIRM_FIRE = "confirm_fire"
    FALSE_ALARM = "false_alarm"


class AlarmStateAsked(StrEnum):
    """A state to filter by; ``active`` means unacknowledged, acknowledged or returned_unacknowledged."""

    ACTIVE = "active"
    NORMAL = "normal"
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED_UNACKNOWLEDGED = "returned_unacknowledged"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


class HiddenBy(Schema):
    """Who or what hides an alarm, and why."""

    kind: Hiding
    reason: str = Field(description="What a person wrote; of a suppressed one ROOT_CAUSE, PERMIT or BY_DESIGN.")
    by: str = Field(description="Who; of a suppressed one the id of the alarm, permit or rule; out of service: the id of the entry.")
    until: Moment | None = Field(description="null: until it is undone.")


class Alarm(Schema):
    """One episode of an abnormal condition, from raise until normal."""

    id: str
    site: str = Field(examples=["riverside"])
    asset: str = Field(examples=["t3-lift-1"])
    point: str | None = Field(examples=["riverside.t3-lift-1.trapped"])
    rule: str = Field(examples=["lift.entrapment"])
    severity: Severity
    department: Department = Field(description="The lead department.")
    assist: list[Department]
    state: AlarmState = Field(description="After ISA-18.2; derived from condition, acknowledged and hidden_by.")
    condition: bool = Field(description="Whether it is abnormal (for a latched alarm: until it is reset).")
    acknowledged: bool
    hidden_by: HiddenBy | None
    latch: Latch | None = Field(description="What may end it once its condition is gone.")
    late: bool = Field(description="Known only long after it occurred.")
    occurred_at: Moment
    raised_at: Moment
    returned_at: Moment | None = Field(description="When the process itself came back to normal.")
    acknowledged_at: Moment | None
    acknowledged_by: str | None
    cleared_at: Moment | None
    ended_at: Moment | None
    value: ReadingValue = Field(description="The value that raised it.")
    message: LocalText
    sop: str | None
    work_order_id: str | None
    incident_id: str | None
    consequence: Consequence | None = Field(description="What becomes of it if nobody acts.")
    respond_by: Moment | None = Field(description="Until when somebody must have responded, for the consequence not to come.")
    chattering: bool = Field(description="It comes and goes at least three times a minute; its coming back calls nobody.")
    first_out: bool = Field(description="The first alarm of its incident.")
    causes: CauseKind | None = Field(description="What it explains downstream of its asset while it is active.")
    explained_by: list[CauseKind] = Field(description="By which causes it can be explained.")
    plan: str | None = Field(description="The emergency plan that it starts.", examples=["fire"])
    drill_id: str | None = Field(description="null: real.")
    version: int = Field(description="Give it as `If-Match` with the next step.")


class AlarmEntry(Schema):
    """A line of an alarm's history."""

    at: Moment
    event: AlarmEvent
    state: AlarmState
    actor: str
    note: str
    value: ReadingValue


class Verification(Schema):
    """Verifying a first signal of fire: somebody goes and looks; silence counts as fire."""

    state: VerificationState
    zone: str = Field(description="Further signals here confirm it: the id of a space, or the name of a zone.")
    started_at: Moment
    verify_by: Moment
    reason: ConfirmedBy | None = Field(description="Why it counts as fire.")
    cause: str = Field(description="Of a false alarm: what set the detector off.")
    photo: str | None = Field(description="Of a false alarm: the id of the attachment, at the alarm's order, that shows it.")
    decided_at: Moment | None
    decided_by: str | None


class NamedAsset(Schema):
    """An asset by name."""

    asset: str
    name: LocalText


class AlarmDetail(Alarm):
    """An alarm with its history, oldest first, and what stands around it."""

    history: list[AlarmEntry]
    steps: list[AlarmStep] = Field(description="What you may do to it now.")
    verification: Verification | None = Field(description="null: nothing to verify.")
    upstream: list[NamedAsset] = Field(description="What its asset needs, the nearest first; at most 20.")
    downstream: list[NamedAsset] = Field(description="What needs its asset, the nearest first; at most 20.")
    hidden_by_title: LocalText | None = Field(description="What hides it, in words: the cause, the permit, the mode; null: nothing, or a person with a reason.")


class AlarmPage(PageOf[Alarm]):
    """Alarms, newest raised first."""


class HumanStep(Schema):
    """What every human step carries."""

    occurred_at: AwareDatetime | None = Field(None, description="When you did it, if that was before now (offline).", examples=["2026-01-31T08:00:00Z"])
    device_id: str | None = Field(None, max_length=64, description="The phone or screen it was done on.", examples=["duty-room-1"])


class Acknowledge(HumanStep):
    """I have seen it."""

    note: str = Field("", max_length=2000)


class Shelve(HumanStep):
    """Hide it for a limited time, with a reason. Give `until` or `minutes`."""

    reason: str = Field(min_length=1, max_length=2000, examples=["保养期间误报 · false during service"])
    until: AwareDatetime | None = Field(None, description="RFC 3339 with zone; at most 24 hours ahead, for a critical alarm 8.")
    minutes: int | None = Field(None, ge=1, le=24 * 60)


class Unshelve(HumanStep):
    """Show it again."""

    note: str = Field("", max_length=2000)


class Reset(HumanStep):
    """Reset a latched alarm on site."""

    reason: str = Field(min_length=1, max_length=2000)
    evidence: str = Field(min_length=1, max_length=2000, description="What was seen on site, or the id of an attached photo.")


class ConfirmFire(HumanStep):
    """It burns: I have seen it."""

    note: str = Field("", max_length=2000)


class FalseAlarm(HumanStep):
    """I have looked and nothing burns."""

    cause: str = Field(min_length=1, max_length=2000, description="What set the detector off.", examples=["装修粉尘 · dust from building work"])
    photo: str = Field(min_length=1, max_length=64, description="The id of a picture at the work order of this alarm.")
