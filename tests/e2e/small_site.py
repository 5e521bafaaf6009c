"""A small site of its own for tests that need short intervals and delays, on the embedded parts."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.e2e.installation import Installation, end, start
from tests.e2e.people import add_people
from tests.parts import free_port

SITE = """
id: small
name: {zh: 小院, en: Small court}
time_zone: Asia/Shanghai
spaces:
  - {id: yard, kind: common_area, name: {zh: 院子, en: Yard}}
assets:
  - repeat: {n: 1..6}
    id: pit-{n}
    type: sump
    space: yard
    name: {zh: "{n}号集水井", en: "Pit {n}"}
    interval_s: INTERVAL
"""

PITS = [f"pit-{number}" for number in range(1, 7)]


_PASSWORD = {"STEWARD_MQTT_PASSWORD": "for the test"}


@contextlib.contextmanager
def running(folder: Path, *, interval_s: int, rules: str = "[]") -> Iterator[Installation]:
    """`steward run` of it in `folder`, ready; `rules` are rules of its own."""
    installation = _written(folder, interval_s, rules, ["run", "--config", str(folder / "steward.yaml")])
    try:
        installation.wait_until_ready()
        yield installation
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            installation.stop()
        end(installation.process)


@contextlib.contextmanager
def running_apart(folder: Path, *, interval_s: int, rules: str = "[]") -> Iterator[Installation]:
    """The same, every role a process that nobody restarts, as under another supervisor; ingest is left to the caller (`ingest`)."""
    config = str(folder / "steward.yaml")
    installation = _written(folder, interval_s, rules, ["run", "--config", config, "--role", "server"])
    others = [start(["run", "--config", config, "--role", role], installation.log, _PASSWORD) for role in ("broker", "worker")]
    try:
        yield installation
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            installation.stop()
        for process in (installation.process, *others):
            end(process)


def ingest(installation: Installation, folder: Path) -> subprocess.Popen[bytes]:
    """The ingest of `running_apart`."""
    return start(["run", "--config", str(folder / "steward.yaml"), "--role", "ingest"], installation.log, _PASSWORD)


def _written(folder: Path, interval_s: int, rules: str, command: list[str]) -> Installation:
    """The site's files and its one account, and `command` started on them."""
    port, mqtt_port = free_port(), free_port()
    (folder / "site.yaml").write_text(SITE.replace("INTERVAL", str(interval_s)))
    (folder / "rules.yaml").write_text(rules)
    settings = {
        "data_dir": "data",
        "sites": ["site.yaml"],
        "rules": ["rules.yaml"],
        "mqtt": {"embedded": True, "port": mqtt_port, "username": "steward", "protocol": "3.1.1"},
        "server": {"port": port},
        "ingest": {"settle_s": 5, "probe_broker": False},
    }
    (folder / "steward.yaml").write_text(yaml.safe_dump(settings))
    log = folder / "steward.log"
    passwords = add_people(folder / "steward.yaml", {"engineer": ("engineer", "engineering")})
    process = start(command, log, _PASSWORD)
    return Installation(f"http://127.0.0.1:{port}", folder / "data", "127.0.0.1", mqtt_port, "steward", "for the test", process, log, passwords)
