"""Cases of rules: what is read over time, and which alarms that must make. ``lift.test.yaml`` stands beside ``lift.yaml``.

The format is described in ``docs/rules.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from configuration.document import Document, Place, read
from domain.problem import BadConfiguration, Problem
from rules.duration import Duration
from rules.rule_model import Strict

SUFFIX = ".test.yaml"

CaseValue = StrictBool | StrictInt | StrictFloat | StrictStr | tuple[StrictStr, ...] | None
"""As in a device's message: a list for flags, null for what could not be measured."""


class Row(BaseModel):
    """What a device says at one time: any point of its type by key."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, CaseValue]

    at: Duration = Field(description="When it occurred, after the beginning")
    received: Duration | None = Field(default=None, description="When it was received; at once if left out")

    @property
    def values(self) -> dict[str, CaseValue]:
        """Point keys with their values."""
        return self.__pydantic_extra__

    @property
    def known(self) -> timedelta:
        """When it was received."""
        return self.at if self.received is None else self.received


class Expected(Strict):
    """An alarm that must come: `raised` and perhaps `returned`, or `recorded` (over before we knew)."""

    rule: str
    point: str | None = Field(default=None, description="Key of the point; any if left out")
    raised: Duration | None = Field(default=None, description="When Steward raises it")
    returned: Duration | None = Field(default=None, description="When it is normal again; still raised at the end if left out")
    recorded: Duration | None = Field(default=None, description="When late data tells of it, without calling anybody")

    @model_validator(mode="after")
    def _raised_or_recorded(self) -> Self:
        if (self.raised is None) is (self.recorded is None) or (self.recorded is not None and self.returned is not None):
            raise PydanticCustomError("expected", "an alarm is raised or recorded", {"remedy": "Write `raised:` (and `returned:`), or `recorded:` alone"})
        return self


class CaseModel(Strict):
    """One case."""

    case: str = Field(min_length=1, description="What it shows, as a sentence")
    asset_type: str = Field(description="One asset of this type is judged, with one device of its own")
    asset: str = Field(default="tested", description="The asset's id, for rules that name assets")
    readings: tuple[Row, ...] = ()
    until: Duration | None = Field(default=None, description="The clock runs so long; to the last reading if left out")
    expect: tuple[Expected, ...] = Field(description="Every alarm that the file's rules make, in any order; [] for none")


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its place."""

    model: CaseModel
    document: Document
    place: Place


def cases_path(rules: Path) -> Path:
    """Where the cases of a file of rules stand."""
    return rules.with_name(rules.stem + SUFFIX)


def is_case_file(path: Path) -> bool:
    """Whether a file holds cases, not rules."""
    return path.name.endswith(SUFFIX)


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file. Raises `BadConfiguration`."""
    document = read(path)
    if not isinstance(document.data, list):
        raise BadConfiguration([document.problem((), "expected a list of cases", "Begin each case with `- case:`")])
    cases: list[Case] = []
    problems: list[Problem] = []
    for index in range(len(document.data)):
        try:
            cases.append(Case(document.model(CaseModel, (index,)), document, (index,)))
        except BadConfiguration as error:
            problems += error.problems
    if problems:
        raise BadConfiguration(problems)
    return tuple(cases)


def untested(rules_file: Path, rule_ids: Sequence[str]) -> list[Problem]:
    """What is missing from the cases beside `rules_file`: every rule is expected once, and one case expects nothing."""
    path = cases_path(rules_file)
    try:
        cases = load_cases(path)
    except BadConfiguration as error:
        return list(error.problems)
    expected = {alarm.rule for case in cases for alarm in case.model.expect}
    problems = [
        Problem(str(path), None, f"no case expects `{rule}`", "Add one: a rule of the library without a test does not load")
        for rule in rule_ids
        if rule not in expected
    ]
    if all(case.model.expect for case in cases):
        problems.append(Problem(str(path), None, "no case shows when nothing must be raised", "Add one with `expect: []`"))
    return problems
