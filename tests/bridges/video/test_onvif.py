"""A camera's clock, asked over real sockets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridges.video.camera import Camera
from bridges.video.credentials import Login
from bridges.video.finding import ClockFinding
from bridges.video.onvif import ask_clock
from tests.bridges.video.peers import Handle, closes, hangs, peer, says, says_and_closes, says_without_end
from tests.bridges.video.simulated_onvif import Onvif, document
from tests.parts import free_port

AT = datetime(2026, 11, 23, 8, 15, 30, tzinfo=UTC)
RIGHT = Login("viewer", "s3cret")


def asked(port: int, login: Login | None = None, timeout_s: float = 20.0) -> ClockFinding:
    camera = Camera("camera-1", "127.0.0.1", clock="clock_error")
    return asyncio.run(ask_clock(camera, port, login, timeout_s, lambda: AT))


def found_of(onvif: Onvif, login: Login | None = None) -> ClockFinding:
    with peer(onvif.handle) as there:
        return asked(there.port, login)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_clock_that_is_ahead_is_known_to_be(chunked: bool) -> None:  # noqa: FBT001  pytest gives it so
    found = found_of(Onvif(1000, lambda: AT, chunked=chunked))
    assert found.error_s == pytest.approx(1000, abs=11)
    assert (found.answered, found.why) == (True, "")


def test_a_clock_that_is_behind_as_well() -> None:
    assert found_of(Onvif(-28_800, lambda: AT)).error_s == pytest.approx(-28_800, abs=11)


def test_a_device_that_wants_a_login_for_the_time_gets_it() -> None:
    onvif = Onvif(0, lambda: AT, challenge='Digest realm="x", nonce="n", qop="auth"')
    assert found_of(onvif, RIGHT).error_s is not None
    assert (onvif.requests, onvif.logins) == (2, 1)


@pytest.mark.parametrize(
    ("onvif", "login", "why", "refused"),
    [
        (Onvif(challenge='Digest realm="x", nonce="n"'), None, "only to those who log in", False),
        (Onvif(challenge='Digest realm="x", nonce="n"', takes_login=False), RIGHT, "does not take the login", True),
        (Onvif(challenge='Basic realm="x"'), RIGHT, "allow_basic", False),
        (Onvif(status=404), None, "answers 404", False),
        (Onvif(status=500), None, "answers 500", False),
    ],
)
def test_a_device_that_does_not_tell_is_there(onvif: Onvif, login: Login | None, why: str, refused: bool) -> None:  # noqa: FBT001  pytest gives it so
    found = found_of(onvif, login)
    assert (found.answered, found.error_s, found.login_refused) == (True, None, refused)
    assert why in found.why


@pytest.mark.parametrize(
    ("handle", "answered", "why"),
    [
        (closes, False, "closes the connection"),
        (says(b"RTSP/1.0 400 Bad Request\r\n\r\n"), False, "is not HTTP"),
        (says_without_end(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 100_000), False, "larger than"),
        (says_and_closes(b"HTTP/1.0 200 OK\r\n\r\n<html>"), True, "no XML"),
        (says_and_closes(b'HTTP/1.0 200 OK\r\n\r\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), True, "document type"),
    ],
)
def test_what_is_no_answer_says_why(handle: Handle, answered: bool, why: str) -> None:  # noqa: FBT001  pytest gives it so
    with peer(handle) as there:
        found = asked(there.port)
    assert (found.answered, found.error_s) == (answered, None)
    assert why in found.why


def test_what_hangs_is_given_up_and_nobody_there_is_no_answer() -> None:
    with peer(hangs) as there:
        assert asked(there.port, timeout_s=0.3) == ClockFinding(False, None, "it does not answer within 0.3 s")
    assert asked(free_port()) == ClockFinding(False, None, "it refuses the connection")


_GOOD = b"HTTP/1.0 200 OK\r\n\r\n" + document(AT)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300) | st.builds(lambda cut, put: _GOOD[:cut] + put + _GOOD[cut:], st.integers(0, len(_GOOD)), st.binary(max_size=5)))
def test_any_bytes_are_a_time_or_none(data: bytes) -> None:
    with peer(says_and_closes(data)) as there:
        found = asked(there.port, RIGHT)
    assert (found.error_s is None) == bool(found.why)
