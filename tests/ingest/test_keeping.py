"""What is kept beside the way of a reading holds nobody up, and what could not be kept is kept the next time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.records import DeviceCheckpoint, LeaseLost, RecordsUnavailable
from ingest import snapshot
from ingest.service import IngestFailed
from tests.ingest.awaiting import eventually
from tests.ingest.chain import Chain


@pytest.fixture
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chain:
    """Takes a snapshot after every message."""
    monkeypatch.setattr("ingest.keeping.SNAPSHOT_RECORDS", 1)
    return Chain(tmp_path)


def test_messages_are_judged_and_acknowledged_while_a_snapshot_is_written(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    save, may_go_on = snapshot.save, threading.Event()
    written: list[bytes] = []

    def slow(path: Path, encoded: bytes) -> None:
        if written:
            assert may_go_on.wait(60)
        written.append(encoded)
        save(path, encoded)

    monkeypatch.setattr(snapshot, "save", slow)
    with chain.running() as ingest:
        chain.say({"values": {"floor": 1}})
        eventually(lambda: len(written) == 1 and any(thread.name == "snapshot s1" for thread in threading.enumerate()))
        for number in range(20):
            chain.say({"values": {"trapped": number % 2 == 0}})
        eventually(chain.all_acknowledged)
        assert len(chain.conditions()) == 20
        assert len(written) == 1, "one at a time"
        may_go_on.set()
        eventually(lambda: ingest.metrics.snapshots >= 2)
    with chain.running() as again:
        eventually(lambda: again.metrics.restart_seconds > 0)
        assert again.metrics.restart_replayed == 0


def test_checkpoints_that_could_not_be_stored_are_stored_with_the_next_snapshot(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    store, failing = chain.notes.checkpoint, [RecordsUnavailable("gone"), ValueError("odd")]

    def sometimes(devices: Sequence[DeviceCheckpoint]) -> None:
        if devices and failing:
            raise failing.pop(0)
        store(devices)

    monkeypatch.setattr(chain.notes, "checkpoint", sometimes)
    with chain.running():
        chain.say({"values": {"floor": 1}})
        eventually(lambda: len(failing) == 1)
        chain.say({"values": {"floor": 1}}, device="plc-1")
        eventually(lambda: not failing)
        chain.say({"values": {"floor": 1}}, device="plc-1")
        eventually(lambda: {"lift-1", "plc-1"} <= chain.notes.checkpoints.keys())


def test_whoever_learns_in_the_background_that_the_site_is_no_longer_his_ends(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(devices: Sequence[DeviceCheckpoint]) -> None:
        raise LeaseLost(f"s1 is no longer ours, {len(devices)} devices")

    monkeypatch.setattr(chain.notes, "checkpoint", lost)
    ingest = chain.new_run()
    ingest.start()
    chain.say({"values": {"floor": 1}})
    with pytest.raises(IngestFailed, match="no longer ours"):
        ingest.wait(60)
