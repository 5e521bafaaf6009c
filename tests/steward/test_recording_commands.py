"""``steward record`` and ``steward replay`` as a person uses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulators.recordings.recording import VERSION, Header, Recorded, Recording, line_of
from simulators.recordings.retiming import NATIVE
from tests.parts.broker import Broker
from tests.simulators.listener import await_that, listening

ROOT = Path(__file__).parents[2]
HEADER = Header(VERSION, "2026-01-31T08:00:00.000Z", "127.0.0.1:1883", ["#"], "3.1.1")
THEN_US = 1_769_846_400_000_000
SAID = [
    Recorded(THEN_US, "steward/v1/court/lift-1/status", b"online", 1, retained=True),
    Recorded(THEN_US + 1_000, "steward/v1/court/lift-1/telemetry", b'{"ts":1769846400000,"values":{"speed":1.5}}', 1),
    Recorded(THEN_US + 2_000, "zigbee2mqtt/door", b'{"ts":1769846400000}', 0),
    Recorded(THEN_US + 3_000, "$SYS/broker/uptime", b"7 seconds", 0),
    Recorded(THEN_US + 4_000, "steward/v1/court/door-1/event", b'{"id":"e-1","ts":1769846400000,"event":"access.denied"}', 1),
]


def steward(*arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "STEWARD_MQTT_PASSWORD": password}
    return subprocess.run([sys.executable, "-m", "steward", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def url(broker: Broker) -> str:
    return f"mqtt://{broker.username}@{broker.host}:{broker.port}"


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "said.jsonl"
    path.write_bytes(line_of(HEADER) + b"".join(line_of(each) for each in SAID))
    return path


@pytest.mark.real
def test_a_recording_is_played_back_with_its_account(mosquitto: Broker, recorded: Path) -> None:
    with listening(mosquitto, "#") as listener:
        result = steward("replay", str(recorded), "--broker", url(mosquitto), "--speed", "max", password=mosquitto.password)
        assert (result.returncode, result.stderr) == (0, "")
        assert "sent 4, acknowledged 4, resent 0, left out 1 on $ topics" in result.stdout
        await_that(lambda: len(listener.heard) >= 4, "all has arrived")
        assert [(topic, payload) for topic, payload, _ in listener.heard] == [(each.topic, each.payload) for each in SAID if each.topic[0] != "$"]


@pytest.mark.real
def test_times_are_moved_to_now_and_topics_elsewhere(mosquitto: Broker, recorded: Path) -> None:
    began_ms = time.time_ns() // 1_000_000
    with listening(mosquitto, "bench/#") as listener:
        moves = ["--rewrite-time", "--topic-prefix", "=bench", "--no-retain"]
        result = steward("replay", str(recorded), "--broker", url(mosquitto), *moves, password=mosquitto.password)
        assert "with time moved 2" in result.stdout
        await_that(lambda: len(listener.heard) >= 4, "all has arrived")
    native = [json.loads(payload) for topic, payload, _ in listener.heard if NATIVE.fullmatch(topic.removeprefix("bench/"))]
    assert [began_ms - 10 <= each["ts"] <= time.time_ns() // 1_000_000 for each in native] == [True, True]
    assert native[1]["id"].startswith("e-1~")
    with listening(mosquitto, "bench/#") as later:
        steward("replay", str(recorded), "--broker", url(mosquitto), "--topic-prefix", "=bench", "--speed", "max", password=mosquitto.password)
        await_that(lambda: len(later.heard) >= 4, "all has arrived")
        assert [retained for *_, retained in later.heard] == [False] * 4


@pytest.mark.real
def test_in_a_loop_it_goes_on_until_told_to_stop(mosquitto: Broker, recorded: Path) -> None:
    command = [sys.executable, "-m", "steward", "replay", str(recorded), "--broker", url(mosquitto), "--loop", "--rewrite-time", "--speed", "100"]
    with listening(mosquitto, "steward/#") as listener:
        environment = {**os.environ, "STEWARD_MQTT_PASSWORD": mosquitto.password}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        await_that(lambda: len(listener.heard) >= 10, "it has begun again")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said.startswith("sent ")
    ids = [json.loads(payload)["id"] for topic, payload, _ in listener.heard if topic.endswith("event")]
    assert len(ids) == len(set(ids)) >= 2


@pytest.mark.real
def test_what_is_recorded_can_be_counted(mosquitto: Broker, recorded: Path, tmp_path: Path) -> None:
    steward("replay", str(recorded), "--broker", url(mosquitto), "--speed", "max", password=mosquitto.password)
    out = tmp_path / "again.jsonl.gz"
    result = steward("record", "--broker", url(mosquitto), "--topic", "steward/v1/#", "--messages", "1", "--out", str(out), password=mosquitto.password)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("1 messages in ")
    assert [(each.topic, each.payload, each.retained) for each in Recording(out).messages()] == [("steward/v1/court/lift-1/status", b"online", True)]


@pytest.mark.real
def test_a_wrong_password_is_one_line_and_leaves_no_file(mosquitto: Broker, tmp_path: Path) -> None:
    result = steward("record", "--broker", url(mosquitto), "--topic", "#", "--out", str(tmp_path / "r"), password="wrong")
    assert result.returncode == 1
    assert "refuses us" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "r").exists()


@pytest.mark.real
@pytest.mark.parametrize("name", ["full.jsonl", "full.jsonl.gz"])
def test_a_file_that_can_no_longer_be_written_ends_it_and_can_be_played(mosquitto: Broker, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    noise = [Recorded(THEN_US, f"any/{number}", os.urandom(700), 1, retained=True) for number in range(100)]
    (tmp_path / "noise").write_bytes(line_of(HEADER) + b"".join(line_of(each) for each in noise))
    steward("replay", str(tmp_path / "noise"), "--broker", url(mosquitto), "--speed", "max", password=mosquitto.password)
    # A file of this process may have at most 16 blocks of 1024 bytes: as if the disk were full then.
    limited = ["bash", "-c", 'ulimit -f 16; exec "$@"', "limited", sys.executable, "-m", "steward", "record", "--broker", url(mosquitto)]
    environment = {**os.environ, "STEWARD_MQTT_PASSWORD": mosquitto.password, "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [*limited, "--topic", "any/#", "--out", str(out)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 1
    assert "what was written until then can be played back" in result.stderr
    assert "Traceback" not in result.stderr
    assert {each.payload for each in Recording(out).messages()} <= {each.payload for each in noise}


@pytest.mark.real
def test_a_torn_end_is_said_and_the_rest_is_played(mosquitto: Broker, recorded: Path) -> None:
    recorded.write_bytes(recorded.read_bytes()[:-5])
    result = steward("replay", str(recorded), "--broker", url(mosquitto), "--speed", "max", password=mosquitto.password)
    assert result.returncode == 0
    assert "its last line is torn" in result.stdout
    assert "sent 3, acknowledged 3" in result.stdout


MISTAKES = {
    "no recording": (["replay", "{csv}"], "history.csv:1: this is no recording", "Give a file that `steward record` has written"),
    "no file": (["replay", "{csv}.nowhere"], "the file cannot be read", "Correct the path"),
    "too fast": (["replay", "{csv}", "--speed", "2000"], "`2000` is no speed", "from 0.1 to 1000, or max"),
    "no number": (["replay", "{csv}", "--speed", "nan"], "`nan` is no speed", "or max"),
    "no prefix": (["replay", "{csv}", "--topic-prefix", "court"], "is not FROM=TO", "for example"),
    "no broker": (["replay", "{csv}", "--broker", "http://x"], "is no MQTT address", "Correct the address"),
    "a file that is there": (["record", "--topic", "#", "--out", "{csv}"], "the file is there already", "Name another one"),
    "no folder": (["record", "--topic", "#", "--out", "{csv}/r"], "the file cannot be made", "Correct the path"),
    "no filter": (["record", "--topic", "a/#/b", "--out", "{csv}.r"], "`#` stands alone", "Correct the filter"),
    "no bound": (["record", "--topic", "#", "--out", "{csv}.r", "--messages", "0"], "0 is no bound", "above 0"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_remedy(mistake: tuple[list[str], str, str], tmp_path: Path) -> None:
    arguments, problem, remedy = mistake
    (tmp_path / "history.csv").write_text("time,point,value\n")
    result = steward(*(word.replace("{csv}", str(tmp_path / "history.csv")) for word in arguments))
    assert result.returncode == 2
    assert problem in result.stderr
    assert remedy in result.stderr
    assert "Traceback" not in result.stderr
