"""Taking a turn on the phone of a post with six digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from api.problems import Unauthorized
from api.schemas.session import Tokens
from api.security.links import digest_of, is_token
from api.security.passwords import hash_password, verify_password
from api.security.sign_in import SignIns, not_yet
from api.security.throttle import FREE_TRIES_OF_ADDRESS, Throttle
from domain.identity import new_id
from domain.people import Person
from domain.phone import SESSION_LONGEST, Phone, PhoneSession, Pin
from domain.records import AuditEntry, Records, Transaction
from domain.site import Site
from domain.text import Text
from operations.phones import pins

_NO_PHONE = Text("此手机未登记为岗位手机，或已停用，请用密码登录", "This is no phone of a post (any more). Sign in with your password.")
_WRONG = Text("PIN 不正确", "The PIN is wrong.")
_LOCKED = Text("PIN 输错次数过多，请用密码登录一次", "Too many wrong PINs on this phone. Sign in with your password once.")


class PinSignIns:
    """Opens short sessions on phones of posts. A failure is counted before the PIN is looked at."""

    def __init__(self, records: Records, sites: Mapping[str, Site], sign_ins: SignIns) -> None:
        self._records = records
        self._sites = sites
        self._sign_ins = sign_ins
        self._addresses = Throttle(FREE_TRIES_OF_ADDRESS)

    def here(self, token: str, address: str, now: datetime) -> tuple[Phone, Site, Sequence[Person]]:
        """The phone with this token, and who may take turns on it. Raises `Unauthorized` or `TooMany`."""
        not_yet(self._addresses.wait(address, now))
        with self._records.reading() as tx:
            phone, site = self._phone(tx, token, address, now)
            return phone, site, pins.people_of(tx, phone, site, now)

    def sign_in(self, token: str, person_id: str, pin: str, address: str, now: datetime) -> Tokens:
        """A session of this person on this phone. Raises `Unauthorized` or `TooMany`."""
        not_yet(self._addresses.wait(address, now))
        phone, person, kept = self._try(token, person_id, address, now)
        if not verify_password(None if kept is None else kept.hash, pin) or kept is None or person is None:
            self._addresses.failed(address, now)
            with self._records.transaction() as tx:
                tx.housekeeping.audit(AuditEntry(now, person_id[:64], "session.refused", phone.id, "pin", address))
            raise Unauthorized(_WRONG)
        with self._records.transaction() as tx:
            tries = tx.phones.tries(person.id, phone.id)
            tx.phones.save_tries(replace(tries, failures=0, locked_until=None))
            tx.phones.save(replace(phone, seen_at=now))
            session = PhoneSession(new_id(), phone.id, person.id, now, now + SESSION_LONGEST)
            tx.phones.open_session(session)
            tx.housekeeping.audit(AuditEntry(now, person.username, "session.opened", person.id, f"pin phone={phone.id}", address))
            return self._sign_ins.tokens(tx, person.id, session.family, now, session)

    def _try(self, token: str, person_id: str, address: str, now: datetime) -> tuple[Phone, Person | None, Pin | None]:
        """Phone, person and PIN, with this try counted as a failure until it proves otherwise."""
        with self._records.transaction() as tx:
            phone, site = self._phone(tx, token, address, now)
            person = next((each for each in pins.people_of(tx, phone, site, now) if each.id == person_id), None)
            if person is None:
                return phone, None, None
            tries = tx.phones.tries(person.id, phone.id)
            if pins.locked_out(tries):
                raise Unauthorized(_LOCKED)
            not_yet(pins.wait_of(tries, now))
            tx.phones.save_tries(pins.after_failure(tries, now))
            return phone, person, tx.phones.pin(person.id)

    def _phone(self, tx: Transaction, token: str, address: str, now: datetime) -> tuple[Phone, Site]:
        phone = tx.phones.by_token(digest_of(token)) if is_token(token) else None
        if phone is None or phone.revoked_at is not None or phone.site not in self._sites:
            self._addresses.failed(address, now)
            raise Unauthorized(_NO_PHONE)
        return phone, self._sites[phone.site]


def set_pin(tx: Transaction, person: Person, pin: str, now: datetime) -> None:
    """Give `person` this PIN. Raises `Refusal` for one that is guessed first."""
    pins.check_pin(pin)
    tx.phones.set_pin(Pin(person.id, hash_password(pin), now))
