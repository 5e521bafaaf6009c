"""What windows make of readings: nothing that a trend draws of them is untrue."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Quality
from domain.telemetry import WindowFunction
from domain.time import to_ms
from storage.telemetry.windowing import Judged, window_start, windowed

WINDOW_S = 60
READINGS = st.lists(
    st.tuples(st.integers(0, 3_600_000), st.floats(-1e6, 1e6, allow_nan=False), st.sampled_from([Quality.GOOD, Quality.UNCERTAIN])),
    unique_by=lambda one: one[0],
).map(sorted)


def drawn(readings: list[Judged], function: WindowFunction) -> dict[int, float]:
    return {to_ms(sample.ts): float(str(sample.value)) for sample in windowed(readings, WINDOW_S, function)}


@given(READINGS)
def test_the_mean_lies_between_the_lowest_and_the_highest_and_no_spike_is_lost(readings: list[Judged]) -> None:
    low, mean, high = (drawn(readings, function) for function in (WindowFunction.MIN, WindowFunction.MEAN, WindowFunction.MAX))
    assert low.keys() == mean.keys() == high.keys()
    # A sum of many numbers is not exact.
    assert all(low[ts] - 1e-3 <= mean[ts] <= high[ts] + 1e-3 for ts in mean)
    values = [value for _, value, _ in readings if isinstance(value, float)]
    assert max(high.values(), default=None) == max(values, default=None)
    assert min(low.values(), default=None) == min(values, default=None)


@given(READINGS)
def test_a_window_without_readings_stays_a_gap(readings: list[Judged]) -> None:
    assert set(drawn(readings, WindowFunction.MEAN)) == {window_start(ts, WINDOW_S) for ts, _, _ in readings}
