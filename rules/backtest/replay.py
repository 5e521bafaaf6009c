"""History once more, through the engine that runs live: the same step, on a clock made of what was received."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from domain.reading import Quality, Reading
from domain.site import Site
from domain.telemetry import TelemetryMessage
from domain.transition import Transition
from rules.backtest.blindness import Gap
from rules.backtest.history import Reader, as_received
from rules.detector import PointInput
from rules.engine import Engine
from rules.ruleset import RuleSet

SETTLE_S = 240.0
"""As ``ingest.settle_s`` of an installation that says nothing else."""
_OLD = timedelta(seconds=1)
"""A message that was received later than this after it occurred may have made something due that is over already."""
_LONGEST = timedelta(hours=1)
_TOLD_EVERY = 20_000

Told = Callable[[Sequence[Transition]], None]
Progress = Callable[[datetime], None]
"""Told now and then of how far history has been replayed; may raise to end it."""


class Replay:
    """One set of rules on its way through history. `told` hears of every transition, in order."""

    def __init__(self, site: Site, ruleset: RuleSet, since: datetime, told: Told, *, settle_s: float = SETTLE_S) -> None:
        self.engine = Engine(site, ruleset, started_at=since, settle_s=settle_s)
        self.told = told
        self.notes_life = bool(ruleset.of_device or ruleset.listening)
        """Whether it means anything to the rules that a device spoke, whatever it said."""
        self._least = _least_delay(ruleset)
        self._now = since
        self.look_at = since
        """Nothing is due before this moment, as long as only messages not older than a second come."""

    def come_to(self, moment: datetime) -> None:
        """Everything received before `moment` has been judged: what was due until then happens, each at its time."""
        engine = self.engine
        while (due := engine.next_deadline()) is not None and due <= moment:
            self._now = max(self._now, due)
            said = engine.tick(self._now)
            self.told(said)
            if not said and engine.next_deadline() == due:
                break  # it should have passed; nothing but news will move it
        self._now = max(self._now, moment)
        soon = moment + self._least
        self.look_at = soon if due is None or due > soon else max(due, moment)

    def heard_old_news(self, received: datetime) -> None:
        """What was just heard may have made something due that is over already: look before anything else is heard."""
        self._now = max(self._now, received)
        self.look_at = received

    def be_blind(self, gap: Gap) -> None:
        """Nothing was received in `gap`, by nobody's fault but ours: as after a restart of Steward."""
        self.come_to(gap.start)
        self.told(self.engine.tick(gap.start))  # so long others were heard: blindness begins here, not with the last of our devices
        self.engine.restarted(gap.end)
        self._now = max(self._now, gap.end)
        self.look_at = gap.end

    def end(self, until: datetime, blind: Iterable[Gap]) -> None:
        """No more is heard; time runs on to `until`."""
        for gap in blind:
            if gap.end >= until:
                self.come_to(gap.start)
                return
            self.be_blind(gap)
        self.come_to(until)


def replay(
    ruleset: RuleSet,
    site: Site,
    messages: Iterable[TelemetryMessage],
    *,
    since: datetime,
    until: datetime,
    blind: Sequence[Gap] = (),
    settle_s: float = SETTLE_S,
) -> list[Transition]:
    """The transitions of `ruleset` between `since` and `until`; `messages` as `TelemetryStore.replay` gives them. Deterministic."""
    said: list[Transition] = []
    play([Replay(site, ruleset, since, said.extend, settle_s=settle_s)], Reader(site, looked_at(ruleset)), messages, until=until, blind=blind)
    return said


def play(  # noqa: C901  one loop over millions of messages: a call for each part of it would cost more than it does
    replays: Sequence[Replay],
    reader: Reader,
    messages: Iterable[TelemetryMessage],
    *,
    until: datetime,
    blind: Sequence[Gap] = (),
    progress: Progress | None = None,
) -> int:
    """Play `messages` to several sets of rules at once, up to `until` (by when they were received); returns how many there were.

    Each message is heard when it was received, so one that came late is late here too. What the wall clock decided live
    is decided at its moment, but not while we were `blind`.
    """
    count = 0
    hear = _hearing(replays, reader)
    gaps = list(reversed(blind))
    look_at = min((each.look_at for each in replays), default=until)
    for message in as_received(messages):
        received = message.received_at
        if received >= until:
            break
        while gaps and gaps[-1].end <= received:
            gap = gaps.pop()
            for each in replays:
                each.be_blind(gap)
        if received >= look_at:
            for each in replays:
                if received >= each.look_at:
                    each.come_to(received)
            look_at = min(each.look_at for each in replays)
        hear(message)
        if received - message.occurred_at > _OLD:
            for each in replays:
                each.heard_old_news(received)
            look_at = received
        count += 1
        if progress is not None and count % _TOLD_EVERY == 0:
            progress(received)
    for each in replays:
        each.end(until, reversed(gaps))
    return count


def _hearing(replays: Sequence[Replay], reader: Reader) -> Callable[[TelemetryMessage], None]:
    """How all of them hear one message. This is where the time goes: what can be found out once is not looked up for each."""
    alive = [(each.engine.seen, each.told) for each in replays if each.notes_life]
    judging = [(each.engine.reading, each.told) for each in replays]
    points_of, good = reader.points, Quality.GOOD

    def hear(message: TelemetryMessage) -> None:
        received = message.received_at
        if alive and reader.speaks(message):
            for seen, told in alive:
                told(seen(message.device, received))
        if message.event is not None:
            for each in replays:
                each.told(each.engine.event(reader.event(message)))
            return
        points, qualities = points_of[message.device], message.qualities
        for key, value in message.values.items():
            point = points.get(key)
            if point is not None:
                reading = Reading(point, message.occurred_at, received, value, qualities.get(key, good) if qualities else good)
                for judge, told in judging:
                    if said := judge(reading):
                        told(said)

    return hear


def looked_at(ruleset: RuleSet) -> frozenset[str]:
    """The ids of all points that the rules look at."""
    return frozenset([*ruleset.of_point, *(heard.point for each in ruleset.listening for heard in each.inputs if isinstance(heard, PointInput))])


def _least_delay(ruleset: RuleSet) -> timedelta:
    """Between a message and the first thing that it can make due there is at least so long, less a second.

    What waits for newer news (`Context.late_hold_ms`) came of a message that was old; after such ones we look at once.
    """
    if ruleset.listening:
        return timedelta(0)
    delays_ms = [delay for condition in ruleset.conditions for delay in (condition.on_delay_ms, condition.off_delay_ms) if delay > 0]
    delays = [condition.after for conditions in ruleset.of_device.values() for condition in conditions]
    if delays_ms:
        delays.append(timedelta(milliseconds=min(delays_ms)))
    return max(min(delays, default=_LONGEST) - _OLD, timedelta(0))
