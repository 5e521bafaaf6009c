"""Who looks at the broker sees whether Steward listens; and where that may not be written, it listens all the same."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as paho
import pytest

from ingest.session import SessionSettings
from tests.faults.proxy import tcp_proxy
from tests.ingest.awaiting import eventually
from tests.ingest.conversing import ALL, STATUS_TOPIC, bodies, receive, session, settings_of
from tests.ingest.devices_that_publish import client, numbered, publish
from tests.parts import missing
from tests.parts.broker import PASSWORD, USERNAME, Broker
from tests.parts.mosquitto import HOW, start_mosquitto

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]
LISTEN = """
import sys, time
from domain.time import utc_now
from ingest.codecs import codecs
from ingest.codecs.codec import Decoded
from ingest.session import SessionSettings
from ingest.sessions import new_session
host, port, username, password, protocol, client, topic = sys.argv[1:]
made = new_session(SessionSettings(host, int(port), username, password, int(protocol), client), "killed", ["steward/v1/s1/+/telemetry"], utc_now, topic)
made.start()
time.sleep(300)
"""


@pytest.fixture(params=ALL)
def everywhere(request: pytest.FixtureRequest) -> tuple[SessionSettings, Broker]:
    """Either session with every broker that speaks its protocol."""
    return settings_of(request)


@contextmanager
def watching(broker: Broker) -> Iterator[list[bytes]]:
    """What is said on the status topic, retained or not, while the block lasts."""
    seen: list[bytes] = []

    def on_message(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        seen.append(bytes(message.payload))

    with client(broker) as watcher:
        watcher.on_message = on_message
        watcher.subscribe(STATUS_TOPIC, 1)
        yield seen


def test_it_says_that_it_listens_and_that_it_goes(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    with watching(broker) as seen:
        with session(settings, status_topic=STATUS_TOPIC):
            eventually(lambda: seen == [b"online"])
            with watching(broker) as seen_later:
                eventually(lambda: seen_later == [b"online"])
        eventually(lambda: seen == [b"online", b"offline"])


def test_the_broker_says_it_for_a_process_that_was_killed(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    place = (settings.host, str(settings.port), broker.username, broker.password, str(settings.protocol), settings.client)
    with watching(broker) as seen, subprocess.Popen([sys.executable, "-c", LISTEN, *place, STATUS_TOPIC], cwd=ROOT) as process:
        eventually(lambda: seen == [b"online"])
        process.kill()
        eventually(lambda: seen == [b"online", b"offline"])


def test_it_says_it_again_when_it_is_back(everywhere: tuple[SessionSettings, Broker]) -> None:
    settings, broker = everywhere
    with tcp_proxy(settings.host, settings.port) as proxy, watching(broker) as seen:
        with session(dataclasses.replace(settings, host=proxy.host, port=proxy.port), status_topic=STATUS_TOPIC) as only:
            eventually(lambda: seen == [b"online"])
            proxy.cut_once()
            eventually(lambda: only.connection == 2)
            eventually(lambda: seen[-1] == b"online" and b"offline" in seen)
        eventually(lambda: seen[-1] == b"offline")


@pytest.mark.parametrize(("name", "protocol"), [("mqtt5", 5), ("paho", 5), ("paho", 4)])
def test_where_it_may_not_be_written_it_is_said_once_and_messages_come(tmp_path: Path, name: str, protocol: int, caplog: pytest.LogCaptureFixture) -> None:
    rules = tmp_path / "acl"
    rules.write_text(f"user {USERNAME}\ntopic read steward/v1/#\ntopic write steward/v1/+/+/telemetry\n")
    rules.chmod(0o700)
    try:
        with start_mosquitto(tmp_path / "mosquitto", settings=(f"acl_file {rules}",)) as broker:
            settings = SessionSettings(broker.host, broker.port, USERNAME, PASSWORD, protocol, "paho" if name == "paho" else "mqtt5")
            with session(settings, status_topic=STATUS_TOPIC) as only:
                eventually(lambda: "does not let us write" in caplog.text and only.connected)
                publish(broker, numbered(5))
                assert bodies(receive(only, 5)) == list(numbered(5))
    except FileNotFoundError:
        missing("Mosquitto", HOW)
    assert caplog.text.count("does not let us write") == 1
