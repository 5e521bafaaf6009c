"""What is wrong in a routing table is said with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from configuration.document import parse
from domain.problem import BadConfiguration, Problem
from domain.severity import Severity
from rules.routing import load
from rules.routing.routing_file import read_routing

GOOD = """
usual:
  engineering: [duty_engineer]
routes:
  - when: {rules: ["sump.*"], severities: [critical]}
    posts:
      - post: nearest_guard
        does: {zh: 去看, en: go and look}
"""


def problem_of(text: str) -> Problem:
    with pytest.raises(BadConfiguration) as error:
        read_routing(parse(text, "routing.yaml"))
    (problem,) = error.value.problems
    return problem


def test_a_pattern_covers_the_rules_that_begin_like_it() -> None:
    routing = read_routing(parse(GOOD, "routing.yaml"))
    assert routing.routes("sump.overflow", Severity.CRITICAL)[0].does.zh == "去看"
    assert routing.routes("sumps.overflow", Severity.CRITICAL) == ()
    assert routing.routes("sump.overflow", Severity.HIGH) == ()


def test_an_unknown_post_is_refused_with_its_line() -> None:
    problem = problem_of(GOOD.replace("nearest_guard", "nearest_gard"))
    assert (problem.line, "nearest_gard" in str(problem) or "post" in problem.problem) == (7, True)
    assert "nearest_guard" in problem.remedy


def test_an_unknown_severity_is_refused() -> None:
    assert problem_of(GOOD.replace("critical", "terrible")).line == 5


def test_a_post_without_words_is_refused() -> None:
    assert problem_of(GOOD.replace("zh: 去看, ", "")).remedy == "Add it"


def test_a_post_twice_is_refused() -> None:
    assert problem_of(GOOD + "      - {post: nearest_guard, does: {zh: 再看, en: look again}}\n").line == 9


def test_a_post_of_another_department_is_not_usual() -> None:
    problem = problem_of(GOOD.replace("[duty_engineer]", "[manager]"))
    assert problem.line == 3
    assert "management" in problem.problem


def test_the_manager_is_not_called_before_anything_has_escalated() -> None:
    problem = problem_of(GOOD.replace("nearest_guard", "manager"))
    assert problem.line == 7
    assert "escalation" in problem.problem


def test_an_entry_that_can_never_match_is_refused() -> None:
    again = GOOD.split("routes:\n")[1]
    assert problem_of(GOOD + again).line == 9


def test_all_problems_are_found_at_once() -> None:
    with pytest.raises(BadConfiguration) as error:
        read_routing(parse(GOOD.replace("[duty_engineer]", "[manager]").replace("nearest_guard", "company"), "routing.yaml"))
    assert len(error.value.problems) == 2


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="does not exist"):
        load(tmp_path / "routing.yaml")
