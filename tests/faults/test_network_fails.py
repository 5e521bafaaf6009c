"""The network between ingest and broker fails: cut with RST, or a black hole until somebody notices."""

from __future__ import annotations

from pathlib import Path

import pytest

from steward.settings import MqttSettings
from tests.faults.account import Facts, recovered, settled_and_exact
from tests.faults.installation import Installation, installation
from tests.faults.process import eventually
from tests.faults.proxy import Network
from tests.faults.reporting import Tell
from tests.faults.traffic import LONGEST_S, Traffic, outside

pytestmark = [pytest.mark.real, pytest.mark.slow]

KEEP_ALIVE_S = 10
"""Asked of us by the broker, the least that Mosquitto asks: in a test nobody wants to wait for half a minute."""
HALF_A_WINDOW = MqttSettings().receive_maximum // 2


def notices(installed: Installation) -> bool:
    """Whether ingest says that it has lost the broker."""
    found = installed.health()
    return found is not None and not found.facts["broker_connected"]


@pytest.mark.parametrize("session", ["mqtt5", "paho"])
def test_connections_cut_in_full_flow(tmp_path: Path, tell: Tell, session: str) -> None:
    facts = Facts(f"RST between ingest ({session}) and broker four times")
    with installation(tmp_path, settings={"mqtt": {"session": session}}) as installed, outside(installed) as listener:
        line = installed.broker_line
        with Traffic(installed, seed=41, seconds=LONGEST_S) as traffic:
            traffic.flow(2_000)
            rss_before = installed.ingest.rss
            for _ in range(3):
                traffic.flow(1_500)
                line.cut_once()
                installed.wait_until_listening()
            with line.being(Network.CUT):
                eventually(lambda: notices(installed), what="noticing that nobody answers")
                traffic.flow(2_000)
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
        assert line.connections >= 8, "each of two clients came back each time"
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=4))


def test_acknowledgements_that_are_lost_count_nothing_twice(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("acknowledgements lost three times")
    with installation(tmp_path) as installed, outside(installed) as listener:
        line, tap = installed.broker_line, installed.tap
        with Traffic(installed, seed=43, seconds=LONGEST_S, alarms_per_s=60) as traffic:
            traffic.flow(2_000)
            rss_before = installed.ingest.rss
            for _ in range(3):
                # On a busy machine ingest may be so far behind that the broker may send it no more until it acknowledges.
                eventually(lambda: len(tap.delivered) - len(tap.acknowledged) < HALF_A_WINDOW, what="room for more")
                delivered = len(tap.delivered)
                with line.being(Network.DEAF):
                    eventually(lambda delivered=delivered: len(tap.delivered) >= delivered + 300, what="messages beyond what is acknowledged")  # type: ignore[misc]
                installed.wait_until_listening()
                traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
        assert tap.repeated > 500
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=3))


def test_a_black_hole_is_noticed_by_keep_alive(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("black hole between ingest and broker until keep-alive")
    with installation(tmp_path, broker_settings=(f"max_keepalive {KEEP_ALIVE_S}",)) as installed, outside(installed) as listener:
        line = installed.broker_line
        with Traffic(installed, seed=42, seconds=LONGEST_S) as traffic:
            traffic.flow(3_000)
            rss_before = installed.ingest.rss
            with line.being(Network.BLACK_HOLE):
                eventually(lambda: notices(installed), what="noticing that nothing arrives")
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
        assert line.swallowed > 0
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before))
