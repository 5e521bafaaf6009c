"""How it is written that an alarm is hidden because another one explains it."""

from __future__ import annotations

from datetime import datetime

from domain.alarm import HiddenBy, Hiding
from domain.suppression import SuppressionReason


def by_cause(alarm_id: str, until: datetime | None = None) -> HiddenBy:
    """That the alarm `alarm_id` explains an alarm; with `until` when what lies between the two is over and a little while is left."""
    return HiddenBy(Hiding.SUPPRESSED, SuppressionReason.ROOT_CAUSE.value, alarm_id, until)


def is_by_cause(hidden: HiddenBy | None) -> bool:
    """Whether what hides an alarm is its cause."""
    return hidden is not None and hidden.kind is Hiding.SUPPRESSED and hidden.reason == SuppressionReason.ROOT_CAUSE.value
