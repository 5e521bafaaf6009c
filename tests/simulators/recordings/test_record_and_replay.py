"""Recording from a real broker and playing back to it: nothing is lost, added or put out of order."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from domain.problem import BadConfiguration
from ingest.leaving import leave
from simulators.broker_address import BrokerAddress
from simulators.packets import connect, puback
from simulators.recordings.client import NoBroker
from simulators.recordings.outlet import MqttOutlet
from simulators.recordings.playback import Playback
from simulators.recordings.recorder import Recorder, RecordingReport, steady_us
from simulators.recordings.recording import VERSION, Header, Recorded, Recording
from simulators.recordings.writing import RecordingWriter
from tests.parts import free_port
from tests.parts.broker import PASSWORD, USERNAME, Broker
from tests.parts.mosquitto import start_mosquitto
from tests.simulators.hasty_broker import hasty_broker, publishes
from tests.simulators.listener import await_that, listening

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[3]
ODD = [b"", b"online", b"\xff\xfe\x00", "困人\n\u2028".encode(), b"\x00" * 5, b'{"ts":1}', bytes(range(256))]


def address(broker: Broker) -> BrokerAddress:
    return BrokerAddress(broker.host, broker.port, broker.username, broker.password)


@contextlib.contextmanager
def publishing(broker: Broker) -> Iterator[Callable[..., None]]:
    """Something that publishes and waits until the broker has it."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(broker.username, broker.password)
    client.connect(broker.host, broker.port)
    client.loop_start()

    def publish(topic: str, payload: bytes, qos: int = 1, *, retain: bool = False) -> None:
        client.publish(topic, payload, qos, retain).wait_for_publish(30)

    yield publish
    leave(client)


@dataclass
class Running:
    """A recorder in a thread."""

    recorder: Recorder
    stop: threading.Event
    thread: threading.Thread
    reports: list[RecordingReport]

    def end(self) -> RecordingReport:
        self.stop.set()
        self.thread.join(30)
        return self.reports[0]


@contextlib.contextmanager
def recording(
    broker: Broker,
    path: Path,
    filters: Sequence[str] = ("#",),
    *,
    for_s: float | None = None,
    most: int | None = None,
    most_bytes: int = 10_000_000,
    v5: bool = False,
) -> Iterator[Running]:
    """A recorder that is listening."""
    header = Header(VERSION, "2026-01-31T08:00:00.000Z", "broker", list(filters), "3.1.1")
    with RecordingWriter(path, header, most_bytes=most_bytes) as writer:
        recorder = Recorder(address(broker), filters, writer, steady_us(), for_s=for_s, most=most, v5=v5)
        stop, reports = threading.Event(), list[RecordingReport]()
        thread = threading.Thread(target=lambda: reports.append(recorder.run(stop)))
        thread.start()
        await_that(lambda: recorder.listening, "it listens")
        yield Running(recorder, stop, thread, reports)
        stop.set()
        thread.join(30)


def heard(path: Path) -> list[tuple[str, bytes, int, bool]]:
    return [(one.topic, one.payload, one.qos, one.retained) for one in Recording(path).messages()]


@pytest.mark.parametrize("name", ["plain.jsonl", "packed.jsonl.gz"])
def test_what_is_played_back_is_what_was_said(mosquitto: Broker, tmp_path: Path, name: str) -> None:
    with publishing(mosquitto) as publish, recording(mosquitto, tmp_path / name) as running:
        for number, payload in enumerate(ODD * 20):
            publish(f"any/{number % 3}/设备", payload, number % 3)
        await_that(lambda: running.recorder.messages == len(ODD) * 20, "all was heard")
        running.end()
    said = [(f"any/{number % 3}/设备", payload, number % 3, False) for number, payload in enumerate(ODD * 20)]
    # Of one quality of service in order; one of 2 is there only when both sides have agreed on it.
    assert sorted(heard(tmp_path / name), key=lambda one: one[2]) == sorted(said, key=lambda one: one[2])

    with listening(mosquitto, "any/#") as listener:
        outlet = MqttOutlet(address(mosquitto))
        playback = Playback(outlet, time.monotonic, speed=None)
        playback.play(Recording(tmp_path / name).messages(), threading.Event())
        playback.drain(threading.Event())
        outlet.close()
        assert (outlet.sent, outlet.acknowledged, outlet.resent, outlet.refused) == (140, 140, 0, 0)
        await_that(lambda: len(listener.heard) >= 140, "all has arrived")
        assert [(topic, payload) for topic, payload, _ in listener.heard] == [(topic, payload) for topic, payload, _, _ in heard(tmp_path / name)]


