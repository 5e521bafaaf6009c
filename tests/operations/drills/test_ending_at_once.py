"""A drill that ends while its ingest is committing: what was committed is ended with it, what was not never comes."""

from __future__ import annotations

import threading

import pytest

from domain.drill import Drill, DrillState
from domain.records import LeaseLost, Records
from operations.drills import ending
from operations.response import respond
from tests.operations.drills.stage import MANAGER, begun, of_drill, state_of
from tests.operations.scenes import ENTRAPMENT, LEVEL, MINUTE, SITE, T0, happen

AT = T0 + MINUTE
PATIENCE_S = 30


def test_what_is_being_committed_when_the_drill_ends_is_ended_with_it(records: Records) -> None:
    drill = begun(records)
    with records.transaction() as tx:
        epoch = tx.ingests.acquire(drill.id, "here", AT, 15)
    advanced, ending_now = threading.Event(), threading.Event()

    def commit() -> None:
        with records.transaction() as tx:
            respond(tx, [of_drill(drill, ENTRAPMENT.raised(f"{drill.id}|late", AT))], SITE, AT)
            tx.ingests.advance(drill.id, epoch, 10)
            advanced.set()
            assert ending_now.wait(PATIENCE_S)

    committing = threading.Thread(target=commit)
    committing.start()
    assert advanced.wait(PATIENCE_S)

    def stop() -> None:
        ending_now.set()
        with records.transaction() as tx:
            ending.stop(tx, drill.id, site=SITE, by=MANAGER, at=AT, reason="够了")

    stopping = threading.Thread(target=stop)
    stopping.start()
    committing.join(PATIENCE_S)
    stopping.join(PATIENCE_S)
    assert state_of(records, drill) is DrillState.STOPPED
    with records.reading() as tx:
        assert tx.ingests.offset(drill.id) == 10
        assert tx.alarms.by_episode(f"{drill.id}|late") is not None
        assert tx.alarms.open_at("riverside", drill.id) == []


def test_an_ingest_that_comes_too_late_commits_nothing(records: Records) -> None:
    drill = begun(records)
    with records.transaction() as tx:
        epoch = tx.ingests.acquire(drill.id, "here", AT, 15)
    happen(records, LEVEL.raised("real", AT))
    with pytest.raises(LeaseLost):
        _commit(records, drill, epoch)
    with records.reading() as tx:
        assert tx.alarms.by_episode(f"{drill.id}|late") is None


def _commit(records: Records, drill: Drill, epoch: int) -> None:
    """As the drill's ingest does."""
    with records.transaction() as tx:
        respond(tx, [of_drill(drill, ENTRAPMENT.raised(f"{drill.id}|late", AT))], SITE, AT)
        tx.ingests.advance(drill.id, epoch, 10)


def test_whoever_takes_the_drill_up_again_finds_that_it_is_over(records: Records) -> None:
    drill = begun(records)
    with records.transaction() as tx:
        first = tx.ingests.acquire(drill.id, "here", AT, 15)
        ending.stop(tx, drill.id, site=SITE, by=MANAGER, at=AT, reason="够了")
    with records.transaction() as tx:
        assert tx.ingests.acquire(drill.id, "here", AT, 15) > first + 1
    assert state_of(records, drill) is DrillState.STOPPED
