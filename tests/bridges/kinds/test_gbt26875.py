"""Fire panels on real sockets, through the bridge, to a real broker: what is confirmed has arrived, and what is not is repeated."""

from __future__ import annotations

import json
import logging
import random
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from bridges import publisher
from domain.time import to_ms
from ingest.codecs.native import CODEC
from tests.bridges.fire.examples import BOARD, CONFIRMED, DETECTOR, FLOOR, HANDSHAKE, MAINS, SILENCED
from tests.bridges.fire.panel import FAULT, FIRE, NORMAL, SimulatedPanel, component, frame, measured, operation, system_state, unit
from tests.bridges.fire.running import Running, around, running
from tests.bridges.listening import Heard, listening, outlives
from tests.e2e.installation import eventually
from tests.parts import free_port
from tests.parts.broker import Broker

pytestmark = pytest.mark.real
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def heard(mosquitto: Broker) -> Iterator[Heard]:
    with listening(mosquitto) as found:
        yield found


@pytest.fixture
def bridge(mosquitto: Broker, heard: Heard, tmp_path: Path) -> Iterator[Running]:
    assert heard is not None
    with running(mosquitto, tmp_path) as found:
        yield found


def flags(heard: Heard, device: str = "panel-1") -> list[object]:
    bodies = [cast("dict[str, object]", body["values"]) for body in heard.bodies(device)]
    return [values["status_bits"] for values in bodies if "status_bits" in values]


def ids(heard: Heard, device: str) -> list[object]:
    return [body["id"] for body in heard.bodies(device) if "id" in body]


def test_the_worked_example_is_published_and_then_confirmed_as_it_says(bridge: Running, heard: Heard) -> None:
    with SimulatedPanel(bridge.port) as panel:
        panel.socket.sendall(DETECTOR)
        assert panel.socket.recv(100) == CONFIRMED
        body = heard.await_values("smoke-1", status_bits=["fire"], part_type="smoke")
        assert body["ts"] == to_ms(datetime(2012, 9, 26, 1, 58, 2, tzinfo=UTC))
        eventually(lambda: heard.status("panel-1") == "online", what="the panel's status")
        eventually(lambda: {"values": {}} in heard.bodies("panel-1"), what="its sign of life")


def test_frames_captured_from_hardware_are_confirmed_and_alarm_with_their_text(bridge: Running, heard: Heard) -> None:
    with SimulatedPanel(bridge.port, source=0) as panel:
        panel.socket.sendall(HANDSHAKE + SILENCED + FLOOR)
        assert [panel.answer(), panel.answer(), panel.answer()] == [(0x09F8, 3), (0x1331, 3), (0, 3)]
        with SimulatedPanel(bridge.port, source=0x322C312C) as other:
            other.socket.sendall(BOARD)
            assert other.answer() == (20, 3)
    eventually(lambda: len(heard.bodies("panel-1", "event")) == 2, what="the events")
    data = [cast("dict[str, object]", body["data"]) for body in heard.bodies("panel-1", "event")]
    assert [(each["text"], each["address"]) for each in data] == [
        ("Ａ区１层呷哺走廊", "000000000000/1-3/217-6"),
        ("1号接口板1回路1号", "0000322c312c/1-1/1-1"),
    ]


def test_frames_in_pieces_in_one_segment_and_between_garbage(bridge: Running, heard: Heard) -> None:
    with SimulatedPanel(bridge.port) as panel:
        panel.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        first = frame(unit(2, component(FIRE, 10, 2, AT)), serial=1)
        second = frame(unit(2, component(FAULT, 10, 3, AT)), serial=2)
        panel.socket.sendall(b"\x00garbage@" + first[:3])
        panel.socket.sendall(first[3:60])
        panel.socket.sendall(first[60:] + second + b"@@" + second[:9] + frame(b"", serial=3))
        assert [panel.answer(), panel.answer(), panel.answer()] == [(1, 3), (2, 3), (3, 3)]
    heard.await_values("smoke-1", status_bits=["fire"])
    heard.await_values("smoke-2", status_bits=["fault"])


