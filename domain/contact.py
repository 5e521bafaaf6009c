"""How a person is reached: their ways of contact, and how far each can be trusted.

An address is what a channel needs to find one person: a phone number, the name in WeCom, a browser's push endpoint.
It is personal data: sealed at rest, shown masked, absent from events, exports and logs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.call_out import Proof
from domain.text import Text

CHECK_AGAIN_AFTER = timedelta(hours=12)
"""A way that no visible message came through by for so long is tried again when a shift begins or the app is opened."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to one person, by one channel (its name). Of a browser there is one for each device.

    `sealed` is the channel's address, sealed (`notify.addresses`); `hint` is what screens may show of it (``138****5678``,
    ``Chrome · Android``); `digest` is a keyed digest of the address, so that the same one is not kept twice.
    Nothing but a code is sent to one that has not been proven to be this person's: `verified_at`.
    `checked_at` is when a visible message last came through to the person; `failing_since` since when nothing did.
    A contact that is gone (410, number out of use) or that its owner removed has `ended_at` and says why in `ended`;
    its address is wiped. `position` is the owner's order, from 0.
    """

    id: str
    person: str
    """The username, as in `WorkOrder.assignee`."""
    channel: str
    label: str
    hint: str
    sealed: str
    digest: str
    added_at: datetime
    added_by: str
    verified_at: datetime | None = None
    position: int = 0
    checked_at: datetime | None = None
    used_at: datetime | None = None
    failing_since: datetime | None = None
    failure: str | None = None
    ended_at: datetime | None = None
    ended: str | None = None
    version: int = 1

    @property
    def active(self) -> bool:
        """Whether it has not ended."""
        return self.ended_at is None

    @property
    def usable(self) -> bool:
        """Whether messages are sent there: it has not ended, and is known to be this person's."""
        return self.ended_at is None and self.verified_at is not None


class ContactEnd(StrEnum):
    """Why nothing is sent there any more (`Contact.ended`)."""

    REMOVED = "removed"
    GONE = "gone"
    """The channel says that there is nobody there any more: the app was removed, the number is out of use."""
    LEFT = "left"
    """The person has no account any more."""
    TAKEN_OVER = "taken_over"
    """Somebody else uses this browser now."""
    UNREADABLE = "unreadable"
    """The installation's secret has changed: the address can no longer be read."""


CONTACT_END_NAMES = {
    ContactEnd.REMOVED: Text("已删除", "Removed"),
    ContactEnd.GONE: Text("地址已失效", "The address no longer exists"),
    ContactEnd.LEFT: Text("人员已停用", "The person has left"),
    ContactEnd.TAKEN_OVER: Text("设备已由他人使用", "Somebody else uses this device now"),
    ContactEnd.UNREADABLE: Text("地址无法读取，请重新添加", "The address cannot be read; add it again"),
}


class CheckKind(StrEnum):
    """What is sent to try a contact."""

    CODE = "code"
    """A number that only its owner can read: they type it in."""
    TEST = "test"
    """A visible test message: 收到请点这里."""


@dataclass(frozen=True, slots=True)
class ContactCheck:
    """A code or a test message on its way to a contact, and what came of it.

    `sealed` holds what is sent, until it has been sent; `digest` is a keyed digest of it, or for a test the SHA-256 of
    the secret by which the device proves it. `next_at` is when it is (next) sent; while it is being sent, when the claim
    ends; `None`: sent, or given up. `due_at` is the stored moment at which silence means that the way does not work.
    """

    id: str
    contact_id: str
    person: str
    kind: CheckKind
    sealed: str
    digest: str
    asked_at: datetime
    expires_at: datetime
    next_at: datetime | None = None
    due_at: datetime | None = None
    attempts: int = 0
    """How often sending was tried."""
    guesses: int = 0
    """How many wrong codes were typed in."""
    proof: Proof = Proof.QUEUED
    sent_at: datetime | None = None
    received_at: datetime | None = None
    opened_at: datetime | None = None
    error: str | None = None
    ended_at: datetime | None = None
    version: int = 1


class Contacts(Protocol):
    """Ways of contact, in the records."""

    def add(self, contact: Contact) -> Contact:
        """Remember it; one of the same person, channel and digest is taken up again instead (returned with its own id)."""

    def get(self, contact_id: str) -> Contact | None:
        """The contact, ended ones too."""

    def save(self, contact: Contact) -> Contact:
        """Store it if the stored version is still `contact.version`; returns it with the next one. Else `Conflict`.

        The address of one that has ended is wiped with it.
        """

    def of(self, people: Sequence[str], *, channel: str | None = None, unverified: bool = False) -> Sequence[Contact]:
        """The active ones of these people, by person, position and when they were added; `unverified`: those not yet proven too."""

    def holders(self, channel: str, digest: str) -> Sequence[Contact]:
        """Everybody's active ones that lead to the same place."""

    def ended_of(self, people: Sequence[str], since: datetime) -> Sequence[Contact]:
        """Those of these people that ended from `since` on, the newest first."""

    def unsealed(self, *, limit: int = 500) -> Sequence[Contact]:
        """Those that an older version kept in the clear (`UNSEALED` before the address)."""

    def of_nobody(self, *, limit: int = 200) -> Sequence[Contact]:
        """Active ones of people who have no active account any more."""

    def forget(self, contact_id: str) -> None:
        """Delete it and its checks."""

    def add_check(self, check: ContactCheck) -> None:
        """A new one."""

    def check(self, check_id: str) -> ContactCheck | None:
        """The check."""

    def save_check(self, check: ContactCheck) -> ContactCheck:
        """Store it if the stored version is still `check.version`; returns it with the next one. Else `Conflict`."""

    def checks_due(self, now: datetime, *, limit: int = 50) -> Sequence[ContactCheck]:
        """Those to be sent whose `next_at` has come, oldest first."""

    def checks_silent(self, now: datetime, *, limit: int = 200) -> Sequence[ContactCheck]:
        """Those whose `due_at` has come."""

    def checks_of(self, contact_id: str, kind: CheckKind, since: datetime) -> Sequence[ContactCheck]:
        """Those asked for from `since` on, the newest first."""

    def newest_checks(self, contacts: Sequence[str]) -> Sequence[ContactCheck]:
        """The newest test of each of these contacts."""

    def codes_since(self, person: str, since: datetime) -> int:
        """How many codes this person asked for."""

    def check_by_secret(self, digest: str) -> ContactCheck | None:
        """The test whose secret has this SHA-256."""


UNSEALED = "plain:"
"""Stands before an address that was moved here from a version that did not seal; sealed when a role starts."""
