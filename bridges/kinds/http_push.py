"""What platforms push over HTTP: NB-IoT platforms (CTWing, OneNET, IoTDA) and vendors' clouds. See ``docs/bridges/http-push.md``."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pydantic import Field

from bridges.bridge import Around, Bridge, BridgeKind, BridgeSettings
from bridges.publisher import Publisher
from bridges.pushed.app import App, Source
from bridges.pushed.delivery import Delivery
from bridges.pushed.known_devices import read_table
from bridges.pushed.patience import Patience
from bridges.pushed.server import Listening, serve
from bridges.pushed.source_settings import SourceSettings, read_source, secret_variable
from domain.identity import is_slug
from domain.problem import BadConfiguration, Problem
from domain.text import Text

log = logging.getLogger(__name__)

_LOOPBACK = ("127.0.0.1", "::1")


class HttpPushSettings(BridgeSettings):
    """A server of its own, meant to stand behind one that speaks TLS."""

    host: str = Field("127.0.0.1", description="Address to listen on; loopback unless a TLS proxy elsewhere or a certificate is there")
    port: int = Field(8090, ge=1, le=65535)
    tls_certificate: Path | None = Field(None, description="PEM certificate; with tls_key")
    tls_key: Path | None = None
    proxies: list[str] = Field(default=list(_LOOPBACK), description="Addresses of proxies whose X-Forwarded-For is believed")
    wait_s: float = Field(10, ge=1, le=60, description="How long a push waits for the broker; shorter than the platform waits for us (IoTDA: 15 s)")
    most_under_way: int = Field(64, ge=1, le=1000, description="So many pushes may wait at once; more are asked to come again")
    device_table: Path | None = Field(None, description="CSV or XLSX: what platforms call the devices")
    sources: dict[str, SourceSettings] = Field(min_length=1, description="Who may push, by the path: POST /<name>")


class HttpPush(Bridge):
    """Listens, verifies, publishes, answers."""

    def __init__(self, settings: HttpPushSettings, sources: Mapping[str, Source], missing: Sequence[str]) -> None:
        self._settings = settings
        self.sources = sources
        self._missing = missing

    def run(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        """See `Bridge.run`. Raises `BadConfiguration` if a secret is empty."""
        if self._missing:
            raise BadConfiguration(
                [Problem(variable, None, "the secret is empty", "Write a secret into it, or into the secret_file") for variable in self._missing]
            )
        own = self._settings
        if own.host not in _LOOPBACK and own.tls_certificate is None:
            log.warning("it listens on %s without TLS: let nobody but a proxy with TLS reach it", own.host)
        where = Listening(own.host, own.port, own.tls_certificate, own.tls_key, own.proxies)

        def make(patience: Patience) -> App:
            return App(self.sources, Delivery(publisher, patience, own.wait_s), patience, clock, own.most_under_way)

        serve(make, where, stop)


def _prepare(settings: HttpPushSettings, around: Around) -> Bridge:
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        around.wrong((), "only one of tls_certificate and tls_key is given", "Give both, or neither")
    for place in ("tls_certificate", "tls_key"):
        file: Path | None = getattr(settings, place)
        if file is not None and not file.exists():
            around.wrong((place,), f"`{file}` does not exist", "Correct the path; it is taken from the folder of this file")
    table = read_table(settings.device_table, list(settings.sources), around)
    _check_names(around)
    sources: dict[str, Source] = {}
    missing: list[str] = []
    for name, each in settings.sources.items():
        if not is_slug(name):
            around.wrong(("sources", name), f"`{name}` cannot be the name of a source", "Use small letters, digits and hyphens: it is the path")
        variable = secret_variable(around.name, name)
        secret = around.secret(variable, each.secret_file)
        if not secret:
            missing.append(variable)
        source = read_source(name, each, secret, table, around)
        if source is not None:
            sources[name] = source
    return HttpPush(settings, sources, missing)


def _check_names(around: Around) -> None:
    """Two devices that are called alike: only one would ever be heard."""
    names: dict[str, str] = {}
    for device in around.devices.values():
        other = names.setdefault(device.name_on_wire, device.id)
        if other != device.id:
            around.wrong(("gateway",), f"`{other}` and `{device.id}` are both called `{device.name_on_wire}`", "Give one of them its own `address`")


BRIDGE = BridgeKind("http-push", Text("HTTP 推送", "HTTP push"), "RFC 9110; each scheme names its own", HttpPushSettings, _prepare)
