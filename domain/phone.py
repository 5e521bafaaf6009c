"""Phones: those that belong to a post (岗位手机), the PINs by which people take turns on them, and steps that were taken offline.

A post's phone is known by a token that it alone keeps; its people sign in on it with six digits. What somebody did
without a network comes later, with its own time, and is decided once (`LateStep`; docs/offline.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.post import Post

SESSION_IDLE = timedelta(minutes=30)
"""A session opened by PIN is over so long after its last renewal, and locked on the phone so long after the last touch."""
SESSION_LONGEST = timedelta(hours=13)
"""A shift of twelve hours and its hand-over; then the PIN is asked for again however busy the phone was."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone of a post. `digest` is the SHA-256 of the token that it keeps; once `revoked_at` it is a phone like any other."""

    id: str
    site: str
    post: Post
    name: str
    digest: str
    registered_at: datetime
    registered_by: str
    seen_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """Somebody's PIN for phones of posts, as Argon2id."""

    person_id: str
    hash: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class PinTries:
    """Wrong PINs in a row of a person on one phone."""

    person_id: str
    phone_id: str
    failures: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhoneSession:
    """A sign-in by PIN: `family` is that of its refresh tokens; it ends at `ends_at` at the latest."""

    family: str
    phone_id: str
    person_id: str
    opened_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PhoneSeal:
    """What the key of a person's things on one device is derived from. Without this row they can be read by nobody any more."""

    person_id: str
    device_id: str
    salt: str
    made_at: datetime


class LateOutcome(StrEnum):
    """What became of a step that was taken offline."""

    APPLIED = "applied"
    COUNTED = "counted"
    """Somebody had done the same meanwhile: counted as done, and noted."""
    REFUSED = "refused"
    """What happened meanwhile does not allow it: the person decides what becomes of it."""


class LateReason(StrEnum):
    """Why a late step was refused."""

    CANCELLED = "cancelled"
    MERGED = "merged"
    TAKEN = "taken"
    """Somebody else has the order in hand."""
    REOPENED = "reopened"
    """It was given back after the person had last seen it."""
    NOT_NOW = "not_now"
    """The order has come to a state from which the step does not lead on."""
    MISSING = "missing"
    """Something else is asked for first; the words say what."""


@dataclass(frozen=True, slots=True)
class LateStep:
    """A step taken offline, as it was decided; it is never decided twice.

    `id` is of the person and of what the phone calls it. `asked` is the SHA-256 of the request. `claimed_at` is the time by
    the phone's clock, `occurred_at` the one that counts. `why` are the words of a refusal in both languages, ``zh / en``.
    """

    id: str
    person: str
    subject: str
    what: str
    asked: str
    claimed_at: datetime
    occurred_at: datetime
    received_at: datetime
    outcome: LateOutcome
    reason: LateReason | None = None
    why_zh: str = ""
    why_en: str = ""
    device_id: str | None = None


class Phones(Protocol):
    """Phones of posts, PINs, seals, and late steps."""

    def add(self, phone: Phone) -> None:
        """A new one. `Conflict` if its token is there already."""

    def get(self, phone_id: str) -> Phone | None:
        """The phone, revoked ones too."""

    def by_token(self, digest: str) -> Phone | None:
        """The phone whose token has this SHA-256."""

    def at(self, sites: Sequence[str]) -> Sequence[Phone]:
        """Those of these sites that are not revoked, by site and name."""

    def save(self, phone: Phone) -> None:
        """Store a changed one."""

    def pin(self, person_id: str) -> Pin | None:
        """Somebody's PIN."""

    def set_pin(self, pin: Pin) -> None:
        """Replace it, and forget wrong tries on every phone."""

    def remove_pin(self, person_id: str) -> None:
        """They have none any more."""

    def with_pin(self, people: Sequence[str]) -> frozenset[str]:
        """Which of these people (by id) have a PIN."""

    def tries(self, person_id: str, phone_id: str) -> PinTries:
        """Wrong tries; none so far is zero."""

    def save_tries(self, tries: PinTries) -> None:
        """Remember them."""

    def forget_tries(self, person_id: str) -> None:
        """They proved who they are by their password."""

    def open_session(self, session: PhoneSession) -> None:
        """Remember by which phone a family of refresh tokens was opened."""

    def session(self, family: str) -> PhoneSession | None:
        """The sign-in by PIN that this family belongs to; `None`: it is another sort of session."""

    def seal(self, person_id: str, device_id: str) -> PhoneSeal | None:
        """The seal of a person on a device."""

    def add_seal(self, seal: PhoneSeal) -> PhoneSeal:
        """Remember it; one that is there already stays and is returned."""

    def break_seals(self, person_id: str) -> int:
        """Forget all seals of a person: what lies on their devices can be read by nobody. Returns how many."""

    def late_step(self, step_id: str) -> LateStep | None:
        """The late step, if it has been decided."""

    def add_late_step(self, step: LateStep) -> None:
        """Remember how it was decided. `Conflict` if it has been decided at the same moment."""
