"""Equipment that joins a site because somebody has bound a device that speaks already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from domain.text import Text


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An asset with a device of its own that is to join `site`; `type`, `space` and `gateway` are ids that the site or the catalogue has.

    The device is called `name_on_wire` in `dialect`. `counts` says how many of its numbered things it has (``{"pump": 2}``).
    """

    site: str
    id: str
    type: str
    name: Text
    space: str
    dialect: str
    name_on_wire: str
    gateway: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


class Taken(Exception):
    """Somebody was faster: the id or the device is in the site file already, but otherwise. Its text says what is there."""


class Joining(Protocol):
    """Puts newcomers into site files. For any thread; the site file may be read and checked in it, which takes a second or two."""

    def entry(self, newcomer: Newcomer) -> str:
        """The lines of YAML that stand for it below ``assets:``. Raises `BadConfiguration` if it cannot be written at all."""

    def join(self, newcomer: Newcomer, *, write: bool) -> bool:
        """Add it, whole or not at all; `False`: it is there already, and the same. Without `write` all is tried and nothing replaced.

        Raises `Taken`, and `BadConfiguration` with every reason why the file stays as it is.
        """
