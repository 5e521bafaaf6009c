"""Floor plans: a picture of a space (a floor, a car park, the whole site) on which its assets have their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

WHOLE_SITE = "_site"
"""Instead of a space: the plan of the whole site. No slug looks like it."""
MOST_PLACEMENTS = 500
"""On one plan; with more nobody finds anything on it."""
LONGEST_LABEL = 40


PICTURE_PREFIX = "plan-"
"""With which the ids of pictures begin: so they are told from the other files among the uploads."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an asset stands: the middle of its mark, as parts (0 … 1) of the picture's width and height from its upper left corner.

    `label` is what the plan calls it; empty: the asset's own name.
    """

    asset: str
    x: float
    y: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """The picture of a plan: a file among the uploads under `id`. `width` and `height` tell its proportions, in its own units."""

    id: str
    name: str
    content_type: str
    size: int
    sha256: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """The plan of `space` at `site`; a space has at most one. `changed` says what was changed last: ``picture`` or ``placements``."""

    site: str
    space: str
    picture: PlanPicture
    placements: tuple[Placement, ...]
    changed: str
    changed_at: datetime
    changed_by: str
    version: int = 1


class FloorPlans(Protocol):
    """All plans."""

    def get(self, site: str, space: str) -> FloorPlan | None:
        """The plan of a space."""

    def at(self, sites: Sequence[str]) -> Sequence[FloorPlan]:
        """Those of these sites, by site and space."""

    def add(self, plan: FloorPlan) -> None:
        """A new one. `Conflict` if the space has one."""

    def save(self, plan: FloorPlan) -> FloorPlan:
        """Store it with the next version. `Conflict` if it is no longer at this one."""

    def remove(self, plan: FloorPlan) -> None:
        """Take it away. `Conflict` if it is no longer at this version."""
