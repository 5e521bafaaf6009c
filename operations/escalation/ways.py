"""The ways out that an installation has: its open channels, as far as calling somebody depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """A channel. `group`: it reaches a group chat, so it needs no address of a person and proves nothing about one."""

    name: str
    group: bool = False
    takes_drills: bool = False


Ways = Mapping[str, Way]
"""By name; without the open page, which is always there."""

PAGE = "page"
"""The channel by which everybody is told who has Steward open."""
