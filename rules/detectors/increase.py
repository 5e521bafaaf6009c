"""By how much a counter has grown in a window."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from rules.detector import News, Step, Verdict
from rules.detectors.numbers import SLOTS, number_of
from rules.detectors.remembered import items, mapping, number, number_or_none, whole, whole_or_none


@dataclass(frozen=True, slots=True)
class Grown:
    """`totals`: how much the counter had grown at each of `times` since we first heard it. `until`: true so long, or not."""

    times: tuple[int, ...] = ()
    totals: tuple[float, ...] = ()
    last: float | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Increase:
    """True while the counter of the one input has grown by `at_least` between two readings of the last `window_ms`.

    A counter that falls began anew: the fall is no growth, and it counts from there. Late readings change nothing: by
    how much it grew, the newer reading has told. Of each sixtieth of the window the first reading is kept.
    """

    at_least: float
    window_ms: int

    def begin(self) -> Grown:
        """See `rules.detector.Detector`."""
        return Grown()

    def hear(self, memory: Grown, news: News, *, active: bool) -> Step[Grown]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        value = number_of(news)
        if memory.times and news.at <= memory.times[-1]:
            return Step(memory)
        if value is None:
            return Step(memory, (Verdict(news.at, None),))
        total = memory.totals[-1] + max(0.0, value - memory.last) if memory.totals and memory.last is not None else 0.0
        first = bisect_right(memory.times, news.at - self.window_ms)
        last = len(memory.times)
        slot = max(1, self.window_ms // SLOTS)
        if last - first > 1 and memory.times[-2] // slot == memory.times[-1] // slot == news.at // slot:
            last -= 1
        times, totals = (*memory.times[first:last], news.at), (*memory.totals[first:last], total)
        until = self._until(times, totals)
        return Step(Grown(times, totals, value, until), (Verdict(news.at, until is not None, total - totals[0]),))

    def _until(self, times: tuple[int, ...], totals: tuple[float, ...]) -> int | None:
        """While the newest reading that was less by enough is in the window."""
        enough = totals[-1] - self.at_least * (1 - 1e-12)
        base = bisect_right(totals, enough) - 1
        return None if base < 0 else times[base] + self.window_ms

    def pass_time(self, memory: Grown, moment: int, *, active: bool) -> Step[Grown]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        until = memory.until
        if until is None or until > moment:
            return Step(memory)
        base = bisect_right(memory.times, until - self.window_ms)
        left = memory.totals[-1] - memory.totals[min(base, len(memory.totals) - 1)]
        return Step(Grown(memory.times, memory.totals, memory.last), (Verdict(until, truth=False, value=left),))

    def due(self, memory: Grown) -> int | None:
        """See `rules.detector.Detector`."""
        return memory.until

    def dump(self, memory: Grown) -> object:
        """See `rules.detector.Detector`."""
        return {"times": memory.times, "totals": memory.totals, "last": memory.last, "until": memory.until}

    def load(self, data: object) -> Grown:
        """See `rules.detector.Detector`."""
        fields = mapping(data)
        times, totals = items(fields["times"], whole), items(fields["totals"], number)
        if len(times) != len(totals):
            raise ValueError("times and totals are pairs")
        return Grown(times, totals, number_or_none(fields["last"]), whole_or_none(fields["until"]))

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.window_ms