@pytest.mark.parametrize(("v5", "flag"), [(False, False), (True, True)], ids=["3.1.1", "5"])
def test_by_version_5_retained_is_what_the_publisher_said(mosquitto: Broker, tmp_path: Path, *, v5: bool, flag: bool) -> None:
    with publishing(mosquitto) as publish:
        publish("any/before", b"old", retain=True)
        with recording(mosquitto, tmp_path / "r", v5=v5) as running:
            publish("any/after", b"new", retain=True)
            await_that(lambda: running.recorder.messages == 2, "both were heard")
    assert heard(tmp_path / "r") == [("any/before", b"old", 1, True), ("any/after", b"new", 1, flag)]


def test_a_retained_message_is_retained_again(mosquitto: Broker) -> None:
    outlet = MqttOutlet(address(mosquitto))
    playback = Playback(outlet, time.monotonic, speed=None)
    playback.play([Recorded(0, "any/status", b"online", 1, retained=True), Recorded(0, "any/other", b"1", 1)], threading.Event())
    playback.drain(threading.Event())
    outlet.close()
    with listening(mosquitto, "any/#") as listener:
        await_that(lambda: len(listener.heard) > 0, "the retained one is there")
        assert listener.heard == [("any/status", b"online", True)]


def test_our_own_words_are_left_out_unless_named(mosquitto: Broker, tmp_path: Path) -> None:
    filters = ["#", "steward/v1/court/_out/work-orders"]
    with publishing(mosquitto) as publish, recording(mosquitto, tmp_path / "r", filters) as running:
        publish("steward/v1/court/_out/alarms", b"{}")
        publish("steward/v1/court/_out/work-orders", b"{}")
        publish("steward/v1/court/lift-1/telemetry", b"{}")
        await_that(lambda: running.recorder.messages >= 2, "the others were heard")
        report = running.end()
    assert {topic for topic, *_ in heard(tmp_path / "r")} == {"steward/v1/court/_out/work-orders", "steward/v1/court/lift-1/telemetry"}
    assert report.left_out == 1


def test_it_ends_after_so_many_messages(mosquitto: Broker, tmp_path: Path) -> None:
    with publishing(mosquitto) as publish, recording(mosquitto, tmp_path / "r", most=3) as running:
        for number in range(5):
            publish("any", str(number).encode())
        running.thread.join(30)
        assert (running.reports[0].messages, running.reports[0].why) == (3, "3 messages")
    assert [payload for _, payload, *_ in heard(tmp_path / "r")] == [b"0", b"1", b"2"]


def test_it_ends_after_so_long(mosquitto: Broker, tmp_path: Path) -> None:
    with recording(mosquitto, tmp_path / "r", for_s=0.3) as running:
        running.thread.join(30)
        assert running.reports[0].why == "0.3 s are over"
    assert Recording(tmp_path / "r").survey().ended


def test_it_ends_when_the_file_is_full(mosquitto: Broker, tmp_path: Path) -> None:
    with publishing(mosquitto) as publish, recording(mosquitto, tmp_path / "r", most_bytes=2_000) as running:
        for _ in range(40):
            publish("any", b"x" * 50)
        running.thread.join(30)
        assert running.reports[0].why == "the file is full"
    assert (tmp_path / "r").stat().st_size <= 2_000
    assert Recording(tmp_path / "r").survey().messages == running.reports[0].messages > 5


