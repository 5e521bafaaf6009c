"""What devices say while faults happen: a load of readings, conditions that come and go, and somebody who listens on ``_out``."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from ingest.leaving import leave
from simulators.load import Load, LoadReport
from tests.faults.alarms import AlarmDriver, Said, script
from tests.faults.installation import Installation
from tests.faults.process import eventually
from tests.faults.site import SENSORS, SITE

RATE = 2_000.0
LONGEST_S = 240.0
"""For a load that goes on until it is `enough`."""
_PATIENCE_S = 120.0
"""A broker that takes nothing for so long is given up, and the test fails."""


class Traffic:
    """`seconds` of load at `rate` messages a second and of alarms at `alarms_per_s` words a second, longer if the broker is away.

    As a context manager: begun at the beginning, and waited for at the end, until the broker has taken everything. Or
    until it is `enough`: then only what is under way is waited for.
    """

    def __init__(
        self, installed: Installation, *, seed: int, seconds: float, rate: float = RATE, alarms_per_s: float = 30.0, garbled: bool = True, connections: int = 4
    ) -> None:
        messages = int(seconds * rate)
        self._load = Load(installed.publisher, installed.site, SENSORS, messages=messages, rate=rate, connections=connections, give_up_s=_PATIENCE_S)
        self._alarms = AlarmDriver(installed.publisher, script(seed, int(seconds * alarms_per_s), garbled=garbled), per_s=alarms_per_s, give_up_s=_PATIENCE_S)
        self._reports: list[LoadReport] = []
        self._enough = threading.Event()
        self._thread = threading.Thread(target=lambda: self._reports.append(self._load.run(self._enough)), name="load", daemon=True)
        self.messages = messages

    def __enter__(self) -> Self:
        self._thread.start()
        self._alarms.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        if kind is None:
            self._thread.join(_PATIENCE_S * 2)
            self._alarms.join()
            assert self._reports, "the load did not come to its end"
            assert not self.report.given_up, "the broker took no readings any more"

    @property
    def acknowledged(self) -> int:
        """How many readings the broker has taken so far."""
        return self._load.acknowledged

    @property
    def flowing(self) -> bool:
        """Whether there is more to come."""
        return self._thread.is_alive()

    @property
    def report(self) -> LoadReport:
        """The load's account, when it is over."""
        return self._reports[0]

    @property
    def said(self) -> Sequence[Said]:
        """The words of the alarm driver that the broker has taken."""
        return self._alarms.said

    @property
    def resent(self) -> int:
        """Messages that were sent to the broker more than once."""
        return self.report.resent + self._alarms.resent

    def enough(self) -> None:
        """Nothing more is to be said than what is under way; returns at once."""
        self._enough.set()
        self._alarms.stop()

    def flow(self, messages: int) -> None:
        """Wait until the broker has taken `messages` more readings. Fails if the load is over before: a fault must meet it."""
        wanted = self.acknowledged + messages
        eventually(lambda: self.acknowledged >= wanted or not self.flowing, within_s=_PATIENCE_S, what=f"{messages} more readings")
        assert self.acknowledged >= wanted, "the load was over before the fault: make it longer"


class Outside:
    """An integrator who listens on ``_out`` with a session that the broker keeps."""

    def __init__(self, installed: Installation) -> None:
        self.heard: list[int] = []
        """The sequence numbers, in the order of arrival."""
        broker = installed.publisher
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"outside-{secrets.token_hex(4)}", clean_session=False)
        self._client.username_pw_set(broker.username or "", broker.password)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda client, *_: client.subscribe([(f"steward/v1/{SITE}/_out/{what}", 1) for what in ("alarms", "work-orders")])
        self._client.on_message = lambda _client, _data, message: self.heard.append(int(json.loads(message.payload)["sequence"]))
        self._subscribed = threading.Event()
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()
        assert self._subscribed.wait(20), "the broker did not take the subscription"

    def first_heard(self) -> list[int]:
        """Each number once, where it was heard first."""
        return list(dict.fromkeys(self.heard))

    def close(self) -> None:
        """Say goodbye."""
        leave(self._client)


@contextmanager
def outside(installed: Installation) -> Iterator[Outside]:
    """Somebody who listens while the block lasts."""
    listener = Outside(installed)
    try:
        yield listener
    finally:
        listener.close()
