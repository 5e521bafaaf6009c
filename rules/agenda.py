"""When the conditions of a site have to be looked at again, by the wall clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from domain.time import from_ms, to_ms
from rules import delays
from rules.deadlines import Deadlines
from rules.delays import Context
from rules.detector_watch import DerivedWatch, GuardWatch
from rules.exact_time import from_us, to_us
from rules.point_watch import Tracked
from rules.silence_watch import SilenceWatch
from rules.watches import Watches

_MS = 1000
"""Microseconds."""


class Agenda:
    """The deadlines of all conditions. Those of values and detectors are in milliseconds, those of silences in microseconds.

    `settled_at`: no silence is due before it. `known` gives the newest moment that anybody told of: nothing that waits
    for the present is due before it.
    """

    def __init__(self, watches: Watches, context: Context, known: Callable[[], datetime], settled_at: datetime) -> None:
        self._watches = watches
        self._context = context
        self._known = known
        self.settled_at = settled_at
        self.plan()

    def plan(self) -> None:
        """All deadlines anew, from the states."""
        self._deadlines = Deadlines(self._due_of_key)
        self._silences = Deadlines(self._silence_due)
        for tracked in self._watches.tracked.values():
            self.put(tracked)
        for listener in self._watches.listeners:
            self.put_listener(listener)
        for watch in self._watches.silences.values():
            self.put_silence(watch)

    def put(self, each: Tracked) -> None:
        """Its state has changed."""
        due = delays.due(each.condition, each.state, self._context)
        if due is not None:
            self._deadlines.put(each.condition.key, due)

    def put_listener(self, each: DerivedWatch | GuardWatch) -> None:
        """It has heard something, or its state has changed."""
        due = each.due(self._context, to_ms(self._known())) if each.waits else each.ear.due
        if due is not None:
            self._deadlines.put(each.key, due)

    def put_silence(self, watch: SilenceWatch) -> None:
        """Its state has changed."""
        due = self._silence_due(watch.condition.key)
        if due is not None:
            self._silences.put(watch.condition.key, due)

    def next(self) -> datetime | None:
        """When something is due; `None`: not before there is news."""
        values, silences = self._deadlines.next(), self._silences.next()
        moments = [from_ms(values)] if values is not None else []
        moments += [from_us(silences)] if silences is not None else []
        return min(moments, default=None)

    def pop(self, now: datetime) -> Tracked | DerivedWatch | GuardWatch | SilenceWatch | None:
        """What is due first and not after `now`; `None` when nothing is."""
        due, silence = self._deadlines.next(), self._silences.next()
        if silence is not None and (due is None or silence < due * _MS):
            return self._watches.silences[self._silences.take()] if silence <= to_us(now) else None
        if due is None or due > to_ms(now):
            return None
        key = self._deadlines.take()
        return self._watches.tracked.get(key) or self._watches.by_key[key]

    def _due_of_key(self, key: str) -> int | None:
        tracked = self._watches.tracked.get(key)
        if tracked is not None:
            return delays.due(tracked.condition, tracked.state, self._context)
        return self._watches.by_key[key].due(self._context, to_ms(self._known()))

    def _silence_due(self, key: str) -> int | None:
        due = self._watches.silences[key].due
        return None if due is None else to_us(max(due, self.settled_at))
