"""Durable first, acknowledged afterwards, in order; what blocks holds the broker back and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.quarantine import Quarantined, QuarantineReason
from domain.records import LeaseLost, RecordsUnavailable
from domain.transition import Transition
from ingest.journal import Journal
from ingest.journal_record import RecordKind
from ingest.service import IngestFailed
from tests.ingest.awaiting import eventually
from tests.ingest.chain import Chain
from tests.ingest.fakes import Journeys


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


def journalled(chain: Chain) -> list[int]:
    """The kinds of the records in the journal of a run that is over."""
    journal = Journal(chain.folder / "s1" / "journal")
    kinds = [found.record.kind for found in journal.read(0)]
    journal.close()
    return kinds


def watch_syncs(monkeypatch: pytest.MonkeyPatch, journeys: Journeys) -> None:
    real = Journal.sync

    def sync(journal: Journal) -> int:
        end = real(journal)
        journeys.steps.append("sync")
        return end

    monkeypatch.setattr(Journal, "sync", sync)


def test_a_message_is_synced_then_committed_then_acknowledged(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    with chain.running():
        eventually(lambda: chain.judge.restarts)
        eventually(lambda: chain.session.connected)
        chain.say({"values": {"fault": False}})
        eventually(chain.all_acknowledged)
        watch_syncs(monkeypatch, chain.journeys)
        chain.journeys.steps.clear()
        chain.say({"values": {"trapped": True}})
        eventually(chain.all_acknowledged)
        assert chain.journeys.steps[:3] == ["sync", "commit", "acknowledge"]


def test_what_changes_nothing_is_acknowledged_without_a_commit(chain: Chain) -> None:
    with chain.running():
        chain.say({"values": {"floor": 3}})
        eventually(chain.all_acknowledged)
        before = chain.commit.attempts
        chain.say({"values": {"floor": 4}})
        eventually(chain.all_acknowledged)
        assert chain.commit.attempts == before


def test_acknowledgements_go_in_the_order_of_receipt(chain: Chain) -> None:
    with chain.running() as ingest:
        for n in range(1000):
            chain.say({"values": {"trapped": n % 3 == 0, "floor": n % 100}})
        eventually(chain.all_acknowledged)
        assert chain.session.acknowledged == list(range(1, 1001))
        assert ingest.metrics.received == ingest.metrics.acknowledged == 1000


def test_while_the_records_are_down_everything_goes_on_and_what_follows_is_committed_when_they_are_back(chain: Chain, caplog: pytest.LogCaptureFixture) -> None:
    chain.commit.always_failing = lambda _transitions, _quarantined: RecordsUnavailable("locked")
    with chain.running() as ingest:
        chain.say({"values": {"trapped": True}})
        chain.say({"values": {"floor": 1}})
        chain.say({"values": {"trapped": False}})
        eventually(chain.all_acknowledged)
        eventually(lambda: len(chain.store.rows) == 3)
        assert not ingest.facts.records_available
        assert (ingest.metrics.pending_commits, chain.commit.transitions) == (2, [])
        chain.commit.always_failing = lambda _transitions, _quarantined: None
        eventually(lambda: ingest.facts.records_available)
        eventually(lambda: ingest.metrics.pending_commits == 0)
    assert chain.conditions() == [("raised", "true|lift-1|trapped"), ("returned", "true|lift-1|trapped")]
    assert [record.message for record in caplog.records].count(
        "s1: the records cannot be written; what follows from messages waits in memory and in the journal: locked; trying again until it works"
    ) == 1


def test_a_process_that_dies_while_the_records_are_down_derives_from_the_journal_what_they_have_missed(chain: Chain) -> None:
    chain.commit.always_failing = lambda _transitions, _quarantined: RecordsUnavailable("gone")
    with chain.running():
        chain.say({"values": {"trapped": True}})
        eventually(chain.all_acknowledged)
    assert chain.commit.transitions == []
    chain.commit.always_failing = lambda _transitions, _quarantined: None
    with chain.running():
        eventually(lambda: bool(chain.commit.transitions))
    assert chain.conditions() == [("raised", "true|lift-1|trapped")]


def test_when_too_much_waits_for_the_records_nothing_more_is_acknowledged_until_they_are_back(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.service.MOST_WAITING", 5)
    chain.commit.always_failing = lambda _transitions, _quarantined: RecordsUnavailable("gone")
    with chain.running() as ingest:
        for number in range(5):
            chain.say({"values": {"trapped": number % 2 == 0}})
            eventually(chain.all_acknowledged)
        for number in range(5, 20):
            chain.say({"values": {"trapped": number % 2 == 0}})
        eventually(lambda: ingest.metrics.pending_commits > 5)
        assert len(chain.session.acknowledged) == 5
        chain.commit.always_failing = lambda _transitions, _quarantined: None
        eventually(chain.all_acknowledged)
    assert len(chain.conditions()) == 20


def test_a_full_journal_stops_acknowledging_and_drops_nothing(chain: Chain) -> None:
    chain.journal_limit_bytes = 40_000
    chain.store.failing = [ConnectionError("the store is down")] * 1_000
    with chain.running() as ingest:
        for n in range(500):
            chain.say({"values": {"floor": n % 100, "label": "x" * 100}})
            chain.clock.advance(0.01)
        eventually(lambda: ingest.facts.journal_full)
        assert len(chain.session.acknowledged) < 500
        assert ingest.metrics.journal_bytes <= 40_000
        chain.store.failing = []
        eventually(chain.all_acknowledged, within_s=60)
        eventually(lambda: len(chain.store.rows) == 500)
        assert not ingest.facts.journal_full


def test_messages_that_come_again_after_a_broken_connection_count_once_and_are_acknowledged(chain: Chain) -> None:
    chain.session.reconnects_before_acknowledging = True
    with chain.running() as ingest:
        chain.say({"values": {"trapped": True, "trips": 1}})
        eventually(chain.all_acknowledged)
        assert ingest.metrics.duplicates == 1
    assert [each.point for each in chain.judge.readings].count("s1.lift-1.trips") == 1


def test_poison_is_put_aside_acknowledged_and_passed(chain: Chain) -> None:
    with chain.running() as ingest:
        chain.say("{", kind="telemetry")
        chain.say({"values": {}}, device="nobody")
        chain.judge.poison = "s1.lift-1.floor"
        chain.say({"values": {"floor": 1}})
        chain.say({"values": {"trapped": True}})
        eventually(chain.all_acknowledged)
        assert ingest.metrics.quarantined == 3
    assert {each.reason for each in chain.commit.quarantined} == {QuarantineReason.NOT_JSON, QuarantineReason.UNKNOWN_DEVICE, QuarantineReason.INTERNAL}
    assert chain.conditions() == [("raised", "true|lift-1|trapped")]


def test_a_transition_that_cannot_be_written_is_put_aside_and_the_others_are_written(chain: Chain) -> None:
    def poisoned(transitions: list[Transition], _quarantined: list[Quarantined]) -> Exception | None:
        return ArithmeticError("a bug of ours") if any("tamper" in each.condition for each in transitions) else None

    chain.commit.always_failing = poisoned  # type: ignore[assignment]  # a list is a sequence enough
    with chain.running():
        chain.say({"values": {"trapped": True, "tamper": True, "fault": True}})
        eventually(chain.all_acknowledged)
    assert chain.conditions() == [("raised", "true|lift-1|trapped"), ("raised", "true|lift-1|fault")]
    (put_aside,) = chain.commit.quarantined
    assert put_aside.reason is QuarantineReason.INTERNAL
    assert "true|lift-1|tamper" in put_aside.detail


def test_losing_the_lease_ends_ingest_in_one_line_without_an_acknowledgement(chain: Chain) -> None:
    chain.commit.failing = [LeaseLost("another process owns s1 now")]
    ingest = chain.new_run()
    ingest.start()
    chain.say({"values": {"trapped": True}})
    with pytest.raises(IngestFailed, match=r"^s1: another process owns s1 now$"):
        ingest.wait(30)
    assert chain.session.acknowledged == []
    assert chain.session.stopped


def test_a_journal_that_is_in_use_is_said_in_one_line(chain: Chain) -> None:
    with chain.running():
        eventually(lambda: chain.judge.restarts)
        second = chain.new_run()
        second.start()
        with pytest.raises(IngestFailed, match="in use by another process"):
            second.wait(30)


def test_the_wall_clock_s_decisions_are_journalled_before_they_are_made(chain: Chain) -> None:
    chain.stale_s = 100
    with chain.running() as ingest:
        chain.say({"values": {"floor": 1}})
        eventually(lambda: ingest.facts.drained)
        chain.clock.advance(101)
        eventually(lambda: chain.conditions() == [("raised", "stale|lift-1|online")])
    assert journalled(chain).count(RecordKind.TICK) >= 1
    assert chain.judge.ticks


def test_the_wall_clock_waits_while_old_messages_are_still_coming(chain: Chain) -> None:
    chain.stale_s = 100
    with chain.running() as ingest:
        eventually(lambda: chain.judge.restarts)
        chain.clock.advance(500)
        for _ in range(40):
            chain.say({"values": {"floor": 1}}, ago_s=400)
        eventually(chain.all_acknowledged)
        chain.say({"values": {"floor": 2}}, ago_s=0)
        eventually(lambda: ingest.facts.drained)
    assert chain.conditions() == []


def test_without_a_broker_the_wall_clock_decides_nothing_and_silence_is_nobody_s_fault(chain: Chain) -> None:
    chain.stale_s = 100
    with chain.running() as ingest:
        chain.say({"values": {"floor": 1}})
        eventually(lambda: ingest.facts.drained)
        chain.session.connected = False
        eventually(lambda: not ingest.facts.drained)
        before = len(chain.judge.restarts)
        chain.clock.advance(1000)
        chain.say({"values": {"trapped": True}})
        eventually(chain.all_acknowledged)
        assert not ingest.facts.broker_connected
        chain.session.connected = True
        chain.session.reconnect()
        eventually(lambda: len(chain.judge.restarts) > before)
    assert chain.conditions() == [("raised", "true|lift-1|trapped")]


def test_after_the_settle_window_one_digest_is_told(chain: Chain) -> None:
    chain.stale_s = 100
    with chain.running():
        chain.say({"values": {"trapped": True}})
        eventually(chain.all_acknowledged)
    stopped_at = chain.clock.now
    chain.clock.advance(1000)
    with chain.running() as ingest:
        eventually(lambda: ingest.facts.drained)
        assert chain.notes.digests == []
        chain.clock.advance(61)
        eventually(lambda: chain.notes.digests)
    (digest,) = chain.notes.digests
    assert digest.blind_from == stopped_at
    assert digest.blind_to > stopped_at
    assert digest.still_true == 1
    assert [each.condition for each in digest.silent] == ["stale|lift-1|online"]


def test_what_is_known_of_devices_is_checkpointed_at_a_stop(chain: Chain) -> None:
    with chain.running():
        chain.say("online", kind="status")
        eventually(chain.all_acknowledged)
    checkpoint = chain.notes.checkpoints["lift-1"]
    assert (checkpoint.online, checkpoint.last_seen) == (True, chain.clock.now)
