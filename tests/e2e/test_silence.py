"""Devices that never spoke: found although nothing was ever heard of them, told in one digest and not in a flood, also after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.outbox import Notification, NotificationKind
from domain.time import utc_now
from storage.database.records import DatabaseRecords
from tests.e2e.chain import alarms, orders
from tests.e2e.installation import Installation, Json, eventually
from tests.e2e.small_site import PITS, running


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
    with running(tmp_path, interval_s=1) as first:
        eventually(lambda: len(stale_alarms(first)) == len(PITS), what="an alarm for each silent device")
        found = {str(alarm["id"]) for alarm in stale_alarms(first)}
        responsible = {str(alarm["work_order_id"]) for alarm in stale_alarms(first)}
        assert "None" not in responsible
        told = eventually(lambda: notifications(first), what="the digest")
        assert [one.kind for one in told if one.department == "engineering"] == [NotificationKind.RESTART_DIGEST]
        assert all(len(one.alarm_ids) == len(PITS) for one in told)
        assert first.stop() == 0
    with running(tmp_path, interval_s=1) as second:
        second.publish("pit-1", "telemetry", {"values": {"level": 0.4}}, site="small")
        eventually(lambda: len(stale_alarms(second)) >= len(PITS) and _returned(second), what="the return of the one that speaks")
        assert {str(alarm["id"]) for alarm in stale_alarms(second)} == found
        assert len(orders(second.client("engineer"))) == len(responsible)


def _returned(installation: Installation) -> bool:
    return any(alarm["asset"] == "pit-1" and not alarm["condition"] for alarm in stale_alarms(installation))
