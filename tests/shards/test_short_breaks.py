"""A site that changes hands within seconds has no outage: nobody is told of one, and silence goes on counting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.service import SiteIngest
from tests.ingest.awaiting import eventually
from tests.ingest.chain import Chain

SETTLE_S = 60.0


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


def settle(chain: Chain) -> None:
    """Until what came of the start has been told."""
    eventually(lambda: chain.judge.restarts)
    chain.say({"values": {"floor": 1}})
    eventually(chain.all_acknowledged)
    chain.clock.advance(SETTLE_S + 1)
    eventually(lambda: chain.notes.digests)


def handed_over(chain: Chain, end: Callable[[SiteIngest], None], after_s: float) -> tuple[int, int]:
    """How often the next owner began to listen anew, and how many digests there are once its time to settle is over."""
    ingest = chain.new_run()
    ingest.start()
    settle(chain)
    told = len(chain.notes.digests)
    end(ingest)
    chain.clock.advance(after_s)
    chain.session.reconnect()
    with chain.running():
        chain.say({"values": {"floor": 2}})
        eventually(chain.all_acknowledged)
        restarts = len(chain.judge.restarts)
        chain.clock.advance(SETTLE_S + 1)
        chain.say({"values": {"floor": 3}})
        eventually(chain.all_acknowledged)
    return restarts, len(chain.notes.digests) - told


def test_a_hand_over_within_seconds_is_no_outage(chain: Chain) -> None:
    assert handed_over(chain, SiteIngest.stop, after_s=2) == (0, 0)


def test_a_longer_break_is_told_in_a_digest(chain: Chain) -> None:
    restarts, digests = handed_over(chain, SiteIngest.stop, after_s=6)
    assert restarts > 0
    assert digests == 1


def test_a_break_while_an_outage_is_not_yet_told_belongs_to_the_outage(chain: Chain) -> None:
    with chain.running():
        eventually(lambda: chain.judge.restarts)
    chain.session.reconnect()
    with chain.running():
        eventually(lambda: chain.judge.restarts)
        settle(chain)
    assert len(chain.notes.digests) == 1
