"""Devices that speak and that somebody has put aside as not ours: the neighbour's, a fitter's, an old gateway's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SetAside:
    """A device called `name` in `dialect` at `site` that is not ours, as `by` said at `at` (UTC), and `reason` why.

    What it says is quarantined as before; only the list of new devices leaves it out.
    """

    site: str
    dialect: str
    name: str
    by: str
    at: datetime
    reason: str = ""


class SetAsides(Protocol):
    """What was put aside."""

    def at(self, sites: tuple[str, ...]) -> Sequence[SetAside]:
        """All of these sites, by site and name."""

    def put(self, one: SetAside) -> None:
        """Put it aside; of one that is already, the newer reason counts."""

    def bring_back(self, site: str, dialect: str, name: str) -> bool:
        """Not aside any more; whether it was."""
