"""Devices that never spoke: found although nothing was ever heard of them, told in one digest and not in a flood, also after a restart."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from domain.outbox import Notification, NotificationKind
from domain.time import utc_now
from storage.database.records import DatabaseRecords
from tests.e2e.chain import alarms, orders
from tests.e2e.installation import Installation, Json, end, eventually, start
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
    interval_s: 1
"""

PITS = [f"pit-{number}" for number in range(1, 7)]


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Installation]:
    port, mqtt_port = free_port(), free_port()
    (folder / "site.yaml").write_text(SITE)
    settings = {
        "data_dir": "data",
        "sites": ["site.yaml"],
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


def stale_alarms(installation: Installation) -> list[Json]:
    return [alarm for alarm in alarms(installation.client("engineer"), state="active") if "stale" in str(alarm["rule"])]


def notifications(installation: Installation) -> list[Notification]:
    records = DatabaseRecords(f"sqlite:///{installation.data_dir / 'records.sqlite'}", clock=utc_now)
    try:
        with records.reading() as tx:
            return list(tx.outbox.list(site="small"))
    finally:
        records.close()


@pytest.mark.slow
def test_devices_that_were_never_seen_are_told_once_in_one_digest_and_not_again_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        eventually(lambda: len(stale_alarms(first)) == len(PITS), what="an alarm for each silent device")
        found = {str(alarm["id"]) for alarm in stale_alarms(first)}
        responsible = {str(alarm["work_order_id"]) for alarm in stale_alarms(first)}
        assert "None" not in responsible
        told = eventually(lambda: notifications(first), what="the digest")
        assert [one.kind for one in told if one.department == "engineering"] == [NotificationKind.RESTART_DIGEST]
        assert all(len(one.alarm_ids) == len(PITS) for one in told)
        assert first.stop() == 0
    with running(tmp_path) as second:
        second.publish("pit-1", "telemetry", {"values": {"level": 0.4}}, site="small")
        eventually(lambda: len(stale_alarms(second)) >= len(PITS) and _returned(second), what="the return of the one that speaks")
        assert {str(alarm["id"]) for alarm in stale_alarms(second)} == found
        assert len(orders(second.client("engineer"))) == len(responsible)


def _returned(installation: Installation) -> bool:
    return any(alarm["asset"] == "pit-1" and not alarm["condition"] for alarm in stale_alarms(installation))
