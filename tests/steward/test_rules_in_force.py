"""The rules in force: the files' own with the versions that people put live laid over them, as of any sequence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from domain.problem import BadConfiguration
from domain.records import RecordsUnavailable
from domain.rule_version import RuleVersion
from domain.time import utc_now
from ingest.committing import Stopped
from rules.rule_file import read_rule
from steward.rules_in_force import RulesInForce, RulesOfSites
from storage.database.records import DatabaseRecords
from tests.devices.riverside import SITE


def written(above: float, *, asset_type: str = "environment", point: str = "temp") -> dict[str, object]:
    return {
        "id": "test.hot",
        "applies_to": {"asset_type": asset_type},
        "when": {"kind": "threshold", "point": point, "above": above, "unit": "°C"},
        "severity": "medium",
        "department": "engineering",
        "message": {"zh": "{asset} 过热", "en": "{asset} too hot"},
    }


FILES = (read_rule(written(40), "files"),)


def put(records: DatabaseRecords, definition: Mapping[str, object] | None) -> int:
    with records.transaction() as tx:
        return tx.rule_versions.add(RuleVersion(0, SITE.id, "test.hot", 0, definition, "wang", "because", utc_now())).sequence


def of(records: DatabaseRecords) -> RulesInForce:
    return RulesInForce(records, SITE, FILES, wait=lambda _seconds: True)


def limit(rules: RulesInForce, sequence: int) -> object:
    return rules.rules(sequence)[0].when.model_dump()["above"]


def test_without_versions_the_files_hold(sqlite_records: DatabaseRecords) -> None:
    rules = of(sqlite_records)
    assert rules.newest() == 0
    assert limit(rules, 0) == 40


def test_every_sequence_has_its_own_rules(sqlite_records: DatabaseRecords) -> None:
    first, second, back = put(sqlite_records, written(30)), put(sqlite_records, written(35)), put(sqlite_records, None)
    rules = of(sqlite_records)
    assert rules.newest() == back
    assert [limit(rules, sequence) for sequence in (0, first, second, back)] == [40, 30, 35, 40]


def test_a_version_that_no_longer_fits_is_left_out_and_said(sqlite_records: DatabaseRecords, caplog: pytest.LogCaptureFixture) -> None:
    sequence = put(sqlite_records, written(30, point="gone"))
    rules = of(sqlite_records)
    assert limit(rules, sequence) == 40
    assert "no longer fits" in caplog.text


def test_a_version_that_cannot_even_be_read_is_left_out(sqlite_records: DatabaseRecords) -> None:
    unreadable = {**written(30), "severity": "dreadful"}
    with pytest.raises(BadConfiguration):
        read_rule(unreadable, "test")
    assert limit(of(sqlite_records), put(sqlite_records, unreadable)) == 40


def test_ingest_stops_waiting_for_records_that_are_away_when_it_is_told_to(sqlite_records: DatabaseRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    sequence = put(sqlite_records, written(30))
    rules = of(sqlite_records)
    monkeypatch.setattr(sqlite_records, "reading", _away)
    with pytest.raises(Stopped):
        rules.ruleset(sequence)


def test_the_api_does_not_wait_for_records_that_are_away(sqlite_records: DatabaseRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = RulesOfSites(sqlite_records, {SITE.id: SITE}, FILES)
    assert sites.of(SITE.id) == FILES
    monkeypatch.setattr(sqlite_records, "reading", _away)
    with pytest.raises(RecordsUnavailable):
        sites.of(SITE.id)
    assert sites.from_files() == FILES


def _away() -> None:
    raise RecordsUnavailable("gone")


def test_the_newest_is_found_again_when_somebody_has_put_one_live_meanwhile(sqlite_records: DatabaseRecords) -> None:
    rules = of(sqlite_records)
    assert (rules.newest(), rules.newest()) == (0, 0)
    sequence = put(sqlite_records, written(30))
    assert (rules.newest(), rules.newest()) == (sequence, sequence)
