"""What work on an order took and what was found: labour, parts, and the codes of problem, cause and remedy.

The codes are short closed lists in the words of EN 13306:2017 (maintenance terminology): a *failure* is the event, a
*fault* the state after it; causes are told by the phase of life they come from. Money is whole fen (分), never a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol

from domain.text import Text


class Problem(StrEnum):
    """What was wrong."""

    FAILURE = "failure"
    """It no longer did what it is there for."""
    PARTIAL_FAULT = "partial_fault"
    INTERMITTENT_FAULT = "intermittent_fault"
    DEGRADATION = "degradation"
    DAMAGE = "damage"
    NO_FAULT = "no_fault"


class Cause(StrEnum):
    """Why."""

    WEAR = "wear"
    AGEING = "ageing"
    MISUSE = "misuse"
    DESIGN = "design"
    MANUFACTURE = "manufacture"
    INSTALLATION = "installation"
    MAINTENANCE = "maintenance"
    EXTERNAL = "external"
    UNKNOWN = "unknown"


class Remedy(StrEnum):
    """What was done about it."""

    REPAIR = "repair"
    TEMPORARY_REPAIR = "temporary_repair"
    REPLACEMENT = "replacement"
    ADJUSTMENT = "adjustment"
    CLEANING = "cleaning"
    LUBRICATION = "lubrication"
    RESET = "reset"
    REFERRAL = "referral"
    NONE = "none"


class HourKind(StrEnum):
    """What sort of hour was worked."""

    NORMAL = "normal"
    OVERTIME = "overtime"
    NIGHT = "night"
    HOLIDAY = "holiday"


PROBLEM_NAMES = {
    Problem.FAILURE: Text("功能失效", "Failure"),
    Problem.PARTIAL_FAULT: Text("部分故障", "Partial fault"),
    Problem.INTERMITTENT_FAULT: Text("间歇故障", "Intermittent fault"),
    Problem.DEGRADATION: Text("性能劣化", "Degradation"),
    Problem.DAMAGE: Text("损坏", "Damage"),
    Problem.NO_FAULT: Text("未见故障", "No fault found"),
}
CAUSE_NAMES = {
    Cause.WEAR: Text("磨损", "Wear"),
    Cause.AGEING: Text("老化", "Ageing"),
    Cause.MISUSE: Text("使用不当", "Misuse"),
    Cause.DESIGN: Text("设计缺陷", "Design"),
    Cause.MANUFACTURE: Text("制造质量", "Manufacture"),
    Cause.INSTALLATION: Text("安装不良", "Installation"),
    Cause.MAINTENANCE: Text("维保不到位", "Maintenance"),
    Cause.EXTERNAL: Text("外部原因", "External"),
    Cause.UNKNOWN: Text("原因待查", "Not known yet"),
}
REMEDY_NAMES = {
    Remedy.REPAIR: Text("修复", "Repair"),
    Remedy.TEMPORARY_REPAIR: Text("临时修复", "Temporary repair"),
    Remedy.REPLACEMENT: Text("更换", "Replacement"),
    Remedy.ADJUSTMENT: Text("调整", "Adjustment"),
    Remedy.CLEANING: Text("清洁疏通", "Cleaning"),
    Remedy.LUBRICATION: Text("润滑", "Lubrication"),
    Remedy.RESET: Text("复位", "Reset"),
    Remedy.REFERRAL: Text("转外委处理", "Referred to a contractor"),
    Remedy.NONE: Text("无需处理", "Nothing needed"),
}
HOUR_NAMES = {
    HourKind.NORMAL: Text("正常工时", "Normal"),
    HourKind.OVERTIME: Text("加班", "Overtime"),
    HourKind.NIGHT: Text("夜班", "Night"),
    HourKind.HOLIDAY: Text("节假日", "Holiday"),
}

LOOK_BACK = timedelta(days=30)
"""A fault that comes again within this time after its repair is a repeat fault (重复故障)."""


@dataclass(frozen=True, slots=True)
class Labour:
    """Who worked how long. `person` is a username, or the name of somebody without an account.

    `started_at` and `ended_at` are known if the time was told as from–until; `minutes` is always there.
    """

    person: str
    minutes: int
    hours: HourKind = HourKind.NORMAL
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartUsed:
    """Something that was used up or built in. `quantity` has three decimals at most; `unit_cost_fen` is for one `unit`."""

    name: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_cost_fen: int = 0
    code: str = ""
    owner_pays: bool = False
    """Whether the owner (业主) pays for it, not the property."""

    @property
    def cost_fen(self) -> int:
        """Of the whole line, a half fen rounded up."""
        return int((self.quantity * self.unit_cost_fen).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What was written down about an order's work; everything in it is optional. `version` 0: nothing has been yet."""

    order_id: str
    problem: Problem | None = None
    cause: Cause | None = None
    remedy: Remedy | None = None
    what: str = ""
    """What was done, in the fitter's words."""
    labour: tuple[Labour, ...] = ()
    parts: tuple[PartUsed, ...] = ()
    recorded_at: datetime | None = None
    recorded_by: str | None = None
    version: int = 0

    @property
    def minutes(self) -> int:
        """Worked by all together."""
        return sum(each.minutes for each in self.labour)

    @property
    def cost_fen(self) -> int:
        """Of all parts, whoever pays."""
        return sum(part.cost_fen for part in self.parts)

    @property
    def owner_cost_fen(self) -> int:
        """Of the parts that the owner pays."""
        return sum(part.cost_fen for part in self.parts if part.owner_pays)


