"""Looking up in the records what explains an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from domain.alarm import Alarm, AlarmEvent
from domain.records import Transaction
from domain.site import Site
from rules.incidents.explanation import Explanation, Known, explanation, stands
from rules.incidents.topology import sources_of_all


def find(tx: Transaction, alarm: Alarm, site: Site, at: datetime) -> Explanation | None:
    """What explains `alarm` at `at` (see `rules.incidents.explanation`); it need not be in the records yet."""
    if not alarm.explained_by or not stands(alarm):
        return None
    look = _Look(tx, site, alarm.realm)
    return explanation(site, alarm, Known(look.causes, look.since), at)


class _Look:
    """Looking things up for one explanation."""

    def __init__(self, tx: Transaction, site: Site, realm: str) -> None:
        self._tx = tx
        self._site = site
        self._realm = realm

    def causes(self, alarm: Alarm) -> Sequence[Alarm]:
        """Alarms of what `alarm` depends on that explain something and have not ended, or that an incident still waits for."""
        assets = sources_of_all(self._site, alarm)
        if not assets:
            return ()
        known = (*self._waited_for, *self._tx.alarms.causes_at(self._site.id, self._realm))
        return list({each.id: each for each in known if each.asset in assets and each.causes is not None}.values())

    def since(self, alarm: Alarm) -> datetime:
        """When the condition of `alarm` last came, as far as its history tells."""
        returns = (entry.at for entry in self._tx.alarms.history(alarm.id) if entry.event is AlarmEvent.RERAISED)
        return max((alarm.raised_at, *returns))

    @cached_property
    def _waited_for(self) -> Sequence[Alarm]:
        waiting = (incident for incident in self._tx.incidents.open_at(self._site.id, self._realm) if incident.release_at is not None)
        found = (self._tx.alarms.get(incident.cause_alarm_id) for incident in waiting)
        return [alarm for alarm in found if alarm is not None]
