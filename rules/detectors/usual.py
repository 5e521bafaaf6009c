"""How far a number is from what it usually is at this hour of the week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.calendar import Days
from rules.detector import News, Step, Verdict
from rules.detectors.buckets import Buckets, buckets_as_json, buckets_from, mean, span, with_number
from rules.detectors.numbers import number_of
from rules.detectors.remembered import items, mapping, number, number_or_none, whole

BUCKETS = 5
"""The present mean is taken over so many stretches."""

BACK = 0.9
"""Once true, until it is nearer than this share of the limit."""

_HOUR_MS = 3_600_000
_WEEK_HOURS = 7 * 24


class Hour(NamedTuple):
    """An hour of the wall's clock: the mean of its `readings`. `number` counts the hours of the local days, 24 a day."""

    number: int
    readings: int
    mean: float


class Memory(NamedTuple):
    """`hours`: those that are over, in order. `begins`: of the present hour, epoch ms. `usual`: of the present hour, if known."""

    hours: tuple[Hour, ...] = ()
    present: Hour = Hour(0, 0, 0.0)
    begins: int = 0
    usual: float | None = None
    buckets: Buckets = ()
    newest: tuple[int, float] = (0, 0.0)


@dataclass(frozen=True, slots=True)
class Side:
    """Which deviations count."""

    above: bool = True
    below: bool = True


@dataclass(frozen=True, slots=True)
class Usual:
    """True while the mean of the last `over_ms` is farther from the usual than `by` and than `share` of the usual.

    The usual is the median of the means of the same hour of the wall's clock, of the same weekday, in the past `weeks`
    weeks; only days of the same sort (working day, weekend, holiday) count, and there must be `minimum` of them. A mean
    is one of at least two readings. A reading that comes late by less than `over_ms` is judged at its own time.
    """

    zone: ZoneInfo
    days: Days
    weeks: int
    minimum: int
    over_ms: int
    by: float
    share: float
    side: Side

    def begin(self) -> Memory:
        """See `rules.detector.Detector`."""
        return Memory()

    def hear(self, memory: Memory, news: News, *, active: bool) -> Step[Memory]:
        """See `rules.detector.Detector`."""
        value = number_of(news)
        late = news.at < memory.newest[0]
        if value is None:
            return Step(memory) if late else Step(memory, (Verdict(news.at, None),))
        bucket_ms = max(1, self.over_ms // BUCKETS)
        index = news.at // bucket_ms
        if late:
            if index <= memory.buckets[-1].place - BUCKETS:
                return Step(memory)
            after = memory._replace(buckets=with_number(memory.buckets, news.at, value, bucket_ms, 2 * BUCKETS))
            # The hour before has its own usual; what is late is judged by the present one only within it.
            usual = memory.usual if news.at >= memory.begins else None
            return Step(after, (replace(self._judge(after.buckets, index, usual, news.at, active=False), late=True),))
        if memory.newest == (news.at, value):
            return Step(memory)
        if not memory.begins <= news.at < memory.begins + _HOUR_MS:
            memory = self._next_hour(memory, news.at)
        hour = memory.present
        count = hour.readings + 1
        after = Memory(
            memory.hours,
            Hour(hour.number, count, hour.mean + (value - hour.mean) / count),
            memory.begins,
            memory.usual,
            with_number(memory.buckets, news.at, value, bucket_ms, 2 * BUCKETS),
            (news.at, value),
        )
        return Step(after, (self._judge(after.buckets, index, after.usual, news.at, active=active),))

    def _next_hour(self, memory: Memory, at: int) -> Memory:
        local = datetime.fromtimestamp(at / 1000, self.zone)
        into = (local.minute * 60 + local.second) * 1000 + at % 1000
        index = local.toordinal() * 24 + local.hour
        if index == memory.present.number:
            # The clocks went back: the wall shows this hour once more.
            return memory._replace(begins=at - into)
        hours = (*memory.hours, memory.present) if memory.present.readings else memory.hours
        oldest = index - (self.weeks * _WEEK_HOURS)
        first = next((place for place, hour in enumerate(hours) if hour.number >= oldest), len(hours))
        hours = hours[first:]
        return memory._replace(hours=hours, present=Hour(index, 0, 0.0), begins=at - into, usual=self._usual(hours, index))

    def _usual(self, hours: tuple[Hour, ...], index: int) -> float | None:
        today = date.fromordinal(index // 24)
        kind = self.days.kind_of(today)
        wanted = {index - week * _WEEK_HOURS for week in range(1, self.weeks + 1) if self.days.kind_of(today - timedelta(weeks=week)) is kind}
        means = [hour.mean for hour in hours if hour.number in wanted]
        return median(means) if len(means) >= self.minimum else None

    def _judge(self, buckets: Buckets, last: int, usual: float | None, at: int, *, active: bool) -> Verdict:
        window = span(buckets, last, BUCKETS)
        if usual is None or (len(window) < 2 and (not window or window[0].heard < 2)):  # noqa: PLR2004  one reading is no mean
            return Verdict(at, None)
        now = mean(window)
        away = now - usual
        limit = max(self.by, self.share * abs(usual))
        if limit <= 0:
            return Verdict(at, None, now)
        far = abs(away) >= limit * (BACK if active else 1)
        return Verdict(at, far and (self.side.above if away > 0 else self.side.below), now)

    def pass_time(self, memory: Memory, _moment: int, *, active: bool) -> Step[Memory]:  # noqa: ARG002  without readings nothing is known
        """See `rules.detector.Detector`."""
        return Step(memory)

    def due(self, _memory: Memory) -> int | None:
        """Never: without readings nothing is known."""
        return None

    def dump(self, memory: Memory) -> object:
        """See `rules.detector.Detector`."""
        return {**memory._asdict(), "buckets": buckets_as_json(memory.buckets)}

    def load(self, data: object) -> Memory:
        """See `rules.detector.Detector`."""
        fields = mapping(data)
        at, value = items(fields["newest"], number)
        return Memory(
            items(fields["hours"], _hour),
            _hour(fields["present"]),
            whole(fields["begins"]),
            number_or_none(fields["usual"]),
            buckets_from(fields["buckets"]),
            (int(at), value),
        )

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.weeks * _WEEK_HOURS * _HOUR_MS


def _hour(data: object) -> Hour:
    index, count, value = items(data, number)
    return Hour(int(index), int(count), value)