@dataclass(frozen=True, slots=True)
class FaultTrace:
    """The little of an order that tells whether a fault is the same as another one."""

    order_id: str
    number: str
    opened_at: datetime
    completed_at: datetime
    cause: Cause | None
    remedy: Remedy | None
    rules: frozenset[str]
    """Of its alarms."""

    def same_fault(self, other: FaultTrace) -> bool:
        """Whether both have the same cause; where one of them names none, whether the same rule raised both."""
        if self.named_cause is not None and other.named_cause is not None:
            return self.named_cause is other.named_cause
        return not self.rules.isdisjoint(other.rules)

    @property
    def named_cause(self) -> Cause | None:
        """Its cause; one that is still looked for (`Cause.UNKNOWN`) is none."""
        return None if self.cause is Cause.UNKNOWN else self.cause


@dataclass(frozen=True, slots=True)
class RepeatFault:
    """The fault of `order_id` is that of `earlier_id` again. `cause` or else `rule` says which."""

    order_id: str
    earlier_id: str
    site: str
    asset: str
    cause: Cause | None
    rule: str | None
    found_at: datetime


class WorkDones(Protocol):
    """What work took, and which faults came again."""

    def get(self, order_id: str) -> WorkDone | None:
        """What was recorded of an order."""

    def of(self, order_ids: Sequence[str]) -> Sequence[WorkDone]:
        """What was recorded of several, in no particular order; those without a record are left out."""

    def save(self, work: WorkDone) -> WorkDone:
        """Store it if the stored version is still `work.version` (0: none is there); returns it with the next one. Else `Conflict`."""

    def traces(self, realm: str, site: str, asset: str, *, since: datetime, until: datetime) -> Sequence[FaultTrace]:
        """Of the asset's orders that are done (completed, verified or closed, no false alarm) with ``since <= completed_at <= until``, newest first."""

    def trace(self, order_id: str) -> FaultTrace | None:
        """Of one order, if it is done and no false alarm."""

    def set_repeat(self, order_id: str, repeat: RepeatFault | None) -> None:
        """Remember that the order's fault is a repeat, or that it is none."""

    def repeat_of(self, order_id: str) -> RepeatFault | None:
        """Which earlier fault came again with this order."""

    def repeated_by(self, order_id: str) -> Sequence[RepeatFault]:
        """The orders with which this order's fault came again, oldest found first."""

    def repeats(self, sites: tuple[str, ...], *, since: datetime, limit: int) -> Sequence[RepeatFault]:
        """Those found at `sites` (``*``: every one) since then, newest found first."""
