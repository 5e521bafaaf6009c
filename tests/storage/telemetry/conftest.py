"""Every telemetry engine that is discovered, each opened the way a person would, empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.telemetry import TelemetryStore
from storage.telemetry import engines
from storage.telemetry.influxdb import TOKEN_VARIABLE
from tests.parts.influxdb import InfluxDB

OpenStore = Callable[[], TelemetryStore]
"""Opens the same store once more."""


def sqlite(request: pytest.FixtureRequest, folder: Path) -> dict[str, object]:
    """Its settings: the defaults will do."""
    del request, folder
    return {}


def influxdb(request: pytest.FixtureRequest, folder: Path) -> dict[str, object]:
    """Its settings: a bucket of our own, the token from a file."""
    server: InfluxDB = request.getfixturevalue("influxdb")
    request.getfixturevalue("monkeypatch").delenv(TOKEN_VARIABLE, raising=False)
    token_file = folder / "influxdb-token"
    token_file.write_text(f"{server.token}\n", encoding="utf-8")
    return {"url": server.url, "org": server.org, "bucket": server.bucket(), "token_file": str(token_file)}


SETTINGS: dict[str, Callable[[pytest.FixtureRequest, Path], dict[str, object]]] = {"sqlite": sqlite, "influxdb": influxdb}
"""How a test gives each engine a place of its own. A new engine needs a line here."""


@pytest.fixture(params=sorted(engines()))
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens the store of each engine, as often as a test likes."""
    engine = engines()[request.param]
    settings = engine.settings.model_validate(SETTINGS[engine.name](request, tmp_path))
    opened: list[TelemetryStore] = []

    def open_it() -> TelemetryStore:
        opened.append(engine.open(settings, tmp_path / "data"))
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> TelemetryStore:
    """An empty store of each engine."""
    return open_store()
