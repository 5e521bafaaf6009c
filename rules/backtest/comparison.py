"""The rule in force and the changed one, side by side: what the change would have done to a site's own history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.site import Site
from domain.time import rfc3339
from domain.work_order import Outcome
from rules.backtest.blindness import Gap
from rules.backtest.chart import Chart
from rules.backtest.episode import Episode, by_place
from rules.backtest.shifts import PostPushes, Shifts, pushes
from rules.routing import Routing

LISTED = 200
"""So many of each sort are listed; the numbers count all."""
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Window:
    """The history that was replayed: ``since <= received < until``, UTC; `blind` are the times when Steward was."""

    since: datetime
    until: datetime
    blind: tuple[Gap, ...] = ()
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """What one version of the rule made of it. `conditions` are the keys of all its conditions at the site."""

    conditions: frozenset[str]
    episodes: tuple[Episode, ...]

    @property
    def alarms(self) -> tuple[Episode, ...]:
        """Those that people see."""
        return tuple(each for each in self.episodes if each.is_alarm)


@dataclass(frozen=True, slots=True)
class Known:
    """An alarm of this rule that really was, and what somebody found who went there. `ended_at` `None`: it still stands."""

    condition: str
    occurred_at: datetime
    ended_at: datetime | None
    outcome: Outcome

    @property
    def asset(self) -> str:
        """The asset's id."""
        return self.condition.split("|")[1]

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        ended_at = None if self.ended_at is None else rfc3339(self.ended_at)
        return {"condition": self.condition, "asset": self.asset, "occurred_at": rfc3339(self.occurred_at), "ended_at": ended_at, "outcome": self.outcome.value}


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """Of the known alarms with one outcome: how many there are, and of how many each version would have told."""

    total: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Day:
    """Alarms on a day of the site's calendar, by when they were raised."""

    day: date
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One version in numbers. `active` is how long its alarms stood, added up; `suppressed` never were shown."""

    conditions: int
    alarms: int
    recorded: int
    suppressed: int
    silent: int
    active: timedelta

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        counts = {name: getattr(self, name) for name in ("conditions", "alarms", "recorded", "suppressed", "silent")}
        return {**counts, "active_s": round(self.active.total_seconds())}


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """What a change would have done. `before` and what belongs to it is `None` or empty for a rule that is new.

    An alarm is *kept* when the other version has one of the same condition that overlaps it in time, else it is *lost*
    or *gained*. `kept` pairs each kept alarm of the changed rule with the first of the old one that it overlaps. Where
    the change moves a rule to other points, alarms are compared by asset.
    """

    rule: str
    site: str
    window: Window
    shifts: Shifts
    before: Summary | None
    after: Summary
    gained: tuple[Episode, ...]
    lost: tuple[Episode, ...]
    kept: tuple[tuple[Episode, Episode], ...]
    pushes_before: tuple[PostPushes, ...]
    pushes_after: tuple[PostPushes, ...]
    days: tuple[Day, ...]
    outcomes: dict[Outcome, OutcomeCount]
    missed: tuple[Known, ...]
    """Real ones of which the changed rule would not have told."""
    avoided: tuple[Known, ...]
    """Those that proved to be nothing, of which it would not have told."""
    charts: tuple[Chart, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The shape that ``docs/backtest.md`` describes; every list but days and charts is cut at 200."""
        return {
            "rule": self.rule,
            "site": self.site,
            "since": rfc3339(self.window.since),
            "until": rfc3339(self.window.until),
            "messages": self.window.messages,
            "blind": [{"from": rfc3339(gap.start), "to": rfc3339(gap.end)} for gap in self.window.blind[:LISTED]],
            "blind_s": round(sum((gap.end - gap.start for gap in self.window.blind), _NOTHING).total_seconds()),
            "before": None if self.before is None else self.before.as_json(),
            "after": self.after.as_json(),
            "gained": len(self.gained),
            "lost": len(self.lost),
            "kept": len(self.kept),
            "episodes": {
                "gained": [each.as_json() for each in self.gained[:LISTED]],
                "lost": [each.as_json() for each in self.lost[:LISTED]],
                "kept": [{"before": old.as_json(), "after": new.as_json()} for old, new in self.kept[:LISTED]],
            },
            "pushes": {
                "per": "post",
                "shifts": self.shifts.as_json(),
                "before": None if self.before is None else [each.as_json() for each in self.pushes_before],
                "after": [each.as_json() for each in self.pushes_after],
            },
            "days": [{"day": each.day.isoformat(), "before": each.before, "after": each.after} for each in self.days],
            "known": {
                **{outcome.value: {"total": each.total, "before": each.before, "after": each.after} for outcome, each in self.outcomes.items()},
                "missed": [each.as_json() for each in self.missed[:LISTED]],
                "avoided": [each.as_json() for each in self.avoided[:LISTED]],
            },
            "charts": [chart.as_json() for chart in self.charts],
        }


