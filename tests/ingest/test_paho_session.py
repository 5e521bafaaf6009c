"""A session with a real broker: in order, resumed after every end, acknowledged only by us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.time import utc_now
from ingest.paho_session import PahoSession
from ingest.session import Inbox, Message, SessionSettings, Tls
from tests.ingest.awaiting import eventually
from tests.ingest.certificates import make_certificates
from tests.ingest.devices_that_publish import numbered, publish
from tests.parts import free_port
from tests.parts.broker import Broker
from tests.parts.embedded_broker import EmbeddedBroker
from tests.parts.mosquitto import start_mosquitto

FILTERS = [f"steward/v1/s1/+/{kind}" for kind in ("telemetry", "event", "status")]
pytestmark = pytest.mark.real


@pytest.fixture(params=["mosquitto 5", "mosquitto 4", "embedded 4", "embedded 5"])
def settings(request: pytest.FixtureRequest) -> SessionSettings:
    """Every broker with every protocol."""
    name, protocol = request.param.split()
    broker = request.getfixturevalue("mosquitto" if name == "mosquitto" else "embedded_broker")
    port = broker.port_v5 if isinstance(broker, EmbeddedBroker) and protocol == "5" else broker.port
    return SessionSettings(broker.host, port, broker.username, broker.password, int(protocol), receive_maximum=200)


@pytest.fixture
def broker(request: pytest.FixtureRequest, settings: SessionSettings) -> Broker:
    """The broker that `settings` lead to."""
    assert settings
    found: Broker = request.getfixturevalue("mosquitto" if "mosquitto" in request.node.name else "embedded_broker")
    return found


@contextmanager
def session(settings: SessionSettings, *, wait: bool = True) -> Iterator[PahoSession]:
    made = PahoSession(settings, "steward-ingest-s1", FILTERS, utc_now)
    made.start()
    try:
        # A session that goes on may bring messages before the broker answers anything else.
        eventually(lambda: made.connected or made.waiting or not wait)
        yield made
    finally:
        made.stop()


def receive(session: PahoSession, count: int, *, acknowledge: bool = True) -> list[Message]:
    """Receive until there are `count`."""
    found: list[Message] = []

    def enough() -> bool:
        messages = session.receive(50, 0.1)
        found.extend(messages)
        if acknowledge:
            session.acknowledge(messages)
        return len(found) >= count

    eventually(enough)
    return found


def bodies(messages: list[Message]) -> list[tuple[str, bytes]]:
    return [(message.topic, message.payload) for message in messages]


def test_messages_come_in_order_and_wait_while_we_are_away(settings: SessionSettings, broker: Broker) -> None:
    sent = numbered(300)
    with session(settings) as first:
        publish(broker, sent[:100])
        assert bodies(receive(first, 100)) == list(sent[:100])
    publish(broker, sent[100:])
    with session(settings) as second:
        assert bodies(receive(second, 200)) == list(sent[100:])
        assert list(second.receive(50, 0.3)) == []


def test_what_was_not_acknowledged_comes_again_in_order(settings: SessionSettings, broker: Broker) -> None:
    sent = numbered(15)
    with session(settings) as first:
        publish(broker, sent)
        got = receive(first, 15, acknowledge=False)
        assert first.acknowledge(got[:5]) == 5
    with session(settings) as second:
        assert bodies(receive(second, 10)) == list(sent[5:])


def test_the_broker_holds_what_exceeds_the_window(settings: SessionSettings, broker: Broker) -> None:
    sent = numbered(600)
    with session(settings) as only:
        publish(broker, sent)
        eventually(lambda: only.waiting >= 20)
        assert only.waiting < 300
        assert bodies(receive(only, 600)) == list(sent)


def test_our_own_out_topics_and_other_sites_are_not_heard(settings: SessionSettings, broker: Broker) -> None:
    with session(settings) as only:
        publish(broker, [("steward/v1/s1/_out/alarms", b"{}"), ("steward/v1/s2/lift-1/telemetry", b"{}"), ("steward/v1/s1/lift-1/event", b"{}")])
        assert [message.topic for message in receive(only, 1)] == ["steward/v1/s1/lift-1/event"]


def test_retained_messages_are_marked(settings: SessionSettings, broker: Broker) -> None:
    publish(broker, [("steward/v1/s1/lift-1/status", b"online")], retain=True)
    with session(settings) as only:
        (message,) = receive(only, 1)
        assert (message.payload, message.retained) == (b"online", True)


def test_of_a_payload_that_is_too_long_the_beginning_and_the_size_come(settings: SessionSettings, broker: Broker) -> None:
    with session(settings) as only:
        publish(broker, [("steward/v1/s1/lift-1/telemetry", b"x" * 300_000), ("steward/v1/s1/lift-1/telemetry", b"y" * 262_144)])
        long, fits = receive(only, 2)
        assert (long.size, long.payload) == (300_000, b"x" * 4096)
        assert (fits.size, fits.payload) == (262_144, b"y" * 262_144)


def test_messages_without_guarantee_are_taken_too(settings: SessionSettings, broker: Broker) -> None:
    with session(settings) as only:
        publish(broker, numbered(3), qos=0)
        assert bodies(receive(only, 3)) == list(numbered(3))


def test_a_refused_login_is_said_once_however_often_it_is_tried(settings: SessionSettings, caplog: pytest.LogCaptureFixture) -> None:
    wrong = SessionSettings(settings.host, settings.port, settings.username, "wrong", settings.protocol)
    with session(wrong, wait=False) as only:
        eventually(lambda: only.trouble)
        eventually(lambda: len(caplog.records) == 1)
        assert list(only.receive(1, 1.5)) == []
    (record,) = caplog.records
    assert "password" in record.message
    assert "wrong" not in record.message.replace("are wrong", "")


def test_a_broker_that_was_killed_is_found_again_and_what_it_kept_comes(mosquitto: Broker) -> None:
    settings = SessionSettings(mosquitto.host, mosquitto.port, mosquitto.username, mosquitto.password)
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


# paho leaves the socket to the garbage collector when the handshake fails.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_broker_is_believed_by_its_certificate_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    make_certificates(tmp_path)
    port = free_port()
    lines = (f"listener {port} 127.0.0.1", f"certfile {tmp_path}/broker.crt", f"keyfile {tmp_path}/broker.key")
    with start_mosquitto(tmp_path / "mosquitto", settings=lines) as broker:
        trusting = SessionSettings("localhost", port, broker.username, broker.password, tls=Tls(tmp_path / "authority.crt"))
        with session(trusting) as only:
            publish(broker, numbered(500))
            assert bodies(receive(only, 500)) == list(numbered(500))
        doubting = SessionSettings("localhost", port, broker.username, broker.password, tls=Tls())
        with session(doubting, wait=False):
            eventually(lambda: "certificate is not to be trusted" in caplog.text)


def test_nothing_listening_is_said_in_words(caplog: pytest.LogCaptureFixture) -> None:
    with session(SessionSettings("127.0.0.1", free_port()), wait=False) as only:
        eventually(lambda: "nothing listens there" in caplog.text)
        assert only.trouble == "nothing listens there"


def test_what_waits_for_the_pipeline_is_dropped_at_the_end_of_a_connection_if_it_comes_again() -> None:
    inbox = Inbox()
    inbox.put(Message("t", b"", 0, False, 0, 1, 1, 1))
    inbox.put(Message("t", b"", 0, False, 0, 0, 0, 1))
    inbox.forget()
    assert [message.qos for message in inbox.take(10, 0)] == [0]
