"""Which conditions make the alarms: bad actors, and those that chatter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alarm import Alarm, AlarmEntry, AlarmEvent
from domain.severity import Severity
from domain.text import Text
from domain.time import rfc3339
from operations.figures.rate import busiest
from rules.alarms.chatter import TURNS, WITHIN

MOST_ACTORS = 10

_TURNING = frozenset({AlarmEvent.RAISED, AlarmEvent.RERAISED, AlarmEvent.CLEARED, AlarmEvent.RETURNED})


@dataclass(frozen=True, slots=True)
class Actor:
    """A condition: a rule on one asset and point, with the severity and words of its newest alarm."""

    rule: str
    asset: str
    point: str | None
    severity: Severity
    message: Text

    @classmethod
    def of(cls, alarm: Alarm) -> Actor:
        """The condition of `alarm`."""
        return cls(alarm.rule, alarm.asset, alarm.point, alarm.severity, alarm.message)

    def as_json(self) -> dict[str, object]:
        """The shape of the API."""
        return {"rule": self.rule, "asset": self.asset, "point": self.point, "severity": self.severity.value, "message": self.message.as_json()}


@dataclass(frozen=True, slots=True)
class BadActor:
    """A condition that asked for attention `count` times, which is `share` of all; `cumulative` is the share of it and those before it."""

    actor: Actor
    count: int
    share: float
    cumulative: float

    def as_json(self) -> dict[str, object]:
        """The shape of the API."""
        return {**self.actor.as_json(), "count": self.count, "share": round(self.share, 4), "cumulative": round(self.cumulative, 4)}


@dataclass(frozen=True, slots=True)
class Chatter:
    """A condition that came or went at least three times within a minute; `worst` times in the minute that ended at `at`, `turns` in all."""

    actor: Actor
    turns: int
    worst: int
    at: datetime

    def as_json(self) -> dict[str, object]:
        """The shape of the API."""
        return {**self.actor.as_json(), "turns": self.turns, "worst": self.worst, "at": rfc3339(self.at)}


Key = tuple[str, str, str | None]


def bad_actors(calls: Sequence[AlarmEntry], alarms: Mapping[str, Alarm]) -> tuple[BadActor, ...]:
    """The ten conditions that called most often, most first."""
    counts: Counter[Key] = Counter()
    newest: dict[Key, Alarm] = {}
    for call in calls:
        alarm = alarms[call.alarm_id]
        counts[_key(alarm)] += 1
        newest[_key(alarm)] = alarm
    ranked = sorted(counts, key=lambda key: (-counts[key], key[0], key[1], key[2] or ""))
    found = []
    so_far = 0
    for key in ranked[:MOST_ACTORS]:
        so_far += counts[key]
        found.append(BadActor(Actor.of(newest[key]), counts[key], counts[key] / len(calls), so_far / len(calls)))
    return tuple(found)


def chattering(entries: Sequence[AlarmEntry], alarms: Mapping[str, Alarm], since: datetime, until: datetime) -> tuple[Chatter, ...]:
    """The conditions that chattered from `since` to `until`, hidden or not, the worst first. `entries` may reach further."""
    turns: defaultdict[Key, list[datetime]] = defaultdict(list)
    newest: dict[Key, Alarm] = {}
    for entry in entries:
        if entry.event in _TURNING:
            alarm = alarms[entry.alarm_id]
            turns[_key(alarm)].append(entry.at)
            newest[_key(alarm)] = alarm
    found = []
    for key, moments in turns.items():
        worst = busiest(moments, WITHIN, since, until)
        if worst is not None and worst.count >= TURNS:
            found.append(Chatter(Actor.of(newest[key]), sum(since <= moment < until for moment in moments), worst.count, worst.until))
    return tuple(sorted(found, key=lambda each: (-each.worst, -each.turns, each.at)))


def _key(alarm: Alarm) -> Key:
    return alarm.rule, alarm.asset, alarm.point
