"""kill -9 of the worker between any two rungs: nothing is lost, no step is decided twice, what is repeated has its old key."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest

from domain.call_out import Answer, CallOut, CallOutFilter, CallState
from domain.post import Post
from domain.records import Records
from domain.time import utc_now
from operations.escalation import answers
from storage.database.records import DatabaseRecords
from tests.egress.receiver import Received, Receiver, Reply, receiving
from tests.house.test_imports_point_one_way import ROOT
from tests.ingest.awaiting import eventually
from tests.notify.dying import FIRST_RUNG, NEXT_RUNG
from tests.operations.escalation.scenes import CREW, GUARD, notification, on_post, reach
from tests.operations.scenes import SITE, hire

DECIDED_S = 30
AFTER_CLAIM_S = 75
AFTER_PUSH_S = 120
"""Then the telephone's turn has come, too, without waiting for it."""
AFTER_LADDER_S = 600
HURRY = 20
"""Times as fast as others goes the clock of whoever is to come to the end of the ladder."""
LONG_S = 240
"""A process starts slowly where everything else runs, too."""


def command(url: str, address: str, ahead_s: int, *dies: str, pace: int = 1) -> list[str]:
    return [sys.executable, "-m", "tests.notify.worker_process", url, address, str(ahead_s), str(pace), *dies]


@contextmanager
def worker(url: str, address: str, ahead_s: int, pace: int = 1) -> Iterator[None]:
    """A process that delivers; killed at the end of the block."""
    process = subprocess.Popen(command(url, address, ahead_s, pace=pace), cwd=ROOT)
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def run_until_dead(url: str, address: str, ahead_s: int, point: str) -> None:
    """A process that delivers until it kills itself at `point`."""
    assert subprocess.run(command(url, address, ahead_s, point), cwd=ROOT, timeout=LONG_S, check=False).returncode == -signal.SIGKILL


def critical(records: Records) -> None:
    """Something for the guard, whom push and telephone reach; the others have only the page."""
    hire(records, *CREW)
    now = utc_now()
    on_post(records, GUARD, Post.NEAREST_GUARD, since=now - timedelta(hours=1))
    reach(records, GUARD, "push", "voice")
    with records.transaction() as tx:
        tx.outbox.add(notification(at=now))


def call_outs(records: Records) -> Sequence[CallOut]:
    with records.reading() as tx:
        return tx.call_outs.list(CallOutFilter()).items


def is_sent(records: Records) -> bool:
    """Whether the push demonstrably left."""
    with records.reading() as tx:
        found = tx.call_outs.deliveries([each.id for each in call_outs(records)])
    return any(each.channel == "push" and each.sent_at is not None for ladder in found.values() for each in ladder)


def is_higher(records: Records) -> bool:
    return ["sun" in each.people for each in call_outs(records)] == [True]


def both_ways_were_tried(receiver: Receiver) -> bool:
    return len({got.body for got in receiver.received}) == 2


def check(records: Records, receiver: Receiver) -> None:
    """Push and telephone, each under one key; every rung decided once, everybody called once."""
    said = {tuple(got.body.decode().split()) for got in receiver.received}
    assert sorted((channel, who) for channel, who, _ in said) == [("push", "wang"), ("voice", "wang")]
    (call_out,) = call_outs(records)
    with records.reading() as tx:
        events = [each.event for each in tx.events.after(0)]
    steps = [event.body["step"] for event in events if event.transition == "call-out"]
    assert len(steps) == len(set(steps))
    assert len([event for event in events if event.transition == "notification"]) == 1
    assert len(set(call_out.people)) == len(call_out.people)


@pytest.mark.slow
def test_a_worker_killed_while_it_sends_loses_nothing_and_decides_nothing_twice(records: DatabaseRecords, records_url: str) -> None:
    stuck, killed = threading.Event(), threading.Event()

    def answer(_got: Received) -> Reply:
        if not killed.is_set():
            stuck.set()
            killed.wait(300)
        return Reply()

    critical(records)
    with receiving() as receiver:
        receiver.answer = answer
        with worker(records_url, receiver.url, 0):
            assert stuck.wait(LONG_S)
        killed.set()
        with worker(records_url, receiver.url, AFTER_CLAIM_S):
            eventually(lambda: is_sent(records), LONG_S)
        with worker(records_url, receiver.url, AFTER_PUSH_S):
            eventually(lambda: both_ways_were_tried(receiver), LONG_S)
        with worker(records_url, receiver.url, AFTER_LADDER_S, HURRY), worker(records_url, receiver.url, AFTER_LADDER_S, HURRY):
            eventually(lambda: is_higher(records), LONG_S)
    check(records, receiver)


def the_rest(records: Records, url: str, receiver: Receiver) -> None:
    """Others go on, first once the dead one's claim is over, then when the next rungs are due."""
    with worker(url, receiver.url, AFTER_CLAIM_S):
        eventually(lambda: is_sent(records), LONG_S)
    with worker(url, receiver.url, AFTER_PUSH_S):
        eventually(lambda: both_ways_were_tried(receiver), LONG_S)
    with worker(url, receiver.url, AFTER_LADDER_S, HURRY):
        eventually(lambda: is_higher(records), LONG_S)
    check(records, receiver)


@pytest.mark.slow
@pytest.mark.parametrize(("records_url", "point"), [*(("sqlite", point) for point in FIRST_RUNG), ("postgresql", "sent before")], indirect=["records_url"])
def test_a_worker_killed_at_any_point_of_a_rung_loses_nothing_and_decides_nothing_twice(records: DatabaseRecords, records_url: str, point: str) -> None:
    critical(records)
    with receiving() as receiver:
        run_until_dead(records_url, receiver.url, 0, point)
        the_rest(records, records_url, receiver)


@pytest.mark.slow
@pytest.mark.parametrize(("records_url", "point"), [("sqlite", point) for point in NEXT_RUNG], indirect=["records_url"])
def test_a_worker_killed_when_the_next_rung_begins_decides_it_once(records: DatabaseRecords, records_url: str, point: str) -> None:
    critical(records)
    with receiving() as receiver:
        with worker(records_url, receiver.url, 0):
            eventually(lambda: is_sent(records), LONG_S)
        run_until_dead(records_url, receiver.url, DECIDED_S, point)
        the_rest(records, records_url, receiver)


@pytest.mark.slow
@pytest.mark.parametrize(("records_url", "point"), [("sqlite", "sent before"), ("postgresql", "queued after")], indirect=["records_url"])
def test_what_is_answered_while_no_worker_runs_is_answered(records: DatabaseRecords, records_url: str, point: str) -> None:
    critical(records)
    with receiving() as receiver:
        run_until_dead(records_url, receiver.url, 0, point)
        (called,) = call_outs(records)
        with records.transaction() as tx:
            answers.answer(tx, called.id, Answer.SEEN, site=SITE, person=GUARD, at=utc_now(), channel="page")
            tx.outbox.add(notification("later", at=utc_now()))
        with worker(records_url, receiver.url, AFTER_LADDER_S):
            eventually(lambda: len(call_outs(records)) == 2, LONG_S)
    (answered,) = [each for each in call_outs(records) if each.id == called.id]
    assert (answered.state, answered.answered_by, answered.people, answered.step) == (CallState.ANSWERED, "wang", ("wang",), 0)
