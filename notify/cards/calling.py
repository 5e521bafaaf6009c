"""One send as a conversation with a platform's interface: a few calls within one limit, every failure a `NotifyError`.

What a platform says of a failure may name people, so its words are never passed on: only its code and words of our own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from egress.client import Answer, Egress, Method, NotSent
from egress.connecting import Refused
from notify.channels.message import NotifyError

WITHIN_S = 14.0
"""For a whole conversation; a channel has 15 s."""
_LONGEST_WAIT_S = 3600.0
_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered: a JSON object (`json`), whatever the status."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    json: Mapping[str, object] = field(repr=False)

    def number(self, name: str, otherwise: int = -1) -> int:
        """The whole number `name`, also where it is written as text; `otherwise` if there is none."""
        found = self.json.get(name)
        if isinstance(found, str) and found.lstrip("-").isdecimal():
            return int(found)
        return found if isinstance(found, int) and not isinstance(found, bool) else otherwise

    def text(self, name: str) -> str:
        """The text (or number) `name`; empty if there is none."""
        found = self.json.get(name)
        return str(found) if isinstance(found, str | int) else ""

    def part(self, name: str) -> Mapping[str, object]:
        """The object `name`; empty if there is none."""
        return as_object(self.json.get(name))


class Conversation:
    """The calls of one send, or one update, with `who` (its name in errors). All of them together may take `within_s`."""

    def __init__(self, egress: Egress, who: str, within_s: float = WITHIN_S) -> None:
        self._egress = egress
        self.who = who
        self._until_s = time.monotonic() + within_s

    @property
    def left_s(self) -> float:
        """How long it may still take. Raises `NotifyError` when it is over."""
        left = self._until_s - time.monotonic()
        if left <= 0:
            raise NotifyError(f"{self.who}: no answer in time")
        return left

    def ask(self, method: Method, url: str, payload: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None) -> Said:
        """One call. Raises `NotifyError`: when nothing or no JSON was answered, for HTTP 429 and for 5xx. Other statuses are the channel's to judge."""
        body = b"" if payload is None else json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
        given = {"User-Agent": "Steward/1", **({} if payload is None else _JSON), **(headers or {})}
        try:
            answer = self._egress.request(method, url, headers=given, body=body, within_s=self.left_s)
        except NotSent as error:
            raise NotifyError(f"{self.who}: {error}") from None
        except Refused as error:
            raise NotifyError(f"{self.who}: {_without_place(error)}", permanent=True) from None
        return self._judged(answer)

    def _judged(self, answer: Answer) -> Said:
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise NotifyError(f"{self.who}: too many messages at once (HTTP 429)", retry_after_s=asked_wait(answer))
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NotifyError(f"{self.who}: HTTP {answer.status}", retry_after_s=asked_wait(answer))
        try:
            found = json.loads(answer.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            # Whoever answers like this is a proxy or a page on the way; it may come right again.
            raise NotifyError(f"{self.who}: HTTP {answer.status}, and what was answered is none of its answers")
        return Said(answer.status, answer.headers, found)


def asked_wait(answer: Answer) -> float | None:
    """How long the other side asked us to wait, in seconds, up to an hour; `None`: it did not say.

    ``Retry-After`` (RFC 9110, 10.2.3; only the form in seconds), Feishu's ``x-ogw-ratelimit-reset``, or Telegram's
    ``parameters.retry_after`` in the body.
    """
    for name in ("retry-after", "x-ogw-ratelimit-reset"):
        if (given := answer.headers.get(name, "").strip()).isdecimal():
            return min(float(given), _LONGEST_WAIT_S)
    try:
        inside = as_object(as_object(json.loads(answer.body)).get("parameters")).get("retry_after")
    except (ValueError, RecursionError):
        return None
    return min(float(inside), _LONGEST_WAIT_S) if isinstance(inside, int) and inside >= 0 else None


def as_object(part: object) -> Mapping[str, object]:
    """`part` if it is a JSON object, else an empty one."""
    return part if isinstance(part, dict) else {}


def _without_place(error: Refused) -> str:
    """Why it was refused, without the host: it may stand in an address that holds a key."""
    return "its address may not be called; list it in egress.allow if it is meant" if "egress.allow" in str(error) else "its address cannot be called"
