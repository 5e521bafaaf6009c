"""Reading scenario files (``docs/scenarios.md``), checked against a site."""

from __future__ import annotations

import re
from difflib import get_close_matches
from fnmatch import filter as matching
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from configuration.document import Document, Place, read
from devices.catalogue import behaviours
from domain.people import Department
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from domain.text import Text
from simulators.faults import Fault, FaultKind
from simulators.scenario import LINK_COMMANDS, Expectation, Scenario, Step, scenarios

_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?")
_TIME_OF_DAY = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def _seconds(written: object) -> object:
    if isinstance(written, str) and (match := _DURATION.fullmatch(written.strip())) and any(match.groups()):
        hours, minutes, seconds = (float(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds
    if isinstance(written, int | float) and not isinstance(written, bool):
        return written
    raise ValueError("expected a duration such as 5s, 2m or 1h30m")


def _hours(written: object) -> object:
    if isinstance(written, str) and (match := _TIME_OF_DAY.fullmatch(written)):
        return int(match[1]) + int(match[2]) / 60
    raise ValueError('expected a time of day in quotes, such as "07:30"')


def _list(written: object) -> object:
    return [written] if isinstance(written, str) else written


Seconds = Annotated[float, BeforeValidator(_seconds), Field(ge=0)]
SignedSeconds = Annotated[float, Field()]
Names = Annotated[list[str], BeforeValidator(_list), Field(min_length=1)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Text(_Written):
    zh: str
    en: str


class _Step(_Written):
    at: Seconds
    asset: Names | None = None
    device: str | None = None
    do: str | None = None
    fault: FaultKind | None = None
    rate: float = Field(1.0, gt=0, le=1)
    hold: Seconds = 60.0
    skew_s: SignedSeconds = 600.0
    point: str | None = None
    per_hour: float = 1.0
    every: Seconds = 20.0
    value: bool | float | str | None = None
    lasts: Seconds | None = Field(None, alias="for")
    then: str | None = None


class _Expectation(_Written):
    rule: str
    asset: Names
    department: Department
    within: Seconds


class _Scenario(_Written):
    name: _Text
    about: _Text
    local_time: Annotated[float, BeforeValidator(_hours)] | None = None
    loop: Seconds | None = None
    steps: list[_Step] = Field(min_length=1)
    expect: list[_Expectation] = []


def load_scenario(name_or_path: str | Path, site: Site | None = None) -> Scenario:
    """The scenario of the house with that name, or of that file. Raises `BadConfiguration`.

    With `site`, everything it refers to must exist there, and be able to do what it should.
    """
    known = scenarios()
    path = known.get(str(name_or_path)) or Path(name_or_path)
    if path.suffix != ".yaml":
        near = get_close_matches(str(name_or_path), known, n=1)
        remedy = f"Did you mean `{near[0]}`?" if near else f"Use one of {', '.join(known)}, or the path of a .yaml file"
        raise BadConfiguration([Problem(str(name_or_path), None, "there is no such scenario", remedy)])
    document = read(path)
    written = document.model(_Scenario)
    reading = _Reading(document, site)
    steps = tuple(reading.step(step, ("steps", index)) for index, step in enumerate(written.steps))
    expect = tuple(reading.expectation(one, ("expect", index)) for index, one in enumerate(written.expect))
    if written.loop is not None and written.loop < (last := max(step.ends_s for step in steps)):
        reading.wrong(("loop",), f"a pass of {written.loop:g} s is over before its last step at {last:g} s", "Lengthen `loop`, or let the step end sooner")
    if reading.problems:
        raise BadConfiguration(reading.problems)
    name, about = Text(written.name.zh, written.name.en), Text(written.about.zh, written.about.en)
    return Scenario(path.stem, name, about, steps, expect, written.local_time, written.loop)


class _Reading:
    """One reading of one file, checked against `site` if there is one."""

    def __init__(self, document: Document, site: Site | None) -> None:
        self.document = document
        self.site = site
        self.problems: list[Problem] = []

    def wrong(self, place: Place, problem: str, remedy: str) -> None:
        self.problems.append(self.document.problem(place, problem, remedy))

    def step(self, step: _Step, place: Place) -> Step:
        if (step.do is None) == (step.fault is None):
            self.wrong(place, "a step needs either `do` or `fault`", "Write `do: trap`, or `fault: dropout`")
        if step.fault is not None:
            return self._fault(step, step.fault, place)
        command = step.do or ""
        if (step.asset is None) == (step.device is None):
            self.wrong(place, "a step needs either `asset` or `device`", "Name the asset that it happens to, or the device whose connection is meant")
        if step.device is not None:
            if command not in LINK_COMMANDS and command not in LINK_COMMANDS.values():
                self.wrong((*place, "do"), f"a device cannot `{command}`", f"Use one of {', '.join([*LINK_COMMANDS, *LINK_COMMANDS.values()])}")
            self._device(step.device, place)
            then = None if step.lasts is None else step.then or LINK_COMMANDS.get(command)
            return Step(step.at, device=step.device, link=command, for_s=step.lasts, then=then)
        assets = tuple(step.asset or ())
        then = None if step.lasts is None else step.then or "restore"
        self._assets(assets, (*place, "asset"))
        for key, word in (("do", command), ("then", then)):
            if word is not None:
                self._can(assets, word, (*place, key))
        return Step(step.at, assets=assets, command=command, for_s=step.lasts, then=then)

    def expectation(self, one: _Expectation, place: Place) -> Expectation:
        self._assets(tuple(one.asset), (*place, "asset"))
        return Expectation(one.rule, tuple(one.asset), one.department, one.within)

    def _fault(self, step: _Step, kind: FaultKind, place: Place) -> Step:
        devices = step.device or "*"
        if self.site is not None and not matching(self.site.devices, devices):
            self.wrong((*place, "device"), f"no device of {self.site.id} matches `{devices}`", "Correct it; * stands for any letters")
        until = float("inf") if step.lasts is None else step.at + step.lasts
        fault = Fault(
            kind,
            devices,
            rate=step.rate,
            hold_s=step.hold,
            skew_s=step.skew_s,
            from_s=step.at,
            until_s=until,
            point=step.point,
            per_hour=step.per_hour,
            every_s=step.every,
            value=step.value,
        )
        if (wrong := fault.wrong()) is not None:
            self.wrong((*place, "fault"), wrong, "See docs/scenarios.md, Faults")
        return Step(step.at, fault=fault, for_s=step.lasts)

    def _assets(self, assets: tuple[str, ...], place: Place) -> None:
        for asset in assets:
            if self.site is not None and asset not in self.site.assets:
                self.wrong(place, f"{self.site.id} has no asset `{asset}`", _near(asset, list(self.site.assets)))

    def _device(self, device: str, place: Place) -> None:
        if self.site is not None and device not in self.site.devices:
            self.wrong((*place, "device"), f"{self.site.id} has no device `{device}`", _near(device, list(self.site.devices)))

    def _can(self, assets: tuple[str, ...], command: str, place: Place) -> None:
        for asset in assets:
            found = None if self.site is None else self.site.assets.get(asset)
            behaviour = None if found is None else behaviours().get(found.type.key)
            if behaviour is not None and command not in behaviour.commands:
                self.wrong(place, f"`{asset}` cannot `{command}`", f"It can: {', '.join(behaviour.commands)}")


def _near(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"Did you mean `{near[0]}`?" if near else "Correct it, or use a site that has it"
