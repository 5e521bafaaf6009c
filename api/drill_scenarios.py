"""What the API may ask about the scenarios that virtual devices play in drills. Wired by the server (`steward.drills.scenarios`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from domain.site import Site
from domain.text import Text
from operations.drills.scenarios import Scenarios


@dataclass(frozen=True, slots=True)
class Told:
    """What a scenario says of itself: `rules` are the ids of those by which it should raise alarms, `lasts_s` one pass at single speed."""

    name: Text
    about: Text
    rules: frozenset[str]
    lasts_s: float


class DrillScenarios(Scenarios, Protocol):
    """The scenarios that can be played, with what people want to know before they choose."""

    def told(self, scenario: str, site: Site) -> Told:
        """What it says of itself. Raises `KeyError` if there is no such scenario, or it does not fit `site`."""
