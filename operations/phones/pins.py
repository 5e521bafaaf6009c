"""The PINs by which people take turns on the phone of their post: which ones are good, who may use them where, and guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.people import Person
from domain.phone import Phone, PinTries
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from operations.rota.standing import standing

DIGITS = 6
FREE_TRIES = 4
"""Wrong PINs in a row before the person has to wait on this phone."""
MOST_TRIES = 10
"""After so many the PIN is of no use on this phone until its owner has proved by password who they are."""
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
_RUNS = ("01234567890123456789", "98765432109876543210")


def check_pin(pin: str) -> None:
    """Raises `Refusal` for what is no PIN, or one that is guessed first."""
    if len(pin) != DIGITS or not (pin.isascii() and pin.isdigit()):
        raise Refusal(f"PIN 须为 {DIGITS} 位数字", f"a PIN has {DIGITS} digits")
    repeated = len(set(pin)) <= 2 or pin[:3] == pin[3:] or pin[:2] * 3 == pin  # noqa: PLR2004  halves, thirds and pairs
    if repeated or any(pin in run for run in _RUNS):
        raise Refusal("PIN 过于简单，请勿使用连续或重复数字", "this PIN is guessed first: avoid runs and repeated digits")


def people_of(tx: Transaction, phone: Phone, site: Site, now: datetime) -> Sequence[Person]:
    """Who may take turns on it: those who stand on its post now, then the others of the post's department; with a PIN, who are employed."""
    now_there = standing(tx, site, phone.post, now).people
    others = [person for person in tx.people.list() if person.department is phone.post.department and person.works_at(phone.site)]
    everybody = {person.id: person for person in (*now_there, *others) if person.active and person.works_at(phone.site)}
    with_pin = tx.phones.with_pin(tuple(everybody))
    return [person for person_id, person in everybody.items() if person_id in with_pin]


def wait_of(tries: PinTries, now: datetime) -> timedelta:
    """How long the person still has to wait on this phone; zero: they may try."""
    return timedelta() if tries.locked_until is None else max(tries.locked_until - now, timedelta())


def locked_out(tries: PinTries) -> bool:
    """Whether only the password helps any more."""
    return tries.failures >= MOST_TRIES


def after_failure(tries: PinTries, now: datetime) -> PinTries:
    """One more wrong try: from the fifth in a row on they wait 30 seconds, twice as long each time, up to a quarter of an hour."""
    failures = tries.failures + 1
    over = failures - FREE_TRIES
    wait = min(_FIRST_WAIT * (1 << min(over - 1, 10)), _LONGEST_WAIT) if over > 0 else timedelta()
    return replace(tries, failures=failures, locked_until=now + wait if wait else None)
