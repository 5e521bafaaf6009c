"""Other rules, put live while messages flow: journalled, so that a replay changes over at the same place."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.journal import Journal
from ingest.journal_record import RecordKind
from tests.ingest.awaiting import eventually
from tests.ingest.chain import Chain


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


def test_a_rule_change_is_journalled_between_the_messages_and_its_transitions_are_committed(chain: Chain) -> None:
    with chain.running() as ingest:
        chain.say({"values": {"fault": True}})
        eventually(chain.all_acknowledged)
        ingest.use_rules(2)
        eventually(lambda: chain.conditions() == [("raised", "true|lift-1|fault"), ("retired", "true|lift-1|fault")])
        chain.say({"values": {"trapped": True}})
        eventually(chain.all_acknowledged)
    journal = Journal(chain.folder / "s1" / "journal")
    kinds = [found.record.kind for found in journal.read(0) if found.record.kind in {RecordKind.MESSAGE, RecordKind.RULES}]
    journal.close()
    assert kinds == [RecordKind.MESSAGE, RecordKind.RULES, RecordKind.MESSAGE]


def test_the_same_rules_again_are_no_change(chain: Chain) -> None:
    with chain.running() as ingest:
        ingest.use_rules(1)
        chain.say({"values": {"floor": 1}})
        eventually(chain.all_acknowledged)
    journal = Journal(chain.folder / "s1" / "journal")
    assert RecordKind.RULES not in [found.record.kind for found in journal.read(0)]
    journal.close()


def test_the_next_process_goes_on_with_the_rules_of_the_snapshot(chain: Chain) -> None:
    with chain.running() as ingest:
        ingest.use_rules(4)
        eventually(lambda: chain.judge.rules == 4)
    with chain.running():
        eventually(lambda: chain.judge.rules == 4)


def test_a_change_that_was_journalled_before_a_crash_is_made_again_by_the_replay(chain: Chain) -> None:
    ingest = chain.new_run()
    ingest.start()
    chain.say({"values": {"fault": True}})
    eventually(chain.all_acknowledged)
    ingest.use_rules(6)
    eventually(lambda: ("retired", "true|lift-1|fault") in chain.conditions())
    chain.crash_after(ingest)
    (chain.folder / "s1" / "snapshot.json").unlink()
    chain.session.reconnect()
    with chain.running():
        eventually(chain.all_acknowledged)
        assert chain.conditions().count(("retired", "true|lift-1|fault")) == 1
