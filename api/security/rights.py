"""What the signed-in person may do: the one place where routes ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.problems import Forbidden, NotFound
from domain.people import PERMISSIONS, Department, Permission, Person
from domain.text import Text


@dataclass(frozen=True, slots=True)
class Rights:
    """A person with what they may do. Everything asks here; what is not granted is refused.

    What lies at a site that a person may not see does not exist for them (404); what they may see but not do is 403.
    """

    person: Person
    address: str = ""
    expires_at: float = 0.0
    """When the access token is over, in epoch seconds."""
    phone: str | None = None
    """The id of the phone of a post on which they have signed in with their PIN."""

    def sites(self, asked: str | None, known: Iterable[str]) -> tuple[str, ...]:
        """The sites that a list may show: the one asked for, or every one of theirs. Raises `NotFound` for another's."""
        if asked is not None:
            self.see(asked, known)
            return (asked,)
        return tuple(site for site in known if self.person.may(Permission.VIEW, site))

    def see(self, site: str, known: Iterable[str]) -> None:
        """Raises `NotFound` unless the site exists and they may see it."""
        if site not in known or not self.person.may(Permission.VIEW, site):
            raise NotFound(Text(f"没有项目 {site}，或您无权查看", f"There is no site {site} that you may see. GET /sites lists yours."))

    def may(self, permission: Permission, site: str, departments: Iterable[Department] | None = None) -> bool:
        """Whether they may do this at `site`, on a thing that concerns `departments`."""
        return self.person.may(permission, site, None if departments is None else frozenset(departments))

    def need(self, permission: Permission, site: str, departments: Iterable[Department] | None = None) -> None:
        """Raises `Forbidden` unless they may."""
        if not self.may(permission, site, departments):
            raise Forbidden(permission)

    def need_anywhere(self, permission: Permission) -> None:
        """Raises `Forbidden` unless their role grants it at all; lists then show only their sites."""
        if not self.person.active or permission not in PERMISSIONS[self.person.role]:
            raise Forbidden(permission)
