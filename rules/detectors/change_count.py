"""How often a point has become a value in a window."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from rules.detector import News, Step, Verdict
from rules.detectors.remembered import items, mapping, truth, whole, whole_or_none
from rules.detectors.standing import counted, first_reached, stands_until
from rules.kind import ValueTest

MOST_RUNS = 2_050
"""So many runs are remembered at most: twice the greatest number that can be asked for, and some."""

Run = tuple[int, int, bool]
"""From the first to the last reading that said the same: whether the value was the one that is counted."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of the point, in order, each other than the one before. `until`: it is true so long; `None`: it is not."""

    runs: tuple[Run, ...] = ()
    until: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeCount:
    """True while the value of the one input became one for which `test` holds `at_least` times; each counts for `window_ms`.

    The first value that is heard became nothing: what was before is not known. A late reading less than a window old
    is set in its place: it may show a change that nobody saw, or that one came earlier. However readings are mixed up,
    no more changes are counted than there were; of readings that say the same, only the first and the last are kept.
    """

    test: ValueTest
    at_least: int
    window_ms: int

    def begin(self) -> Runs:
        """See `rules.detector.Detector`."""
        return Runs()

    def hear(self, memory: Runs, news: News, *, active: bool) -> Step[Runs]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        is_it = self.test.holds(news.value, active=False) if news.trusted else None
        newest = memory.runs[-1][1] if memory.runs else 0
        if is_it is None or news.at < newest:
            if is_it is None or news.at <= newest - self.window_ms:
                return Step(memory) if news.at < newest else Step(memory, (Verdict(news.at, None),))
            return self._late(memory, news.at, is_it, newest)
        runs = memory.runs
        if runs and runs[-1][2] is is_it:
            if news.at > newest:
                runs = (*runs[:-1], (runs[-1][0], news.at, is_it))
                memory = Runs(runs, memory.until)
        else:
            runs = self._kept((*runs, (news.at, news.at, is_it)), news.at)
            memory = Runs(runs, self._until(runs, news.at))
        return Step(memory, (self._verdict(memory, news.at),))

    def _verdict(self, memory: Runs, at: int) -> Verdict:
        return Verdict(at, memory.until is not None, float(counted(became(memory.runs), at, self.window_ms)))

    def _until(self, runs: tuple[Run, ...], newest: int) -> int | None:
        until = stands_until(became(runs), self.at_least, self.window_ms)
        return None if until is None or until <= newest else until

    def _late(self, memory: Runs, at: int, is_it: bool, newest: int) -> Step[Runs]:  # noqa: FBT001  what the reading said
        runs = self._kept(_set_in(memory.runs, at, is_it), newest)
        after = memory if runs == memory.runs else Runs(runs, self._until(runs, newest))
        times = became(runs)
        if (after.until is None) is not (memory.until is None):
            moment = times[-1] if after.until is not None else newest
            return Step(after, (self._verdict(after, max(moment, at)),))
        reached = first_reached(times, at, self.at_least, self.window_ms)
        moment = at if reached is None else reached
        return Step(after, (Verdict(moment, reached is not None, float(counted(times, moment, self.window_ms)), late=True),))

    def _kept(self, runs: tuple[Run, ...], newest: int) -> tuple[Run, ...]:
        """Without what is over; the run before the first that counts stays, because it tells that this one was a change."""
        first = max(0, len(runs) - MOST_RUNS)
        while first + 1 < len(runs) and runs[first + 1][0] <= newest - 2 * self.window_ms:
            first += 1
        return runs[first:] if first else runs

    def pass_time(self, memory: Runs, moment: int, *, active: bool) -> Step[Runs]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        until = memory.until
        if until is None or until > moment:
            return Step(memory)
        left = float(counted(became(memory.runs), until, self.window_ms))
        return Step(Runs(memory.runs), (Verdict(until, truth=False, value=left),))

    def due(self, memory: Runs) -> int | None:
        """See `rules.detector.Detector`."""
        return memory.until

    def dump(self, memory: Runs) -> object:
        """See `rules.detector.Detector`."""
        return {"runs": memory.runs, "until": memory.until}

    def load(self, data: object) -> Runs:
        """See `rules.detector.Detector`."""
        fields = mapping(data)
        return Runs(items(fields["runs"], _run), whole_or_none(fields["until"]))

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.window_ms


def became(runs: tuple[Run, ...]) -> list[int]:
    """When it became the value that is counted."""
    return [begin for begin, _, is_it in runs[1:] if is_it]


def _set_in(runs: tuple[Run, ...], at: int, is_it: bool) -> tuple[Run, ...]:  # noqa: FBT001  what the reading said
    """The runs with a reading of an earlier time in its place."""
    index = bisect_right(runs, at, key=lambda run: run[0]) - 1
    if index < 0:
        first = runs[0]
        return ((at, first[1], is_it), *runs[1:]) if first[2] is is_it else ((at, at, is_it), *runs)
    begin, end, said = runs[index]
    if at <= end:
        if said is is_it or at in (begin, end):
            return runs
        # Between its ends only the ends are known for sure: nothing is claimed that was not read.
        return (*runs[:index], (begin, begin, said), (at, at, is_it), (end, end, said), *runs[index + 1 :])
    if said is is_it:
        return (*runs[:index], (begin, at, said), *runs[index + 1 :])
    after = runs[index + 1]
    return (*runs[: index + 1], (at, after[1], is_it), *runs[index + 2 :])


def _run(data: object) -> Run:
    begin, end, is_it = items(data, lambda part: part)
    return whole(begin), whole(end), truth(is_it)
