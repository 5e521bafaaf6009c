"""The role for drills: what it does with a drill that it cannot play, and what it clears away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from domain.drill import DrillState
from domain.time import utc_now
from operations.drills import ending, planning, running
from operations.drills.planning import NewDrill
from steward.drills.opening import DrillIngest, drill_broker
from steward.drills.playing import Parts
from steward.drills.scenarios import HouseScenarios
from steward.installation import Installation, load_installation
from steward.roles.drills import ROLE, Troupe
from steward.shards.data_folder import DataFolder
from steward.wiring import open_telemetry
from storage.database.records import DatabaseRecords
from tests.drills.rehearsal import SITE
from tests.parts.mosquitto import Mosquitto


def installed(folder: Path, host: str = "127.0.0.1", port: int = 1) -> Installation:
    (folder / "site.yaml").write_text(SITE)
    mqtt = {"host": host, "port": port, "username": "steward", "drill_username": "steward"}
    (folder / "steward.yaml").write_text(yaml.safe_dump({"data_dir": "data", "sites": ["site.yaml"], "mqtt": mqtt}))
    return load_installation(folder / "steward.yaml")


def parts_of(installation: Installation, records: DatabaseRecords) -> Parts:
    data = installation.settings.data_dir
    (data / "drills").mkdir(parents=True)
    telemetry = open_telemetry(installation.settings)
    ingest = DrillIngest(installation, records, telemetry, utc_now)
    return Parts(records, DataFolder(data), data / "drills", ingest, drill_broker(installation), utc_now)


def begun(records: DatabaseRecords, installation: Installation) -> str:
    now = utc_now()
    new = NewDrill("fire", "smoke", "演练", now, 600.0, area="t2")
    site = installation.sites["court"]
    with records.transaction() as tx:
        planned = planning.plan(tx, new, site=site, by="ma", at=now, scenarios=HouseScenarios())
        return running.start(tx, planned.id, site=site, by="ma", at=now).id


@pytest.fixture
def no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEWARD_DRILL_MQTT_PASSWORD", raising=False)


@pytest.mark.usefixtures("no_password")
def test_a_drill_without_a_broker_user_is_stopped_with_what_to_do(sqlite_records: DatabaseRecords, tmp_path: Path) -> None:
    installation = installed(tmp_path)
    drill = begun(sqlite_records, installation)
    Troupe(installation, sqlite_records, parts_of(installation, sqlite_records)).look()
    with sqlite_records.reading() as tx:
        found = tx.drills.get(drill)
        assert found is not None
        assert (found.state, found.ended_by) == (DrillState.STOPPED, "system")
        assert "mqtt.drill_password_file" in found.reason
        assert [(beat.role, beat.detail) for beat in tx.housekeeping.heartbeats()] == [(ROLE, {"ready": False})]


@pytest.mark.real
def test_what_a_drill_left_is_cleared_away_once_it_is_over(
    sqlite_records: DatabaseRecords, tmp_path: Path, mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEWARD_DRILL_MQTT_PASSWORD", mosquitto.password)
    installation = installed(tmp_path, mosquitto.host, mosquitto.port)
    drill = begun(sqlite_records, installation)
    parts = parts_of(installation, sqlite_records)
    parts = replace(parts, broker=replace(parts.broker, username=mosquitto.username))
    for name in (drill, "somebody-elses-and-over"):
        (parts.journals / name).mkdir()
    with sqlite_records.transaction() as tx:
        ending.stop(tx, drill, site=installation.sites["court"], by="ma", at=utc_now(), reason="够了")
    Troupe(installation, sqlite_records, parts).look()
    assert list(parts.journals.iterdir()) == []


@pytest.mark.real
def test_a_drill_whose_journal_is_on_another_machine_is_stopped(
    sqlite_records: DatabaseRecords, tmp_path: Path, mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEWARD_DRILL_MQTT_PASSWORD", mosquitto.password)
    installation = installed(tmp_path, mosquitto.host, mosquitto.port)
    drill = begun(sqlite_records, installation)
    with sqlite_records.transaction() as tx:
        epoch = tx.ingests.acquire(drill, "another-machine@boot", utc_now(), 0.001)
        tx.ingests.advance(drill, epoch, 512)
        tx.ingests.release(drill, epoch)
    troupe = Troupe(installation, sqlite_records, parts_of(installation, sqlite_records))
    troupe.look()
    troupe.leave()
    with sqlite_records.reading() as tx:
        found = tx.drills.get(drill)
    assert found is not None
    assert (found.state, "not on this machine" in found.reason) == (DrillState.STOPPED, True)
