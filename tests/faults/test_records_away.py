"""The records are locked or gone for a while: ingest goes on, and what follows is written once when they are back.

Short by default; `make soak` makes it a minute each (`STEWARD_FAULTS_RECORDS_AWAY_S`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.account import Facts, recovered, settled_and_exact
from tests.faults.held import stored
from tests.faults.held_records import held
from tests.faults.installation import Installation, installation
from tests.faults.process import eventually
from tests.faults.reporting import Tell
from tests.faults.traffic import LONGEST_S, RATE, Traffic, outside
from tests.faults.watching import Watching, seconds

AWAY_S = seconds("STEWARD_FAULTS_RECORDS_AWAY_S", 4)
_PIECE = 2_000

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.timeout(AWAY_S * 4 + 300)]


def everything_but_records_goes_on(installed: Installation, traffic: Traffic) -> None:
    """Messages that come only now are acknowledged and stored, while the records are away."""
    eventually(lambda: (found := installed.health()) is not None and not found.facts["records_available"], what="the word that the records are away")
    journalled, kept = len(installed.tap.acknowledged), sum(stored(installed).values())
    traffic.flow(_PIECE)
    eventually(lambda: len(installed.tap.acknowledged) >= journalled + _PIECE, what="acknowledgements without records")
    eventually(lambda: sum(stored(installed).values()) >= kept + _PIECE, what="storing without records")


def test_sqlite_locked_by_another_process(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("SQLite locked twice, the second time with a kill")
    with installation(tmp_path) as installed, outside(installed) as listener:
        with Traffic(installed, seed=64, seconds=LONGEST_S + 3 * AWAY_S, alarms_per_s=8) as traffic:
            traffic.flow(2 * _PIECE)
            rss_before = installed.ingest.rss
            with held(tmp_path / "records.sqlite"), Watching(installed) as watched:
                everything_but_records_goes_on(installed, traffic)
                _flow_for(traffic, AWAY_S)
            facts.more["locked"] = watched
            facts.more["recovered after the first"] = f"{recovered(installed):.1f} s"
            with held(tmp_path / "records.sqlite"):
                everything_but_records_goes_on(installed, traffic)
                installed.ingest.kill()
                installed.ingest.start()
                traffic.flow(_PIECE)
            installed.wait_until_listening()
            facts.recovered_s = recovered(installed)
            traffic.enough()
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=3))


def test_postgresql_gone(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("PostgreSQL gone, ingest killed meanwhile")
    with installation(tmp_path, records="postgresql") as installed, outside(installed) as listener:
        with Traffic(installed, seed=65, seconds=LONGEST_S + 2 * AWAY_S, alarms_per_s=8) as traffic:
            traffic.flow(2 * _PIECE)
            rss_before = installed.ingest.rss
            assert installed.postgresql_process is not None
            installed.postgresql_process.kill()
            with Watching(installed) as watched:
                everything_but_records_goes_on(installed, traffic)
                _flow_for(traffic, AWAY_S / 2)
            facts.more["gone"] = watched
            installed.ingest.kill()
            installed.ingest.start()
            traffic.flow(_PIECE)
            installed.restart_postgresql()
            installed.wait_until_listening()
            facts.recovered_s = recovered(installed)
            traffic.enough()
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=2))


def _flow_for(traffic: Traffic, away_s: float) -> None:
    """As many readings as come in that time."""
    for _ in range(max(1, round(away_s * RATE / _PIECE))):
        traffic.flow(_PIECE)
