"""The worker is killed while the other side has a message in hand: nothing is lost, nothing overtakes, what is repeated has its old id."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from notify.webhooks.pump import CLAIM
from storage.database.records import DatabaseRecords
from tests.egress.receiver import Received, Reply, receiving
from tests.house.test_imports_point_one_way import ROOT
from tests.ingest.awaiting import eventually
from tests.notify.webhooks.scenes import all_delivered, an_endpoint, an_order, cancel, note

STEPS = 6
STUCK_AT = 3
LATER_S = int(CLAIM.total_seconds()) + 60
"""A clock that is so far ahead finds the claim of the dead one over."""


@contextmanager
def worker(url: str, ahead_s: int) -> Iterator[None]:
    """A process that sends; killed at the end of the block."""
    process = subprocess.Popen([sys.executable, "-m", "tests.notify.webhooks.worker_process", url, str(ahead_s)], cwd=ROOT)
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.mark.slow
def test_a_killed_worker_repeats_at_most_what_it_had_in_hand(records: DatabaseRecords, records_url: str) -> None:
    stuck, killed = threading.Event(), threading.Event()

    def answer(got: Received) -> Reply:
        if got.json["data"]["version"] == STUCK_AT and not killed.is_set():
            stuck.set()
            killed.wait(300)
        return Reply()

    with receiving() as receiver:
        webhook = an_endpoint(records, receiver.url)
        receiver.answer = answer
        order = an_order(records)
        for number in range(STEPS - 2):
            note(records, order, f"{number}")
        cancel(records, order)
        with worker(records_url, 0):
            assert stuck.wait(120)
        killed.set()
        with worker(records_url, LATER_S):
            eventually(all_delivered(records, webhook, STEPS), 120)
    assert [got.json["data"]["version"] for got in receiver.received] == [1, 2, 3, 3, 4, 5, 6]
    assert len({got.headers["webhook-id"] for got in receiver.received}) == STEPS
