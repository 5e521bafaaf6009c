"""The dependency that the routes for machines stand behind: a key, whose SHA-256 is all that is stored of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.problems import Unauthorized
from api.security.quota import Quota
from api.security.signed_in import address_of
from api.services import Parts
from domain.outside import ApiClient
from domain.text import Text

PREFIX = "stk_"
_LONGEST_KEY = 200
_REQUESTS, _GUESSES, _WITHIN = 120, 20, timedelta(minutes=1)
_USED_EVERY = timedelta(minutes=1)
"""A key that is used all the time is not written down each time."""

_NO_KEY = Text("需要接入密钥", "Send your key: `Authorization: Bearer stk_…`. An administrator makes one under Outside systems.")

machine_bearer = HTTPBearer(auto_error=False, scheme_name="machine", description="A key `stk_…`, made by an administrator for one system.")


@dataclass(frozen=True, slots=True)
class Machine:
    """A client that has shown its key. `actor` is what timelines and the audit log call it."""

    client: ApiClient
    address: str

    @property
    def actor(self) -> str:
        """No username can look so: they have no colon."""
        return f"api:{self.client.name}"


class Machines:
    """How often keys are used and guessed. Of one server, in memory."""

    def __init__(self) -> None:
        self.requests = Quota(_REQUESTS, _WITHIN)
        self.guesses = Quota(_GUESSES, _WITHIN)


def digest(key: str) -> str:
    """What is stored of a key: its SHA-256 in hexadecimal. A key has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def known_machine(request: Request, parts: Parts, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(machine_bearer)]) -> Machine:
    """Whose key this is, as the records know it now. Raises `Unauthorized`, or `TooMany` for who asks or guesses too often."""
    now, address = parts.clock(), address_of(request)
    machines = request.app.state.machines
    if not isinstance(machines, Machines):
        raise TypeError("create_app() makes it")
    machines.guesses.check(address, now)
    key = "" if credentials is None else credentials.credentials
    client = None
    if key.startswith(PREFIX) and len(key) <= _LONGEST_KEY:
        with parts.records.reading() as tx:
            client = tx.outside.by_key(digest(key))
    if client is None or client.revoked_at is not None:
        machines.guesses.take(address, now)
        raise Unauthorized(_NO_KEY)
    machines.requests.check(client.id, now)
    machines.requests.take(client.id, now)
    if client.last_used_at is None or now - client.last_used_at >= _USED_EVERY:
        with parts.records.transaction() as tx:
            tx.outside.used(client.id, now)
    return Machine(client, address)


KnownMachine = Annotated[Machine, Depends(known_machine)]
