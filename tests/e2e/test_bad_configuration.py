"""A user's mistake is one line that names where, what and the remedy; exit code 2; never a traceback."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from steward.examples import riverside


def steward(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "steward", *arguments], capture_output=True, text=True, timeout=120, check=False)


def written(folder: Path, text: str) -> str:
    file = folder / "steward.yaml"
    file.write_text(text)
    return str(file)


GOOD = f"sites: [{riverside()}]\nserver: {{port: 18999}}\n"

MISTAKES = {
    "a misspelt key": ("sites: [{site}]\nmqtt:\n  hots: x\n", "steward.yaml:3", "hots"),
    "a site that is not there": ("sites: [nowhere.yaml]\n", "steward.yaml:1", "`nowhere.yaml` does not exist"),
    "an unknown engine": ("sites: [{site}]\ntelemetry:\n  engine: carrier-pigeon\n", "steward.yaml:3", "there is no telemetry engine"),
    "broken YAML": ("sites: [\n", "steward.yaml", "not valid YAML"),
    "a wrong port": ("sites: [{site}]\nserver:\n  port: 99999\n", "steward.yaml:3", "port"),
    "a password in the address": ("sites: [{site}]\nrecords:\n  url: postgresql://a:b@c/d\n", "steward.yaml:3", "a password stands in the address"),
}


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_place(command: str, mistake: tuple[str, str, str], tmp_path: Path) -> None:
    text, place, problem = mistake
    result = steward(command, "--config", written(tmp_path, text.replace("{site}", str(riverside()))))
    assert result.returncode == 2
    assert place in result.stderr
    assert problem in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bad_rule_of_ones_own_is_named_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("- id: my.rule\n  applies_to: {asset_type: lift}\n  when: {kind: sorcery}\n")
    result = steward("check", "--config", written(tmp_path, GOOD + "rules: [own.yaml]\n"))
    assert result.returncode == 2
    assert "own.yaml:" in result.stderr
    assert "Traceback" not in result.stderr


BAD_SITE = """id: here
name: {zh: 这里, en: Here}
time_zone: Mars/Olympus
spaces: [{id: yard, kind: common_area, name: {zh: 院子, en: Yard}}]
assets:
  - {id: pit, type: sump, space: cellar, name: {zh: 井, en: Pit}}
"""


def test_a_bad_site_is_named_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(BAD_SITE)
    result = steward("check", "--config", written(tmp_path, "sites: [site.yaml]\n"))
    assert result.returncode == 2
    assert "site.yaml:3" in result.stderr
    assert "site.yaml:6" in result.stderr


def test_the_example_is_good(tmp_path: Path) -> None:
    result = steward("check", "--config", written(tmp_path, GOOD))
    assert result.returncode == 0, result.stderr
    assert "riverside:" in result.stdout


def test_what_deploy_ships_is_good_but_for_its_secrets() -> None:
    result = steward("check", "--config", "deploy/steward.yaml")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_no_configuration_at_all_says_which_file_is_missing(tmp_path: Path) -> None:
    result = steward("run", "--config", str(tmp_path / "none.yaml"))
    assert result.returncode == 2
    assert "does not exist" in result.stderr


@pytest.mark.parametrize("option", ["--port", "--mqtt-port"])
def test_a_busy_port_is_said_in_one_line(option: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ports = {"--port": "18997", "--mqtt-port": "18998", option: str(port)}
        result = steward("demo", "--data-dir", str(tmp_path), *[word for pair in ports.items() for word in pair])
    assert result.returncode == 2
    assert f"port {port}" in result.stderr
    assert option in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_unknown_scenario_names_the_known_ones(tmp_path: Path) -> None:
    result = steward("demo", "--data-dir", str(tmp_path), "--port", "18997", "--mqtt-port", "18998", "--scenario", "doomsday")
    assert result.returncode == 2
    assert "lift-entrapment" in result.stderr


def test_a_user_who_exists_already_is_refused_politely(tmp_path: Path) -> None:
    config = written(tmp_path, GOOD)
    command = ["user", "add", "chen", "--role", "admin", "--generate", "--config", config]
    assert steward(*command).returncode == 0
    again = steward(*command)
    assert again.returncode == 2
    assert "taken" in again.stderr
