"""The discovery messages that stand with a broker, or in a file: so many at most, and it is said when that was not all."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from domain.problem import BadConfiguration, Problem
from ingest.outage import CLOSED_EARLY, in_words
from ingest.session import SessionSettings
from ingest.tls import tls_context

MOST_MESSAGES = 20_000
MOST_BYTES = 64 * 2**20
LONGEST_MESSAGE = 256 * 2**10
_CONNECT_WITHIN_S = 10.0
_REMEDY = "Correct --broker or the block `mqtt` of steward.yaml, and look whether the broker runs; or read a file with --from-file"


@dataclass(slots=True)
class Standing:
    """(topic, payload) of each message, the last one of each topic; `too_long` names those left out; `stopped`: why not all were read."""

    messages: dict[str, bytes] = field(default_factory=dict)
    too_long: list[str] = field(default_factory=list)
    stopped: str | None = None
    bytes_read: int = 0

    def note(self, topic: str, payload: bytes) -> bool:
        """Keep one; whether there may be more."""
        self.bytes_read += len(topic) + len(payload)
        if len(self.messages) + len(self.too_long) >= MOST_MESSAGES or self.bytes_read > MOST_BYTES:
            self.stopped = f"more than {MOST_MESSAGES} messages" if self.bytes_read <= MOST_BYTES else f"more than {MOST_BYTES // 2**20} MiB"
            return False
        if len(payload) > LONGEST_MESSAGE:
            self.too_long.append(topic)
        else:
            self.messages[topic] = payload
        return True


def filters(prefix: str) -> Sequence[str]:
    """What brings every discovery message below `prefix`."""
    return f"{prefix}/+/+/config", f"{prefix}/+/+/+/config"


def of_broker(settings: SessionSettings, prefix: str, quiet_s: float) -> Standing:
    """What the broker retains; done when it has sent nothing for `quiet_s`. Raises `BadConfiguration` if it is away or refuses."""
    return _Reading(settings, prefix).read(quiet_s)


class _Reading:
    """One connection that only reads."""

    def __init__(self, settings: SessionSettings, prefix: str) -> None:
        self._where = f"the broker {settings.host}:{settings.port}"
        self._filters = filters(prefix)
        self._found = Standing()
        self._refused: str | None = None
        self._subscribed = False
        self._heard_s = 0.0
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id="", clean_session=True, reconnect_on_failure=False)
        self._client.connect_timeout = _CONNECT_WITHIN_S
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        if settings.username is not None:
            self._client.username_pw_set(settings.username, settings.password)
        try:
            if settings.tls is not None:
                self._client.tls_set_context(tls_context(settings.tls))
            self._client.connect(settings.host, settings.port, settings.keep_alive_s)
        except (OSError, ValueError) as error:
            raise self._problem(in_words(error)) from None

    def read(self, quiet_s: float) -> Standing:
        """Until it is quiet, or too much."""
        began_s = time.monotonic()
        try:
            while self._found.stopped is None:
                looked_s, heard_s = time.monotonic(), self._heard_s
                code = self._client.loop(timeout=0.1)
                if self._refused is not None:
                    raise self._problem(self._refused)
                if code is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                    raise self._problem("the connection was lost" if self._subscribed else CLOSED_EARLY)
                # Not merely time that has gone: somebody has looked since, and nothing was there.
                if self._subscribed and self._heard_s == heard_s and looked_s - heard_s >= quiet_s:
                    break
                if not self._subscribed and looked_s - began_s > _CONNECT_WITHIN_S:
                    raise self._problem("no answer")
        finally:
            self._client.disconnect()
        return self._found

    def _on_connect(self, client: paho.Client, _data: object, _flags: paho.ConnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._refused = f"the login is not accepted ({str(reason).lower()})"
        else:
            client.subscribe([(each, 1) for each in self._filters])

    def _on_subscribe(self, _client: paho.Client, _data: object, _mid: int, reasons: Sequence[ReasonCode], _properties: Properties | None) -> None:
        if any(each.is_failure for each in reasons):
            self._refused = f"its access rules must let us read {' and '.join(self._filters)}"
        self._subscribed, self._heard_s = True, time.monotonic()

    def _on_message(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        self._heard_s = time.monotonic()
        if self._found.stopped is None:
            try:
                topic = message.topic
            except UnicodeDecodeError:
                topic = "\N{REPLACEMENT CHARACTER}"
            self._found.note(topic, bytes(message.payload))

    def _problem(self, why: str) -> BadConfiguration:
        return BadConfiguration([Problem(self._where, None, why, _REMEDY)])


def of_file(path: Path) -> Standing:
    """What stands in a file with a topic, a blank and a payload in each line, as ``mosquitto_sub -v --retained-only`` writes it. Raises `BadConfiguration`."""
    found = Standing()
    try:
        with path.open("rb") as file:
            for line in _lines(iter(lambda: file.readline(LONGEST_MESSAGE + 1_000), b"")):
                topic, _, payload = line.partition(b" ")
                if line and not found.note(topic.decode("utf-8", "replace"), payload):
                    break
    except OSError as error:
        raise BadConfiguration(
            [Problem(str(path), None, f"the file cannot be read ({error.strerror})", "Correct the path or the rights of the file")]
        ) from None
    return found


def _lines(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Lines without their ends; of one that is far too long only the beginning, which is too long still."""
    beginning = True
    for part in parts:
        if beginning:
            yield part.rstrip(b"\r\n")
        beginning = part.endswith(b"\n")
