"""Signing in, staying signed in, signing out."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from api.problems import TooMany, Unauthorized
from api.schemas.session import Tokens
from api.security.passwords import hash_password, outdated, verify_password
from api.security.throttle import FREE_TRIES, FREE_TRIES_OF_ADDRESS, Throttle, locked_for
from api.security.tokens import ACCESS_LIFETIME, REFRESH_LIFETIME, access_token, digest, new_refresh_token
from domain.identity import new_id
from domain.phone import SESSION_IDLE, PhoneSession
from domain.records import Account, AuditEntry, Records, RefreshToken, Transaction
from domain.text import Text

logger = logging.getLogger(__name__)

_WRONG = Text("用户名或密码不正确", "The username or the password is wrong.")
_OVER = Text("登录已失效，请重新登录", "The session is over. Sign in again.")


class SignIns:
    """Makes and renews sessions.

    A failure is counted before the password is looked at, so that guesses made at the same time count too. Names that
    do not exist are treated alike in answer, time and throttling.
    """

    def __init__(self, records: Records, secret: bytes) -> None:
        self._records = records
        self._secret = secret
        self._addresses = Throttle(FREE_TRIES_OF_ADDRESS)
        self._strangers = Throttle(FREE_TRIES)

    def sign_in(self, username: str, password: str, address: str, now: datetime) -> Tokens:
        """A new session. Raises `Unauthorized`, or `TooMany` while the name or the address has to wait."""
        not_yet(self._addresses.wait(address, now))
        account = self._try(username, address, now)
        if not verify_password(None if account is None else account.password_hash, password) or account is None or not account.person.active:
            self._addresses.failed(address, now)
            with self._records.transaction() as tx:
                tx.housekeeping.audit(AuditEntry(now, username[:64], "session.refused", "", address=address))
            logger.warning("a sign-in was refused", extra={"username": username[:64], "address": address})
            raise Unauthorized(_WRONG)
        renewed = hash_password(password) if outdated(account.password_hash) else account.password_hash
        with self._records.transaction() as tx:
            current = tx.people.get(account.person.id) or account
            kept = renewed if current.password_hash == account.password_hash else current.password_hash
            tx.people.save(replace(current, password_hash=kept, failed_logins=0, locked_until=None))
            tx.phones.forget_tries(account.person.id)
            tx.housekeeping.audit(AuditEntry(now, account.person.username, "session.opened", account.person.id, address=address))
            return self.tokens(tx, account.person.id, new_id(), now)

    def confirm(self, username: str, password: str, address: str, now: datetime) -> bool:
        """Whether `password` is that of somebody who is signed in; counted and throttled as a sign-in. Raises `TooMany`."""
        account = self._try(username, address, now)
        if account is None or not verify_password(account.password_hash, password):
            return False
        with self._records.transaction() as tx:
            current = tx.people.get(account.person.id) or account
            tx.people.save(replace(current, failed_logins=0, locked_until=None))
        return True

    def refresh(self, refresh_token: str, address: str, now: datetime) -> Tokens:
        """The next pair of the session. A token that was used before ends the session: somebody has a copy."""
        with self._records.transaction() as tx:
            token = tx.people.token(digest(refresh_token))
            if token is not None and token.expires_at > now:
                account = tx.people.get(token.person_id)
                by_pin = tx.phones.session(token.family)
                good = account is not None and account.person.active and _phone_is_good(tx, by_pin, now)
                if good and tx.people.use_token(token.digest, now):
                    return self.tokens(tx, token.person_id, token.family, now, by_pin)
                tx.people.revoke_family(token.family)
                tx.housekeeping.audit(
                    AuditEntry(now, token.person_id, "session.revoked", token.family, "a refresh token was used twice or its account is closed", address)
                )
        raise Unauthorized(_OVER)

    def sign_out(self, refresh_token: str, address: str, now: datetime) -> None:
        """End the session; a token that is not known has none."""
        with self._records.transaction() as tx:
            token = tx.people.token(digest(refresh_token))
            if token is not None:
                tx.people.revoke_family(token.family)
                tx.housekeeping.audit(AuditEntry(now, token.person_id, "session.closed", token.family, address=address))

    def _try(self, username: str, address: str, now: datetime) -> Account | None:
        """The account, with this try counted as a failure until it proves otherwise."""
        waits = timedelta()
        with self._records.transaction() as tx:
            account = tx.people.by_username(username)
            if account is not None:
                waits = timedelta() if account.locked_until is None else max(account.locked_until - now, timedelta())
                if not waits:
                    failures = account.failed_logins + 1
                    wait = locked_for(failures)
                    tx.people.save(replace(account, failed_logins=failures, locked_until=now + wait if wait else None))
            else:
                waits = self._strangers.wait(username, now)
                if not waits:
                    self._strangers.failed(username, now)
            if waits:
                tx.housekeeping.audit(AuditEntry(now, username[:64], "session.throttled", "", address=address))
        not_yet(waits)
        return account

    def tokens(self, tx: Transaction, person_id: str, family: str, now: datetime, by_pin: PhoneSession | None = None) -> Tokens:
        """The next pair of a session; one that was opened `by_pin` is short."""
        refresh_token = new_refresh_token()
        until = now + REFRESH_LIFETIME if by_pin is None else min(now + SESSION_IDLE, by_pin.ends_at)
        tx.people.add_token(RefreshToken(digest(refresh_token), person_id, family, now, until))
        return Tokens(
            access_token=access_token(self._secret, person_id, now, phone=None if by_pin is None else by_pin.phone_id),
            refresh_token=refresh_token,
            token_type="bearer",  # noqa: S106  the name of a scheme, not a password
            expires_in=int(ACCESS_LIFETIME.total_seconds()),
        )


def _phone_is_good(tx: Transaction, by_pin: PhoneSession | None, now: datetime) -> bool:
    """Whether a session may go on for what is known of its phone: one that was opened by PIN ends with the shift, and with the phone."""
    if by_pin is None:
        return True
    phone = tx.phones.get(by_pin.phone_id)
    return phone is not None and phone.revoked_at is None and now < by_pin.ends_at


def not_yet(wait: timedelta) -> None:
    """Raises `TooMany` unless there is nothing to wait for."""
    if wait:
        seconds = max(1, int(wait.total_seconds() + 0.999))
        raise TooMany(Text(f"请在 {seconds} 秒后再试", f"Wait {seconds} seconds and try again."), retry_after_s=seconds)
