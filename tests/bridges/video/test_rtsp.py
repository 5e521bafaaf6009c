"""A camera's picture, asked over real sockets."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridges.video.camera import Camera
from bridges.video.credentials import Login
from bridges.video.finding import Picture, PictureFinding
from bridges.video.rtsp import look
from tests.bridges.video.peers import Handle, closes, hangs, peer, says, says_and_closes, says_without_end
from tests.bridges.video.simulated_rtsp import SOUND_ONLY, Rtsp
from tests.parts import free_port

RIGHT = Login("viewer", "pass word")
LONG_S = 20.0
"""For what is answered: the machine may be busy."""
SHORT_S = 0.3
"""For what is not."""


def looked(port: int, login: Login | None = None, timeout_s: float = LONG_S, *, frames: bool = False, video: str | None = "video") -> PictureFinding:
    camera = Camera("camera-1", "127.0.0.1", port, "/Streaming/Channels/101?x=1", video=video)
    return asyncio.run(look(camera, port, login, timeout_s, frames=frames))


def seen(rtsp: Rtsp, login: Login | None = None, timeout_s: float = LONG_S, *, frames: bool = False, video: str | None = "video") -> PictureFinding:
    with peer(rtsp.handle) as there:
        return looked(there.port, login, timeout_s, frames=frames, video=video)


def test_a_description_with_a_picture_in_it_is_one() -> None:
    rtsp = Rtsp()
    assert seen(rtsp) == PictureFinding(True, Picture.OFFERED)
    assert rtsp.methods() == ["OPTIONS", "DESCRIBE"], "nothing is set up or played"
    assert rtsp.asked[1].uri.endswith("/Streaming/Channels/101?x=1")
    assert rtsp.asked[1].headers["accept"] == "application/sdp"


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "MD5-sess", "SHA-256-sess"])
@pytest.mark.parametrize("quality", [True, False])
def test_a_camera_that_wants_a_login_gets_it_by_digest(algorithm: str, quality: bool) -> None:  # noqa: FBT001  pytest gives it so
    rtsp = Rtsp(scheme="digest", algorithm=algorithm, quality=quality)
    assert seen(rtsp, RIGHT).picture is Picture.OFFERED
    assert rtsp.methods() == ["OPTIONS", "DESCRIBE", "DESCRIBE"]
    assert rtsp.logins() == 1


def test_a_login_is_kept_for_the_requests_that_follow_and_its_uses_are_counted() -> None:
    rtsp = Rtsp(scheme="digest", open_options=False)
    assert seen(rtsp, RIGHT).picture is Picture.OFFERED
    assert rtsp.methods() == ["OPTIONS", "OPTIONS", "DESCRIBE"]


def test_a_nonce_that_is_used_up_is_no_refused_login() -> None:
    rtsp = Rtsp(scheme="digest", open_options=False, uses_of_a_nonce=1)
    assert seen(rtsp, RIGHT).picture is Picture.OFFERED


def test_a_fresh_nonce_that_is_called_stale_is_tried_once_more() -> None:
    rtsp = Rtsp(scheme="digest", stale_at_first=True)
    assert seen(rtsp, RIGHT).picture is Picture.OFFERED
    assert rtsp.logins() == 2


def test_a_camera_that_closes_after_each_answer_is_asked_anew() -> None:
    assert seen(Rtsp(scheme="digest", closes=True), RIGHT).picture is Picture.OFFERED


@pytest.mark.parametrize("login", [Login("viewer", "s3cret"), Login("somebody", "s3cret")])
def test_a_login_that_is_not_taken_is_refused_and_tried_once(login: Login) -> None:
    rtsp = Rtsp(scheme="digest")
    found = seen(rtsp, login)
    assert (found.answered, found.picture, found.login_refused) == (True, Picture.REFUSED, True)
    assert "does not take the login" in found.why
    assert rtsp.logins() == 1
    assert "s3cret" not in repr(found)


def test_a_camera_that_wants_a_login_where_there_is_none_is_refused_and_no_login_was_tried() -> None:
    found = seen(Rtsp(scheme="digest"))
    assert (found.picture, found.login_refused) == (Picture.REFUSED, False)
    assert "wants a login" in found.why


def test_a_password_goes_in_the_clear_only_where_that_is_allowed() -> None:
    rtsp = Rtsp(scheme="basic")
    found = seen(rtsp, RIGHT)
    assert (found.answered, found.picture, rtsp.logins()) == (True, Picture.REFUSED, 0)
    assert "allow_basic" in found.why
    assert seen(rtsp, Login("viewer", "pass word", basic=True)).picture is Picture.OFFERED


@pytest.mark.parametrize(
    ("status", "picture"),
    [
        ({"DESCRIBE": 404}, Picture.NONE),
        ({"DESCRIBE": 410}, Picture.NONE),
        ({"DESCRIBE": 500}, Picture.FAILED),
        ({"DESCRIBE": 503}, Picture.FAILED),
        ({"DESCRIBE": 302}, Picture.REFUSED),
        ({"DESCRIBE": 403}, Picture.REFUSED),
        ({"DESCRIBE": 453}, Picture.REFUSED),
        ({"OPTIONS": 501}, Picture.OFFERED),
    ],
)
def test_what_a_status_means(status: Mapping[str, int], picture: Picture) -> None:
    found = seen(Rtsp(status=status))
    assert (found.answered, found.picture) == (True, picture)


def test_a_description_without_a_picture_is_none() -> None:
    assert [seen(Rtsp(sdp=sdp)).picture for sdp in (SOUND_ONLY, "", "m=videophone 0 x")] == [Picture.NONE] * 3


def test_who_is_not_to_be_described_is_only_asked_whether_it_is_there() -> None:
    rtsp = Rtsp(status={"OPTIONS": 404})
    assert seen(rtsp, video=None) == PictureFinding(True, Picture.NOT_ASKED)
    assert rtsp.methods() == ["OPTIONS"]


def test_nobody_there_is_no_answer() -> None:
    assert looked(free_port()) == PictureFinding(False, Picture.FAILED, "it refuses the connection")


@pytest.mark.parametrize(
    ("handle", "why"),
    [
        (closes, "closes the connection"),
        (says_and_closes(b"RTSP/1.0 200 OK\r\nCSe"), "closes the connection"),
        (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "is not RTSP"),
        (says(b"\x15\x03\x03\x00\x02\x02\x28\r\n"), "is not RTSP"),
        (says(b"RTSP/1.0 200 OK\r\nCSeq: 77\r\n\r\n"), "something else than was asked"),
        (says(b"RTSP/1.0 200 OK\r\nContent-Length: 1000000\r\n\r\n"), "larger than"),
        (says_without_end(b"", b"x" * 100_000), "longer than"),
        (says_without_end(b"RTSP/1.0 200 OK\r\n", b"a: b\r\n" * 1000), "more than"),
    ],
)
def test_what_answers_anything_else_does_not_answer(handle: Handle, why: str) -> None:
    with peer(handle) as there:
        found = looked(there.port)
    assert (found.answered, found.picture) == (False, Picture.FAILED)
    assert why in found.why


@pytest.mark.parametrize("handle", [hangs, says(b"RTSP/1.0 200 OK\r\n"), says(b"RTSP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nbody")])
def test_what_hangs_is_given_up(handle: Handle) -> None:
    with peer(handle) as there:
        assert looked(there.port, timeout_s=SHORT_S) == PictureFinding(False, Picture.FAILED, "it does not answer within 0.3 s")


def test_what_hangs_after_its_first_answer_is_there() -> None:
    with peer(says(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n")) as there:
        found = looked(there.port, timeout_s=SHORT_S)
    assert (found.answered, found.picture) == (True, Picture.FAILED)


def test_memory_is_bounded_whatever_is_sent() -> None:
    with peer(says_without_end(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n", b"x" * 1_000_000)) as there:
        looked(there.port)
        tracemalloc.start()
        looked(there.port)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 4_000_000


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300) | st.binary(max_size=100).map(lambda data: b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\nRTSP/1.0 200 OK\r\nCSeq: 2\r\n" + data))
def test_any_bytes_are_an_answer_or_none(data: bytes) -> None:
    with peer(says_and_closes(data)) as there:
        found = looked(there.port, RIGHT)
    assert found.why or found.picture in (Picture.OFFERED, Picture.NOT_ASKED)


def test_with_frames_the_camera_plays_until_a_packet_has_come_and_is_told_to_end() -> None:
    rtsp = Rtsp(scheme="digest", open_options=False, packets=3)
    assert seen(rtsp, RIGHT, frames=True) == PictureFinding(True, Picture.OFFERED)
    assert rtsp.methods() == ["OPTIONS", "OPTIONS", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]
    setup, play, teardown = rtsp.asked[3:]
    assert setup.uri == f"{play.uri}track1", "the picture, not the sound"
    assert setup.headers["transport"] == "RTP/AVP/TCP;unicast;interleaved=0-1"
    assert {play.headers["session"], teardown.headers["session"]} == {"12345678"}


def test_a_camera_that_plays_and_sends_only_reports_has_failed_and_is_told_to_end() -> None:
    rtsp = Rtsp(packets=0)
    found = seen(rtsp, timeout_s=1.0, frames=True)
    assert (found.answered, found.picture) == (True, Picture.FAILED)
    assert "asked to play" in found.why
    assert rtsp.methods()[-1] == "TEARDOWN"


def test_frames_that_are_refused_say_so() -> None:
    assert seen(Rtsp(status={"SETUP": 461}), frames=True).picture is Picture.REFUSED
    assert seen(Rtsp(status={"PLAY": 454}), frames=True).picture is Picture.REFUSED
    assert seen(Rtsp(status={"SETUP": 503}), frames=True).picture is Picture.FAILED
