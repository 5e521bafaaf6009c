"""Everything that a Steward with all its parts tells supervisors and Prometheus."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database.records import DatabaseRecords
from storage.telemetry import engines
from tests.api.exposition import say_everything
from tests.api.world import SetClock, World, opened
from tests.parts import missing


@pytest.fixture(scope="module")
def speaking(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A Steward that says everything it can."""
    folder = tmp_path_factory.mktemp("speaking")
    shutil.copy(sqlite_template, folder / "records.db")
    clock, engine = SetClock(), engines()["sqlite"]
    records, telemetry = DatabaseRecords(f"sqlite:///{folder / 'records.db'}", clock=clock), engine.open(engine.settings(), folder)
    try:
        with opened(records, telemetry, clock, folder) as world:
            say_everything(world)
            assert world.get("//healthz").status_code == 200
            yield world
    finally:
        telemetry.close()
        records.close()


@pytest.fixture(scope="module")
def exposition(speaking: World) -> str:
    """The text of `/metrics`."""
    return str(speaking.get("//metrics").text)


@pytest.fixture(scope="module")
def ready_parts(speaking: World) -> frozenset[str]:
    """The kinds of parts that `/readyz` names."""
    return frozenset(part["name"].split(":")[0] for part in speaking.get("//readyz").json()["parts"])


@pytest.fixture(scope="module")
def promtool() -> str:
    """Prometheus' own checker."""
    found = os.environ.get("STEWARD_TEST_PROMTOOL") or shutil.which("promtool")
    if found is None:
        missing("promtool", "apt install prometheus, or name it in STEWARD_TEST_PROMTOOL")
    return found
