"""Whom a site calls in an emergency, and at which number: its own lift maintainer, its utilities, its landlord.

119, 120, 110 and 95598 hold everywhere and need no entry; a site's own entry of such a contact goes before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.text import Text

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """What `site` knows of the contact `contact` (an id of ``operations.knowledge.contacts``, or one of the site's own).

    `name` is who it is, in words, such as the firm; `number` is empty while nobody knows it. `checked_at` is when somebody
    last made sure that it is right, `None`: nobody has since it was changed. Times are UTC, persons usernames.
    """

    site: str
    contact: str
    name: Text
    number: str
    note: str
    changed_at: datetime
    changed_by: str
    checked_at: datetime | None = None
    checked_by: str | None = None
    version: int = 1


class EmergencyNumbers(Protocol):
    """The numbers of all sites."""

    def of(self, site: str) -> Sequence[EmergencyNumber]:
        """Those of a site, by contact."""

    def get(self, site: str, contact: str) -> EmergencyNumber | None:
        """The site's entry of a contact."""

    def add(self, number: EmergencyNumber) -> None:
        """A new one. `Conflict` if the site has one of this contact."""

    def save(self, number: EmergencyNumber) -> EmergencyNumber:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def remove(self, number: EmergencyNumber) -> None:
        """Take it away. `Conflict` if it is no longer at this version."""
