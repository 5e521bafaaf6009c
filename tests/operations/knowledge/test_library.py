"""The procedures of the house: complete, readable at arm's length, and never commanding what Steward only watches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.people import Department
from domain.text import Text
from operations.knowledge import CONTACTS, Sop, load
from operations.knowledge.library import HERE
from rules.rule_file import load_rules

SOPS = load()
RULES = Path(__file__).parents[3] / "rules" / "library"
LONGEST_STEP = 60
MOST_STEPS = 7
CHINESE = re.compile(r"[一-鿿]")
NAMED = re.compile(r"(?:按|转)“([^”]+)”")
"""How one procedure points to another."""


def texts(sop: Sop) -> Iterator[Text]:
    yield from (sop.title, sop.purpose, *sop.never, *sop.evidence)
    for steps in sop.steps.values():
        yield from steps


def named_by_rules() -> set[str]:
    return {rule.sop for rule in load_rules([RULES]) if rule.sop is not None}


def test_there_are_enough_to_be_of_use() -> None:
    assert len(SOPS) >= 25
    assert set(SOPS) == {path.stem for path in HERE.glob("*.yaml")}


def test_every_procedure_that_a_rule_names_exists() -> None:
    assert named_by_rules() - set(SOPS) == set()


def test_every_procedure_belongs_to_a_rule_or_is_a_general_one() -> None:
    general = {sop.id for sop in SOPS.values() if sop.general}
    assert set(SOPS) - named_by_rules() == general


@pytest.mark.parametrize("sop", SOPS.values(), ids=list(SOPS))
def test_engineering_and_security_both_know_what_to_do(sop: Sop) -> None:
    assert {Department.ENGINEERING, Department.SECURITY} <= set(sop.steps)
    assert sop.never
    assert sop.evidence
    assert sop.source


@pytest.mark.parametrize("sop", SOPS.values(), ids=list(SOPS))
def test_both_languages_are_there_and_are_what_they_say(sop: Sop) -> None:
    assert [text for text in texts(sop) if not CHINESE.search(text.zh)] == []
    assert [text for text in texts(sop) if not text.en.strip() or CHINESE.search(text.en)] == []


@pytest.mark.parametrize("sop", SOPS.values(), ids=list(SOPS))
def test_a_guard_can_read_it_in_the_rain(sop: Sop) -> None:
    assert [text.zh for steps in sop.steps.values() for text in steps if len(text.zh) > LONGEST_STEP] == []
    assert {department: len(steps) for department, steps in sop.steps.items() if len(steps) > MOST_STEPS} == {}


@pytest.mark.parametrize("sop", SOPS.values(), ids=list(SOPS))
def test_nothing_is_commanded_from_afar(sop: Sop) -> None:
    steps = [text for steps in sop.steps.values() for text in steps]
    assert [
        text for text in steps if re.search(r"远程|遥控|在平台上|在系统里", text.zh) or re.search(r"remote|from the app|in Steward", text.en, re.IGNORECASE)
    ] == []


@pytest.mark.parametrize("sop", SOPS.values(), ids=list(SOPS))
def test_every_procedure_that_it_points_to_is_there(sop: Sop) -> None:
    pointed = {name for text in texts(sop) for name in NAMED.findall(text.zh)}
    assert {name for name in pointed if not any(other.title.zh.startswith(name) for other in SOPS.values())} == set()


@pytest.mark.parametrize("sop", [sop for sop in SOPS.values() if sop.id.startswith("lift-")], ids=lambda sop: sop.id)
def test_nobody_uncertified_is_told_to_open_a_lift(sop: Sop) -> None:
    assert any("没有电梯作业证" in never.zh and "层门" in never.zh for never in sop.never)
    opening = re.compile(r"开层门|开轿门|撬|盘车|放人规程")
    told = [text.zh for steps in sop.steps.values() for text in steps if opening.search(text.zh)]
    assert [text for text in told if "有电梯作业证" not in text] == []


def test_the_clocks_of_an_entrapment_are_in_its_procedure() -> None:
    text = " ".join(step.zh for steps in SOPS["lift-entrapment-release"].steps.values() for step in steps)
    assert [limit in text for limit in ("30 分钟", "1 小时", "90 分钟", "2 小时")] == [True] * 4


def test_a_confirmed_fire_is_called_in_by_a_person_and_a_first_one_is_verified_on_the_spot() -> None:
    assert SOPS["fire-confirmed"].call[0] == "fire"
    assert any("119" in step.zh for step in SOPS["fire-confirmed"].steps[Department.SECURITY])
    assert any("3 分钟" in step.zh for step in SOPS["fire-verify"].steps[Department.SECURITY])


def test_the_numbers_that_everybody_knows_are_right() -> None:
    assert {name: CONTACTS[name].number for name in ("fire", "medical", "police")} == {"fire": "119", "medical": "120", "police": "110"}


def test_a_silent_alarm_is_never_rung_back() -> None:
    silent = [SOPS["hold-up"], SOPS["access-duress"]]
    assert [sop.steps[Department.SECURITY][0].zh.startswith("不回拨") for sop in silent] == [True, True]
