"""Access tokens: fetched when they are needed, by one thread at a time, kept until shortly before they end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from notify.cards.calling import Conversation, Said
from notify.channels.message import NotifyError

_EARLIER_S = 300.0
"""A token that ends while a message is under way would cost a second try."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and for how long it is good."""

    value: str = field(repr=False)
    for_s: float


class TokenKeeper:
    """Keeps the token of one app. `fetch` asks the platform for one and raises `NotifyError`."""

    def __init__(self, fetch: Callable[[Conversation], Token]) -> None:
        self._fetch = fetch
        self._lock = Lock()
        self._value = ""
        self._until_s = 0.0

    def get(self, conversation: Conversation) -> str:
        """The token. Raises `NotifyError`, also when another thread's asking for it takes all the time there is."""
        if not self._lock.acquire(timeout=conversation.left_s):
            raise NotifyError(f"{conversation.who}: no access token in time")
        try:
            if not self._value or time.monotonic() >= self._until_s:
                token = self._fetch(conversation)
                self._value = token.value
                self._until_s = time.monotonic() + max(token.for_s - _EARLIER_S, token.for_s / 2)
            return self._value
        finally:
            self._lock.release()

    def use(self, conversation: Conversation, ask: Callable[[str], Said], refuses: Callable[[Said], bool]) -> Said:
        """`ask` with the token; once more with a new one if its answer `refuses` it. Raises `NotifyError`."""
        token = self.get(conversation)
        said = ask(token)
        if not refuses(said):
            return said
        self.refused(token)
        return ask(self.get(conversation))

    def refused(self, value: str) -> None:
        """The platform no longer takes `value`: the next one asks anew, unless somebody has done so already."""
        with self._lock:
            if self._value == value:
                self._value = ""
