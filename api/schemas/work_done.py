"""What work on an order took, and faults that come again."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from api.schemas.base import Moment, PageOf, Schema
from domain.work_done import Cause, HourKind, Labour, PartUsed, Problem, Remedy, WorkDone

_MILLI = Decimal("0.001")
_LONGEST_MINUTES = 24 * 60


class LabourIn(Schema):
    """Who worked how long: minutes, or from and until."""

    person: str = Field(min_length=1, max_length=64, description="A username, or the name of somebody without an account.")
    minutes: int | None = Field(None, ge=1, le=_LONGEST_MINUTES)
    hours: HourKind = HourKind.NORMAL
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _told(self) -> Self:
        if (self.started_at is None) != (self.ended_at is None):
            raise ValueError("give both started_at and ended_at, or neither")
        if self.minutes is None and self.started_at is None:
            raise ValueError("give minutes, or started_at and ended_at")
        return self

    def labour(self) -> Labour:
        """As the domain has it."""
        return Labour(self.person.strip(), self.minutes or 1, self.hours, self.started_at, self.ended_at)


class PartIn(Schema):
    """Something that was used up or built in."""

    name: str = Field(min_length=1, max_length=120)
    code: str = Field("", max_length=64)
    quantity: float = Field(1, ge=0.001, le=1_000_000, description="Three decimals at most.")
    unit: str = Field("", max_length=16)
    unit_cost_fen: int = Field(0, ge=0, le=1_000_000_000, description="For one unit, in fen (1/100 yuan).")
    owner_pays: bool = Field(default=False, description="The owner pays, not the property.")

    def part(self) -> PartUsed:
        """As the domain has it."""
        quantity = Decimal(str(self.quantity)).quantize(_MILLI).normalize()
        return PartUsed(self.name.strip(), quantity, self.unit.strip(), self.unit_cost_fen, self.code.strip(), self.owner_pays)


class WorkDoneIn(Schema):
    """All that is known of the work; it takes the place of what was recorded before. Nothing in it is required."""

    problem: Problem | None = None
    cause: Cause | None = None
    remedy: Remedy | None = None
    what: str = Field("", max_length=4000, description="What was done.")
    labour: list[LabourIn] = Field([], max_length=50)
    parts: list[PartIn] = Field([], max_length=100)

    def work(self, order_id: str) -> WorkDone:
        """As the domain has it."""
        labour, parts = tuple(line.labour() for line in self.labour), tuple(line.part() for line in self.parts)
        return WorkDone(order_id, self.problem, self.cause, self.remedy, self.what.strip(), labour, parts)


class LabourLine(Schema):
    """Who worked how long."""

    person: str
    minutes: int
    hours: HourKind
    started_at: Moment | None
    ended_at: Moment | None


class PartLine(Schema):
    """Something that was used up or built in."""

    name: str
    code: str
    quantity: float
    unit: str
    unit_cost_fen: int
    owner_pays: bool
    cost_fen: int = Field(description="Of the line.")


class SameFault(Schema):
    """Another order with the same fault: the named cause is the same, or else the rule that raised both."""

    order_id: str
    number: str
    cause: Cause | None
    rule: str | None


class WorkDoneOut(Schema):
    """What was recorded of an order. `version` 0: nothing yet."""

    order_id: str
    problem: Problem | None
    cause: Cause | None
    remedy: Remedy | None
    what: str
    labour: list[LabourLine]
    parts: list[PartLine]
    minutes: int
    cost_fen: int = Field(description="Of all parts, whoever pays.")
    owner_cost_fen: int
    recorded_at: Moment | None
    recorded_by: str | None
    repeat_of: SameFault | None = Field(description="The order whose fault came again with this one, within 30 days.")
    repeated_by: list[SameFault] = Field(description="The orders with which this one's fault came again.")
    may_record: bool = Field(description="Whether you may write it down.")
    version: int = Field(description="Give it as `If-Match` when you write: it is not the order's version.")


class RepeatFault(Schema):
    """A fault of an asset that comes again and again."""

    site: str
    asset: str
    cause: Cause | None
    rule: str | None = Field(description="Which rule raised it, where no cause was named.")
    count: int = Field(description="How often it was repaired.")
    last_at: Moment = Field(description="When it was last found to be a repeat.")
    minutes: int
    cost_fen: int
    remedies: list[Remedy] = Field(description="What was done, the last first.")
    order_ids: list[str] = Field(description="The newest first; 50 at most.")


class RepeatFaultPage(PageOf[RepeatFault]):
    """Assets with repeat faults, the most often repaired first."""
