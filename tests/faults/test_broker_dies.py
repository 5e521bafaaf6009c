"""The broker is killed in full flow and comes back with what it has on disk.

It may lose what it took since it last saved; how much that was is measured and told. What Steward has acknowledged to it
stays stored whatever it has forgotten, and what it sends again because it has forgotten our acknowledgements counts once.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.chain import now_ms
from tests.faults.account import BrokerLoss, Facts, recovered, settled_and_exact
from tests.faults.installation import Installation, installation
from tests.faults.reporting import Tell
from tests.faults.traffic import LONGEST_S, Traffic, outside

pytestmark = [pytest.mark.real, pytest.mark.slow]


def kill_the_broker(installed: Installation) -> int:
    """Kill it with -9; when that was, epoch ms."""
    installed.broker.kill()
    return now_ms()


def test_a_broker_killed_in_full_flow(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("kill -9 the broker twice, ingest listening")
    killed_at = []
    with installation(tmp_path) as installed, outside(installed) as listener:
        with Traffic(installed, seed=21, seconds=LONGEST_S, garbled=False) as traffic:
            traffic.flow(4_000)
            rss_before = installed.ingest.rss
            for _ in range(2):
                traffic.flow(3_000)
                killed_at.append(kill_the_broker(installed))
                installed.start_broker()
                installed.wait_until_listening()
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
        loss = BrokerLoss(tuple(killed_at))
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, broker_loss=loss, faults=2))


def test_a_broker_killed_while_it_holds_messages_for_us(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("kill -9 the broker while it holds messages")
    with installation(tmp_path) as installed, outside(installed) as listener:
        with Traffic(installed, seed=22, seconds=LONGEST_S, garbled=False) as traffic:
            traffic.flow(3_000)
            rss_before = installed.ingest.rss
            assert installed.ingest.stop() == 0
            traffic.flow(8_000)
            killed_at = kill_the_broker(installed)
            installed.start_broker()
            installed.ingest.start()
            installed.wait_until_listening()
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
        loss = BrokerLoss((killed_at,))
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, broker_loss=loss, faults=2))
