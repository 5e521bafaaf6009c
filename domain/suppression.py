"""Why the design, a permit or another alarm hides an alarm: codes, so that every list says the reason in its own language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase

from domain.scope import Scope
from domain.text import Text


class SuppressionReason(StrEnum):
    """What stands as `reason` in the `HiddenBy` of a suppressed alarm; its `by` then is the id of what suppresses it."""

    ROOT_CAUSE = "ROOT_CAUSE"
    """Another alarm explains it: `by` is that alarm's id."""
    PERMIT = "PERMIT"
    """A work permit or fire test covers the point: `by` is the permit's id."""
    BY_DESIGN = "BY_DESIGN"
    """Its rule says that it means nothing in the present mode: `by` is the rule's id."""


SUPPRESSION_NAMES = {
    SuppressionReason.ROOT_CAUSE: Text("由根本原因引起", "Explained by its cause"),
    SuppressionReason.PERMIT: Text("作业许可范围内", "Within a permit"),
    SuppressionReason.BY_DESIGN: Text("当前工况下不提醒", "Not meaningful in the present mode"),
}


class CauseKind(StrEnum):
    """How one alarm can explain others: along what the site file says feeds what, or through which gateway it speaks."""

    POWER = "power"
    WATER = "water"
    NETWORK = "network"


CAUSE_NAMES = {
    CauseKind.POWER: Text("供电中断", "Loss of power"),
    CauseKind.WATER: Text("供水中断", "Loss of water"),
    CauseKind.NETWORK: Text("通信中断", "Loss of communication"),
}


@dataclass(frozen=True, slots=True)
class OutOfService:
    """Somebody has taken equipment out of service (停用): alarms in `scope` are hidden until it is put back. Times are UTC."""

    id: str
    site: str
    scope: Scope
    reason: str
    by: str
    at: datetime
    until: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    spares: tuple[str, ...] = ()
    """Rules, by id or the beginning of one with ``*``, whose alarms it never hides."""
    version: int = 1

    def in_force(self, moment: datetime) -> bool:
        """Whether it hides alarms at `moment`."""
        return self.at <= moment < self.until and (self.ended_at is None or moment < self.ended_at)

    def may_hide(self, rule: str) -> bool:
        """Whether it hides alarms of `rule` at all."""
        return not any(fnmatchcase(rule, pattern) for pattern in self.spares)
