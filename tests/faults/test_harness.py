"""The proxy fails as it is told to, and the driver knows what must be there: else the other tests would prove nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.faults.alarms import ExpectedAlarm, Said, Word, expected_alarms, script
from tests.faults.process import eventually
from tests.faults.proxy import TO_CLIENT, TO_SERVER, Network, TcpProxy, tcp_proxy
from tests.faults.site import DENIED, DENIED_AT_LEAST, HIGH
from tests.faults.tap import Tap


@contextmanager
def echo() -> Iterator[int]:
    """A server that says back what it hears; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(line,), daemon=True).start()

    def answer(line: socket.socket) -> None:
        with closing(line):
            try:
                while data := line.recv(4096):
                    line.sendall(data)
            except OSError:
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@pytest.fixture
def proxy() -> Iterator[TcpProxy]:
    with echo() as port, tcp_proxy("127.0.0.1", port) as found:
        yield found


def connected(proxy: TcpProxy, wait_s: float = 10.0) -> socket.socket:
    line = socket.create_connection((proxy.host, proxy.port), wait_s)
    line.sendall(b"hello")
    assert line.recv(5) == b"hello"
    return line


def test_a_network_that_is_cut_resets_old_and_new_connections(proxy: TcpProxy) -> None:
    with connected(proxy) as line:
        with proxy.being(Network.CUT):
            with pytest.raises(ConnectionResetError):
                line.recv(1)
            with pytest.raises(ConnectionResetError), socket.create_connection((proxy.host, proxy.port), 10) as new:
                new.recv(1)
        connected(proxy).close()


def test_a_black_hole_swallows_and_never_gives_half_a_stream(proxy: TcpProxy) -> None:
    with connected(proxy) as line:
        with proxy.being(Network.BLACK_HOLE):
            line.sendall(b"lost")
            eventually(lambda: proxy.swallowed == 4, what="swallowing")
        with pytest.raises(ConnectionResetError):
            line.recv(1)


def test_a_network_that_is_held_loses_nothing(proxy: TcpProxy) -> None:
    with connected(proxy, 0.3) as line:
        with proxy.being(Network.HELD):
            line.sendall(b"later")
            with pytest.raises(TimeoutError):
                line.recv(1)
        line.settimeout(10)
        assert line.recv(5) == b"later"


def test_a_deaf_network_swallows_one_direction_only() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        tcp_proxy("127.0.0.1", listener.getsockname()[1]) as proxy,
        socket.create_connection((proxy.host, proxy.port), 10) as client,
    ):
        client.sendall(b"one")
        server, _ = listener.accept()
        with closing(server):
            server.settimeout(10)
            assert server.recv(3) == b"one"
            with proxy.being(Network.DEAF):
                client.sendall(b"two")
                eventually(lambda: proxy.swallowed == 3, what="swallowing")
                server.sendall(b"still there")
                assert client.recv(11) == b"still there"
            with pytest.raises(ConnectionResetError):
                client.recv(1)


def test_the_driver_knows_what_its_words_come_to() -> None:
    words = [("pit-1", "float_high", value) for value in (False, True, True, False, True)]
    words += [("pit-2", "float_high", True), ("pit-2", "float_high", False), ("pit-3", "float_high", False)]
    words += [("counted-1", "access.denied", True)] * DENIED_AT_LEAST + [("counted-2", "access.denied", True)] * (DENIED_AT_LEAST - 1)
    said = [Said(Word(*word), number) for number, word in enumerate(words)]
    assert expected_alarms(said) == {
        (HIGH, "pit-1"): ExpectedAlarm(came=2, went=1),
        (HIGH, "pit-2"): ExpectedAlarm(came=1, went=1),
        (DENIED, "counted-1"): ExpectedAlarm(came=1, went=0),
    }


def test_the_same_seed_makes_the_same_lives() -> None:
    assert script(5, 300) == script(5, 300) != script(6, 300)


def test_the_tap_reads_who_acknowledged_what_however_the_bytes_are_cut() -> None:
    tap = Tap()
    topic, payload = b"steward/v1/court/pit-1/telemetry", b'{"ts": 7, "values": {}}'
    body = len(topic).to_bytes(2, "big") + topic + b"\x00\x09" + payload
    publish = b"\x32" + bytes((len(body),)) + body
    for byte in publish:
        tap(1, TO_CLIENT, bytes((byte,)))
    assert tap.delivered == {("pit-1", 7)}
    tap(2, TO_SERVER, b"\x40\x02\x00\x09")
    assert (tap.acknowledged, tap.baseless) == (set(), 1)
    tap(1, TO_SERVER, b"\x40\x02\x00")
    tap(1, TO_SERVER, b"\x09")
    assert tap.acknowledged == {("pit-1", 7)}
