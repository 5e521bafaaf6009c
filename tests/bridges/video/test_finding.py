"""Whatever stands in the way of an answer has words, and none of them are the other side's."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from bridges.video.answer import BadAnswer
from bridges.video.finding import within


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ConnectionRefusedError(111, "refused"), "it refuses the connection"),
        (ConnectionResetError(104, "reset"), "it closes the connection without an answer"),
        (EOFError(), "it closes the connection without an answer"),
        (OSError(113, "No route to host"), "it cannot be reached (No route to host)"),
        (socket.gaierror(-2, "Name or service not known"), "it cannot be reached (Name or service not known)"),
        (OSError("Multiple exceptions: [Errno 111] …"), "it cannot be reached (no way to it)"),
        (UnicodeError("label empty or too long"), "it cannot be reached (its name is none)"),
        (BadAnswer("what it answers is not RTSP"), "what it answers is not RTSP"),
        (TimeoutError(), "it does not answer within 7 s"),
    ],
)
def test_what_stands_in_the_way_has_words(error: Exception, why: str) -> None:
    async def ask() -> str:
        raise error

    say: Callable[[str], str] = str
    assert asyncio.run(within(7, ask, say)) == why
