"""The bridge as it is really run: a process that is killed while platforms push loses nothing that it has answered."""

from __future__ import annotations

import contextlib
import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bridges.publisher import Broker as Address
from bridges.publisher import Publisher
from domain.time import to_ms, utc_now
from ingest.codecs.codec import Telemetry
from ingest.codecs.native import CODEC
from ingest.deduplication import Deduplication, key_of
from ingest.journal_record import Record, RecordKind
from tests.bridges.listening import Heard, listening
from tests.bridges.pushed.pushing import SECRETS, SITE, prepared, running, settings, signed
from tests.e2e.installation import end, eventually, start
from tests.ingest.certificates import make_certificates
from tests.ingest.codecs.sites import site_of
from tests.parts import free_port
from tests.parts.broker import Broker

pytestmark = pytest.mark.real
SOURCE = """\
        scheme: hmac-sha256
        device: sn
        time: at
        values: {leak: wet}
"""


@dataclass
class Platform:
    """A platform that repeats what was not answered with 200, as it was, and pushes on until it is told to stop."""

    url: str
    taken: list[bytes] = field(default_factory=list)
    repeated: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def push(self) -> None:
        """Push number after number."""
        number = 0
        while not self.stop.is_set():
            now = datetime.now(UTC)
            body = json.dumps({"sn": "leak-1", "at": to_ms(now) + number, "wet": number % 2 == 0, "number": number}).encode()
            while not self.answered(body, now):
                self.repeated += 1
                if self.stop.wait(0.05):
                    return
            self.taken.append(body)
            number += 1

    def answered(self, body: bytes, at: datetime) -> bool:
        """Whether the answer to one push is 200."""
        with contextlib.suppress(httpx.TransportError):
            return httpx.post(f"{self.url}/telecom", content=body, headers=signed(body, at), timeout=20).status_code == 200
        return False


@contextlib.contextmanager
def role(folder: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = start(
        ["run", "--config", str(folder / "steward.yaml"), "--role", "bridge:push"],
        log,
        {"STEWARD_MQTT_PASSWORD": "made-up-for-tests", "STEWARD_BRIDGE_PUSH_TELECOM_SECRET": SECRETS["signed"]},
    )
    try:
        yield process
    finally:
        end(process)


def counted(heard: Heard) -> int:
    """How many of the messages of the sensor count, as ingest counts."""
    codec, remembered, count = CODEC.bind(site_of(SITE)), Deduplication(), 0
    with heard.lock:
        messages = [(topic, payload) for topic, payload in heard.messages if topic.endswith("/leak-1/telemetry")]
    for topic, payload in messages:
        decoded = codec.decode(topic, payload)
        assert decoded is not None
        for index, item in enumerate(decoded.items):
            assert isinstance(item, Telemetry)
            key = key_of(Record(RecordKind.MESSAGE, 0, topic, payload), item, index)
            assert key is not None
            count += remembered.is_new(key)
    return count


def test_a_process_that_is_killed_has_lost_nothing_and_repeats_count_once(mosquitto: Broker, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "bridge.log"
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "steward.yaml").write_text(
        f"data_dir: data\nsites: [site.yaml]\nmqtt: {{host: {mosquitto.host}, port: {mosquitto.port}, username: {mosquitto.username}}}\n"
        f"bridges:\n  push:\n    kind: http-push\n    site: small\n    gateway: gw-push\n    port: {port}\n    sources:\n      telecom:\n{SOURCE}",
        encoding="utf-8",
    )
    platform = Platform(f"http://127.0.0.1:{port}")
    pushing = threading.Thread(target=platform.push, daemon=True)
    with listening(mosquitto) as heard:
        with role(tmp_path, log) as process:
            pushing.start()
            eventually(lambda: len(platform.taken) >= 20, within_s=60, what="the first pushes")
            process.kill()
            process.wait(10)
            known, last = len(platform.taken), platform.taken[-1]
            repeats = platform.repeated
            eventually(lambda: platform.repeated > repeats, what="a push that nobody answers")
        with role(tmp_path, log) as process:
            eventually(lambda: len(platform.taken) >= known + 20, within_s=60, what="further pushes")
            platform.stop.set()
            pushing.join(30)
            assert platform.answered(last, datetime.now(UTC)), "as if its first answer had been lost"
            process.terminate()
            assert process.wait(20) == 0
        eventually(lambda: len(heard.bodies("leak-1")) > len(platform.taken), what="everything that was answered, and the repeat")
        assert counted(heard) == len(platform.taken)
        assert SECRETS["signed"] not in log.read_text(encoding="utf-8")
        eventually(lambda: heard.status("gw-push") == "offline", what="its will or its farewell")


def test_a_port_that_is_taken_ends_the_role_with_words(mosquitto: Broker, tmp_path: Path) -> None:
    with running(mosquitto, tmp_path) as bridge:
        (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
        (tmp_path / "steward.yaml").write_text(
            f"data_dir: data\nsites: [site.yaml]\nmqtt: {{host: {mosquitto.host}, port: {mosquitto.port}, username: {mosquitto.username}}}\n"
            f"bridges:\n  push:\n    kind: http-push\n    site: small\n    gateway: gw-other\n    port: {bridge.port}\n    sources:\n      telecom:\n"
            + SOURCE.replace("device: sn", "device: sn\n        devices: [leak-9]"),
            encoding="utf-8",
        )
        log = tmp_path / "bridge.log"
        with role(tmp_path, log) as process:
            assert process.wait(60) == 1
        assert f"nobody can listen on 127.0.0.1:{bridge.port} (Address already in use). Correct its settings (bridges.push)" in log.read_text(encoding="utf-8")


def test_with_a_certificate_it_speaks_tls(mosquitto: Broker, tmp_path: Path) -> None:
    make_certificates(tmp_path)
    trusted = ssl.create_default_context(cafile=str(tmp_path / "authority.crt"))
    with running(mosquitto, tmp_path, verify=trusted, tls_certificate=tmp_path / "broker.crt", tls_key=tmp_path / "broker.key") as bridge:
        assert bridge.url.startswith("https://")
        assert bridge.bearer({"imei": "leak-1", "data": {"leak": True}}).status_code == 200
        with pytest.raises(httpx.TransportError):
            httpx.post(f"http://127.0.0.1:{bridge.port}/bearer", content=b"{}")


def test_a_certificate_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no certificate", encoding="utf-8")
    bridge = prepared(settings(tmp_path, tls_certificate=tmp_path / "no.pem", tls_key=tmp_path / "no.pem"))
    with pytest.raises(OSError, match=r"no\.pem .* cannot be used"):
        bridge.run(Publisher("small", "gw-push", Address("127.0.0.1", free_port())), utc_now, threading.Event())
