"""The channels to residents stand in ``steward.yaml`` apart from the staff's, with credentials of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.problem import BadConfiguration, Problem
from steward.residents import outlets_of, own_variable, pump_of, resident_ways
from storage.database.records import DatabaseRecords
from tests.operations.notices.scenes import SITES
from tests.steward.test_channel_settings import settings

GROUP = "residents:\n  owners-group:\n    by: wecom-robot\n    title: {zh: 业主群, en: Owners}\n    sites: [riverside]\n    settings: {language: en}\n"


def told(folder: Path, residents: str) -> Problem:
    with pytest.raises(BadConfiguration) as raised:
        resident_ways(settings(folder, residents), SITES)
    (problem,) = raised.value.problems
    return problem


def test_a_way_has_its_kind_its_title_and_its_sites(tmp_path: Path) -> None:
    way = resident_ways(settings(tmp_path, GROUP), SITES)["owners-group"].way
    assert (way.by, way.title.zh, way.group, way.sites) == ("wecom-robot", "业主群", True, ("riverside",))
    assert (way.serves("riverside"), way.serves("hillside")) == (True, False)


def test_without_any_there_are_none_and_nothing_asks_for_a_secret(tmp_path: Path, sqlite_records: DatabaseRecords) -> None:
    assert outlets_of(settings(tmp_path, "")).ways == {}
    assert pump_of(settings(tmp_path, ""), sqlite_records).once() == 0


@pytest.mark.parametrize(
    ("residents", "line", "word"),
    [
        ("residents:\n  group:\n    by: voice\n    settings: {}\n", 4, "by"),
        ("residents:\n  group:\n    by: wecom-robot\n    settings:\n      colour: red\n", 6, "colour"),
        ("residents:\n  group:\n    by: wecom-robot\n    sites: [nowhere]\n    settings: {}\n", 5, "nowhere"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, residents: str, line: int, word: str) -> None:
    problem = told(tmp_path, residents)
    assert (problem.line, word in f"{problem.problem} {problem.remedy}") == (line, True)


def test_the_robot_of_the_staff_never_tells_residents(tmp_path: Path, sqlite_records: DatabaseRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_WECOM_ROBOT_KEY", "the staff's")
    with pytest.raises(BadConfiguration, match="STEWARD_RESIDENTS_OWNERS_GROUP_WECOM_ROBOT_KEY"):
        pump_of(settings(tmp_path, GROUP), sqlite_records)
    monkeypatch.setenv("STEWARD_RESIDENTS_OWNERS_GROUP_WECOM_ROBOT_KEY", "the residents'")
    assert pump_of(settings(tmp_path, GROUP), sqlite_records).once() == 0
    assert own_variable("x", "MY_KEY") == "MY_KEY"
