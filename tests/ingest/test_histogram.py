"""Histograms count every observation once, and know the quantiles of the newest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.histogram import RECENT, Histogram


def counts(histogram: Histogram) -> object:
    return histogram.as_told()["counts"]


@pytest.mark.parametrize(("value", "expected"), [(0.0, [1, 0, 0]), (1.0, [1, 0, 0]), (1.1, [0, 1, 0]), (2.0, [0, 1, 0]), (2.1, [0, 0, 1])])
def test_a_bound_belongs_to_what_is_below_it(value: float, expected: list[int]) -> None:
    histogram = Histogram((1, 2))
    histogram.observe(value)
    assert counts(histogram) == expected


@given(st.lists(st.floats(0, 1e6)))
def test_nothing_is_lost_or_counted_twice(values: list[float]) -> None:
    histogram = Histogram()
    for value in values:
        histogram.observe(value)
    assert histogram.count == len(values)
    assert histogram.sum == pytest.approx(sum(values))


def test_quantiles_are_of_the_newest() -> None:
    histogram = Histogram()
    assert histogram.quantile(0.5) is None
    for value in range(1000):
        histogram.observe(value)
    assert histogram.quantile(0) == 1000 - RECENT
    assert histogram.quantile(0.5) == 1000 - RECENT / 2
    assert histogram.quantile(1) == 999


def test_what_is_told_is_json() -> None:
    histogram = Histogram((1, 2))
    assert histogram.as_told() == {"bounds": (1, 2), "counts": [0, 0, 0], "sum": 0.0, "median": None, "p99": None}
    histogram.observe(1.5)
    assert histogram.as_told() == {"bounds": (1, 2), "counts": [0, 1, 0], "sum": 1.5, "median": 1.5, "p99": 1.5}
