"""A site with devices behind an HTTP push bridge, senders that sign, and the bridge as it really runs."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bridges.bridge import Around, Bridge
from bridges.kinds.http_push import BRIDGE
from bridges.publisher import Broker as Address
from bridges.publisher import Publisher
from domain.problem import BadConfiguration
from domain.site import Site
from domain.time import to_ms
from ingest.codecs.native import CODEC
from tests.bridges.listening import Heard
from tests.e2e.installation import eventually
from tests.ingest.codecs.sites import HEAD, site_of
from tests.parts import free_port
from tests.parts.broker import Broker

SITE = (
    HEAD
    + """\
assets:
  - {id: gw-push, type: gateway, name: {zh: 推送, en: Push}, space: b1}
  - {id: gw-other, type: gateway, name: {zh: 别的, en: Other}, space: b1}
  - {id: smoke-1, type: fire_detector, name: {zh: 烟感1, en: Smoke 1}, space: b1, gateway: gw-push}
  - {id: leak-1, type: leak, name: {zh: 水浸1, en: Leak 1}, space: b1, gateway: gw-push}
  - {id: leak-2, type: leak, name: {zh: 水浸2, en: Leak 2}, space: b1, gateway: gw-push}
  - {id: leak-9, type: leak, name: {zh: 水浸9, en: Leak 9}, space: b1, gateway: gw-other}
"""
)
TOKEN = "0f8c1d7a9b3e46525d1c7f0a8e9b2c34"
SECRETS = {"signed": "a-secret-between-two", "onenet": "token-of-onenet-1", "huawei": "token-of-iotda-01", "bearer": TOKEN}
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MAPPING = {
    "device": "imei",
    "time": "at",
    "id": "seq",
    "values": {
        "smoke": {"path": "data.alarm", "values": {"0": False, "1": True}},
        "temp": {"path": "data.temp", "scale": 0.1},
        "leak": "data.leak",
        "battery_pct": "data.battery",
    },
}
TABLE = "来源,平台设备编号,设备\n,860000000000001,smoke-1\n,860000000000002,leak-1\n"


def push(imei: object = "860000000000002", **more: object) -> dict[str, object]:
    """What a platform says of a leak sensor."""
    return {"imei": imei, "at": to_ms(NOW), "data": {"leak": True}, **more}


def signed(body: bytes, at: datetime = NOW, secret: str = SECRETS["signed"]) -> dict[str, str]:
    """Headers of the scheme hmac-sha256."""
    written = str(int(at.timestamp()))
    return {"X-Timestamp": written, "X-Signature": hmac.new(secret.encode(), written.encode() + body, hashlib.sha256).hexdigest()}


def huawei(nonce: str = "n1", at: datetime = NOW, token: str = SECRETS["huawei"]) -> dict[str, str]:
    """Headers of IoTDA."""
    written = str(to_ms(at))
    return {"timestamp": written, "nonce": nonce, "signature": hashlib.sha256("".join(sorted([token, written, nonce])).encode()).hexdigest()}


def onenet(message: str, nonce: str = "abcdefgh", token: str = SECRETS["onenet"]) -> dict[str, str]:
    """The fields of OneNET."""
    digest = hashlib.md5((token + nonce + message).encode(), usedforsecurity=False).digest()
    return {"msg": message, "nonce": nonce, "signature": base64.b64encode(digest).decode()}


def settings(folder: Path, **more: object) -> dict[str, object]:
    """Of a bridge with a source for each scheme; `more` goes over them."""
    (folder / "devices.csv").write_text(TABLE, encoding="utf-8")
    schemes = {"signed": "hmac-sha256", "onenet": "onenet", "huawei": "huawei", "bearer": "bearer"}
    return {
        "port": free_port(),
        "device_table": folder / "devices.csv",
        "sources": {name: {"scheme": scheme, **MAPPING} for name, scheme in schemes.items()},
        **more,
    }


def prepared(own: Mapping[str, object], secrets: Mapping[str, str] = SECRETS, site: Site | None = None) -> Bridge:
    """The bridge. `BadConfiguration` with what is wrong, each as place, problem and remedy."""
    site = site_of(SITE) if site is None else site
    told: list[str] = []

    def secret(variable: str, _file: Path | None) -> str:
        return secrets[variable.removeprefix("STEWARD_BRIDGE_PUSH_").removesuffix("_SECRET").lower()]

    def wrong(where: tuple[str | int, ...], problem: str, remedy: str) -> None:
        told.append(f"{'.'.join(map(str, where))}: {problem}. {remedy}")

    bridge = BRIDGE.prepare(BRIDGE.settings.model_validate(own), Around("push", site, site.devices["gw-push"], secret, wrong))
    if told:
        raise AssertionError("\n".join(told))
    return bridge


@dataclass
class Running:
    """The bridge, running; `now` is its time."""

    url: str
    port: int
    client: httpx.Client
    publisher: Publisher
    now: datetime = NOW

    def post(self, source: str, body: object, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Push `body` (JSON, or bytes as they are)."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(f"/{source}", content=content, headers=dict(headers or {}))

    def bearer(self, body: object) -> httpx.Response:
        """Push with the right token."""
        return self.post("bearer", body, {"Authorization": f"Bearer {TOKEN}"})


@contextlib.contextmanager
def running(broker: Broker, folder: Path, verify: ssl.SSLContext | None = None, **more: object) -> Iterator[Running]:
    """The bridge in a thread, with a real publisher; over TLS, if there is something to `verify` it with."""
    own = settings(folder, **more)
    bridge = prepared(own)
    publisher = Publisher("small", "gw-push", Address(broker.host, broker.port, broker.username, broker.password))
    publisher.start()
    stop = threading.Event()
    port = int(str(own["port"]))
    url = f"http://127.0.0.1:{port}" if verify is None else f"https://localhost:{port}"
    with httpx.Client(base_url=url, timeout=30, verify=verify or True) as client:
        run = Running(url, port, client, publisher)
        thread = threading.Thread(target=bridge.run, args=(publisher, lambda: run.now, stop), daemon=True)
        thread.start()
        try:
            eventually(lambda: _answers(client), what="the server")
            yield run
        finally:
            stop.set()
            thread.join(20)
            publisher.stop()
            assert not thread.is_alive()


def reasons(heard: Heard, device: str) -> list[str]:
    """Why Steward puts what `device` says into quarantine, as its native codec says it."""
    bound = CODEC.bind(site_of(SITE))
    with heard.lock:
        messages = [(topic, payload) for topic, payload in heard.messages if topic.endswith(f"/{device}/telemetry")]
    decoded = [bound.decode(topic, payload) for topic, payload in messages]
    return [each.reason.value for found in decoded if found is not None for each in found.unreadable]


def problems_of(own: Mapping[str, object], secrets: Mapping[str, str] = SECRETS, site: Site | None = None) -> str:
    """What is wrong with a bridge, all of it."""
    try:
        prepared(own, secrets, site)
    except AssertionError as error:
        return str(error)
    except BadConfiguration as error:
        return "\n".join(map(str, error.problems))
    return ""


def _answers(client: httpx.Client) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return client.put("/").status_code == 405
    return False
