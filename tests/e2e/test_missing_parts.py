"""A store that is away or a password that is wrong is said in one line without a traceback, and everything else goes on."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from steward.examples import riverside
from tests.e2e.chain import alarm_of, assert_exactly_one_order, say
from tests.e2e.installation import Installation, end, eventually, start
from tests.parts import free_port
from tests.parts.mosquitto import Mosquitto
from tests.parts.postgresql import Postgresql

pytestmark = pytest.mark.real


@contextlib.contextmanager
def running(folder: Path, mosquitto: Mosquitto, more: dict[str, object], secrets: dict[str, str]) -> Iterator[Installation]:
    """`steward run` on Mosquitto with `more` in its settings; not waited for."""
    port = free_port()
    settings: dict[str, object] = {
        "data_dir": "data",
        "sites": [str(riverside())],
        "mqtt": {"host": mosquitto.host, "port": mosquitto.port, "username": mosquitto.username},
        "server": {"port": port},
        "ingest": {"probe_broker": False},
        **more,
    }
    file = folder / "steward.yaml"
    file.write_text(yaml.safe_dump(settings))
    log = folder / "steward.log"
    environment = {"STEWARD_MQTT_PASSWORD": mosquitto.password, **secrets}
    process = start(["run", "--config", str(file)], log, environment)
    installation = Installation(
        f"http://127.0.0.1:{port}", folder / "data", mosquitto.host, mosquitto.port, mosquitto.username, mosquitto.password, process, log
    )
    try:
        yield installation
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            installation.stop()
        end(process)


def said(installation: Installation, words: str) -> list[str]:
    """The lines of the log with `words` in them."""
    return [line for line in installation.log.read_text(encoding="utf-8").splitlines() if words in line]


def parts_not_ready(installation: Installation) -> set[str]:
    """What /readyz says is not ready; nothing while the server does not answer."""
    with contextlib.suppress(httpx.HTTPError):
        return {part["name"] for part in httpx.get(installation.url + "/readyz", timeout=5).json()["parts"] if not part["ready"]}
    return set()


def test_a_wrong_broker_password_is_said_once_and_shown(tmp_path: Path, mosquitto: Mosquitto) -> None:
    with running(tmp_path, mosquitto, {}, {"STEWARD_MQTT_PASSWORD": "not-the-brokers-7f3a"}) as installation:
        eventually(lambda: "broker:riverside" in parts_not_ready(installation), within_s=60, what="the broker's absence on /readyz")
        eventually(lambda: said(installation, "ingest") and said(installation, "login"), what="a line about the login")
        assert "not-the-brokers-7f3a" not in installation.log.read_text(encoding="utf-8")
        assert said(installation, "Traceback") == []


def test_a_missing_influxdb_delays_storing_and_nothing_else(tmp_path: Path, mosquitto: Mosquitto) -> None:
    telemetry = {"engine": "influxdb", "url": f"http://127.0.0.1:{free_port()}", "org": "steward", "bucket": "steward"}
    with running(tmp_path, mosquitto, {"telemetry": telemetry}, {"STEWARD_INFLUXDB_TOKEN": "a token"}) as installation:
        eventually(lambda: "telemetry" in parts_not_ready(installation), within_s=60, what="the store's absence on /readyz")
        installation.passwords["engineer"] = "a password for the test"
        command = ["user", "add", "engineer", "--role", "engineer", "--department", "engineering", "--config", str(tmp_path / "steward.yaml")]
        assert start(command, tmp_path / "user.log", {"STEWARD_NEW_PASSWORD": installation.passwords["engineer"]}).wait(60) == 0
        say(installation, "t1-lift-1", {"trapped": True})
        client = installation.client("engineer")
        assert_exactly_one_order(client, alarm_of(client, "lift.entrapment", "t1-lift-1"))
        assert len(said(installation, "telemetry store influxdb cannot be used yet")) <= 4  # one for each role that has it, however long it lasts
        assert said(installation, "Traceback") == []


def test_a_wrong_database_password_is_said_in_one_line_and_the_right_one_is_not_shown(tmp_path: Path, mosquitto: Mosquitto, postgresql: Postgresql) -> None:
    server = postgresql.server
    records = {"url": f"postgresql://{server.username}@{server.host}:{server.port}/{server.database}"}
    with running(tmp_path, mosquitto, {"records": records}, {"STEWARD_RECORDS_PASSWORD": "not-the-password"}) as installation:
        line = eventually(lambda: said(installation, "the records at"), within_s=60, what="a line about the records")[0]
        assert "password" in line
        assert "not-the-password" not in installation.log.read_text(encoding="utf-8")
        assert said(installation, "Traceback") == []


@pytest.mark.parametrize("command", [["db", "upgrade"], ["user", "add", "chen", "--role", "admin", "--generate"]])
def test_a_command_without_its_database_says_so_in_one_line(command: list[str], tmp_path: Path) -> None:
    file = tmp_path / "steward.yaml"
    file.write_text(yaml.safe_dump({"sites": [str(riverside())], "records": {"url": f"postgresql://nobody@127.0.0.1:{free_port()}/none"}}))
    process = start([*command, "--config", str(file)], tmp_path / "log")
    assert process.wait(60) == 1
    assert len((tmp_path / "log").read_text(encoding="utf-8").strip().splitlines()) == 1
