"""What deploy/ ships is whole: the Compose file names what exists, the units run roles that there are, secrets are made privately."""

from __future__ import annotations

import configparser
import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from steward.roles import ROLES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_every_role_runs_and_the_embedded_broker_does_not(compose: dict[str, Any]) -> None:
    commands = {name: service["command"] for name, service in compose["services"].items() if "command" in service}
    assert {command[-1] for command in commands.values()} == set(ROLES) - {"broker"}


def test_every_part_is_there_in_a_fixed_version(compose: dict[str, Any]) -> None:
    images = {service["image"] for service in compose["services"].values()}
    assert all(re.fullmatch(r"[\w./-]+:v?[\d.]+", image) for image in images), images
    assert any(image.startswith("influxdb:2.7") for image in images)


def test_every_file_that_is_mounted_exists(compose: dict[str, Any]) -> None:
    sources = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", []) if volume.startswith(("./", "../"))}
    assert [source for source in sources if not source.startswith("./secrets/") and not (DEPLOY / source).exists()] == []


def test_every_named_volume_and_secret_is_declared(compose: dict[str, Any]) -> None:
    services = compose["services"].values()
    volumes = {volume.split(":")[0] for service in services for volume in service.get("volumes", [])} - {None}
    assert {name for name in volumes if not name.startswith(".")} <= set(compose["volumes"])
    assert {name for service in services for name in service.get("secrets", [])} <= set(compose["secrets"])


def test_no_port_but_the_brokers_is_open_to_others(compose: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert ports == {"mosquitto": ["1883:1883"], "server": ["127.0.0.1:8080:8080"], "grafana": ["127.0.0.1:3000:3000"]}


def test_secrets_are_made_once_in_a_folder_that_keeps_others_out(tmp_path: Path) -> None:
    script = tmp_path / "secrets.sh"
    script.write_bytes((DEPLOY / "secrets.sh").read_bytes())
    first = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=True, timeout=60)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert {"mqtt_password", "records_password", "influxdb_token", "mosquitto_passwords"} <= set(made)
    assert len(made["influxdb_token"]) >= 24
    assert made["influxdb_token"] not in first.stdout
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    subprocess.run(["bash", str(script)], capture_output=True, check=True, timeout=60)
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made


def test_the_unit_runs_a_role_and_does_not_try_bad_configuration_again() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "systemd" / "steward@.service")
    assert unit["Service"]["ExecStart"].endswith("run --config /etc/steward/steward.yaml --role %i")
    assert unit["Service"]["RestartPreventExitStatus"] == "2"


def test_the_target_wants_the_three_roles() -> None:
    text = (DEPLOY / "systemd" / "steward.target").read_text(encoding="utf-8")
    assert set(re.findall(r"steward@(\w+)\.service", text)) == set(ROLES) - {"broker"}


def test_mosquitto_may_take_what_steward_will_quarantine() -> None:
    text = (DEPLOY / "mosquitto.conf").read_text(encoding="utf-8")
    limit = int(re.findall(r"^message_size_limit (\d+)", text, re.MULTILINE)[0])
    assert limit > 256 * 1024
    assert re.search(r"^max_queued_messages 0$", text, re.MULTILINE)
    assert re.search(r"^allow_anonymous false$", text, re.MULTILINE)
