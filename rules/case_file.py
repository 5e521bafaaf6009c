"""Cases of rules: what is read over time, and which alarms that must make. ``lift.test.yaml`` stands beside ``lift.yaml``.

The format is described in ``docs/rules.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from configuration.document import Document, Place, read
from domain.problem import BadConfiguration, Problem
from rules.duration import Duration
from rules.rule_model import Strict

SUFFIX = ".test.yaml"

MOST_ROWS = 100_000
"""More than these in one case take longer than anybody waits for a test."""


class Ramp(Strict):
    """A number that goes evenly from one to another while a row repeats."""

    begin: float = Field(alias="from")
    to: float


CaseValue = StrictBool | StrictInt | StrictFloat | StrictStr | tuple[StrictStr, ...] | Ramp | None
"""As in a device's message: a list for flags, null for what could not be measured."""


class Row(BaseModel):
    """What a device says at one time: any point of its type by key, or an event; once, or again and again."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, CaseValue]

    at: Duration = Field(description="When it occurred, after the beginning")
    received: Duration | None = Field(default=None, description="When it was received; at once if left out")
    asset: str | None = Field(default=None, description="Whose device says it; that of the tested asset if left out")
    event: str | None = Field(default=None, description="Name of an event, in place of values")
    data: dict[str, Any] = Field(default={}, description="What is said with the event")
    every: Duration | None = Field(default=None, description="Say it again so often, up to and at `until`")
    until: Duration | None = Field(default=None, description="When it was said last")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.every is None) is not (self.until is None):
            raise PydanticCustomError("row", "`every` and `until` go together", {"remedy": "Write both, such as `every: 30s, until: 20m`, or neither"})
        if self.every is not None and self.until is not None and not (self.every and timedelta(0) <= self.until - self.at <= self.every * MOST_ROWS):
            raise PydanticCustomError("row", "it would repeat never or for ever", {"remedy": "Write `until` after `at`, and a greater `every`"})
        if self.every is None and any(isinstance(value, Ramp) for value in self.values.values()):
            raise PydanticCustomError("row", "a value goes from one number to another only in a row that repeats", {"remedy": "Add `every` and `until`"})
        if (self.event is None and self.data) or (self.event is not None and self.values):
            raise PydanticCustomError("row", "a row is an event with `data`, or values of points", {"remedy": "Make two rows of it"})
        return self

    @property
    def values(self) -> dict[str, CaseValue]:
        """Point keys with their values."""
        return self.__pydantic_extra__

    @property
    def known(self) -> timedelta:
        """When it was received (for the first time)."""
        return self.at if self.received is None else self.received


class Expected(Strict):
    """An alarm that must come: `raised` and perhaps `returned`, or `recorded` (over before we knew)."""

    rule: str
    asset: str | None = Field(default=None, description="On which asset; any if left out")
    point: str | None = Field(default=None, description="Key of the point; any if left out")
    raised: Duration | None = Field(default=None, description="When Steward raises it")
    returned: Duration | None = Field(default=None, description="When it is normal again; still raised at the end if left out")
    recorded: Duration | None = Field(default=None, description="When late data tells of it, without calling anybody")
    suppressed: bool = Field(default=False, description="It is suppressed by design when it is raised")
    hidden: Duration | None = Field(default=None, description="When, raised already, it is suppressed by design")
    shown: Duration | None = Field(default=None, description="When it is no longer suppressed, and still raised")

    @model_validator(mode="after")
    def _raised_or_recorded(self) -> Self:
        if (self.raised is None) is (self.recorded is None) or (self.recorded is not None and self.returned is not None):
            raise PydanticCustomError("expected", "an alarm is raised or recorded", {"remedy": "Write `raised:` (and `returned:`), or `recorded:` alone"})
        return self


class CaseName(Strict):
    """A name in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class CaseCalendar(Strict):
    """A calendar of the site, as in a site file; its name may be left out."""

    id: str
    name: CaseName | None = None
    daily: tuple[str, ...] | None = None
    workdays: tuple[str, ...] | None = None
    weekends: tuple[str, ...] | None = None
    holidays: tuple[str, ...] | None = None


class CaseAsset(Strict):
    """One more asset, with one device of its own, which has its id."""

    asset: str = Field(min_length=1, description="Its id")
    asset_type: str = Field(description="A device type of the catalogue")
    space: str | None = Field(default=None, description="The floor that it is on; where the tested asset is if left out")
    fed_by: tuple[str, ...] = Field(default=(), description="Ids of the assets that it needs")
    attributes: dict[str, str] = Field(default={}, description="As in a site file, such as `zone`")


class CaseModel(Strict):
    """One case."""

    case: str = Field(min_length=1, description="What it shows, as a sentence")
    asset_type: str = Field(description="One asset of this type is judged, with one device of its own")
    asset: str = Field(default="tested", description="The asset's id, for rules that name assets")
    space: str | None = Field(default=None, description="The floor that it is on")
    fed_by: tuple[str, ...] = Field(default=(), description="Ids of the assets that it needs")
    attributes: dict[str, str] = Field(default={}, description="As in a site file, such as `zone`")
    also: tuple[CaseAsset, ...] = Field(default=(), description="More assets of the same site")
    start: datetime | None = Field(default=None, description="When the case begins: local time in Asia/Shanghai; 2026-01-05T08:00, a Monday, if left out")
    calendars: tuple[CaseCalendar, ...] = Field(default=(), description="Calendars of the site, as in a site file")
    holidays: tuple[str, ...] = Field(default=(), description="Days off: 2026-10-01")
    workdays: tuple[str, ...] = Field(default=(), description="Saturdays and Sundays that are working days")
    readings: tuple[Row, ...] = ()
    until: Duration | None = Field(default=None, description="The clock runs so long; to the last reading if left out")
    expect: tuple[Expected, ...] = Field(description="Every alarm that the file's rules make, in any order; [] for none")

    @field_validator("start")
    @classmethod
    def _local(cls, start: datetime | None) -> datetime | None:
        if start is not None and start.tzinfo is not None:
            raise PydanticCustomError("start", "`start` is local time", {"remedy": 'Write it without a zone: "2026-01-05T22:30"'})
        return start

    @property
    def assets(self) -> tuple[CaseAsset, ...]:
        """All of them, the tested one first."""
        tested = CaseAsset(asset=self.asset, asset_type=self.asset_type, space=self.space, fed_by=self.fed_by, attributes=self.attributes)
        return (tested, *(each.model_copy(update={"space": each.space or self.space}) for each in self.also))


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its place."""

    model: CaseModel
    document: Document
    place: Place

    def problem(self, field: Place, problem: str, remedy: str) -> Problem:
        """A problem with `field` of it."""
        return self.document.problem((*self.place, *field), problem, remedy)


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
