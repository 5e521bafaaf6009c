"""Sessions for tests: made as the product makes them, stopped in any case, and listened to until enough has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from domain.time import utc_now
from ingest.session import Message, Session, SessionSettings
from ingest.sessions import new_session
from tests.ingest.awaiting import eventually
from tests.parts.broker import Broker
from tests.parts.embedded_broker import EmbeddedBroker

FILTERS = [f"steward/v1/s1/+/{kind}" for kind in ("telemetry", "event", "status")]
STATUS_TOPIC = "steward/v1/s1/_status"
CLIENT_ID = "steward-ingest-s1"
BOTH = ("mqtt5 mosquitto 5", "paho mosquitto 5", "paho mosquitto 4")
"""Client, broker, protocol: both sessions, with the broker that keeps what it holds."""
ALL = (*BOTH, "mqtt5 embedded 5", "paho embedded 5", "paho embedded 4")


def settings_of(request: pytest.FixtureRequest) -> tuple[SessionSettings, Broker]:
    """What a parameter of `ALL` means."""
    client, name, protocol = request.param.split()
    broker = request.getfixturevalue("mosquitto" if name == "mosquitto" else "embedded_broker")
    port = broker.port_v5 if isinstance(broker, EmbeddedBroker) and protocol == "5" else broker.port
    return SessionSettings(broker.host, port, broker.username, broker.password, int(protocol), client, receive_maximum=200), broker


@contextmanager
def session(settings: SessionSettings, *, wait: bool = True, status_topic: str | None = None) -> Iterator[Session]:
    """A started session while the block lasts."""
    made = new_session(settings, CLIENT_ID, FILTERS, utc_now, status_topic)
    made.start()
    try:
        # A session that goes on may bring messages before the broker answers anything else.
        eventually(lambda: made.connected or made.waiting or not wait)
        yield made
    finally:
        made.stop()


def receive(session: Session, count: int, *, acknowledge: bool = True) -> list[Message]:
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


def bodies(messages: Sequence[Message]) -> list[tuple[str, bytes]]:
    """Topics and payloads."""
    return [(message.topic, message.payload) for message in messages]
