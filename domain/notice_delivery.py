"""Delivery of notices to residents: whom they go to, one row for each message, and what came of it.

Phone numbers and e-mail addresses of residents are personal data: sealed at rest, shown masked, absent from events, exports
and logs. Names are not kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.page import Page
from domain.text import Text


class SendState(StrEnum):
    """How far one message is."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    """The notice was withdrawn, or its recipient left, before it went out."""


SEND_STATE_NAMES = {
    SendState.QUEUED: Text("待发送", "Queued"),
    SendState.SENT: Text("已发送", "Sent"),
    SendState.FAILED: Text("失败", "Failed"),
    SendState.CANCELLED: Text("已取消", "Cancelled"),
}


class RecipientEnd(StrEnum):
    """Why nothing is sent there any more."""

    OPTED_OUT = "opted_out"
    """They said so themselves; no import takes it back."""
    REMOVED = "removed"
    GONE = "gone"
    """The number or mailbox no longer exists."""
    NO_CONSENT = "no_consent"


RECIPIENT_END_NAMES = {
    RecipientEnd.OPTED_OUT: Text("本人退订", "Opted out"),
    RecipientEnd.REMOVED: Text("已移除", "Removed"),
    RecipientEnd.GONE: Text("号码或邮箱已失效", "Out of use"),
    RecipientEnd.NO_CONSENT: Text("撤回同意", "Consent taken back"),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of one unit (the id of a space), reached by channels of kind `by` (``sms``, ``email``).

    `sealed` is the address, sealed for this row; `hint` what screens show; `digest` a keyed digest by which the same is
    found again; `off_digest` the SHA-256 of the token by which its owner opts out. `consented_at` is when they agreed.
    """

    id: str
    site: str
    unit: str
    by: str
    sealed: str
    hint: str
    digest: str
    off_digest: str
    language: str
    consented_at: datetime
    added_at: datetime
    added_by: str
    ended_at: datetime | None = None
    ended: RecipientEnd | None = None


@dataclass(frozen=True, slots=True)
class NoticeDelivery:
    """One message by one channel: the notice itself, or the update `update_id`. `recipient_id` `None`: a group.

    `key` is unique and goes with every try, so that the other side can tell a repetition. `next_at` is when it is (next)
    sent; while it is being sent, when the claim ends.
    """

    id: str
    key: str
    notice_id: str
    site: str
    realm: str
    channel: str
    queued_at: datetime
    update_id: str | None = None
    recipient_id: str | None = None
    state: SendState = SendState.QUEUED
    attempts: int = 0
    next_at: datetime | None = None
    sent_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages of a notice, by one channel, are how far."""

    channel: str
    queued: int = 0
    sent: int = 0
    failed: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class ResidentWay:
    """A way to residents that the installation has: its name, its kind of channel, whether it tells a group, and at which sites (empty: all)."""

    name: str
    by: str
    title: Text
    group: bool
    sites: tuple[str, ...] = ()

    def serves(self, site: str) -> bool:
        """Whether it tells residents of `site`."""
        return not self.sites or site in self.sites


class NoticeDeliveries(Protocol):
    """Messages on their way."""

    def add(self, delivery: NoticeDelivery) -> None:
        """Unless one with its `key` is there. Raises `ValueError` for one of a drill: nothing of a drill goes to residents."""

    def get(self, delivery_id: str) -> NoticeDelivery | None:
        """The delivery."""

    def save(self, delivery: NoticeDelivery, *, attempts: int) -> bool:
        """Store it if the stored one is still queued after `attempts` tries; whether it was."""

    def due(self, now: datetime, *, channels: Collection[str], limit: int) -> Sequence[NoticeDelivery]:
        """Live queued ones by these channels whose `next_at` has come, oldest first."""

    def cancel(self, *, notice_id: str | None = None, recipient_id: str | None = None) -> int:
        """Nothing more of this notice, or to this recipient, goes out; returns how many were still queued."""

    def list(self, notice_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[NoticeDelivery]:
        """Newest first."""


class Recipients(Protocol):
    """Whom notices of a site go to."""

    def put(self, recipient: Recipient) -> None:
        """Add it, or change the one with its id."""

    def get(self, recipient_id: str) -> Recipient | None:
        """The recipient, ended ones too."""

    def by_off(self, digest: str) -> Recipient | None:
        """The one whose opt-out token has this SHA-256."""

    def by_digest(self, digest: str) -> Sequence[Recipient]:
        """All with the same address, at any site and unit."""

    def of(self, site: str, by: str) -> Sequence[Recipient]:
        """The active ones of a site by one kind of channel, by unit."""

    def list(self, sites: tuple[str, ...], *, cursor: str | None = None, limit: int = 50) -> Page[Recipient]:
        """Newest first, ended ones too."""