def test_times_do_not_go_back(mosquitto: Broker, tmp_path: Path) -> None:
    header = Header(VERSION, "", "", ["#"], "3.1.1")
    clock = iter([50, 40, 60, 10, 10, 10])
    with RecordingWriter(tmp_path / "r", header, most_bytes=10_000) as writer, publishing(mosquitto) as publish:
        recorder = Recorder(address(mosquitto), ["#"], writer, lambda: next(clock), most=3)
        thread = threading.Thread(target=recorder.run, args=(threading.Event(),))
        thread.start()
        await_that(lambda: recorder.listening, "it listens")
        for _ in range(3):
            publish("any", b"")
        thread.join(30)
    assert [one.at_us for one in Recording(tmp_path / "r").messages()] == [50, 50, 60]


def test_a_lost_broker_is_marked_and_taken_up_again(mosquitto: Broker, tmp_path: Path) -> None:
    with recording(mosquitto, tmp_path / "r") as running:
        with publishing(mosquitto) as publish:
            publish("any", b"before")
        await_that(lambda: running.recorder.messages == 1, "it was heard")
        mosquitto.kill()
        await_that(lambda: not running.recorder.listening, "it noticed")
        mosquitto.restart()
        await_that(lambda: running.recorder.listening, "it listens again")
        with publishing(mosquitto) as publish:
            publish("any", b"after")
        await_that(lambda: running.recorder.messages == 2, "it was heard")
    survey = Recording(tmp_path / "r").survey()
    assert (survey.messages, survey.gaps, survey.ended) == (2, 1, True)


def test_a_broker_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    nowhere = BrokerAddress("127.0.0.1", free_port())
    with RecordingWriter(tmp_path / "r", Header(VERSION, "", "", [], ""), most_bytes=10_000) as writer, pytest.raises(NoBroker, match="cannot be reached"):
        Recorder(nowhere, ["#"], writer, steady_us()).run(threading.Event())
    with pytest.raises(NoBroker, match="cannot be reached"):
        Playback(MqttOutlet(nowhere), time.monotonic).play([Recorded(0, "any", b"")], threading.Event())


@pytest.mark.parametrize("v5", [False, True], ids=["3.1.1", "5"])
def test_a_broker_that_refuses_us_is_said(mosquitto: Broker, tmp_path: Path, *, v5: bool) -> None:
    stranger = BrokerAddress(mosquitto.host, mosquitto.port, "nobody", "wrong")
    with RecordingWriter(tmp_path / "r", Header(VERSION, "", "", [], ""), most_bytes=10_000) as writer, pytest.raises(NoBroker, match="refuses us"):
        Recorder(stranger, ["#"], writer, steady_us(), v5=v5).run(threading.Event())
    with pytest.raises(NoBroker, match="refuses us"):
        Playback(MqttOutlet(stranger, v5=v5), time.monotonic).play([Recorded(0, "any", b"")], threading.Event())


def test_what_a_broker_may_not_be_told_is_counted(tmp_path: Path) -> None:
    (tmp_path / "acl").write_text(f"user {USERNAME}\ntopic readwrite mine/#\n")
    (tmp_path / "acl").chmod(0o600)
    with start_mosquitto(tmp_path / "strict", settings=(f"acl_file {tmp_path / 'acl'}",)) as broker:
        outlet = MqttOutlet(BrokerAddress(broker.host, broker.port, USERNAME, PASSWORD), v5=True)
        playback = Playback(outlet, time.monotonic, speed=None)
        playback.play([Recorded(0, "mine/a", b""), Recorded(0, "theirs/a", b"")], threading.Event())
        playback.drain(threading.Event())
        outlet.close()
    assert (outlet.sent, outlet.acknowledged, outlet.refused) == (2, 1, 1)


def test_playing_goes_on_when_the_broker_dies_and_comes_back(mosquitto: Broker) -> None:
    outlet = MqttOutlet(address(mosquitto))
    playback = Playback(outlet, time.monotonic, speed=1.0)
    messages = [Recorded(number * 500, "any", str(number).encode()) for number in range(3_000)]

    def play() -> None:
        playback.play(messages, threading.Event())
        playback.drain(threading.Event())

    thread = threading.Thread(target=play)
    thread.start()
    await_that(lambda: outlet.acknowledged > 300, "it was under way")
    mosquitto.kill()
    mosquitto.restart()
    thread.join(60)
    outlet.close()
    assert (outlet.sent, outlet.acknowledged) == (3_000, 3_000)


