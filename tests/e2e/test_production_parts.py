"""The same chain with Mosquitto, InfluxDB 2.7 and PostgreSQL in place of the embedded parts, set up as deploy/ does it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect
from sqlalchemy.engine import make_url

from steward.examples import riverside
from tests.e2e.chain import INCIDENTS, alarm_of, alarms, orders, play_the_chain
from tests.e2e.deployed_mosquitto import DeployedMosquitto, deployed_mosquitto
from tests.e2e.installation import Installation, end, eventually, start
from tests.e2e.pages import opened
from tests.e2e.people import add_people
from tests.e2e.stream import kill_ingest_in_mid_stream
from tests.parts import free_port
from tests.parts.influxdb import InfluxDB
from tests.parts.postgresql import Postgresql

PEOPLE = {
    "engineer": ("engineer", "engineering"),
    "guard": ("guard", "security"),
    "manager": ("manager", "management"),
}

pytestmark = pytest.mark.real


def configuration(folder: Path, port: int, mosquitto: DeployedMosquitto, influxdb: InfluxDB, database: str) -> Path:
    """deploy/steward.yaml with the addresses of this test in place of those of the Compose file."""
    settings = yaml.safe_load(Path("deploy/steward.yaml").read_text(encoding="utf-8"))
    secrets = {"mqtt_password": mosquitto.passwords["steward"], "mqtt_drill_password": mosquitto.passwords["steward-drill"], "influxdb_token": influxdb.token}
    for name, value in secrets.items():
        (folder / name).write_text(value)
    url, password = _split(database)
    (folder / "records_password").write_text(password)
    settings["data_dir"] = str(folder / "data")
    settings["sites"] = [str(riverside())]
    settings["mqtt"] |= {"host": mosquitto.host, "port": mosquitto.port, "password_file": str(folder / "mqtt_password")}
    settings["mqtt"]["drill_password_file"] = str(folder / "mqtt_drill_password")
    settings["records"] = {"url": url, "password_file": str(folder / "records_password")}
    settings["telemetry"] |= {"url": influxdb.url, "org": influxdb.org, "bucket": influxdb.bucket(), "token_file": str(folder / "influxdb_token")}
    settings["server"] = {"host": "127.0.0.1", "port": port}
    settings["log"] = {"format": "text"}
    settings["ingest"] = {"settle_s": 5}
    file = folder / "steward.yaml"
    file.write_text(yaml.safe_dump(settings))
    return file


def _split(database: str) -> tuple[str, str]:
    url = make_url(database)
    return f"postgresql://{url.username}@{url.host}:{url.port}/{url.database}", str(url.password or "")


@contextlib.contextmanager
def running(folder: Path, mosquitto: DeployedMosquitto, influxdb: InfluxDB, postgresql: Postgresql) -> Iterator[Installation]:
    port = free_port()
    file = configuration(folder, port, mosquitto, influxdb, postgresql.new_database())
    passwords = add_people(file, PEOPLE)
    log = folder / "steward.log"
    process = start(["run", "--config", str(file)], log)
    installation = Installation(
        f"http://127.0.0.1:{port}", folder / "data", mosquitto.host, mosquitto.port, "integrator", mosquitto.passwords["integrator"], process, log, passwords
    )
    try:
        installation.wait_until_ready(90)
        yield installation
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            installation.stop()
        end(process)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, influxdb: InfluxDB, postgresql: Postgresql) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("production")
    with deployed_mosquitto(folder / "mosquitto", ("riverside/t2-lift-1",)) as mosquitto, running(folder, mosquitto, influxdb, postgresql) as started:
        yield started


def test_the_chain_passes_on_production_parts(installation: Installation) -> None:
    play_the_chain(installation)


def test_what_happened_is_on_the_page(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "manager")
    page.goto("/alarms")
    for incident in INCIDENTS[1:]:  # the first one is over
        alarm = alarm_of(installation.client("manager"), incident.rule, incident.device)
        expect(page.locator(f'[data-alarm-id="{alarm["id"]}"]').first).to_be_visible()
    page.context.close()


def test_killing_ingest_in_mid_stream_loses_and_doubles_nothing(installation: Installation) -> None:
    kill_ingest_in_mid_stream(installation)


def test_a_server_that_is_killed_comes_back_with_everything(installation: Installation) -> None:
    before = {order["id"] for order in orders(installation.client("engineer"))}
    os.kill(installation.role_pid("server"), signal.SIGKILL)
    eventually(lambda: not installation.ready(), what="the death of the server")
    installation.wait_until_ready(60)
    assert {order["id"] for order in orders(installation.client("engineer"))} == before


def test_nobody_is_warned_of_the_broker_that_deploy_sets_up(installation: Installation) -> None:
    assert "max_queued_messages" not in installation.log.read_text(encoding="utf-8")


def test_a_device_may_publish_under_its_own_topic_only(installation: Installation) -> None:
    device = replace(installation, mqtt_username="riverside/t2-lift-1", mqtt_password="the password of riverside/t2-lift-1")
    device.publish("t2-lift-2", "telemetry", {"values": {"trapped": True}})
    device.publish("t2-lift-1", "telemetry", {"values": {"trapped": True}})
    client = installation.client("engineer")
    alarm_of(client, "lift.entrapment", "t2-lift-1")
    assert alarms(client, asset="t2-lift-2") == []


def test_it_stops_cleanly(installation: Installation) -> None:
    assert installation.stop() == 0
    assert "Traceback" not in installation.log.read_text(encoding="utf-8")
