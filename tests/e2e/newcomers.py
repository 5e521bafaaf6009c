"""A court with Mosquitto whose site file devices join while it runs, and what the tests of that look at."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import yaml

from tests.e2e.installation import Installation, Json, end, eventually, start
from tests.e2e.people import add_people
from tests.parts import free_port
from tests.parts.mosquitto import start_mosquitto

SITE = "court"
_SITE = """\
# Written by hand.
id: court
name: {zh: 小院, en: Court}
time_zone: Asia/Shanghai
spaces:
  - {id: yard, kind: common_area, name: {zh: 院子, en: Yard}}
  - {id: plant, kind: common_area, name: {zh: 机房, en: Plant room}}
assets:
  - {id: pit-1, type: sump, space: yard, name: {zh: 1号集水井, en: Pit 1}, interval_s: 3600}  # the old one
  - {id: lift-1, type: lift, space: plant, name: {zh: 电梯, en: Lift}, interval_s: 3600}
# The end.
"""
_RULES = """
- id: test.level
  applies_to: {asset_type: sump}
  when: {kind: threshold, point: level, above: 1.5, deadband: 0, unit: m}
  severity: critical
  department: engineering
  message: {zh: "{asset} 水位 {value}{unit}", en: "{asset} at {value} {unit}"}
"""
_PEOPLE = {"engineer": ("engineer", "engineering"), "dispatcher": ("dispatcher", "management"), "guard": ("guard", "security")}
ROLES = ("ingest", "server", "worker", "drills")


@contextlib.contextmanager
def court(folder: Path) -> Iterator[Installation]:
    """`steward run` of it, ready."""
    with start_mosquitto(folder / "mosquitto") as broker:
        port = free_port()
        site_file(folder).write_text(_SITE, encoding="utf-8")
        (folder / "rules.yaml").write_text(_RULES, encoding="utf-8")
        (folder / "password").write_text(broker.password)
        settings = {
            "data_dir": "data",
            "sites": ["site.yaml"],
            "rules": ["rules.yaml"],
            "mqtt": {"host": broker.host, "port": broker.port, "username": broker.username, "password_file": "password"},
            "server": {"port": port},
            "ingest": {"settle_s": 5, "probe_broker": False},
        }
        (folder / "steward.yaml").write_text(yaml.safe_dump(settings))
        log = folder / "steward.log"
        passwords = add_people(folder / "steward.yaml", _PEOPLE)
        process = start(["run", "--config", str(folder / "steward.yaml")], log)
        running = Installation(f"http://127.0.0.1:{port}", folder / "data", broker.host, broker.port, broker.username, broker.password, process, log, passwords)
        try:
            running.wait_until_ready()
            yield running
        finally:
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.stop()
            end(process)


def site_file(folder: Path) -> Path:
    """Where the site stands."""
    return folder / "site.yaml"


def file_of(running: Installation) -> Path:
    """Its site file."""
    return site_file(running.data_dir.parent)


def pids(running: Installation) -> dict[str, int]:
    """The process of each role that reads the site file."""
    return {role: running.role_pid(role) for role in ROLES}


def started_again(running: Installation, before: dict[str, int]) -> None:
    """Wait until each role is another process than `before`, and all do their work."""

    def look() -> bool:
        return all(now != before[role] for role, now in pids(running).items())

    eventually(look, within_s=120, what="the new start of every role")
    running.wait_until_ready()


def listed(client: httpx.Client) -> dict[str, Json]:
    """The new devices by name; empty while the server starts again."""
    with contextlib.suppress(httpx.HTTPError):
        answer = client.get("/new-devices", params={"site": SITE})
        if answer.status_code == 200:
            return {str(item["name"]): item for item in answer.json()["items"]}
    return {}


def heard(client: httpx.Client, name: str) -> Json:
    """The new device of this name, waited for."""
    return eventually(lambda: listed(client).get(name), what=f"{name} in the list")


def wanted(name: str, **changes: object) -> Json:
    """What is sent to bind `name` as a pit in the yard."""
    plain = {"site": SITE, "dialect": "native", "name": name, "id": name, "type": "sump", "space": "yard", "name_zh": f"{name} 井", "name_en": f"Pit {name}"}
    return {**plain, **changes}


def stored(client: httpx.Client, point: str) -> list[Json]:
    """The readings of a point in the telemetry store; none while the server starts again or does not know the point."""
    with contextlib.suppress(httpx.HTTPError):
        answer = client.get(f"/points/{SITE}.{point}/readings", params={"limit": "500"})
        if answer.status_code == 200:
            items: list[Json] = answer.json()["items"]
            return items
    return []
