"""What drills ask of the simulators, without knowing them: which scenarios there are, and what each does something to.

``steward`` wires it (`steward.drills.scenarios`): nothing in rules or operations imports the simulators.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.site import Site
from domain.text import Text


class Scenarios(Protocol):
    """The scenarios that can be played."""

    def names(self, site: Site) -> Mapping[str, Text]:
        """Those that fit `site`: what people call them, by id, in alphabetical order."""

    def assets(self, scenario: str, site: Site) -> frozenset[str]:
        """The ids of the assets that it does something to. Raises `KeyError` if there is no such scenario, or it does not fit `site`."""
