"""Whoever pushes too much, too slowly, or while the broker is away holds up nobody and loses nothing."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bridges.pushed import app as app_module
from bridges.pushed import delivery as delivery_module
from bridges.pushed import server as server_module
from tests.bridges.listening import Heard, listening, outlives
from tests.bridges.pushed.pushing import TOKEN, Running, push, running, signed
from tests.e2e.installation import eventually
from tests.parts.broker import Broker

pytestmark = pytest.mark.real


@pytest.fixture
def bridge(mosquitto: Broker, tmp_path: Path) -> Iterator[Running]:
    with running(mosquitto, tmp_path) as found:
        yield found


@pytest.fixture
def heard(mosquitto: Broker) -> Iterator[Heard]:
    with listening(mosquitto) as found:
        yield found


@contextlib.contextmanager
def under_way(bridge: Running) -> Iterator[None]:
    """A push whose body the bridge waits for."""
    with socket.create_connection(("127.0.0.1", bridge.port), 20) as first:
        first.sendall(b"POST /bearer HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n")
        assert first.recv(1_000).startswith(b"HTTP/1.1 100 ")
        yield


def test_a_body_that_is_too_large_is_refused(bridge: Running, heard: Heard) -> None:
    fitting = json.dumps(push(seq=1)).encode().ljust(app_module.LARGEST_BODY)
    assert bridge.bearer(fitting).status_code == 200
    assert bridge.bearer(fitting + b" ").status_code == 413
    chunks = bridge.client.post("/bearer", content=(b" " * 65_536 for _ in range(6)), headers={"Authorization": f"Bearer {TOKEN}"})
    assert chunks.status_code == 413
    with contextlib.suppress(httpx.TransportError):  # it may be cut off before it is read
        assert bridge.bearer(b" " * 8_000_000).status_code == 413
    assert bridge.bearer(push(seq=2)).status_code == 200
    eventually(lambda: len(heard.bodies("leak-1")) == 2, what="what was small enough")


def test_whoever_is_slow_is_let_go_and_holds_up_nobody(mosquitto: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "HEAD_WITHIN_S", 0.3)
    monkeypatch.setattr(app_module, "READ_WITHIN_S", 0.3)
    with running(mosquitto, tmp_path) as bridge, contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", bridge.port), 20)) for _ in range(20)]
        for number, each in enumerate(slow):
            each.sendall(b"POST /bearer HTTP/1.1\r\nHost: x\r\n"[: 1 + number * 2])
        slow_body = stack.enter_context(socket.create_connection(("127.0.0.1", bridge.port), 20))
        slow_body.sendall(b"POST /bearer HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        assert bridge.bearer(push()).status_code == 200
        assert [each.recv(1000) for each in slow] == [b""] * 20
        assert slow_body.recv(1000).startswith(b"HTTP/1.1 408 ")
        idle = bridge.bearer(push(seq=2))
        assert idle.status_code == 200


def test_an_address_that_is_refused_often_is_slowed_down_but_the_right_signature_gets_in(
    mosquitto: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "MOST_SUSPECTS", 1)
    with running(mosquitto, tmp_path) as bridge:
        codes = [bridge.post("bearer", push(), {"Authorization": "Bearer wrong"}).status_code for _ in range(12)]
        assert codes == [401] * 10 + [429] * 2
        assert bridge.bearer(push()).status_code == 200
        with under_way(bridge):
            assert bridge.bearer(push()).status_code == 429
        eventually(lambda: bridge.bearer(push()).status_code == 200, what="the next is let in")
        elsewhere = bridge.post("bearer", push(), {"Authorization": "Bearer wrong", "X-Forwarded-For": "192.0.2.1"})
        assert elsewhere.status_code == 401


def test_only_so_many_may_wait(mosquitto: Broker, tmp_path: Path) -> None:
    with running(mosquitto, tmp_path, most_under_way=1) as bridge:
        with under_way(bridge):
            busy = bridge.bearer(push())
            assert (busy.status_code, busy.headers["retry-after"]) == (503, "1")
        eventually(lambda: bridge.bearer(push()).status_code == 200, what="the next is let in")


def test_without_the_broker_the_sender_is_asked_to_repeat_and_it_becomes_one_message(mosquitto: Broker, tmp_path: Path, heard: Heard) -> None:
    with running(mosquitto, tmp_path, wait_s=1) as bridge:
        eventually(lambda: heard.status("gw-push") == "online", what="the broker")
        outlives(mosquitto)
        mosquitto.kill()
        body = json.dumps(push(seq=9)).encode()
        for _ in range(2):
            answer = bridge.post("signed", body, signed(body))
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        mosquitto.restart()
        eventually(lambda: bridge.post("signed", body, signed(body)).status_code == 200, what="the repeat")
        heard.await_values("leak-1", leak=True)
        assert bridge.publisher.waiting == 0
        assert heard.bodies("leak-1") == [{"values": {"leak": True}, "ts": 1795420800000, "id": "9"}]


def test_when_too_much_waits_for_the_broker_nothing_more_is_taken(bridge: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(delivery_module, "MOST_WAITING", 0)
    assert [bridge.bearer(push()).status_code for _ in range(3)] == [503] * 3
    assert len([record for record in caplog.records if "nothing more is taken" in record.getMessage()]) == 1


def test_what_is_no_http_is_let_go_and_told_sparingly(bridge: Running, caplog: pytest.LogCaptureFixture) -> None:
    for said in (b"\x16\x03\x01 hello\r\n\r\n", b"POST / HTTP/1.1\r\nX: " + b"x" * 20_000, b"GET / HTTP/9\r\n\r\n") * 3:
        with socket.create_connection(("127.0.0.1", bridge.port), 20) as strange:
            strange.sendall(said)
            assert strange.recv(100).startswith(b"HTTP/1.1 400 ")
    assert bridge.bearer(push()).status_code == 200
    assert len([record for record in caplog.records if "HTTP" in record.getMessage() and record.name.startswith(("bridges", "uvicorn"))]) <= 1


def test_what_waits_is_answered_when_the_bridge_ends(mosquitto: Broker, tmp_path: Path) -> None:
    codes: list[int] = []
    with running(mosquitto, tmp_path, wait_s=60) as bridge:
        mosquitto.kill()
        waiting = threading.Thread(target=lambda: codes.append(bridge.bearer(push()).status_code))
        waiting.start()
        eventually(lambda: bridge.publisher.waiting > 0, what="a message that waits")
    waiting.join(20)
    assert codes == [503]
