"""Pictures that show how a step of an emergency plan is done: files of a site's plan, named by its steps (`Step.pictures`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

STEP_PICTURE_PREFIX = "step-"
"""With which their ids begin: so they are told from the other files among the uploads."""
MOST_STEP_PICTURES = 200
"""Of one plan, over all its versions."""


@dataclass(frozen=True, slots=True)
class StepPicture:
    """A picture of the plan `plan` (its key) at `site`: a file among the uploads under `id`. It never changes; `added_at` is UTC."""

    id: str
    site: str
    plan: str
    name: str
    content_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str


class StepPictures(Protocol):
    """The pictures of all plans."""

    def get(self, picture_id: str) -> StepPicture | None:
        """The picture."""

    def of_plan(self, site: str, plan: str) -> Sequence[StepPicture]:
        """Those of a plan, oldest first."""

    def add(self, picture: StepPicture) -> None:
        """A new one. `Conflict` if its id is there already."""
