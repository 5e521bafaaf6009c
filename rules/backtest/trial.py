"""A changed rule on trial: which rules are played through which history, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from domain.reading import DeviceEvent, Reading
from domain.site import Site
from domain.telemetry import TelemetryStore
from rules.backtest import blindness, chart
from rules.backtest.blindness import Gap
from rules.backtest.chart import Chart
from rules.backtest.comparison import BacktestResult, Known, Side, Window, changes, compare
from rules.backtest.episode import Episode, Episodes
from rules.backtest.history import LATE, Reader, as_received
from rules.backtest.replay import SETTLE_S, Replay, play
from rules.backtest.shares import Share, shares
from rules.dependence import rules_named_by
from rules.engine import Engine
from rules.routing import Routing
from rules.rule import Rule
from rules.ruleset import RuleSet, bind

_NOTHING = timedelta(0)
CHARTS = 5
"""So many points are shown as charts."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The rule `rule` of `site`: in force (`before`, empty if it is new) and changed (`after`), on ``[since, until)``.

    Both hold the rule and all that it looks at. `settle_s` is that of the installation.
    """

    site: Site
    rule: str
    before: tuple[Rule, ...]
    after: tuple[Rule, ...]
    since: datetime
    until: datetime
    settle_s: float = SETTLE_S

    @classmethod
    def of(cls, site: Site, in_force: Sequence[Rule], changed: Rule, since: datetime, until: datetime, *, settle_s: float = SETTLE_S) -> Trial:
        """`changed` in place of the rule of its id among those `in_force`, or beside them."""
        known = {rule.id: rule for rule in in_force}
        before = _with_named(changed.id, known) if changed.id in known else ()
        return cls(site, changed.id, before, _with_named(changed.id, {**known, changed.id: changed}), since, until, settle_s)

    def bound(self) -> tuple[RuleSet | None, RuleSet]:
        """Both versions bound to the site; `None` for a new rule. Raises `BadConfiguration`."""
        return bind(self.before, self.site) if self.before else None, bind(self.after, self.site)

    def shares(self, most: int) -> tuple[Share, ...]:
        """The work in at most `most` shares."""
        old, new = self.bound()
        return shares(self.site, [new] if old is None else [old, new], most)

    def result(self, parts: Iterable[Part], *, routing: Routing, known: Iterable[Known] = ()) -> BacktestResult:
        """What the parts of all shares say together."""
        every = list(parts)
        old, new = self.bound()
        before = None if old is None else Side(_conditions(old, self.rule), _sorted(each for part in every for each in part.before))
        after = Side(_conditions(new, self.rule), _sorted(each for part in every for each in part.after))
        charts = sorted((one for part in every for one in part.charts), key=lambda one: (-one.rank[0], -one.rank[1], one.point))[:CHARTS]
        blind = every[0].blind if every else ()
        window = Window(self.since, self.until, blind, sum(part.messages for part in every))
        return compare(before, after, rule=self.rule, site=self.site, window=window, routing=routing, known=known, charts=charts)


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one share."""

    before: tuple[Episode, ...]
    after: tuple[Episode, ...]
    charts: tuple[Chart, ...]
    blind: tuple[Gap, ...]
    messages: int


def play_share(trial: Trial, share: Share, store: TelemetryStore, progress: Callable[[float], None]) -> Part:
    """Play history to one share of both versions of the rule. `progress` is told now and then, from 0 to 1; may raise to end it.

    Raises `StoreUnavailable`, and `TooManyEpisodes` for a rule that is of no use.
    """
    site, since, until = trial.site, trial.since, trial.until
    blind = blindness.gaps(store, site, since, until, longer_than=timedelta(seconds=trial.settle_s))
    reader = Reader(site, share.points)
    collected: list[Episodes | None] = []
    replays: list[Replay] = []
    for ruleset in trial.bound():
        episodes = None if ruleset is None else Episodes(_conditions(ruleset, trial.rule) & share.members)
        collected.append(episodes)
        if ruleset is not None and episodes is not None:
            replays.append(Replay(site, share.of(ruleset), since, episodes.take, settle_s=trial.settle_s))
    for each in replays:
        each.engine.warm(_history(store, trial, share, reader, each.engine))

    def come_to(moment: datetime) -> None:
        progress(max(0.0, min(1.0, (moment - since) / (until - since))))

    late = (message for message in store.replay(site.id, share.devices, since - LATE, since, keys=share.keys) if message.received_at >= since)
    messages = chain(late, store.replay(site.id, share.devices, since, until, keys=share.keys))
    count = play(replays, reader, messages, until=until, blind=blind, progress=come_to)
    old, new = (Side(frozenset(), ()) if episodes is None else Side(episodes.conditions, episodes.found()) for episodes in collected)
    return Part(old.episodes, new.episodes, _charts(store, trial, old, new), blind, count)


def _history(store: TelemetryStore, trial: Trial, share: Share, reader: Reader, engine: Engine) -> Iterator[Reading | DeviceEvent]:
    """What was known before the window, as far back as each detector of `engine` needs it."""
    points, events = engine.history_needed(), engine.events_needed()
    back = max([*points.values(), *events.values()], default=_NOTHING)
    if back <= _NOTHING:
        return
    since = trial.since
    for message in as_received(store.replay(trial.site.id, share.devices, since - back, since, keys=share.keys)):
        if message.received_at >= since:
            return
        if message.event is None:
            for reading in reader.readings(message):
                if reading.occurred_at >= since - points.get(reading.point, _NOTHING):
                    yield reading
        elif (event := reader.event(message)).occurred_at >= since - events.get((event.asset, event.name), _NOTHING):
            yield event


def _charts(store: TelemetryStore, trial: Trial, before: Side, after: Side) -> tuple[Chart, ...]:
    """The points that the change concerns most: where alarms come or go, then where there are any, then the first."""
    points = trial.site.points
    lost, gained = changes(before, after, trial.until)
    ranks: dict[str, list[int]] = {key.split("|")[2].split("@")[0]: [0, 0] for key in sorted(after.conditions)}
    for number, episodes in enumerate(((*lost, *gained), (*before.alarms, *after.alarms))):
        for each in episodes:
            if each.point is not None:
                ranks.setdefault(each.point, [0, 0])[number] += 1
    chosen = sorted((point for point in ranks if point in points), key=lambda point: (-ranks[point][0], -ranks[point][1], point))[:CHARTS]
    whens = [next((rule.when for rule in rules if rule.id == trial.rule), None) for rules in (trial.before, trial.after)]
    return tuple(
        chart.chart(store, trial.site, points[point], trial.since, trial.until, before=whens[0], after=whens[1], rank=(ranks[point][0], ranks[point][1]))
        for point in chosen
    )


def _conditions(ruleset: RuleSet, rule: str) -> frozenset[str]:
    return frozenset(condition.key for condition in ruleset.conditions if condition.rule.id == rule)


def _sorted(episodes: Iterable[Episode]) -> tuple[Episode, ...]:
    return tuple(sorted(episodes, key=lambda each: (each.raised, each.condition)))


def _with_named(rule: str, known: Mapping[str, Rule]) -> tuple[Rule, ...]:
    """The rule and all that it looks at, directly or through others; without where they are written, which is long."""
    found: dict[str, Rule] = {}
    waiting = [rule]
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found[name] = replace(known[name], origin=None)
            waiting += rules_named_by(known[name])
    return tuple(found.values())
