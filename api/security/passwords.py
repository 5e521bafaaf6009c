"""Passwords: Argon2id, and as long for a name that does not exist."""

from __future__ import annotations

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with 19 MiB, two passes, one lane: the least that OWASP's cheat sheet recommends, some 30 ms here."""

_AT_ONCE = BoundedSemaphore(4)
"""Many sign-ins at once must not take all memory and all cores."""

_NOBODY = _HASHER.hash("a password that nobody has")


def hash_password(password: str) -> str:
    """The Argon2id hash to store."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one. `None` (no such account) takes as long and is always wrong."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _NOBODY, password) and stored is not None
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters and should be made anew at this sign-in."""
    return _HASHER.check_needs_rehash(stored)
