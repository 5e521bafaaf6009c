"""The figures of a site's alarms over one local day, or over several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from domain.alarm import AlarmEntry, AlarmEvent, AlarmState
from domain.severity import Severity
from domain.site import Site
from domain.time import rfc3339
from domain.work_order import Outcome
from operations.figures.acknowledging import Wait, waits
from operations.figures.actors import BadActor, Chatter, bad_actors, chattering
from operations.figures.annunciation import HIDDEN
from operations.figures.flood import FloodLimits, FloodSpan, floods
from operations.figures.long_standing import LongStanding, long_standing, longest_standing
from operations.figures.rate import busiest, nearest_rank
from operations.figures.reading import Reading

TEN_MINUTES = timedelta(minutes=10)

RECOMMENDED = {Severity.CRITICAL: 0.01, Severity.HIGH: 0.04, Severity.MEDIUM: 0.15, Severity.LOW: 0.80}
"""The shares that EEMUA 191 recommends (5 % high, 15 % medium, 80 % low), with its uppermost one split in two."""

_BEGINS_HIDING = frozenset({AlarmEvent.RAISED, AlarmEvent.RERAISED, AlarmEvent.SHELVED, AlarmEvent.SUPPRESSED, AlarmEvent.OUT_OF_SERVICE})


@dataclass(frozen=True, slots=True)
class Peak:
    """The busiest ten minutes, which end at `until`."""

    count: int
    per_operator: float
    since: datetime
    until: datetime

    def as_json(self) -> dict[str, object]:
        """The shape of the API."""
        return {"count": self.count, "per_operator": round(self.per_operator, 2), "since": rfc3339(self.since), "until": rfc3339(self.until)}


@dataclass(frozen=True, slots=True)
class SeverityFigures:
    """One severity: how often it called, its share and the recommended one; how long calls waited, in seconds."""

    severity: Severity
    count: int
    share: float | None
    recommended: float
    acknowledged: int
    unanswered: int
    median_s: float | None
    p90_s: float | None

    def as_json(self) -> dict[str, object]:
        """The shape of the API."""
        return {
            "severity": self.severity.value,
            "count": self.count,
            "share": _rounded(self.share),
            "recommended": self.recommended,
            "acknowledged": self.acknowledged,
            "unanswered": self.unanswered,
            "median_s": _rounded(self.median_s, 1),
            "p90_s": _rounded(self.p90_s, 1),
        }


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was found on site, of the alarms raised; `nuisance` is the share of those with a known outcome that were not real."""

    real: int
    false_alarm: int
    nothing_found: int
    unknown: int
    nuisance: float | None

    def as_json(self) -> dict[str, object]:
        """The shape of the API."""
        return {
            "real": self.real,
            "false_alarm": self.false_alarm,
            "nothing_found": self.nothing_found,
            "unknown": self.unknown,
            "nuisance": _rounded(self.nuisance),
        }


@dataclass(frozen=True, slots=True)
class AlarmFigures:
    """All figures from `since` to `until` (UTC): local midnight of `first` to that after `last`, or to now. Drills are left out.

    `raised` are new alarms that were shown, `annunciated` how often any alarm asked for attention; both leave out what
    was hidden. Shares are from 0 to 1; what cannot be told (no time has passed, nothing has come) is `None`.
    """

    site: str
    first: date
    last: date
    since: datetime
    until: datetime
    complete: bool
    operators: int
    raised: int
    annunciated: int
    average: float | None
    peak: Peak | None
    in_flood: float | None
    floods: tuple[FloodSpan, ...]
    bad_actors: tuple[BadActor, ...]
    chattering: tuple[Chatter, ...]
    long_standing: tuple[LongStanding, ...]
    by_severity: tuple[SeverityFigures, ...]
    hidden: dict[AlarmState, int]
    outcomes: Outcomes

    def as_json(self) -> dict[str, object]:
        """The shape of the API."""
        return {
            "site": self.site,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "since": rfc3339(self.since),
            "until": rfc3339(self.until),
            "complete": self.complete,
            "operators": self.operators,
            "raised": self.raised,
            "annunciated": self.annunciated,
            "average": _rounded(self.average, 2),
            "peak": None if self.peak is None else self.peak.as_json(),
            "in_flood": _rounded(self.in_flood),
            "floods": [{"since": rfc3339(flood.since), "until": rfc3339(flood.until)} for flood in self.floods],
            "bad_actors": [each.as_json() for each in self.bad_actors],
            "chattering": [each.as_json() for each in self.chattering],
            "long_standing": [each.as_json() for each in self.long_standing],
            "by_severity": [each.as_json() for each in self.by_severity],
            "hidden": {state.value: count for state, count in self.hidden.items()},
            "outcomes": self.outcomes.as_json(),
        }


