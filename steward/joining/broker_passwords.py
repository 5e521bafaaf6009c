"""Mosquitto's password file: ``user:$7$rounds$salt$hash``, PBKDF2 with SHA-512, as ``mosquitto_passwd`` writes it (mosquitto.org, *mosquitto_passwd*)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import string
from collections.abc import Collection, Mapping

_SIGNS = "".join(sign for sign in string.ascii_letters + string.digits if sign not in "0O1lI")
_LENGTH = 24
"""Of 57 signs that nobody takes for one another: 139 bits of chance, and short enough for what small devices take."""
_ROUNDS = 101
"""As `mosquitto_passwd` of Mosquitto 2.0. More would only slow the broker down: nobody guesses such passwords."""
_SALT_BYTES = 12
_HASH_BYTES = 64
_LINE = re.compile(rb"[^\n]*\n?")


def new_password() -> str:
    """One that nobody can guess."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def hashed(password: str) -> str:
    """What the file says of it; with another salt each time."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS, _HASH_BYTES)
    return f"$7${_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


class PasswordFile:
    """What stands in one. Entries of others stay as they are, to the byte."""

    def __init__(self, data: bytes) -> None:
        self._lines = [line for line in _LINE.findall(data) if line]

    @property
    def users(self) -> frozenset[str]:
        """Who has an entry."""
        return frozenset(_user(line) for line in self._lines if b":" in line)

    def changed(self, new: Mapping[str, str], gone: Collection[str] = ()) -> bytes:
        """With the passwords `new` by user, and without entries of those who are `gone`."""
        left = dict(new)
        lines = []
        for line in self._lines:
            user = _user(line) if b":" in line else None
            if user in gone:
                continue
            if user in new:
                if user in left:
                    lines.append(_entry(user, left.pop(user)))
                continue
            lines.append(line)
        if lines and not lines[-1].endswith(b"\n"):
            lines[-1] += b"\n"
        return b"".join([*lines, *(_entry(user, password) for user, password in left.items())])


def _user(line: bytes) -> str:
    return line.partition(b":")[0].decode(errors="surrogateescape")


def _entry(user: str, password: str) -> bytes:
    return f"{user}:{hashed(password)}\n".encode()
