"""A document remembers its lines, and every problem names file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from configuration.document import parse, read
from domain.problem import BadConfiguration, Problem


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    port: int = Field(ge=1)


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    inner: Inner


def problems_of(text: str) -> list[Problem]:
    with pytest.raises(BadConfiguration) as caught:
        parse(text, "x.yaml").model(Outer)
    return list(caught.value.problems)


def test_a_good_document_becomes_its_model() -> None:
    assert parse("name: a\ninner:\n  port: 7\n", "x.yaml").model(Outer) == Outer(name="a", inner=Inner(port=7))


def test_a_missing_key_is_said_at_the_line_of_what_should_hold_it() -> None:
    (problem,) = problems_of("name: a\ninner: {}\n")
    assert (problem.line, problem.remedy) == (2, "Add it")
    assert "inner.port" in problem.problem


def test_an_unknown_key_is_said_at_its_own_line_with_the_known_ones() -> None:
    (problem,) = problems_of("name: a\ninner:\n  port: 1\n  prot: 2\n")
    assert problem.line == 4
    assert "known here: port" in problem.remedy


def test_a_wrong_value_is_said_at_its_own_line() -> None:
    (problem,) = problems_of("name: a\ninner:\n  port: 0\n")
    assert problem.line == 3


def test_all_problems_are_said_at_once() -> None:
    assert len(problems_of("inner:\n  port: many\n  other: 1\n")) == 3


def test_a_key_that_stands_twice_is_a_problem() -> None:
    (problem,) = problems_of("name: a\nname: b\n")
    assert problem.line == 2
    assert "twice" in problem.problem


def test_broken_yaml_is_said_with_its_line() -> None:
    (problem,) = problems_of("name: a\ninner: [1,\n")
    assert problem.line is not None
    assert "not valid YAML" in problem.problem


def test_a_list_where_a_mapping_is_wanted_is_a_problem() -> None:
    (problem,) = problems_of("- 1\n")
    assert "expected a mapping" in problem.problem


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="does not exist"):
        read(tmp_path / "none.yaml")


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert parse("", "x.yaml").data == {}


def test_dates_stay_text() -> None:
    assert parse("day: 2026-01-31\n", "x.yaml").data == {"day": "2026-01-31"}


def test_a_problem_reads_as_file_line_problem_remedy() -> None:
    assert str(Problem("a.yaml", 3, "it is wrong", "Mend it")) == "a.yaml:3: it is wrong. Mend it"
