"""After a restart everything is as if there had been none."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.transition import Change
from ingest.journal import Journal
from tests.ingest.awaiting import eventually
from tests.ingest.chain import Chain
from tests.ingest.fakes import transition


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


def say_and_wait(chain: Chain, *bodies: object) -> None:
    for body in bodies:
        chain.say(body)
    eventually(chain.all_acknowledged)


def test_a_clean_stop_leaves_a_snapshot_and_nothing_is_replayed(chain: Chain, caplog: pytest.LogCaptureFixture) -> None:
    with chain.running():
        say_and_wait(chain, {"values": {"trapped": True}})
    caplog.set_level("INFO")
    with chain.running():
        eventually(lambda: chain.judge.restarts)
        assert chain.judge.raised().keys() == {"true|lift-1|trapped"}
        say_and_wait(chain, {"values": {"trapped": False}})
    assert "0 journalled records replayed from a snapshot" in caplog.text
    assert chain.conditions() == [("raised", "true|lift-1|trapped"), ("returned", "true|lift-1|trapped")]


def test_after_a_crash_the_journal_is_judged_again_and_nothing_is_doubled(chain: Chain) -> None:
    with chain.running():
        pass  # leaves a snapshot to begin from
    ingest = chain.new_run()
    ingest.start()
    say_and_wait(chain, *({"values": {"trapped": n % 2 == 0, "trips": n}} for n in range(20)))
    chain.crash_after(ingest)
    committed = chain.conditions()
    chain.session.reconnect()
    with chain.running():
        eventually(lambda: bool(chain.judge.restarts))
        assert [each.value for each in chain.judge.readings if each.point == "s1.lift-1.trips"] == [float(n) for n in range(20)]
    assert chain.conditions() == [*committed, ("raised", "true|lift-1|tamper")]


def test_what_was_journalled_and_never_committed_is_committed_at_the_restart(chain: Chain) -> None:
    ingest = chain.new_run()
    ingest.start()
    say_and_wait(chain, {"values": {"floor": 1}})
    chain.crash_after(ingest)
    assert chain.conditions() == []
    with chain.running():
        eventually(lambda: chain.conditions() == [("raised", "true|lift-1|tamper")])


@pytest.mark.parametrize("damage", [b"", b"{", b'{"version": 99}', b"\xff" * 100])
def test_without_a_usable_snapshot_open_alarms_are_adopted(chain: Chain, damage: bytes) -> None:
    with chain.running():
        say_and_wait(chain, {"values": {"trapped": True}})
    (chain.folder / "s1" / "snapshot.json").write_bytes(damage)
    with chain.running():
        say_and_wait(chain, {"values": {"trapped": True}}, {"values": {"trapped": False}})
        assert chain.judge.seen_at
    assert chain.conditions() == [("raised", "true|lift-1|trapped"), ("returned", "true|lift-1|trapped")]


def test_a_snapshot_of_other_rules_is_not_taken(chain: Chain) -> None:
    with chain.running():
        say_and_wait(chain, {"values": {"trapped": True}})
    path = chain.folder / "s1" / "snapshot.json"
    path.write_bytes(path.read_bytes().replace(b'"raised"', b'"risen"'))
    with chain.running():
        eventually(lambda: chain.judge.restarts)
        assert chain.judge.raised() == chain.commit.open_conditions()


def test_what_the_records_and_the_rules_disagree_about_is_brought_into_agreement(chain: Chain) -> None:
    with chain.running():
        say_and_wait(chain, {"values": {"trapped": True}})
    chain.commit.transitions.append(transition(Change.RAISED, "gone|lift-1|fault", "e", chain.clock.now))
    with chain.running():
        eventually(lambda: chain.conditions()[-1] == ("returned", "gone|lift-1|fault"))


def test_duplicates_are_known_across_a_crash(chain: Chain) -> None:
    ingest = chain.new_run()
    ingest.start()
    body = {"ts": chain.now_us // 1000, "values": {"trips": 1}}
    say_and_wait(chain, body)
    chain.crash_after(ingest)
    chain.session.reconnect()
    with chain.running():
        chain.say(body)
        eventually(chain.all_acknowledged)
        assert [each.point for each in chain.judge.readings].count("s1.lift-1.trips") == 1


def test_duplicates_are_known_across_a_crash_even_without_a_snapshot(chain: Chain) -> None:
    ingest = chain.new_run()
    ingest.start()
    raised = {"ts": chain.now_us // 1000, "values": {"trapped": True}}
    say_and_wait(chain, raised, {"ts": chain.now_us // 1000 + 1, "values": {"trapped": False}})
    chain.crash_after(ingest)
    (chain.folder / "s1" / "snapshot.json").unlink()
    before = chain.conditions()
    chain.session.reconnect()
    with chain.running() as again:
        chain.say(raised)
        eventually(chain.all_acknowledged)
        assert again.metrics.duplicates == 1
    assert chain.conditions() == [*before, ("raised", "true|lift-1|tamper")]


def test_a_deleted_journal_does_not_make_new_messages_look_applied(chain: Chain) -> None:
    with chain.running():
        say_and_wait(chain, {"values": {"trapped": True}}, {"values": {"trapped": False}})
    for path in (chain.folder / "s1" / "journal").glob("*.journal"):
        path.unlink()
    ingest = chain.new_run()
    ingest.start()
    say_and_wait(chain, {"values": {"floor": 1}})
    chain.crash_after(ingest)
    with chain.running():
        eventually(lambda: chain.conditions()[-1] == ("raised", "true|lift-1|tamper"))
    journal = Journal(chain.folder / "s1" / "journal")
    assert journal.start > 0
    journal.close()
