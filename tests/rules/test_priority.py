"""Severity follows from consequence and the time there is to respond, and rules that say otherwise are refused."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from configuration.document import parse
from domain.alarm import Consequence
from domain.problem import BadConfiguration
from domain.severity import PRIORITY_OF, TIME_LIMITS, Severity
from rules.priority import AT_ONCE, MATRIX, SOON, THIS_SHIFT, severity_for
from rules.rule_file import parse_rules

RULE = """\
- id: tank.level
  applies_to: {asset_type: water_tank}
  when: {kind: state, point: low, equals: true}
  severity: high
  consequence: major
  respond_within: 1h
  department: engineering
  message: {zh: 水位低, en: Low}
"""


def problem_of(text: str) -> str:
    with pytest.raises(BadConfiguration) as refused:
        parse_rules(parse(text, "tank.yaml"))
    (problem,) = refused.value.problems
    return str(problem)


@pytest.mark.parametrize(
    ("consequence", "within", "severity"),
    [
        (Consequence.SEVERE, timedelta(minutes=15), Severity.CRITICAL),
        (Consequence.SEVERE, timedelta(minutes=15, seconds=1), Severity.CRITICAL),
        (Consequence.SEVERE, timedelta(days=3), Severity.HIGH),
        (Consequence.MAJOR, timedelta(minutes=5), Severity.CRITICAL),
        (Consequence.MAJOR, timedelta(hours=1), Severity.HIGH),
        (Consequence.MAJOR, timedelta(hours=8), Severity.HIGH),
        (Consequence.MAJOR, timedelta(hours=8, seconds=1), Severity.MEDIUM),
        (Consequence.MODERATE, timedelta(hours=2), Severity.MEDIUM),
        (Consequence.MINOR, timedelta(days=1), Severity.LOW),
    ],
)
def test_the_matrix_by_its_bounds(consequence: Consequence, within: timedelta, severity: Severity) -> None:
    assert severity_for(consequence, within) is severity


def test_every_severity_can_be_reached_and_every_consequence_is_there() -> None:
    assert {severity for row in MATRIX.values() for severity in row} == set(Severity)
    assert set(MATRIX) == set(Consequence)


def test_less_time_or_a_worse_consequence_is_never_less_urgent() -> None:
    rows = [[severity.rank for severity in MATRIX[consequence]] for consequence in Consequence]
    assert all(left <= right for row in rows for left, right in pairwise(row))
    assert all(mild >= worse for row, below in pairwise(rows) for mild, worse in zip(row, below, strict=True))


def test_somebody_arrives_in_time_wherever_people_are_in_danger_or_much_is_lost() -> None:
    for consequence in (Consequence.SEVERE, Consequence.MAJOR):
        for within in (AT_ONCE, SOON, THIS_SHIFT):
            assert TIME_LIMITS[PRIORITY_OF[severity_for(consequence, within)]].arrive <= within


def test_a_rule_whose_severity_follows_is_read() -> None:
    (rule,) = parse_rules(parse(RULE, "tank.yaml"))
    assert (rule.consequence, rule.respond_within) == (Consequence.MAJOR, timedelta(hours=1))


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            RULE.replace("severity: high", "severity: low"),
            "tank.yaml:4: severity `low` does not follow from `major` and 1 h to respond, which give `high`. Write `severity: high`, or correct",
        ),
        (RULE.replace("  respond_within: 1h\n", ""), "tank.yaml:5: `consequence` stands without `respond_within`. Write `respond_within` too"),
        (RULE.replace("  consequence: major\n", ""), "tank.yaml:5: `respond_within` stands without `consequence`. Write `consequence` too"),
        (RULE.replace("respond_within: 1h", "respond_within: 0s"), "tank.yaml:6: nobody can respond in no time. Write how long"),
    ],
)
def test_one_that_does_not_is_refused_with_line_and_remedy(wrong: str, problem: str) -> None:
    assert problem_of(wrong).startswith(problem)


def test_a_rule_may_say_neither() -> None:
    (rule,) = parse_rules(parse(RULE.replace("  consequence: major\n  respond_within: 1h\n", ""), "tank.yaml"))
    assert (rule.consequence, rule.severity) == (None, Severity.HIGH)
