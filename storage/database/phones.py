"""Phones of posts, PINs, seals, and steps that came late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from domain.phone import LateOutcome, LateReason, LateStep, Phone, PhoneSeal, PhoneSession, Pin, PinTries
from domain.post import Post
from domain.records import Conflict
from storage.database.listing import among
from storage.database.tables import late_steps, phone_seals, phone_sessions, phones, pin_tries, pins
from storage.database.writing import add_unless_there, put

_PHONE = ("id", "site", "post", "name", "digest", "registered_at", "registered_by", "seen_at", "revoked_at", "revoked_by")
_SESSION = ("family", "phone_id", "person_id", "opened_at", "ends_at")
_SEAL = ("person_id", "device_id", "salt", "made_at")
_LATE = (
    "id",
    "person",
    "subject",
    "what",
    "asked",
    "claimed_at",
    "occurred_at",
    "received_at",
    "outcome",
    "reason",
    "why_zh",
    "why_en",
    "device_id",
)


class DatabasePhones:
    """`domain.phone.Phones`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, phone: Phone) -> None:
        """A new one. `Conflict` if its token is there already."""
        if not add_unless_there(self._connection, phones, _row(phone, _PHONE)):
            raise Conflict(f"the phone {phone.id} or its token is there already")

    def get(self, phone_id: str) -> Phone | None:
        """The phone, revoked ones too."""
        return self._one(phones.c.id == phone_id)

    def by_token(self, digest: str) -> Phone | None:
        """The phone whose token has this SHA-256."""
        return self._one(phones.c.digest == digest)

    def at(self, sites: Sequence[str]) -> Sequence[Phone]:
        """Those of these sites that are not revoked, by site and name."""
        query = select(phones).where(among(phones.c.site, tuple(sites)), phones.c.revoked_at.is_(None)).order_by(phones.c.site, phones.c.name, phones.c.id)
        return [_phone_of(row) for row in self._connection.execute(query)]

    def save(self, phone: Phone) -> None:
        """Store a changed one."""
        self._connection.execute(update(phones).where(phones.c.id == phone.id).values(**_row(phone, _PHONE[1:])))

    def pin(self, person_id: str) -> Pin | None:
        """Somebody's PIN."""
        row = self._connection.execute(select(pins).where(pins.c.person_id == person_id)).one_or_none()
        return None if row is None else Pin(row.person_id, row.hash, row.set_at)

    def set_pin(self, pin: Pin) -> None:
        """Replace it, and forget wrong tries on every phone."""
        put(self._connection, pins, [_row(pin, ("person_id", "hash", "set_at"))])
        self.forget_tries(pin.person_id)

    def remove_pin(self, person_id: str) -> None:
        """They have none any more."""
        self._connection.execute(delete(pins).where(pins.c.person_id == person_id))

    def with_pin(self, people: Sequence[str]) -> frozenset[str]:
        """Which of these people (by id) have a PIN."""
        return frozenset(self._connection.execute(select(pins.c.person_id).where(pins.c.person_id.in_(people))).scalars())

    def tries(self, person_id: str, phone_id: str) -> PinTries:
        """Wrong tries; none so far is zero. Of two who ask in writing transactions at once, the second waits where the engine can."""
        query = select(pin_tries).where(pin_tries.c.person_id == person_id, pin_tries.c.phone_id == phone_id).with_for_update()
        row = self._connection.execute(query).one_or_none()
        return PinTries(person_id, phone_id) if row is None else PinTries(person_id, phone_id, row.failures, row.locked_until)

    def save_tries(self, tries: PinTries) -> None:
        """Remember them."""
        put(self._connection, pin_tries, [_row(tries, ("person_id", "phone_id", "failures", "locked_until"))])

    def forget_tries(self, person_id: str) -> None:
        """They proved who they are by their password."""
        self._connection.execute(delete(pin_tries).where(pin_tries.c.person_id == person_id))

    def open_session(self, session: PhoneSession) -> None:
        """Remember by which phone a family of refresh tokens was opened."""
        add_unless_there(self._connection, phone_sessions, _row(session, _SESSION))

    def session(self, family: str) -> PhoneSession | None:
        """The sign-in by PIN that this family belongs to; `None`: it is another sort of session."""
        row = self._connection.execute(select(phone_sessions).where(phone_sessions.c.family == family)).one_or_none()
        return None if row is None else PhoneSession(**{name: getattr(row, name) for name in _SESSION})

    def seal(self, person_id: str, device_id: str) -> PhoneSeal | None:
        """The seal of a person on a device."""
        query = select(phone_seals).where(phone_seals.c.person_id == person_id, phone_seals.c.device_id == device_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else PhoneSeal(**{name: getattr(row, name) for name in _SEAL})

    def add_seal(self, seal: PhoneSeal) -> PhoneSeal:
        """Remember it; one that is there already stays and is returned."""
        add_unless_there(self._connection, phone_seals, _row(seal, _SEAL))
        return self.seal(seal.person_id, seal.device_id) or seal

    def break_seals(self, person_id: str) -> int:
        """Forget all seals of a person. Returns how many."""
        return self._connection.execute(delete(phone_seals).where(phone_seals.c.person_id == person_id)).rowcount

    def late_step(self, step_id: str) -> LateStep | None:
        """The late step, if it has been decided."""
        row = self._connection.execute(select(late_steps).where(late_steps.c.id == step_id)).one_or_none()
        if row is None:
            return None
        kept = {name: getattr(row, name) for name in _LATE}
        return LateStep(**{**kept, "outcome": LateOutcome(row.outcome), "reason": None if row.reason is None else LateReason(row.reason)})

    def add_late_step(self, step: LateStep) -> None:
        """Remember how it was decided. `Conflict` if it has been decided at the same moment."""
        if not add_unless_there(self._connection, late_steps, _row(step, _LATE)):
            raise Conflict(f"the late step {step.id} has been decided already")

    def _one(self, where: ColumnElement[bool]) -> Phone | None:
        row = self._connection.execute(select(phones).where(where)).one_or_none()
        return None if row is None else _phone_of(row)


def _row(item: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in names}


def _phone_of(row: Row[Any]) -> Phone:
    return Phone(**{**{name: getattr(row, name) for name in _PHONE}, "post": Post(row.post)})
