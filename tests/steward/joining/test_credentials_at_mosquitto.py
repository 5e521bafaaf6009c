"""What `steward device credentials` writes, at a real Mosquitto set up as ``deploy/`` says: who is let in, and who may say what."""

from __future__ import annotations

import contextlib
import csv
import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from tests.e2e.installation import eventually
from tests.parts import free_port, missing
from tests.parts.broker import wait_for_port
from tests.steward.joining.estate import SITE, installed, steward

pytestmark = pytest.mark.real

MORE = """\
  - {id: plug-1, type: leak, name: {zh: 插座, en: Plug}, space: plant, dialect: tasmota, address: plug seven}
  - {id: gw-2, type: gateway, name: {zh: 网关, en: Zigbee gateway}, space: plant}
  - {id: leak-2, type: leak, name: {zh: 水浸, en: Leak}, space: plant, dialect: zigbee2mqtt, gateway: gw-2, address: cellar/leak 2}
# Nothing below"""
TEXT = SITE.replace("# Nothing below", MORE)
DEPLOY = Path(__file__).parents[3] / "deploy"


@dataclass
class Deployed:
    """A running Mosquitto with our files, and the passwords that were made."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    passwords: dict[str, str]

    def credentials(self, *arguments: str) -> None:
        """Run the command and tell Mosquitto."""
        out = self.folder / "new.csv"
        again = [] if "--revoke" in arguments else ["--out", str(out)]
        files = ["--passwords", str(self.folder / "passwords"), "--acl", str(self.folder / "acl")]
        assert steward(self.folder, "credentials", *files, *arguments, *again) == 0
        if out.exists():
            self.passwords.update({row["username"]: row["password"] for row in csv.DictReader(out.read_text().splitlines())})
            out.unlink()
        self.process.send_signal(signal.SIGHUP)

    def let_in(self, user: str | None, password: str | None) -> bool:
        with self._client(user, password) as (_, accepted):
            return accepted

    def may_say(self, user: str, topic: str) -> bool:
        """Whether the broker takes a message of `user` there."""
        with self._client(user, self.passwords[user]) as (client, accepted):
            assert accepted
            told: list[bool] = []
            done = threading.Event()

            def on_publish(_client: mqtt.Client, _data: object, _mid: int, reason: ReasonCode, _properties: object) -> None:
                told.append(not reason.is_failure)
                done.set()

            client.on_publish = on_publish
            client.publish(topic, b"x", qos=1)
            assert done.wait(20)
            return told[0]

    @contextlib.contextmanager
    def _client(self, user: str | None, password: str | None) -> Iterator[tuple[mqtt.Client, bool]]:
        answer: list[bool] = []
        answered = threading.Event()

        def on_connect(_client: mqtt.Client, _data: object, _flags: object, reason: ReasonCode, _properties: object) -> None:
            answer.append(not reason.is_failure)
            answered.set()

        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5, reconnect_on_failure=False)
        client.username_pw_set(user, password)
        client.on_connect = on_connect
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        try:
            assert answered.wait(20)
            yield client, answer[0]
        finally:
            client.disconnect()
            client.loop_stop()


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin") or missing("Mosquitto", "apt install mosquitto")
    folder = tmp_path_factory.mktemp("deployed")
    installed(folder, TEXT)
    (folder / "passwords").touch(0o600)
    subprocess.run(["mosquitto_passwd", "-b", str(folder / "passwords"), "steward", "of steward"], check=True, capture_output=True, timeout=20)
    port = free_port()
    text = (DEPLOY / "mosquitto.conf").read_text().replace("listener 1883", f"listener {port} 127.0.0.1")
    text = text.replace("/mosquitto/config/", f"{folder}/").replace("/mosquitto/data/", f"{folder}/")
    (folder / "mosquitto.conf").write_text(text + ("user root\n" if os.geteuid() == 0 else ""))
    (folder / "acl").write_text((DEPLOY / "mosquitto.acl").read_text())
    with (folder / "mosquitto.log").open("ab") as log:
        process = subprocess.Popen([program, "-c", str(folder / "mosquitto.conf")], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        wait_for_port("127.0.0.1", port, process)
        found = Deployed(folder, port, process, {"steward": "of steward"})
        found.credentials("--all")
        eventually(lambda: found.let_in("annex/gw-1", found.passwords["annex/gw-1"]), what="the new passwords being read")
        yield found
    finally:
        process.terminate()
        process.wait(20)


def test_the_password_opens_and_nothing_else_does(deployed: Deployed) -> None:
    passwords = deployed.passwords
    assert {user: deployed.let_in(user, password) for user, password in passwords.items()} == dict.fromkeys(passwords, True)
    assert set(passwords) == {"steward", "annex/gw-1", "annex/gw-2", "annex/lift-1", "annex/lift-2", "annex/plug-1"}
    assert not deployed.let_in("annex/lift-1", "wrong")
    assert not deployed.let_in("annex/lift-1", passwords["annex/lift-2"])
    assert not deployed.let_in("annex/leak-1", passwords["annex/gw-1"])
    assert not deployed.let_in(None, None)


@pytest.mark.parametrize(
    ("user", "topic", "allowed"),
    [
        ("annex/lift-1", "steward/v1/annex/lift-1/telemetry", True),
        ("annex/lift-1", "steward/v1/annex/lift-1/event", True),
        ("annex/lift-1", "steward/v1/annex/lift-1/status", True),
        ("annex/lift-1", "steward/v1/annex/lift-2/telemetry", False),
        ("annex/lift-1", "steward/v1/other/lift-1/telemetry", False),
        ("annex/lift-1", "steward/v1/annex/_out/alarms", False),
        ("annex/lift-1", "tele/plug seven/SENSOR", False),
        ("annex/gw-1", "steward/v1/annex/gw-1/status", True),
        ("annex/gw-1", "steward/v1/annex/leak-1/telemetry", True),
        ("annex/gw-1", "steward/v1/annex/lift-1/telemetry", False),
        ("annex/plug-1", "tele/plug seven/SENSOR", True),
        ("annex/plug-1", "stat/plug seven/POWER", True),
        ("annex/plug-1", "tele/plug eight/SENSOR", False),
        ("annex/plug-1", "cmnd/plug seven/POWER", False),
        ("annex/gw-2", "zigbee2mqtt/cellar/leak 2", True),
        ("annex/gw-2", "zigbee2mqtt/bridge/state", True),
        ("annex/gw-2", "steward/v1/annex/leak-1/telemetry", False),
        ("steward", "steward/v1/annex/_out/alarms", True),
        ("steward", "steward/v1/annex/lift-1/telemetry", False),
    ],
)
def test_each_under_its_own_topics_only(user: str, topic: str, allowed: bool, deployed: Deployed) -> None:  # noqa: FBT001
    assert deployed.may_say(user, topic) is allowed


def test_steward_hears_them_in_every_dialect(deployed: Deployed) -> None:
    heard: set[str] = set()
    wanted = {"steward/v1/annex/leak-1/telemetry": "annex/gw-1", "tele/plug seven/SENSOR": "annex/plug-1", "zigbee2mqtt/cellar/leak 2": "annex/gw-2"}
    subscribed = threading.Event()
    with deployed._client("steward", "of steward") as (client, accepted):
        assert accepted
        client.on_message = lambda _client, _data, message: heard.add(message.topic)
        client.on_subscribe = lambda *_: subscribed.set()
        client.subscribe([("steward/v1/annex/+/telemetry", 1), ("tele/+/+", 1), ("zigbee2mqtt/#", 1)])
        assert subscribed.wait(20)
        for topic, user in wanted.items():
            assert deployed.may_say(user, topic)
        eventually(lambda: heard >= set(wanted), what=f"{set(wanted)} being heard")


def test_the_entries_look_as_those_that_mosquitto_passwd_writes(deployed: Deployed) -> None:
    theirs, *ours = (re.sub(r"[A-Za-z0-9+/=]{16,}", "…", line.partition(":")[2]) for line in (deployed.folder / "passwords").read_text().splitlines())
    assert set(ours) == {theirs}


def test_a_renewed_password_ends_the_old_one_and_a_revoked_device_is_out(deployed: Deployed) -> None:
    old = deployed.passwords["annex/lift-2"]
    deployed.credentials("--device", "lift-2", "--renew")
    eventually(lambda: deployed.let_in("annex/lift-2", deployed.passwords["annex/lift-2"]), what="the new password being read")
    assert not deployed.let_in("annex/lift-2", old)
    gone = threading.Event()
    with deployed._client("annex/lift-2", deployed.passwords["annex/lift-2"]) as (client, accepted):
        assert accepted
        client.on_disconnect = lambda *_: gone.set()
        deployed.credentials("--revoke", "lift-2")
        assert gone.wait(20)
    assert not deployed.let_in("annex/lift-2", deployed.passwords["annex/lift-2"])
    assert deployed.let_in("annex/lift-1", deployed.passwords["annex/lift-1"])
    deployed.credentials("--device", "lift-2")
    eventually(lambda: deployed.let_in("annex/lift-2", deployed.passwords["annex/lift-2"]), what="the device being let in again")
