"""A small site of its own for tests that need short intervals and delays, on the embedded parts."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.e2e.installation import Installation, end, start
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


@contextlib.contextmanager
def running(folder: Path, *, interval_s: int, rules: str = "[]") -> Iterator[Installation]:
    """`steward run` of it in `folder`, ready; `rules` are rules of its own."""
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
    passwords = {"engineer": "a password for the test"}
    command = ["user", "add", "engineer", "--role", "engineer", "--department", "engineering", "--config", str(folder / "steward.yaml")]
    start(command, log, {"STEWARD_NEW_PASSWORD": passwords["engineer"]}).wait(60)  # the second time it is there already
    process = start(["run", "--config", str(folder / "steward.yaml")], log, {"STEWARD_MQTT_PASSWORD": "for the test"})
    installation = Installation(f"http://127.0.0.1:{port}", folder / "data", "127.0.0.1", mqtt_port, "steward", "for the test", process, log, passwords)
    try:
        installation.wait_until_ready()
        yield installation
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            installation.stop()
        end(process)