def test_after_a_cut_line_everything_has_arrived_and_in_order(mosquitto: Broker) -> None:
    outlet = MqttOutlet(address(mosquitto))
    playback = Playback(outlet, time.monotonic, speed=1.0)
    messages = [Recorded(number * 500, "any", str(number).encode()) for number in range(3_000)]

    def play() -> None:
        playback.play(messages, threading.Event())
        playback.drain(threading.Event())

    with listening(mosquitto, "any") as listener:
        thread = threading.Thread(target=play)
        thread.start()
        await_that(lambda: outlet.acknowledged > 300, "it was under way")
        _take_the_place_of(outlet, mosquitto)
        thread.join(60)
        outlet.close()
        assert (outlet.sent, outlet.acknowledged) == (3_000, 3_000)
        await_that(lambda: len({payload for _, payload, _ in listener.heard}) == 3_000, "everything has arrived")
        assert len(listener.heard) <= 3_000 + outlet.resent
        assert list(dict.fromkeys(payload for _, payload, _ in listener.heard)) == [message.payload for message in messages]


def test_what_was_not_acknowledged_goes_out_again_and_is_counted() -> None:
    heard: list[tuple[int, bytes]] = []

    def behaviour(number: int, connection: socket.socket) -> None:
        """The first time it takes ten and dies without a word; then it acknowledges."""
        for payload, identifier in itertools.islice(publishes(connection), 10 if number == 0 else None):
            heard.append((number, payload))
            if number:
                connection.sendall(puback(identifier))

    messages = [Recorded(0, "any", str(number).encode()) for number in range(10)]
    with hasty_broker(behaviour) as broker:
        outlet = MqttOutlet(broker)
        playback = Playback(outlet, time.monotonic, speed=None)
        playback.play(messages, threading.Event())
        playback.drain(threading.Event())
        outlet.close()
    assert (outlet.sent, outlet.resent, outlet.acknowledged) == (10, 10, 10)
    assert heard == [(number, message.payload) for number in (0, 1) for message in messages]


def test_a_broker_that_stays_away_ends_it(mosquitto: Broker) -> None:
    outlet = MqttOutlet(address(mosquitto), patience_s=1.0)
    playback = Playback(outlet, time.monotonic, speed=None)
    playback.play([Recorded(0, "any", b"")], threading.Event())
    playback.drain(threading.Event())
    mosquitto.kill()
    playback.play([Recorded(0, "any", b"")], threading.Event())  # nothing has shown yet that the broker is gone
    with pytest.raises(NoBroker, match="cannot be reached"):
        playback.drain(threading.Event())
    assert (outlet.sent, outlet.acknowledged) == (2, 1)


def _begun(path: Path) -> bool:
    """Whether the header stands: the file is there a moment before it."""
    try:
        Recording(path)
    except (FileNotFoundError, BadConfiguration):
        return False
    return True


@pytest.mark.parametrize("name", ["killed.jsonl", "killed.jsonl.gz"])
def test_a_killed_recorder_leaves_a_recording(mosquitto: Broker, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    command = [
        sys.executable,
        "-m",
        "steward",
        "record",
        "--broker",
        f"mqtt://{USERNAME}@{mosquitto.host}:{mosquitto.port}",
        "--topic",
        "any/#",
        "--out",
        str(path),
    ]
    environment = {**os.environ, "STEWARD_MQTT_PASSWORD": mosquitto.password}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        with publishing(mosquitto) as publish:
            publish("any/retained", b"first", retain=True)  # heard as soon as it listens
            await_that(lambda: _begun(path) and Recording(path).survey().messages == 1, "it is recording")
            for number in range(500):
                publish("any/more", str(number).encode())
            await_that(lambda: Recording(path).survey().messages == 501, "all of it is in the file")
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert [payload for _, payload, *_ in heard(path)] == [b"first", *(str(number).encode() for number in range(500))]
    assert not Recording(path).survey().ended


def _take_the_place_of(outlet: MqttOutlet, broker: Broker) -> None:
    """Sign in under the same name: a broker then cuts the other's connection."""
    name = outlet._client._client_id.decode()
    with socket.create_connection((broker.host, broker.port)) as line:
        line.sendall(connect(name, broker.username, broker.password))
        assert line.recv(4)[3] == 0
