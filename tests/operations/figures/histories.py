"""Histories of alarms written straight into the records, line by line, so that figures can be counted by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, AlarmState, HiddenBy, Hiding
from domain.people import Department
from domain.records import Records
from domain.severity import Severity
from domain.site import Site
from domain.text import Text

DAY = datetime(2026, 1, 30, 16, tzinfo=UTC)
"""Midnight in Shanghai: the 31st begins."""

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def site(zone: str = "Asia/Shanghai", settings: Mapping[str, float] | None = None) -> Site:
    """A site with nothing in it."""
    return Site("riverside", Text("滨江花园", "Riverside Gardens"), ZoneInfo(zone), {}, {}, {}, settings or {})


SITE = site()


@dataclass
class Story:
    """One alarm, told line by line."""

    records: Records
    alarm: Alarm

    def say(self, event: AlarmEvent, state: AlarmState, at: datetime) -> Story:
        """`event` happened at `at` and left it in `state`."""
        hiding = {each.value: each for each in Hiding}.get(state.value)
        shown = self.alarm.hidden_by if hiding is None else HiddenBy(hiding, "保养", "p-1")
        changed = replace(
            self.alarm,
            condition=state in (AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED),
            acknowledged=state is AlarmState.ACKNOWLEDGED,
            acknowledged_at=at if event is AlarmEvent.ACKNOWLEDGED else self.alarm.acknowledged_at,
            ended_at=at if state is AlarmState.NORMAL else None,
            hidden_by=shown if hiding is not None else None,
        )
        with self.records.transaction() as tx:
            self.alarm = tx.alarms.save(changed, AlarmEntry(self.alarm.id, at, event, state, "system"))
        return self

    def acknowledged(self, at: datetime) -> Story:
        """Somebody saw it."""
        return self.say(AlarmEvent.ACKNOWLEDGED, AlarmState.ACKNOWLEDGED, at)

    def cleared(self, at: datetime) -> Story:
        """It went, unseen."""
        return self.say(AlarmEvent.CLEARED, AlarmState.RETURNED_UNACKNOWLEDGED, at)

    def reraised(self, at: datetime) -> Story:
        """It came back."""
        return self.say(AlarmEvent.RERAISED, AlarmState.UNACKNOWLEDGED, at)

    def over(self, at: datetime) -> Story:
        """It went, seen: the episode is over."""
        return self.say(AlarmEvent.CLEARED, AlarmState.NORMAL, at)


def raised(
    records: Records,
    at: datetime,
    *,
    asset: str = "pump-1",
    rule: str = "pump.fault",
    severity: Severity = Severity.HIGH,
    state: AlarmState = AlarmState.UNACKNOWLEDGED,
    realm: str = "live",
) -> Story:
    """An alarm is raised at `at`."""
    episode = f"{rule}|{asset}|{at.isoformat()}|{realm}"
    hidden = None if state is AlarmState.UNACKNOWLEDGED else HiddenBy(Hiding(state.value), "ROOT_CAUSE", "other")
    alarm = Alarm(
        id=f"a-{episode}",
        realm=realm,
        site=SITE.id,
        asset=asset,
        point=None,
        rule=rule,
        episode=episode,
        severity=severity,
        department=Department.ENGINEERING,
        assist=(),
        message=Text(f"{asset} 故障", f"Fault of {asset}"),
        occurred_at=at,
        raised_at=at,
        hidden_by=hidden,
    )
    with records.transaction() as tx:
        tx.alarms.add(alarm, AlarmEntry(alarm.id, at, AlarmEvent.RAISED, state, "system"), condition=episode)
    return Story(records, alarm)


def burst(records: Records, start: datetime, count: int, apart: timedelta, *, rule: str = "burst") -> None:
    """`count` alarms of as many assets, the first at `start`."""
    for number in range(count):
        raised(records, start + number * apart, asset=f"{rule}-{number}", rule=rule)
