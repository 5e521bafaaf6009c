"""The app on real records (SQLite) and the embedded telemetry store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.telemetry import TelemetryStore
from storage.database.records import DatabaseRecords
from storage.telemetry import engines
from tests.api.building import BUILDING
from tests.api.world import SetClock, World, opened


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def site_records(sqlite_url: str, clock: SetClock) -> Iterator[DatabaseRecords]:
    records = DatabaseRecords(sqlite_url, clock=clock)
    try:
        yield records
    finally:
        records.close()


@pytest.fixture
def telemetry(tmp_path: Path) -> Iterator[TelemetryStore]:
    engine = engines()["sqlite"]
    store = engine.open(engine.settings(), tmp_path)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def world(site_records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    with opened(site_records, telemetry, clock, tmp_path) as living:
        yield living


@pytest.fixture
def building(site_records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    with opened(site_records, telemetry, clock, tmp_path, sites=BUILDING) as living:
        yield living
