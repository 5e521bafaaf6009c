"""Calling a channel's server: what comes back becomes an answer, or the `NotifyError` that says what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from egress.client import Answer, Egress, Method, NotSent
from egress.connecting import Refused
from notify.channels.message import NotifyError

_LONGEST_ASKED_S = 24 * 3600.0
_TRY_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


def call(egress: Egress, address: str, *, headers: Mapping[str, str], body: bytes, method: Method = "POST") -> Answer:
    """Send it once. Raises `NotifyError`: permanent if this installation may not call there."""
    try:
        return egress.request(method, address, headers=headers, body=body)
    except Refused:
        # What it says may name the host, and a push endpoint's host is nobody's business but the person's.
        raise NotifyError("this installation may not call that address; see egress.allow", permanent=True) from None
    except NotSent as error:
        raise NotifyError(str(error)) from None


def taken(answer: Answer, now: datetime, *, gone: Collection[int] = ()) -> Answer:
    """`answer`, if it is a 2xx. Raises `NotifyError`: `gone` for these statuses, again later for 408, 425, 429 and 5xx, else never again."""
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return answer
    text = f"HTTP {answer.status}"
    if answer.status in gone:
        raise NotifyError(text, gone=True)
    if answer.status in _TRY_AGAIN or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NotifyError(text, retry_after_s=asked_to_wait(answer.headers, now))
    raise NotifyError(text, permanent=True)


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that ``Retry-After`` asks for (RFC 9110, 10.2.3), a day at most; `None`: nothing that can be understood."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    try:
        wait_s = float(int(said)) if said.isascii() and said.isdigit() else (parsedate_to_datetime(said) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait_s, 0.0), _LONGEST_ASKED_S)
