"""How long calls waited until somebody acknowledged them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, AlarmState
from domain.severity import Severity
from operations.figures.annunciation import HIDDEN
from operations.figures.reading import ANSWERED_WITHIN

_OVER = HIDDEN | {AlarmState.NORMAL}


@dataclass(frozen=True, slots=True)
class Wait:
    """A call that waited; `seconds` is `None` if nobody acknowledged it within a day."""

    severity: Severity
    seconds: float | None


def waits(entries: Sequence[AlarmEntry], calls: Sequence[AlarmEntry], alarms: Mapping[str, Alarm], since: datetime, until: datetime) -> list[Wait]:
    """Every wait that began from `since` to `until`. `entries` reach a day further, `calls` are those of them that asked for attention.

    A wait lasts from the first call that nobody has acknowledged to the acknowledgement, when somebody saw it (which
    may be before Steward learnt of it). One that ends otherwise (retired, hidden) is neither answered nor unanswered.
    """
    asked = {(call.alarm_id, call.at) for call in calls}
    begun: dict[str, datetime] = {}
    found: list[Wait] = []
    for entry in entries:
        alarm = alarms[entry.alarm_id]
        if entry.event is AlarmEvent.ACKNOWLEDGED:
            start = begun.pop(alarm.id, None)
            if start is not None and since <= start < until:
                seconds = (_seen(alarm, entry, start) - start).total_seconds()
                found.append(Wait(alarm.severity, seconds if seconds <= ANSWERED_WITHIN.total_seconds() else None))
        elif entry.state in _OVER:
            begun.pop(alarm.id, None)
        elif (entry.alarm_id, entry.at) in asked:
            begun.setdefault(alarm.id, entry.at)
    found += [Wait(alarms[alarm_id].severity, None) for alarm_id, start in begun.items() if since <= start < until]
    return found


def _seen(alarm: Alarm, entry: AlarmEntry, start: datetime) -> datetime:
    seen = alarm.acknowledged_at
    return seen if seen is not None and start <= seen <= entry.at else entry.at
