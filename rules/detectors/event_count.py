"""So many events of a device in a window, each value of a field counted by itself if wanted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from zlib import crc32

from domain.reading import Value
from rules.detector import News, Step, Verdict
from rules.detectors.happening import says
from rules.detectors.remembered import items, mapping, whole, whole_or_none
from rules.detectors.standing import counted, first_reached, stands_until

MOST_KEYS = 256
"""So many values of a field are counted at a time; of more, those heard of last."""

Happened = tuple[int, int]
"""When, and a fingerprint of what it said: the same at the same time is one event that was told twice."""


@dataclass(frozen=True, slots=True)
class EventTally:
    """`kept`: the events by value of the field, in order of time. `until`: it is true so long; `None`: it is not."""

    newest: int = 0
    kept: Mapping[str, tuple[Happened, ...]] = field(default_factory=dict)
    until: int | None = None


@dataclass(frozen=True, slots=True)
class EventCount:
    """True while `at_least` events of the one input, whose data say `where`, are counted; each counts for `window_ms`.

    With `by`, events are counted by what their data say there; where one is enough, that is the value, else how many there
    were. An event that comes late by less than a window is counted
    at its own time. At most twice `at_least` events are kept of one value.
    """

    at_least: int
    window_ms: int
    where: Mapping[str, object] = field(default_factory=dict)
    by: str | None = None

    def begin(self) -> EventTally:
        """See `rules.detector.Detector`."""
        return EventTally()

    def hear(self, memory: EventTally, news: News, *, active: bool) -> Step[EventTally]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        if not says(news.data, self.where) or news.at <= memory.newest - self.window_ms:
            return Step(memory)
        key = "" if self.by is None else str(news.data.get(self.by, ""))
        before = memory.kept.get(key, ())
        happened = (news.at, _fingerprint(news.data))
        most = 2 * self.at_least
        if happened in before or (len(before) == most and news.at < before[0][0]):
            return Step(memory)
        newest = max(memory.newest, news.at)
        now = tuple(each for each in sorted((*before, happened)) if each[0] > newest - 2 * self.window_ms)[-most:]
        times = [at for at, _ in now]
        until = self._until(times, newest, memory.until)
        after = EventTally(newest, self._kept(memory, key, now, newest), until)
        if news.at >= memory.newest:
            return Step(after, (Verdict(news.at, until is not None, self._value(key, times, news.at)),))
        return Step(after, self._late(memory, after, news.at, times, key))

    def _value(self, key: str, times: list[int], at: int) -> Value:
        return key if key and self.at_least == 1 else float(counted(times, at, self.window_ms))

    def _until(self, times: list[int], newest: int, before: int | None) -> int | None:
        """What was true before stays so at least as long: nothing is taken away."""
        until = stands_until(times, self.at_least, self.window_ms)
        if until is None or until <= newest:
            until = None
        if before is not None and before > newest:
            until = before if until is None else max(before, until)
        return until

    def _late(self, before: EventTally, after: EventTally, at: int, times: list[int], key: str) -> tuple[Verdict, ...]:
        if before.until is None and after.until is not None:
            return (Verdict(times[-1], truth=True, value=self._value(key, times, times[-1])),)
        reached = first_reached(times, at, self.at_least, self.window_ms)
        if reached is None:
            return (Verdict(at, truth=False, value=self._value(key, times, at), late=True),)
        return (Verdict(reached, truth=True, value=self._value(key, times, reached), late=True),)

    def _kept(self, memory: EventTally, key: str, now: tuple[Happened, ...], newest: int) -> dict[str, tuple[Happened, ...]]:
        others = {each: kept for each, kept in memory.kept.items() if each != key and kept[-1][0] > newest - 2 * self.window_ms}
        for _ in range(len(others) - MOST_KEYS + 1):
            del others[min(others, key=lambda each: others[each][-1])]
        return {**others, key: now}

    def pass_time(self, memory: EventTally, moment: int, *, active: bool) -> Step[EventTally]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        until = memory.until
        if until is None or until > moment:
            return Step(memory)
        left = max((counted([at for at, _ in kept], until, self.window_ms) for kept in memory.kept.values()), default=0)
        return Step(EventTally(memory.newest, memory.kept), (Verdict(until, truth=False, value=float(left)),))

    def due(self, memory: EventTally) -> int | None:
        """See `rules.detector.Detector`."""
        return memory.until

    def dump(self, memory: EventTally) -> object:
        """See `rules.detector.Detector`."""
        return {"newest": memory.newest, "kept": memory.kept, "until": memory.until}

    def load(self, data: object) -> EventTally:
        """See `rules.detector.Detector`."""
        fields = mapping(data)
        kept = {key: items(events, _happened) for key, events in mapping(fields["kept"]).items()}
        if not all(kept.values()):
            raise ValueError("a value without events is not kept")
        return EventTally(whole(fields["newest"]), kept, whole_or_none(fields["until"]))

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.window_ms


def _happened(data: object) -> Happened:
    at, fingerprint = items(data, whole)
    return at, fingerprint


def _fingerprint(data: Mapping[str, object]) -> int:
    return crc32(json.dumps(data, sort_keys=True, default=str).encode())
