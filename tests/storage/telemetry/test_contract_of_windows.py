"""What every telemetry engine answers for windows of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.reading import Quality, Value
from domain.telemetry import Sample, TelemetryStore, WindowFunction
from tests.storage.telemetry.messages import at, of, said


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (WindowFunction.MEAN, [1.5, 6.0, 8.0]),
        (WindowFunction.MIN, [1.0, 4.0, 8.0]),
        (WindowFunction.MAX, [2.0, 8.0, 8.0]),
        (WindowFunction.LAST, [2.0, 4.0, 8.0]),
    ],
)
def test_windows_are_aligned_and_empty_ones_are_left_out(store: TelemetryStore, function: WindowFunction, expected: list[float]) -> None:
    store.write([said(seconds, {"floor": value}) for seconds, value in ((0, 1.0), (59.999, 2.0), (120, 8.0), (130, 4.0), (600, 8.0))])
    found = store.windows(of("floor"), at(0), at(660), window_s=60, function=function)
    assert found == [Sample(at(start), value) for start, value in zip((0, 120, 600), expected, strict=True)]


@pytest.mark.parametrize("function", list(WindowFunction))
def test_windows_start_at_multiples_of_their_length_since_1970_whatever_the_range(store: TelemetryStore, function: WindowFunction) -> None:
    store.write([said(seconds, {"floor": 5.0}) for seconds in (100, 700, 1_300)])
    found = store.windows(of("floor"), at(50), at(1_400), window_s=420, function=function)
    starts = [datetime.fromtimestamp(sample.ts.timestamp(), UTC) for sample in found]
    assert [start.timestamp() % 420 for start in starts] == [0, 0, 0]
    assert all(start <= at(seconds) < start + timedelta(seconds=420) for start, seconds in zip(starts, (100, 700, 1_300), strict=True))


def test_windows_of_a_day_start_at_midnight_utc(store: TelemetryStore) -> None:
    store.write([said(0, {"floor": 1.0}), said(86_400, {"floor": 3.0})])
    found = store.windows(of("floor"), at(-3_600), at(200_000), window_s=86_400, function=WindowFunction.MAX)
    assert found == [Sample(datetime(2026, 1, 31, tzinfo=UTC), 1.0), Sample(datetime(2026, 2, 1, tzinfo=UTC), 3.0)]


def test_windows_take_only_what_lies_in_the_range(store: TelemetryStore) -> None:
    store.write([said(seconds, {"floor": float(seconds)}) for seconds in (10, 20, 30, 40)])
    assert store.windows(of("floor"), at(20), at(40), window_s=60, function=WindowFunction.MEAN) == [Sample(at(0), 25.0)]
    assert store.windows(of("floor"), at(20), at(20), window_s=60, function=WindowFunction.MEAN) == []


@pytest.mark.parametrize("function", list(WindowFunction))
def test_windows_leave_bad_values_out_and_say_where_one_was_uncertain(store: TelemetryStore, function: WindowFunction) -> None:
    store.write([said(0, {"load": 4.0}), said(1, {"load": None}), said(60, {"load": 6.0}, load=Quality.UNCERTAIN), said(120, {"load": None})])
    found = store.windows(of("load"), at(0), at(180), window_s=60, function=function)
    assert found == [Sample(at(0), 4.0), Sample(at(60), 6.0, Quality.UNCERTAIN)]


@pytest.mark.parametrize("values", [("normal", "inspection"), (True, False), (frozenset({"fire"}), frozenset({"fire", "test"}))])
def test_the_last_of_a_window_may_be_any_kind_but_a_mean_is_of_numbers(store: TelemetryStore, values: tuple[Value, Value]) -> None:
    store.write([said(seconds, {"mode": value}) for seconds, value in enumerate(values)])
    assert store.windows(of("mode"), at(0), at(60), window_s=60, function=WindowFunction.LAST) == [Sample(at(0), values[1])]
    assert store.windows(of("mode"), at(0), at(60), window_s=60, function=WindowFunction.MEAN) == []
