"""The ways out that an installation has: its open channels, as far as calling somebody depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_OTHERS_READ = frozenset({"webhook"})


@dataclass(frozen=True, slots=True)
class Way:
    """A channel. `group`: it reaches a group chat, so it needs no address of a person and proves nothing about one."""

    name: str
    group: bool = False
    takes_drills: bool = False

    @property
    def outside(self) -> bool:
        """Whether others than those who are called may read it: a drill goes there only if that was chosen."""
        return self.group or self.name in _OTHERS_READ


Ways = Mapping[str, Way]
"""By name; without the open page, which is always there."""

PAGE = "page"
"""The channel by which everybody is told who has Steward open."""