def figures_of(reading: Reading, site: Site, first: date, last: date, since: datetime, end: datetime, now: datetime | None) -> AlarmFigures:
    """The figures from `since` to `end`, as far as they have passed by `now` (`None`: all of it)."""
    until = end if now is None else max(since, min(end, now))
    reading = reading.around(since, until)
    limits = FloodLimits.of(site)
    calls = [call for call in reading.calls if since <= call.at < until]
    entries = [entry for entry in reading.entries if since <= entry.at < until]
    known = [entry for entry in reading.entries if now is None or entry.at <= now]
    passed_s = (until - since).total_seconds()
    spans = _clipped(floods([call.at for call in reading.calls if call.at < until], limits), since, until)
    raised = [call.alarm_id for call in calls if call.event is AlarmEvent.RAISED]
    waited = waits(known, reading.calls, reading.alarms, since, until)
    return AlarmFigures(
        site=site.id,
        first=first,
        last=last,
        since=since,
        until=until,
        complete=until == end,
        operators=limits.operators,
        raised=len(raised),
        annunciated=len(calls),
        average=len(calls) * TEN_MINUTES.total_seconds() / passed_s / limits.operators if passed_s else None,
        peak=_peak([call.at for call in reading.calls], limits.operators, since, until),
        in_flood=sum((span.until - span.since).total_seconds() for span in spans) / passed_s if passed_s else None,
        floods=spans,
        bad_actors=bad_actors(calls, reading.alarms),
        chattering=chattering(known, reading.alarms, since, until),
        long_standing=long_standing(reading.standing, reading.alarms, since, until, longest_standing(site)),
        by_severity=_severities(Counter(reading.alarms[call.alarm_id].severity for call in calls), waited),
        hidden=_hidden(entries),
        outcomes=_outcomes(raised, reading),
    )


def _clipped(spans: Sequence[FloodSpan], since: datetime, until: datetime) -> tuple[FloodSpan, ...]:
    """Those parts that lie between `since` and `until`."""
    return tuple(FloodSpan(max(span.since, since), min(span.until, until)) for span in spans if span.since < until and span.until > since)


def _peak(moments: Sequence[datetime], operators: int, since: datetime, until: datetime) -> Peak | None:
    most = busiest(moments, TEN_MINUTES, since, until)
    return None if most is None else Peak(most.count, most.count / operators, most.until - TEN_MINUTES, most.until)


def _severities(counts: Counter[Severity], waited: Sequence[Wait]) -> tuple[SeverityFigures, ...]:
    return tuple(_severity(severity, counts[severity], counts.total(), [wait for wait in waited if wait.severity is severity]) for severity in Severity)


def _severity(severity: Severity, count: int, total: int, waited: Sequence[Wait]) -> SeverityFigures:
    seconds = [wait.seconds for wait in waited if wait.seconds is not None]
    return SeverityFigures(
        severity=severity,
        count=count,
        share=count / total if total else None,
        recommended=RECOMMENDED[severity],
        acknowledged=len(seconds),
        unanswered=len(waited) - len(seconds),
        median_s=median(seconds) if seconds else None,
        p90_s=nearest_rank(seconds, 90),
    )


def _hidden(entries: Sequence[AlarmEntry]) -> dict[AlarmState, int]:
    """How many alarms were hidden, by how: each counts once in each way."""
    found = {(entry.alarm_id, entry.state) for entry in entries if entry.event in _BEGINS_HIDING and entry.state in HIDDEN}
    return {state: sum(each is state for _, each in found) for state in AlarmState if state in HIDDEN}


def _outcomes(raised: Sequence[str], reading: Reading) -> Outcomes:
    found = Counter(reading.outcomes[alarm_id] for alarm_id in raised if alarm_id in reading.outcomes)
    nuisance = found[Outcome.FALSE_ALARM] + found[Outcome.NOTHING_FOUND]
    return Outcomes(
        real=found[Outcome.REAL],
        false_alarm=found[Outcome.FALSE_ALARM],
        nothing_found=found[Outcome.NOTHING_FOUND],
        unknown=len(raised) - found.total(),
        nuisance=nuisance / found.total() if found else None,
    )


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
