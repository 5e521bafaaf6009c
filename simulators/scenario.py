"""Scenarios: what happens at a site, when, and which alarms are expected of it. YAML files; these are the plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from domain.people import Department
from domain.text import Text
from simulators.faults import Fault

LIBRARY = Path(__file__).parent / "scenarios"
"""Where the scenarios of the house are."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens `at_s` seconds (wall time) after the start of a pass.

    Either `command` is done to one of `assets` (the seed chooses which), or `link` to `device`'s own connection, or
    `fault` strikes. After `for_s` seconds `then` is done to the same asset or device; `None`: it stays so.
    """

    at_s: float
    assets: tuple[str, ...] = ()
    command: str | None = None
    device: str | None = None
    link: str | None = None
    fault: Fault | None = None
    for_s: float | None = None
    then: str | None = None

    @property
    def ends_s(self) -> float:
        """When its last effect happens."""
        return self.at_s + (self.for_s or 0.0)


@dataclass(frozen=True, slots=True)
class Expectation:
    """An alarm that the scenario should raise: `rule` on one of `assets` within `within_s` of the start, led by `department`."""

    rule: str
    assets: tuple[str, ...]
    department: Department
    within_s: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story of a site. `local_time` (hours) is the time of day at which it begins; `loop_s` is how long a pass takes, `None`: one pass."""

    id: str
    name: Text
    about: Text
    steps: tuple[Step, ...]
    expect: tuple[Expectation, ...] = ()
    local_time: float | None = None
    loop_s: float | None = None


LINK_COMMANDS = {"lose_connection": "regain_connection", "go_silent": "speak_again"}
"""What can happen to a device's own way to the broker, and what ends it. A lost connection leaves its will behind."""


def scenarios() -> dict[str, Path]:
    """The scenarios of the house: their files by id, in alphabetical order."""
    return {path.stem: path for path in sorted(LIBRARY.glob("*.yaml"))}


def scenario_names() -> tuple[str, ...]:
    """Their ids, in alphabetical order."""
    return tuple(scenarios())
