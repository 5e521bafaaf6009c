"""What senders are told: nothing that helps somebody who should not be here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Answer:
    """A response."""

    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(status: int, title: str, **headers: str) -> Answer:
    """An error as RFC 9457 has it; `headers` with _ for -."""
    body = json.dumps({"type": "about:blank", "title": title, "status": status}).encode()
    return Answer(status, body, PROBLEM, {name.replace("_", "-"): value for name, value in headers.items()})


REFUSED = problem(401, "Not authorized")
"""Whatever is wrong with it: the path, the signature, the time."""
REFUSED_AGAIN = problem(429, "Too many tries", retry_after="60", connection="close")
NOT_A_METHOD = problem(405, "Method not allowed", allow="GET, POST", connection="close")
TOO_LARGE = problem(413, "Content too large", connection="close")
TOO_SLOW = problem(408, "Request timeout", connection="close")
BUSY = problem(503, "Busy", retry_after="1")
LATER = problem(503, "Not taken, please repeat", retry_after="5")


def taken(body: str) -> Answer:
    """The broker has it. `body` is what the platform wants to read."""
    return Answer(200, body.encode(), "application/json" if body[:1] in {"{", "["} else "text/plain; charset=utf-8")
