"""Floor plans."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import LocalText, Moment, Schema
from domain.floor_plan import LONGEST_LABEL, MOST_PLACEMENTS

Part = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class PlanPlacement(Schema):
    """Where an asset stands on a plan."""

    asset: str = Field(min_length=1, max_length=64)
    x: Part = Field(description="From the left edge, as a part of the width.")
    y: Part = Field(description="From the upper edge, as a part of the height.")
    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_LABEL)] = Field("", description="Empty: the asset's own name.")


class PlanPictureOut(Schema):
    """The picture of a plan; its bytes are at `/floor-plans/{site}/{space}/picture`."""

    name: str
    content_type: str
    size: int
    sha256: str = Field(description="Changes with the picture.")
    width: float = Field(description="In units of its own: only the proportion counts.")
    height: float


class FloorPlanBrief(Schema):
    """That a space has a plan."""

    site: str
    space: str = Field(description="A space of the site; `_site`: the whole site.")
    place: LocalText = Field(description="The space in words.")
    picture: PlanPictureOut
    placed: int = Field(description="How many assets stand on it.")
    changed_at: Moment
    changed_by: str = Field(description="Their name.")
    version: int


class FloorPlan(FloorPlanBrief):
    """A plan with the assets on it."""

    placements: list[PlanPlacement]


class FloorPlanHung(FloorPlan):
    """A plan with its new picture, and what was left out of it because it might do harm."""

    left_out: dict[str, int] = Field(description="Elements, and attributes with an `@`, of a drawing; and how many of each.")


class FloorPlans(Schema):
    """Plans by site and space; with `asset` those on which it stands, the nearest first."""

    items: list[FloorPlanBrief]


class PlacementsIn(Schema):
    """All assets that shall stand on the plan."""

    placements: list[PlanPlacement] = Field(max_length=MOST_PLACEMENTS)
