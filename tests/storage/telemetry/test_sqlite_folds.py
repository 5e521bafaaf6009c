"""Days that are over are folded into hours: the same is read, however and whenever it was folded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from domain.reading import Quality, Value
from domain.telemetry import Sample, TelemetryMessage, WindowFunction
from storage.telemetry import day_files
from storage.telemetry.sqlite import SqliteTelemetry
from tests.storage.telemetry import messages
from tests.storage.telemetry.messages import of

HOUR, DAY = 3600, 86_400
_MIDNIGHT = -8 * HOUR


def at(seconds: float) -> datetime:
    """So many seconds after a midnight (UTC)."""
    return messages.at(_MIDNIGHT + seconds)


def said(seconds: float, values: dict[str, Value], *, device: str = "lift-1", **qualities: Quality) -> TelemetryMessage:
    """A message of a lift."""
    return messages.said(_MIDNIGHT + seconds, values, device=device, **qualities)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTelemetry]:
    """Three days of a lift that speaks every ten minutes, now and then of something else, and is in doubt once."""
    opened = SqliteTelemetry(tmp_path)
    opened.write([said(number * 600, {"floor": float(number % 37)}) for number in range(3 * 144)])
    opened.write([said(DAY + 30, {"mode": "inspection", "trapped": True}), said(DAY + 90, {"doors": frozenset({"a", "b"})})])
    opened.write([said(DAY + 700, {"floor": 99.0}, floor=Quality.UNCERTAIN)])
    yield opened
    opened.close()


def everything(store: SqliteTelemetry, start: float = 0, end: float = 4 * DAY) -> dict[tuple[str, int, str], list[Sample]]:
    """Every answer, rounded: a sum of sums is not quite the sum."""
    asked = [(key, window, function) for key in ("floor", "mode", "trapped", "doors") for window in (HOUR, 6 * HOUR, DAY) for function in WindowFunction]
    return {(key, window, function.value): windows(store, key, start, end, window, function) for key, window, function in asked}


def windows(store: SqliteTelemetry, key: str, start: float, end: float, window_s: int, function: WindowFunction) -> list[Sample]:
    found = store.windows(of(key), at(start), at(end), window_s=window_s, function=function)
    return [replace(one, value=round(one.value, 9) if isinstance(one.value, float) else one.value) for one in found]


def folds(tmp_path: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(tmp_path / "live" / "riverside" / day_files.FOLDS) as connection:
        return connection.execute("SELECT day, whole FROM fold_day ORDER BY day").fetchall()


@pytest.mark.parametrize(("start", "end"), [(0, 4 * DAY), (1800, 2 * DAY + 900), (5 * HOUR + 1, DAY), (DAY, DAY)])
def test_windows_say_the_same_before_and_after(start: float, end: float, store: SqliteTelemetry) -> None:
    before = everything(store, start, end)
    store.fold_before("riverside", at(3 * DAY))
    assert everything(store, start, end) == before


def test_they_are_read_from_the_folds(store: SqliteTelemetry, tmp_path: Path) -> None:
    store.fold_before("riverside", at(3 * DAY))
    before = everything(store)
    store.close()
    for path in day_files.day_files(tmp_path / "live" / "riverside")[:3]:
        with sqlite3.connect(path) as connection:
            connection.execute("DELETE FROM message")
    assert everything(store) == before


def test_what_comes_late_is_in_the_next_answer_and_is_folded_again(store: SqliteTelemetry, tmp_path: Path) -> None:
    store.fold_before("riverside", at(3 * DAY))
    assert {whole for _, whole in folds(tmp_path)} == {1}
    store.write([said(DAY + 1, {"floor": 1000.0})])
    assert max(one.value for one in highest(store) if isinstance(one.value, float)) == 1000.0
    assert 0 in {whole for _, whole in folds(tmp_path)}
    store.fold_before("riverside", at(3 * DAY))
    assert {whole for _, whole in folds(tmp_path)} == {1}
    assert max(one.value for one in highest(store) if isinstance(one.value, float)) == 1000.0


def test_a_late_message_of_one_device_leaves_the_folds_of_others(store: SqliteTelemetry, tmp_path: Path) -> None:
    store.write([said(DAY, {"floor": 1.0}, device="lift-2")])
    store.fold_before("riverside", at(3 * DAY))
    store.write([said(DAY + 5, {"floor": 5.0})])
    with sqlite3.connect(tmp_path / "live" / "riverside" / day_files.FOLDS) as connection:
        kept = {device for (device,) in connection.execute("SELECT device FROM fold WHERE day = ?", (day_files.day_of(int(at(DAY).timestamp() * 1000)),))}
    assert kept == {"lift-2"}


def test_the_day_that_is_not_over_is_not_folded(store: SqliteTelemetry, tmp_path: Path) -> None:
    store.fold_before("riverside", at(DAY))
    assert folds(tmp_path) == [(day_files.day_of(int(at(0).timestamp() * 1000)), 1)]


def test_retention_forgets_folds_too(store: SqliteTelemetry, tmp_path: Path) -> None:
    store.fold_before("riverside", at(3 * DAY))
    store.delete_before("riverside", at(2 * DAY))
    assert all(one.ts >= at(DAY) for one in highest(store))
    first, *_ = folds(tmp_path)
    assert first[0] == day_files.day_of(int(at(2 * DAY).timestamp() * 1000))


def test_a_site_without_values_has_nothing_to_fold(tmp_path: Path) -> None:
    SqliteTelemetry(tmp_path / "none").fold_before("riverside", at(0))
    assert not (tmp_path / "none").exists()


def highest(store: SqliteTelemetry) -> list[Sample]:
    return windows(store, "floor", -DAY, 4 * DAY, DAY, WindowFunction.MAX)
