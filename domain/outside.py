"""Other systems that open work orders here: who they are, and what they call their orders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A machine that may open orders at `sites` and read those that it opened; nothing else.

    Of its key only the SHA-256 is kept (`digest`, hexadecimal), and its beginning to tell one from another (`hint`).
    """

    id: str
    name: str
    sites: tuple[str, ...]
    digest: str
    hint: str
    created_at: datetime
    created_by: str
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def works_at(self, site: str) -> bool:
        """Whether it may open orders there."""
        return self.revoked_at is None and ("*" in self.sites or site in self.sites)


@dataclass(frozen=True, slots=True)
class OutsideOrder:
    """What a system outside calls an order of ours. (`source`, `outside_id`) is unique, so that asking twice opens one.

    `source` is the id of a client, or ``import:{site}``. `system` is the name of the system it comes from, as people
    know it. `asked` is the SHA-256 of the request. `requester` is personal: shown to those who may see such.
    """

    source: str
    outside_id: str
    order_id: str
    system: str
    asked: str
    opened_at: datetime
    requester: Mapping[str, str]


class OutsideSystems(Protocol):
    """Clients and their orders."""

    def add_client(self, client: ApiClient) -> None:
        """A new one. `Conflict` if its name is taken by one that is not revoked."""

    def client(self, client_id: str) -> ApiClient | None:
        """The client."""

    def by_key(self, digest: str) -> ApiClient | None:
        """Whose key this is, revoked or not."""

    def clients(self) -> Sequence[ApiClient]:
        """All, by name; the newest of a name first."""

    def revoke(self, client_id: str, at: datetime) -> bool:
        """Its key is good for nothing any more; `False` if it already was."""

    def used(self, client_id: str, at: datetime) -> None:
        """When its key was last used."""

    def link(self, outside: OutsideOrder) -> bool:
        """Remember it; `False` if its source has this number already, then nothing was changed."""

    def find(self, source: str, outside_id: str) -> OutsideOrder | None:
        """What the source calls so."""

    def known(self, source: str, outside_ids: Collection[str]) -> Collection[str]:
        """Which of these the source has already."""

    def of_orders(self, order_ids: Collection[str]) -> Mapping[str, OutsideOrder]:
        """By the id of the order, what is called something outside."""
