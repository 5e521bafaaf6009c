"""Accounts and their refresh tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, true, update

from domain.people import Department, Person, Role
from domain.records import Account, Conflict, RefreshToken
from storage.database.tables import people, refresh_tokens
from storage.database.writing import add_unless_there


class DatabasePeople:
    """`domain.records.People`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: Account) -> None:
        """A new account; `Conflict` if its username or id is taken."""
        if not add_unless_there(self._connection, people, {"id": account.person.id, **_columns_of(account)}):
            raise Conflict(f"the username {account.person.username} is taken")

    def by_username(self, username: str) -> Account | None:
        """The account that signs in with exactly this name."""
        return self._one(people.c.username == username)

    def get(self, person_id: str) -> Account | None:
        """The account."""
        return self._one(people.c.id == person_id)

    def save(self, account: Account) -> None:
        """Store a changed account. `KeyError` if it is not there; `Conflict` if its new username is taken (then nothing more can be done here)."""
        if self._connection.execute(update(people).where(people.c.id == account.person.id).values(**_columns_of(account))).rowcount == 0:
            raise KeyError(account.person.id)

    def list(self, *, role: Role | None = None) -> Sequence[Person]:
        """Everybody, by username."""
        query = select(people).where(true() if role is None else people.c.role == role)
        return sorted((_account_of(row).person for row in self._connection.execute(query)), key=lambda somebody: somebody.username)

    def add_token(self, token: RefreshToken) -> None:
        """Remember a refresh token."""
        names = ("digest", "person_id", "family", "created_at", "expires_at", "used_at")
        self._connection.execute(insert(refresh_tokens).values(**{name: getattr(token, name) for name in names}))

    def token(self, digest: str) -> RefreshToken | None:
        """The token with this digest."""
        row = self._connection.execute(select(refresh_tokens).where(refresh_tokens.c.digest == digest)).one_or_none()
        return None if row is None else RefreshToken(row.digest, row.person_id, row.family, row.created_at, row.expires_at, row.used_at)

    def use_token(self, digest: str, at: datetime) -> bool:
        """Mark it used; `False` if it already was, or is not there. Of two who do so at once, one gets `True`."""
        unused = (refresh_tokens.c.digest == digest) & refresh_tokens.c.used_at.is_(None)
        return self._connection.execute(update(refresh_tokens).where(unused).values(used_at=at)).rowcount == 1

    def revoke_family(self, family: str) -> None:
        """Forget every token of one sign-in."""
        self._connection.execute(delete(refresh_tokens).where(refresh_tokens.c.family == family))

    def _one(self, where: ColumnElement[bool]) -> Account | None:
        row = self._connection.execute(select(people).where(where)).one_or_none()
        return None if row is None else _account_of(row)


def _columns_of(account: Account) -> dict[str, Any]:
    somebody = account.person
    return {
        "username": somebody.username,
        "name": somebody.name,
        "role": somebody.role,
        "department": somebody.department,
        "sites": somebody.sites,
        "active": somebody.active,
        "password_hash": account.password_hash,
        "failed_logins": account.failed_logins,
        "locked_until": account.locked_until,
    }


def _account_of(row: Row[Any]) -> Account:
    somebody = Person(
        id=row.id,
        username=row.username,
        name=row.name,
        role=Role(row.role),
        department=None if row.department is None else Department(row.department),
        sites=row.sites,
        active=row.active,
    )
    return Account(somebody, row.password_hash, row.failed_logins, row.locked_until)