@pytest.mark.parametrize("seed", range(3))
def test_after_any_bytes_a_frame_is_heard(seed: int, bridge: Running) -> None:
    garbage = bytes(random.Random(seed).choices(b"@@@#\x00\x01\x02\x18\xff", k=20_000))
    with SimulatedPanel(bridge.port) as panel:
        panel.socket.sendall(garbage + frame(b"", serial=0x7E57) + bytes(2_000))
        confirmation = DETECTOR[:2] + (0x7E57).to_bytes(2, "little")
        heard = b""
        while confirmation not in heard:
            heard += panel.socket.recv(4096)
        assert set(heard[26::30]) <= {3, 6}


def test_a_wrong_sum_is_denied_and_its_repetition_is_confirmed(bridge: Running, heard: Heard) -> None:
    with SimulatedPanel(bridge.port) as panel:
        panel.socket.sendall(DETECTOR[:-3] + b"\x00##")
        assert panel.answer() == (1, 6)
        assert heard.bodies("smoke-1") == []
        panel.socket.sendall(DETECTOR)
        assert panel.answer() == (1, 3)


def test_what_is_not_for_a_listener_is_denied_and_answers_are_not_answered(bridge: Running) -> None:
    with SimulatedPanel(bridge.port) as panel:
        for serial, command in enumerate((1, 4, 77, 3, 6, 2), start=1):
            panel.socket.sendall(frame(b"", serial=serial, command=command))
        assert [panel.answer() for _ in range(4)] == [(1, 6), (2, 6), (3, 6), (6, 3)]


def test_everything_a_panel_reports_reaches_its_place_and_ingest_understands_it(bridge: Running, heard: Heard, tmp_path: Path) -> None:
    with SimulatedPanel(bridge.port) as panel:
        panel.say(1, system_state(NORMAL | 1 << 11, AT))
        panel.say(3, measured(5, 6000, 1, 5, AT), measured(2, -9, 1, 5, AT))
        panel.say(4, operation(2, AT))
        panel.say(24, b"\x20\x01" + system_state(0, AT)[4:])
        panel.say(2, component(NORMAL | FAULT, 10, 2, AT), component(FIRE, 7, 9, AT, text="走廊"), component(FIRE, 1, 5, AT, system=(11, 1)))
        panel.say(5, b"\x01\x01\x02\x03")
        panel.say(210, b"what is this")
        panel.socket.sendall(MAINS)
        assert panel.answer() == (1, 3)
    heard.await_values("panel-1", status_bits=["normal", "manual"])
    assert heard.await_values("water", pressure=0.6)["ts"] == to_ms(AT)
    heard.await_values("water", tank_level=None)
    heard.await_values("panel-1", silenced=True)
    heard.await_values("panel-1", status_bits=["fire", "mains", "manual"])
    assert [body["event"] for body in heard.bodies("panel-1", "event")] == ["fire.guard_answered", "fire.unmapped", "fire.unmapped"]
    ingest = CODEC.bind(around(tmp_path).site)
    told = [(topic, ingest.decode(topic, payload)) for topic, payload in heard.messages if not topic.endswith("/memory")]
    assert [(topic, read) for topic, read in told if read is None or read.unreadable] == []