def compare(
    before: Side | None, after: Side, *, rule: str, site: Site, window: Window, routing: Routing, known: Iterable[Known] = (), charts: Sequence[Chart] = ()
) -> BacktestResult:
    """Compare what both versions of `rule` made of the history of `site`; `before` is `None` for a rule that is new.

    `known` are the real alarms of the rule in the window that somebody has judged.
    """
    old = Side(frozenset(), ()) if before is None else before
    common = old.conditions & after.conditions
    lost, _ = _apart(old.alarms, after.alarms, common, window.until)
    gained, pairs = _apart(after.alarms, old.alarms, common, window.until)
    judged = list(known)
    seen = {False: _told_of(judged, old, window.until), True: _told_of(judged, after, window.until)}
    counts = {
        outcome: OutcomeCount(
            sum(each.outcome is outcome for each in judged),
            sum(each.outcome is outcome for each in seen[False]),
            sum(each.outcome is outcome for each in seen[True]),
        )
        for outcome in Outcome
    }
    silenced = [each for each in judged if each not in seen[True]]
    return BacktestResult(
        rule=rule,
        site=site.id,
        window=window,
        shifts=Shifts.of(site),
        before=None if before is None else summary(before, window.until),
        after=summary(after, window.until),
        gained=gained,
        lost=lost,
        kept=tuple((other, each) for each, other in pairs),
        pushes_before=pushes(old.alarms, rule, site, routing),
        pushes_after=pushes(after.alarms, rule, site, routing),
        days=_days(old.alarms, after.alarms, site, window),
        outcomes=counts,
        missed=tuple(each for each in silenced if each.outcome is Outcome.REAL),
        avoided=tuple(each for each in silenced if each.outcome is not Outcome.REAL),
        charts=tuple(charts),
    )


def summary(side: Side, until: datetime) -> Summary:
    """One version in numbers. An alarm that still stands is counted up to `until`."""
    alarms = side.alarms
    return Summary(
        conditions=len(side.conditions),
        alarms=len(alarms),
        recorded=sum(each.recorded for each in side.episodes),
        suppressed=sum(each.shown is None and not each.recorded for each in side.episodes),
        silent=sum(each.silent for each in alarms),
        active=sum((max((each.returned or until) - each.shown, _NOTHING) for each in alarms if each.shown is not None), _NOTHING),
    )


def changes(before: Side, after: Side, until: datetime) -> tuple[tuple[Episode, ...], tuple[Episode, ...]]:
    """The alarms lost and gained, as `compare` finds them."""
    common = before.conditions & after.conditions
    return _apart(before.alarms, after.alarms, common, until)[0], _apart(after.alarms, before.alarms, common, until)[0]


def _apart(
    alarms: Sequence[Episode], others: Sequence[Episode], common: Collection[str], until: datetime
) -> tuple[tuple[Episode, ...], tuple[tuple[Episode, Episode], ...]]:
    """Those of `alarms` that overlap none of `others`, and the rest, each with the first that it overlaps."""
    alone: list[Episode] = []
    paired: list[tuple[Episode, Episode]] = []
    there = by_place(others, common)
    for place, here in by_place(alarms, common).items():
        candidates = sorted(there.get(place, []), key=_began)
        first = 0
        for each in sorted(here, key=_began):
            while first < len(candidates) and _end(candidates[first], until) < each.began:
                first += 1  # over before this one began, and so before all that follow
            found = _first_overlapping(each, candidates, first, until)
            if found is None:
                alone.append(each)
            else:
                paired.append((each, found))
    return tuple(sorted(alone, key=_raised)), tuple(sorted(paired, key=lambda pair: _raised(pair[0])))


def _first_overlapping(each: Episode, candidates: Sequence[Episode], first: int, until: datetime) -> Episode | None:
    end = _end(each, until)
    while first < len(candidates) and candidates[first].began <= end:
        if _end(candidates[first], until) >= each.began:
            return candidates[first]
        first += 1
    return None


def _end(episode: Episode, until: datetime) -> datetime:
    return max(episode.ended or until, episode.began)


def _began(episode: Episode) -> datetime:
    return episode.began


def _raised(episode: Episode) -> tuple[datetime, str]:
    return episode.raised, episode.condition


def _told_of(known: Iterable[Known], side: Side, until: datetime) -> list[Known]:
    """Those of which `side` has an alarm at their time: of their condition, or where it has no such condition, of their asset."""
    of_condition: dict[str, list[Episode]] = {}
    of_asset: dict[str, list[Episode]] = {}
    for alarm in side.alarms:
        of_condition.setdefault(alarm.condition, []).append(alarm)
        of_asset.setdefault(alarm.asset, []).append(alarm)
    found = []
    for each in known:
        alarms = of_condition.get(each.condition, []) if each.condition in side.conditions else of_asset.get(each.asset, [])
        ended = max(each.ended_at or until, each.occurred_at)
        if any(alarm.began <= ended and each.occurred_at <= _end(alarm, until) for alarm in alarms):
            found.append(each)
    return found


def _days(before: Sequence[Episode], after: Sequence[Episode], site: Site, window: Window) -> tuple[Day, ...]:
    """Every day of the window."""
    first, last = (moment.astimezone(site.time_zone).date() for moment in (window.since, window.until - timedelta(microseconds=1)))
    days = {first + timedelta(days=number): Day(first + timedelta(days=number), 0, 0) for number in range((last - first).days + 1)}
    for alarms, name in ((before, "before"), (after, "after")):
        for each in alarms:
            day = min(max((each.shown or each.raised).astimezone(site.time_zone).date(), first), last)
            days[day] = replace(days[day], **{name: getattr(days[day], name) + 1})
    return tuple(days.values())
