"""A number over time in buckets of equal length: what a trend and a mean need, however often a device speaks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from rules.detectors.remembered import items, number, whole


class Bucket(NamedTuple):
    """`heard` numbers of one stretch of time, the one with the number `place`: the mean of their times (epoch ms) and of themselves."""

    place: int
    heard: int
    at: float
    mean: float

    def with_one(self, at: int, value: float) -> Bucket:
        """With one number more."""
        heard = self.heard + 1
        return Bucket(self.place, heard, self.at + (at - self.at) / heard, self.mean + (value - self.mean) / heard)


Buckets = tuple[Bucket, ...]
"""In order of time; those without a number are not there."""


def with_number(buckets: Buckets, at: int, value: float, bucket_ms: int, keep: int) -> Buckets:
    """The buckets with a number of any time among the last `keep`; older ones fall away."""
    place = at // bucket_ms
    if not buckets:
        return (Bucket(place, 1, float(at), value),)
    newest = buckets[-1]
    if newest.place == place:
        return (*buckets[:-1], newest.with_one(at, value))
    new = Bucket(place, 1, float(at), value)
    if place > newest.place:
        return (*span(buckets, place, keep), new)
    index = bisect_left(buckets, place, key=_place)
    if buckets[index].place == place:
        return (*buckets[:index], buckets[index].with_one(at, value), *buckets[index + 1 :])
    return (*buckets[:index], new, *buckets[index:])


def span(buckets: Buckets, last: int, count: int) -> Buckets:
    """The `count` stretches up to the one with the number `last`, as far as they are there."""
    tail = buckets[-count:]
    if tail and last - count < tail[0].place and tail[-1].place <= last:
        return tail
    return buckets[bisect_left(buckets, last - count + 1, key=_place) : bisect_right(buckets, last, key=_place)]


def mean(buckets: Sequence[Bucket]) -> float:
    """The mean of all their numbers; there must be one."""
    total = 0.0
    heard = 0
    for bucket in buckets:
        total += bucket.mean * bucket.heard
        heard += bucket.heard
    return total / heard


def buckets_as_json(buckets: Buckets) -> list[object]:
    """For `buckets_from`."""
    return list(buckets)


def buckets_from(data: object) -> Buckets:
    """What `buckets_as_json` wrote."""
    return items(data, _bucket)


def _bucket(data: object) -> Bucket:
    place, heard, at, value = items(data, lambda part: part)
    return Bucket(whole(place), whole(heard), number(at), number(value))


def _place(bucket: Bucket) -> int:
    return bucket.place