def test_two_panels_at_once_and_one_that_goes_and_comes_back(mosquitto: Broker, heard: Heard, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    panels = {"379": "panel-1", "0000 0000 0400": "panel-2"}
    with running(mosquitto, tmp_path, panel=None, panels=panels) as bridge, SimulatedPanel(bridge.port) as one:
        with SimulatedPanel(bridge.port, source=0x400) as two:
            one.send(2, component(FIRE, 7, 1, AT))
            two.send(2, component(FAULT, 7, 1, AT))
            assert (two.answer(), one.answer()) == ((1, 3), (1, 3))
            heard.await_values("panel-1", status_bits=["normal", "fire"])
            heard.await_values("panel-2", status_bits=["normal", "fault"])
        eventually(lambda: heard.status("panel-2") == "offline", what="its loss")
        assert heard.status("panel-1") == "online"
        with SimulatedPanel(bridge.port, source=0x400) as two:
            two.say(1, system_state(NORMAL, AT))
            eventually(lambda: heard.status("panel-2") == "online", what="its return")
        with SimulatedPanel(bridge.port, source=0x999) as stranger:
            stranger.send(2, component(FIRE, 7, 1, AT))
            assert stranger.answer() == (1, 6)
    said = [record.message for record in caplog.records if "panel-2" in record.message]
    assert [line.split(": ", 1)[1][:32] for line in said[:3]] == [
        "000000000400 speaks for panel-2",
        "nobody speaks for panel-2 any mo",
        "000000000400 speaks for panel-2",
    ]
    assert any("frames of 000000000999 are denied" in record.message for record in caplog.records)


def test_without_a_broker_nothing_is_confirmed_and_what_is_repeated_counts_once(mosquitto: Broker, heard: Heard, tmp_path: Path) -> None:
    with running(mosquitto, tmp_path, answer_s=0.3) as bridge, SimulatedPanel(bridge.port) as panel:
        panel.say(1, system_state(NORMAL, AT))
        outlives(mosquitto)
        mosquitto.kill()
        sent = panel.send(2, component(FIRE, 10, 2, AT))
        assert panel.answer(0.5) is None
        panel.socket.sendall(sent)
        assert panel.answer(0.5) is None
        mosquitto.restart()

        def repeated() -> bool:
            panel.socket.sendall(sent)
            return panel.answer(1) == (2, 3)

        eventually(repeated, what="the confirmation")
        eventually(lambda: ids(heard, "smoke-1"), what="the fire")
        assert len(set(ids(heard, "smoke-1"))) == 1
        eventually(lambda: bridge.publisher.waiting == 0, what="an empty queue")


def test_when_no_more_is_taken_nothing_is_confirmed(mosquitto: Broker, heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(mosquitto, tmp_path) as bridge, SimulatedPanel(bridge.port) as panel:
        panel.say(1, system_state(NORMAL, AT))
        monkeypatch.setattr(publisher, "MOST_WAITING", 0)
        sent = panel.send(2, component(FIRE, 7, 9, AT))
        heartbeat = frame(b"", serial=99)
        panel.socket.sendall(heartbeat)
        assert panel.answer() == (99, 3)
        monkeypatch.setattr(publisher, "MOST_WAITING", 100)
        panel.socket.sendall(sent)
        assert panel.answer() == (2, 3)
        heard.await_values("panel-1", status_bits=["normal", "fire"])
        eventually(lambda: heard.bodies("panel-1", "event"), what="the event")


def test_what_a_panel_said_is_remembered_over_a_restart(mosquitto: Broker, heard: Heard, tmp_path: Path) -> None:
    with running(mosquitto, tmp_path) as bridge, SimulatedPanel(bridge.port) as panel:
        panel.say(2, component(FIRE, 7, 9, AT), component(FIRE, 10, 2, AT))
    with running(mosquitto, tmp_path) as bridge, SimulatedPanel(bridge.port) as panel:
        panel.say(2, component(FAULT, 7, 10, AT))
        panel.say(4, operation(1, AT))
    heard.await_values("smoke-1", status_bits=[])
    eventually(lambda: len(flags(heard)) == 3, what="all of it")
    assert flags(heard) == [["normal", "fire"], ["normal", "fire", "fault"], ["normal", "fault"]]


def test_a_memory_that_is_none_is_said_and_forgotten(mosquitto: Broker, heard: Heard, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with running(mosquitto, tmp_path) as bridge:
        bridge.publisher.keep(b"nonsense").result(20)
    with running(mosquitto, tmp_path) as bridge, SimulatedPanel(bridge.port) as panel:
        panel.say(2, component(FAULT, 7, 10, AT))
    heard.await_values("panel-1", status_bits=["normal", "fault"])
    assert any("it begins anew" in record.message for record in caplog.records)
    kept_now = [payload for topic, payload in heard.messages if topic == "steward/v1/works/gw-fire/memory"]
    assert json.loads(kept_now[-1])["parts"] == {"000000000379/1-1/7-10": [["fault"], ["fault"]]}


def test_too_many_and_silent_connections_are_closed(mosquitto: Broker, heard: Heard, tmp_path: Path) -> None:
    with running(mosquitto, tmp_path, most_connections=1, idle_s=1.0) as bridge, SimulatedPanel(bridge.port) as panel:
        panel.say(1, system_state(NORMAL, AT))
        with SimulatedPanel(bridge.port) as second:
            assert second.socket.recv(1) == b""
        assert panel.socket.recv(1) == b""
        eventually(lambda: heard.status("panel-1") == "offline", what="its loss")
        with SimulatedPanel(bridge.port) as third:
            third.say(1, system_state(NORMAL, AT))


def test_a_port_that_is_taken_is_an_error_that_ends_it(mosquitto: Broker, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        with running(mosquitto, tmp_path, port=taken.getsockname()[1]) as bridge:
            bridge.thread.join(20)
            assert len(bridge.failed) == 1
