"""The contract of a session, kept by both of them with real brokers: in order, resumed after every end, acknowledged only by us."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from domain.time import utc_now
from ingest.mqtt5_session import Mqtt5Session
from ingest.paho_session import PahoSession
from ingest.session import Client, Session, SessionSettings, Tls
from ingest.sessions import new_session
from tests.faults.proxy import TO_SERVER, Network, tcp_proxy
from tests.ingest.awaiting import eventually
from tests.ingest.certificates import make_certificates
from tests.ingest.conversing import ALL, BOTH, CLIENT_ID, FILTERS, bodies, receive, session, settings_of
from tests.ingest.devices_that_publish import numbered, publish
from tests.parts import free_port
from tests.parts.broker import Broker
from tests.parts.mosquitto import start_mosquitto

pytestmark = pytest.mark.real
CLIENTS: tuple[Client, ...] = ("mqtt5", "paho")


@pytest.fixture(params=ALL)
def everywhere(request: pytest.FixtureRequest) -> tuple[SessionSettings, Broker]:
    """Either session with every broker that speaks its protocol."""
    return settings_of(request)


@pytest.fixture(params=BOTH)
def on_mosquitto(request: pytest.FixtureRequest) -> tuple[SessionSettings, Broker]:
    """Either session with Mosquitto."""
    return settings_of(request)


def test_messages_come_in_order_and_wait_while_we_are_away(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    sent = numbered(300)
    with session(settings) as first:
        publish(broker, sent[:100])
        assert bodies(receive(first, 100)) == list(sent[:100])
    publish(broker, sent[100:])
    with session(settings) as second:
        assert bodies(receive(second, 200)) == list(sent[100:])
        assert list(second.receive(50, 0.3)) == []


def test_what_was_not_acknowledged_comes_again_in_order(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    sent = numbered(15)
    with session(settings) as first:
        publish(broker, sent)
        got = receive(first, 15, acknowledge=False)
        assert first.acknowledge(got[:5]) == 5
    with session(settings) as second:
        assert bodies(receive(second, 10)) == list(sent[5:])


def test_what_was_acknowledged_last_has_arrived_when_the_next_takes_over(on_mosquitto: tuple[SessionSettings, Broker]) -> None:
    settings, broker = on_mosquitto
    sent = numbered(15)
    with tcp_proxy(settings.host, settings.port) as proxy:
        with session(dataclasses.replace(settings, host=proxy.host, port=proxy.port)) as first:
            publish(broker, sent)
            got = receive(first, 15, acknowledge=False)
            proxy.delay_s = 0.5
            first.acknowledge(got[:5])
        with session(settings) as second:
            assert bodies(receive(second, 10)) == list(sent[5:])


def test_the_broker_holds_what_exceeds_the_window(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    sent = numbered(600)
    with session(settings) as only:
        publish(broker, sent)
        eventually(lambda: only.waiting >= 20)
        assert only.waiting < 300
        assert bodies(receive(only, 600)) == list(sent)


def test_our_own_out_topics_and_other_sites_are_not_heard(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    with session(settings) as only:
        publish(broker, [("steward/v1/s1/_out/alarms", b"{}"), ("steward/v1/s2/lift-1/telemetry", b"{}"), ("steward/v1/s1/lift-1/event", b"{}")])
        assert [message.topic for message in receive(only, 1)] == ["steward/v1/s1/lift-1/event"]


def test_retained_messages_are_marked(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    publish(broker, [("steward/v1/s1/lift-1/status", b"online")], retain=True)
    with session(settings) as only:
        (message,) = receive(only, 1)
        assert (message.payload, message.retained) == (b"online", True)


def test_of_a_payload_that_is_too_long_the_beginning_and_the_size_come(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    with session(settings) as only:
        publish(broker, [("steward/v1/s1/lift-1/telemetry", b"x" * 300_000), ("steward/v1/s1/lift-1/telemetry", b"y" * 262_144)])
        long, fits = receive(only, 2)
        assert (long.size, long.payload) == (300_000, b"x" * 4096)
        assert (fits.size, fits.payload) == (262_144, b"y" * 262_144)


def test_messages_without_guarantee_are_taken_too(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    with session(settings) as only:
        publish(broker, numbered(3), qos=0)
        assert bodies(receive(only, 3)) == list(numbered(3))


def test_a_refused_login_is_said_once_however_often_it_is_tried(everywhere: tuple[SessionSettings, Broker], caplog: pytest.LogCaptureFixture) -> None:
    wrong = dataclasses.replace(everywhere[0], password="wrong")
    with session(wrong, wait=False) as only:
        eventually(lambda: only.trouble)
        eventually(lambda: len(caplog.records) == 1)
        assert list(only.receive(1, 1.5)) == []
    (record,) = caplog.records
    assert "password" in record.message
    assert "wrong" not in record.message.replace("are wrong", "")


def test_a_broker_that_was_killed_is_found_again_and_what_it_kept_comes(on_mosquitto: tuple[SessionSettings, Broker]) -> None:
    settings, mosquitto = on_mosquitto
    with session(settings) as only:
        publish(mosquitto, numbered(10))
        stale = receive(only, 10, acknowledge=False)
        mosquitto.kill()
        eventually(lambda: not only.connected)
        mosquitto.restart()
        eventually(lambda: only.connected)
        assert only.connection == 2
        assert only.acknowledge(stale) == 0, "their numbers mean other messages now"
        publish(mosquitto, numbered(5, start=10))
        assert bodies(receive(only, 5))[-5:] == list(numbered(5, start=10))


def test_a_broker_that_was_killed_after_it_had_saved_sends_again_what_we_did_not_acknowledge(on_mosquitto: tuple[SessionSettings, Broker]) -> None:
    settings, mosquitto = on_mosquitto
    database = mosquitto.folder / "mosquitto.db"  # type: ignore[attr-defined]  # a Mosquitto of our own
    with session(settings) as only:
        publish(mosquitto, numbered(10))
        assert len(receive(only, 10, acknowledge=False)) == 10
        published_s = time.time()
        eventually(lambda: database.exists() and database.stat().st_mtime > published_s)
        mosquitto.kill()
        mosquitto.restart()
        assert bodies(receive(only, 10))[-10:] == list(numbered(10))


# What Mosquitto 2.0.11 sends after the first acknowledgement is more than the window allows, so only what comes before it is counted.
@pytest.mark.parametrize("client", CLIENTS)
def test_the_window_stays_shut_while_we_do_not_acknowledge(mosquitto: Broker, client: Client) -> None:
    settings = SessionSettings(mosquitto.host, mosquitto.port, mosquitto.username, mosquitto.password, client=client, receive_maximum=7)
    with session(settings) as only:
        publish(mosquitto, numbered(50))
        first = receive(only, 7, acknowledge=False)
        assert list(only.receive(50, 0.5)) == [], "the broker holds the rest"
        assert only.acknowledge(first) == 7
        assert bodies(first) + bodies(receive(only, 43)) == list(numbered(50))


@pytest.mark.parametrize("client", CLIENTS)
def test_every_message_is_acknowledged_once_on_the_connection_it_came_over(mosquitto: Broker, client: Client) -> None:
    said: dict[int, bytearray] = {}

    def listen(connection: int, direction: str, data: bytes) -> None:
        if direction == TO_SERVER:
            said.setdefault(connection, bytearray()).extend(data)

    with tcp_proxy(mosquitto.host, mosquitto.port, observer=listen) as proxy:
        settings = SessionSettings(proxy.host, proxy.port, mosquitto.username, mosquitto.password, client=client)
        with session(settings) as only:
            publish(mosquitto, numbered(20))
            old = receive(only, 20, acknowledge=False)
            assert only.acknowledge(old[:8]) == 8
            eventually(lambda: len(acknowledged(said[1])) == 8)
            proxy.cut_once()
            eventually(lambda: only.connection == 2)
            assert only.acknowledge(old[8:]) == 0
            new = receive(only, 12)
            assert bodies(new) == list(numbered(20))[8:]
            eventually(lambda: len(acknowledged(said[2])) == 12)
    assert acknowledged(said[1]) == [message.mid for message in old[:8]]
    assert acknowledged(said[2]) == [message.mid for message in new]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_network_that_swallows_everything_is_noticed(mosquitto: Broker, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with tcp_proxy(mosquitto.host, mosquitto.port) as proxy:
        settings = SessionSettings(proxy.host, proxy.port, mosquitto.username, mosquitto.password, client=client, keep_alive_s=2)
        with session(settings) as only:
            with proxy.being(Network.BLACK_HOLE):
                eventually(lambda: not only.connected)
            eventually(lambda: only.connected)
            publish(mosquitto, numbered(3))
            assert bodies(receive(only, 3)) == list(numbered(3))
    assert len([record for record in caplog.records if "trying again" in record.message]) <= 2


def acknowledged(sent: bytes | bytearray) -> list[int]:
    """The numbers in the PUBACKs among the packets of a client."""
    numbers, at = [], 0
    while at < len(sent):
        length, size = sent[at + 1] & 0x7F, 2
        if sent[at + 1] & 0x80:
            length, size = length | sent[at + 2] << 7, 3
        if sent[at] >> 4 == 4:
            numbers.append(sent[at + size] << 8 | sent[at + size + 1])
        at += size + length
    return numbers


# paho leaves the socket to the garbage collector when the handshake fails.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("client", CLIENTS)
def test_the_broker_is_believed_by_its_certificate_only(tmp_path: Path, caplog: pytest.LogCaptureFixture, client: Client) -> None:
    make_certificates(tmp_path)
    port = free_port()
    lines = (f"listener {port} 127.0.0.1", f"certfile {tmp_path}/broker.crt", f"keyfile {tmp_path}/broker.key")
    with start_mosquitto(tmp_path / "mosquitto", settings=lines) as broker:
        trusting = SessionSettings("localhost", port, broker.username, broker.password, client=client, tls=Tls(tmp_path / "authority.crt"))
        with session(trusting) as only:
            long = [("steward/v1/s1/lift-1/telemetry", b"x" * 200_000)] * 3
            publish(broker, [*numbered(2_000), *long])
            assert bodies(receive(only, 2_003)) == [*numbered(2_000), *long]
        doubting = dataclasses.replace(trusting, tls=Tls())
        with session(doubting, wait=False):
            eventually(lambda: "certificate is not to be trusted" in caplog.text)


@pytest.mark.parametrize("client", CLIENTS)
def test_nothing_listening_is_said_in_words(caplog: pytest.LogCaptureFixture, client: Client) -> None:
    with session(SessionSettings("127.0.0.1", free_port(), client=client), wait=False) as only:
        eventually(lambda: "nothing listens there" in caplog.text)
        assert only.trouble == "nothing listens there"


def test_the_client_follows_from_the_protocol_unless_it_is_named() -> None:
    def made(protocol: int, client: Client) -> type[Session]:
        return type(new_session(SessionSettings("127.0.0.1", protocol=protocol, client=client), CLIENT_ID, FILTERS, utc_now))

    assert made(5, "auto") is made(5, "mqtt5") is Mqtt5Session
    assert made(4, "auto") is made(4, "paho") is made(5, "paho") is PahoSession
    with pytest.raises(ValueError, match="MQTT 5 only"):
        made(4, "mqtt5")
