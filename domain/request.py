"""What people ask for: who asked, over which channel, in which words, and how satisfied they were afterwards.

The work itself is the order's business (`domain.work_order`); several people may have asked for the same one. Names,
phones and words are personal data: they never stand in events, pushes or exports.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.page import Page
from domain.people import Department
from domain.text import Text
from domain.work_order import OrderKind


class Channel(StrEnum):
    """How a request reached us."""

    PHONE = "phone"
    COUNTER = "counter"
    WECHAT = "wechat"
    APP = "app"
    QR = "qr"
    HOTLINE = "hotline"
    STEWARD = "steward"
    PATROL = "patrol"
    API = "api"
    EMAIL = "email"


class Asked(StrEnum):
    """How somebody was asked whether they are satisfied."""

    LINK = "link"
    PHONE = "phone"
    VISIT = "visit"


class Todo(StrEnum):
    """What the service centre still owes people."""

    CALL_BACK = "call_back"
    """The work is done and nobody has asked whether they are satisfied."""
    RETURN_VISIT = "return_visit"
    """They were not satisfied and nobody has been to see them."""
    PROMISE = "promise"
    """They were told until when, and it is not done."""


REQUESTER = "requester"
"""Whoever follows a request by its link, in timelines: nobody knows who that is."""

KINDS = (OrderKind.REPAIR, OrderKind.ENQUIRY, OrderKind.COMPLAINT, OrderKind.SUGGESTION)
"""What people may ask for."""

DEPARTMENT_OF = {
    OrderKind.ENQUIRY: Department.SERVICE_CENTRE,
    OrderKind.COMPLAINT: Department.SERVICE_CENTRE,
    OrderKind.SUGGESTION: Department.SERVICE_CENTRE,
    OrderKind.REPAIR: Department.ENGINEERING,
}
"""Who leads unless somebody chooses otherwise."""

KIND_NAMES = {
    OrderKind.REPAIR: Text("报修", "Repair"),
    OrderKind.ENQUIRY: Text("咨询", "Enquiry"),
    OrderKind.COMPLAINT: Text("投诉", "Complaint"),
    OrderKind.SUGGESTION: Text("建议", "Suggestion"),
}

BAD = 2
"""A rating up to this one means that somebody goes and asks why."""
BEST = 5

LINK_KEPT = timedelta(days=30)
"""A tracking link says nothing any more so long after its order has ended."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The ticket of an outside system, such as the 12345 hotline; (system, number) is unique. Its deadline overrides ours."""

    system: str
    number: str
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """How satisfied somebody was: `score` from 1 (not at all) to 5. `by` is who asked them, or `REQUESTER`."""

    score: int
    solved: bool
    text: str
    at: datetime
    by: str
    how: Asked

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to go and ask why."""
        return self.score <= BAD or not self.solved


@dataclass(frozen=True, slots=True)
class Request:
    """That somebody asked for `order_id`.

    `dwelling` is a space of the site, `room` what they called it if it is none. `words` are theirs, as told; `place` says
    where, in words. `once` is the same for what was sent twice. `visit_id` is the task or the order of the return visit.
    """

    id: str
    order_id: str
    site: str
    channel: Channel
    received_at: datetime
    received_by: str
    words: str
    place: str = ""
    language: str = "zh"
    name: str = ""
    phone: str = ""
    dwelling: str | None = None
    room: str = ""
    visit_from: datetime | None = None
    visit_until: datetime | None = None
    ticket: Ticket | None = None
    once: str | None = None
    rating: Rating | None = None
    visit_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests; `None` and empty texts mean any. `phone` is a whole number or its last four digits."""

    sites: tuple[str, ...] = ("*",)
    channel: Channel | None = None
    kind: OrderKind | None = None
    name: str = ""
    phone: str = ""
    room: str = ""
    text: str = ""
    """In the order's title, number, asset, or in the words that were told."""
    todo: Todo | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrackingLink:
    """Lets whoever has it follow a request. Only the SHA-256 of its token is kept."""

    digest: str
    request_id: str
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QrLink:
    """A code that hangs somewhere: whoever scans it reports something about the asset or the space. Only its SHA-256 is kept."""

    id: str
    digest: str
    site: str
    asset: str | None
    space: str | None
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None


class Requests(Protocol):
    """What people asked for, and the links that were given out."""

    def get(self, request_id: str) -> Request | None:
        """The request."""

    def of_order(self, order_id: str) -> Sequence[Request]:
        """Who asked for the order, the first first."""

    def of_ticket(self, system: str, number: str) -> Request | None:
        """The request of an outside ticket."""

    def sent_before(self, once: str) -> Request | None:
        """The request that was sent with the same `once`."""

    def add(self, request: Request) -> None:
        """A new one. `Conflict` if its ticket or `once` is there already."""

    def save(self, request: Request) -> Request:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def list(self, where: RequestFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Request]:
        """Newest received first."""

    def of_household(self, sites: Sequence[str], *, dwelling: str | None = None, room: str = "", phone: str = "", limit: int = 50) -> Sequence[Request]:
        """Those of a dwelling, a room (as people call it) or a phone (whole, or its last four digits), newest first; any of them will do."""

    def add_link(self, link: TrackingLink) -> None:
        """Remember a tracking link; one that is there already is valid again."""

    def link(self, digest: str) -> TrackingLink | None:
        """The tracking link with this digest."""

    def followed(self, request_ids: Collection[str]) -> frozenset[str]:
        """Those of these requests that have a tracking link which is valid."""

    def links_of(self, request_id: str) -> Sequence[TrackingLink]:
        """The tracking links of a request."""

    def revoke_links(self, request_id: str, at: datetime) -> int:
        """End those that are valid; returns how many."""

    def add_qr(self, link: QrLink) -> None:
        """Remember a code."""

    def qr(self, digest: str) -> QrLink | None:
        """The code with this digest."""

    def qr_by_id(self, link_id: str) -> QrLink | None:
        """The code with this id."""

    def qr_links(self, sites: Sequence[str], *, cursor: str | None = None, limit: int = 50) -> Page[QrLink]:
        """Those that are valid, newest first."""

    def has_qr(self, site: str, asset: str) -> bool:
        """Whether a code that is valid hangs at an asset."""

    def revoke_qr(self, link_id: str, at: datetime) -> bool:
        """End a code; whether it was valid."""


def digits_of(phone: str) -> str:
    """The digits of a phone number, without the country code of China, so that 138 0013 8000 and +86-13800138000 are one."""
    digits = "".join(character for character in phone if character.isascii() and character.isdigit())
    return digits.removeprefix("0086").removeprefix("86") if len(digits) > _MOBILE else digits


def room_key(room: str) -> str:
    """What the ways of writing a room have in common: 3号楼1单元1201室, 3-1-1201 and 3栋1-1201 are ``3-1-1201``."""
    return "-".join(_ROOM_PARTS.findall(room.casefold()))


_MOBILE = 11
_ROOM_PARTS = re.compile(r"[0-9]+|[a-z]+")
