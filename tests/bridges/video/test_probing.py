"""Many cameras, in their turns: what reaches the broker, and what the log says."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bridges.publisher import Broker as Address
from bridges.publisher import Publisher
from bridges.video import probing, rtsp
from bridges.video.camera import Camera
from bridges.video.credentials import Login
from bridges.video.finding import PictureFinding
from bridges.video.probing import Plan, Probing
from tests.bridges.listening import Heard, listening
from tests.bridges.video.peers import hangs, peer
from tests.bridges.video.simulated_onvif import Onvif
from tests.bridges.video.simulated_rtsp import Rtsp
from tests.e2e.installation import eventually
from tests.parts import free_port
from tests.parts.broker import Broker

pytestmark = pytest.mark.real
AT = datetime(2026, 11, 23, 8, 15, 30, tzinfo=UTC)
QUICK = Plan(interval_s=0.2, timeout_s=20, at_once=4)


@contextlib.contextmanager
def running(broker: Broker, cameras: Sequence[Camera], plan: Plan = QUICK) -> Iterator[None]:
    """The probing, as the role runs it."""
    publisher, stop = Publisher("riverside", "gw-video", Address(broker.host, broker.port, broker.username, broker.password)), threading.Event()
    thread = threading.Thread(target=Probing(cameras, plan).run, args=(publisher, lambda: AT, stop))
    publisher.start()
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
        publisher.stop()
        assert not thread.is_alive()


def camera(port: int, onvif: int | None = None, login: Login | None = None, device: str = "camera-1") -> Camera:
    return Camera(device, "127.0.0.1", port, "/stream", onvif, login=login, video="video", clock=None if onvif is None else "clock_error")


def await_another(heard: Heard, device: str = "camera-1") -> None:
    before = len(heard.bodies(device))
    eventually(lambda: len(heard.bodies(device)) > before + 1, what="another message")


def test_all_that_is_known_is_told_each_interval_in_one_message_with_its_time(mosquitto: Broker) -> None:
    with peer(Rtsp().handle) as there, peer(Onvif(1000, lambda: AT).handle) as onvif, listening(mosquitto) as heard:
        with running(mosquitto, [camera(there.port, onvif.port)]):
            heard.await_values("camera-1", video="online")
            await_another(heard)
            eventually(lambda: heard.status("camera-1") == "online", what="its status")
        eventually(lambda: heard.status("camera-1") == "offline", what="that the bridge has left")
    for body in heard.bodies("camera-1"):
        assert body["ts"] == 1795421730000
        values = body["values"]
        assert isinstance(values, dict)
        assert values == {"video": "online", "clock_error": pytest.approx(1000, abs=11)}


def test_a_camera_that_goes_away_and_comes_back(mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bridges.video")
    port = free_port()
    with listening(mosquitto) as heard, running(mosquitto, [camera(port)]):
        eventually(lambda: heard.status("camera-1") == "offline", what="offline")
        assert heard.bodies("camera-1") == [], "of what does not answer no value is told"
        with peer(Rtsp().handle, port):
            heard.await_values("camera-1", video="online")
            eventually(lambda: heard.status("camera-1") == "online", what="online")
        eventually(lambda: heard.status("camera-1") == "offline", what="offline again")
        with peer(Rtsp().handle, port):
            eventually(lambda: heard.status("camera-1") == "online", what="online again")
            await_another(heard)
    said = [(record.levelname, "offline" in record.message) for record in caplog.records]
    assert said == [("WARNING", True), ("INFO", False), ("WARNING", True), ("INFO", False)]


def test_a_picture_that_is_lost_and_comes_back(mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    server = Rtsp()
    with peer(server.handle) as there, listening(mosquitto) as heard, running(mosquitto, [camera(there.port)]):
        heard.await_values("camera-1", video="online")
        server.status = {"DESCRIBE": 404}
        heard.await_values("camera-1", video="offline")
        await_another(heard)
        assert heard.status("camera-1") == "online"
    assert ["there is none (404)" in record.message for record in caplog.records if record.levelname == "WARNING"] == [True]


def test_a_refused_login_is_null_told_once_and_not_tried_again_for_a_while(
    mosquitto: Broker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    server = Rtsp(scheme="digest")
    one = camera(0, login=Login("viewer", "s3cret"))
    with peer(server.handle) as there, listening(mosquitto) as heard:
        with running(mosquitto, [camera(there.port, login=one.login)]):
            heard.await_values("camera-1", video=None)
            await_another(heard)
            assert heard.status("camera-1") == "online"
        assert server.logins() == 1, "cameras shut out who tries again and again"
        assert [record.levelname for record in caplog.records if "does not take the login" in record.message] == ["WARNING"]
        assert not any("s3cret" in record.getMessage() for record in caplog.records)
        monkeypatch.setattr(probing, "LOGIN_AGAIN_AFTER_S", 0.0)
        server.password = "s3cret"
        with running(mosquitto, [camera(there.port, login=one.login)]):
            heard.await_values("camera-1", video="online")
        assert not any(b"s3cret" in payload for _, payload in heard.messages)


def test_a_login_that_only_onvif_refuses_does_not_cost_the_picture(mosquitto: Broker) -> None:
    server, onvif = Rtsp(scheme="digest"), Onvif(challenge='Digest realm="x", nonce="n"', takes_login=False)
    with peer(server.handle) as there, peer(onvif.handle) as service, listening(mosquitto) as heard:
        with running(mosquitto, [camera(there.port, service.port, Login("viewer", "pass word"))]):
            heard.await_values("camera-1", video="online", clock_error=None)
            await_another(heard)
        assert {str(body["values"]) for body in heard.bodies("camera-1")} == {"{'video': 'online', 'clock_error': None}"}
        assert onvif.logins == 1


@dataclass
class Counted:
    """How many cameras are asked at a time."""

    inside: int = 0
    most: int = 0

    async def look(self, camera: Camera, port: int, login: Login | None, timeout_s: float, *, frames: bool) -> PictureFinding:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            return await rtsp.look(camera, port, login, timeout_s, frames=frames)
        finally:
            self.inside -= 1


def test_a_hundred_cameras_have_their_turns_and_never_more_than_a_few_at_once(mosquitto: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted()
    monkeypatch.setattr(probing, "look", counted.look)
    with peer(Rtsp().handle) as there, listening(mosquitto) as heard:
        cameras = [camera(there.port, device=f"camera-{number}") for number in range(100)]
        with running(mosquitto, cameras, Plan(interval_s=2, timeout_s=20, at_once=3)):
            for each in cameras:
                heard.await_values(each.device, video="online")
    assert there.connections >= 100
    assert 1 <= counted.most <= 3


def test_cameras_that_hang_do_not_keep_the_others_waiting_nor_the_end(mosquitto: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted()
    monkeypatch.setattr(probing, "look", counted.look)
    with peer(hangs) as deaf, peer(Rtsp().handle) as there, listening(mosquitto) as heard:
        cameras = [*(camera(deaf.port, device=f"camera-{number}") for number in range(6)), camera(there.port, device="camera-good")]
        with running(mosquitto, cameras, Plan(interval_s=1, timeout_s=0.3, at_once=2)):
            heard.await_values("camera-good", video="online")
            eventually(lambda: all(heard.status(f"camera-{number}") == "offline" for number in range(6)), what="offline")
    assert counted.most == 2, "and no more at once, though all hang"


def test_our_own_fault_with_one_camera_ends_nothing(mosquitto: Broker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    async def wrong(camera: Camera, port: int, login: Login | None, timeout_s: float, *, frames: bool) -> PictureFinding:
        if camera.device == "camera-bad":
            raise ZeroDivisionError
        return await rtsp.look(camera, port, login, timeout_s, frames=frames)

    monkeypatch.setattr(probing, "look", wrong)
    with peer(Rtsp().handle) as there, listening(mosquitto) as heard:
        with running(mosquitto, [camera(there.port, device="camera-bad"), camera(there.port)]):
            heard.await_values("camera-1", video="online")
            await_another(heard)
        assert heard.status("camera-bad") is None
    assert any("our own fault" in record.message for record in caplog.records)


def test_with_a_broker_that_is_away_what_does_not_fit_is_said_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("bridges.publisher.MOST_WAITING", 2)
    with peer(Rtsp().handle) as there:
        publisher, stop = Publisher("riverside", "gw-video", Address("127.0.0.1", free_port())), threading.Event()
        thread = threading.Thread(target=Probing([camera(there.port)], QUICK).run, args=(publisher, lambda: AT, stop))
        thread.start()
        eventually(lambda: there.connections > 5, what="a few probes")
        stop.set()
        thread.join(10)
        publisher.stop()
    assert len([record for record in caplog.records if "is not kept" in record.message]) == 1
