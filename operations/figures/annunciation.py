"""Annunciations: each time an alarm asked the operator for attention. They, not episodes, are what an operator bears."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.alarm import AlarmEntry, AlarmEvent, AlarmState

CALLING = frozenset({AlarmEvent.RAISED, AlarmEvent.RERAISED, AlarmEvent.REALARMED, AlarmEvent.UNSHELVED, AlarmEvent.UNSUPPRESSED, AlarmEvent.IN_SERVICE})
"""What can ask for attention: it came, came back, asked to be seen again, or is no longer hidden."""

HIDDEN = frozenset({AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE})


def annunciations(entries: Sequence[AlarmEntry], *, chattering: Collection[str] = ()) -> list[AlarmEntry]:
    """Those of `entries` (oldest first) that asked for attention: a calling event that left the alarm unacknowledged.

    Not those that were hidden at the same moment, and not the coming back of one that was known to chatter, for which
    nobody is called. `chattering` holds the ids of alarms that were known to chatter before the first entry.
    """
    hidden_at = {(entry.alarm_id, entry.at) for entry in entries if entry.state in HIDDEN}
    known = set(chattering)
    found = []
    for entry in entries:
        if entry.event is AlarmEvent.CHATTERING:
            known.add(entry.alarm_id)
        elif entry.event is AlarmEvent.SETTLED:
            known.discard(entry.alarm_id)
        elif _calls(entry) and (entry.alarm_id, entry.at) not in hidden_at and not (entry.event is AlarmEvent.RERAISED and entry.alarm_id in known):
            found.append(entry)
    return found


def chatters_after(history: Sequence[AlarmEntry]) -> bool:
    """Whether an alarm with this history (oldest first) was known to chatter at its end."""
    marks = [entry.event for entry in history if entry.event in (AlarmEvent.CHATTERING, AlarmEvent.SETTLED)]
    return bool(marks) and marks[-1] is AlarmEvent.CHATTERING


def _calls(entry: AlarmEntry) -> bool:
    return entry.event in CALLING and entry.state is AlarmState.UNACKNOWLEDGED
