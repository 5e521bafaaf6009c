"""Telling the world outside: every transition of alarms and work orders on the site's ``_out`` topics.

Follows the event log with a cursor of its own that moves only when the broker has acknowledged: at least once, in
order. `sequence` tells a reader what it has had already. Drills are never told.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

import msgspec
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from domain.event_log import EventType, LoggedEvent
from domain.identity import LIVE
from domain.records import LeaseLost, Records, RecordsUnavailable
from ingest.leaving import leave
from ingest.metrics import Metrics
from ingest.patience import Complaint, delays
from ingest.session import SessionSettings
from ingest.tls import tls_context

log = logging.getLogger(__name__)

TOPICS = {EventType.ALARM: "alarms", EventType.WORK_ORDER: "work-orders"}
_BATCH = 200
_POLL_S = 0.5
"""People's steps come from other processes, which cannot wake us."""
_ACKNOWLEDGED_WITHIN_S = 10.0
_CONNECT_TIMEOUT_S = 5.0


class Publisher:
    """One thread that publishes one site's transitions."""

    def __init__(self, site: str, records: Records, settings: SessionSettings, metrics: Metrics) -> None:
        self._site = site
        self._records = records
        self._settings = settings
        self._metrics = metrics
        self._stopping = threading.Event()
        self._news = threading.Event()
        self._went_well = False
        self._complaint = Complaint(f"{site}: transitions cannot be published on _out")
        self._thread = threading.Thread(target=self._run, name=f"publisher {site}", daemon=True)

    @property
    def cursor_name(self) -> str:
        """Under which the records keep how far we are."""
        return f"out:{self._site}"

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def wake(self) -> None:
        """The event log has grown."""
        self._news.set()

    def stop(self) -> None:
        """End; what is not acknowledged is published again the next time."""
        self._stopping.set()
        self._news.set()
        if self._thread.ident is not None:
            self._thread.join(_CONNECT_TIMEOUT_S + 1)

    def _run(self) -> None:
        waits = delays(0.2, 15)
        while not self._stopping.is_set():
            self._went_well = False
            client = self._new_client()
            try:
                client.connect(self._settings.host, self._settings.port, self._settings.keep_alive_s)
                client.loop_start()
                self._await_connection(client)
                self._publish_on(client)
            except LeaseLost:
                return  # the site's new owner publishes; the pipeline notices, too
            except (OSError, RecordsUnavailable, _NotPublished) as error:
                self._complaint.raise_(error)
            except Exception as error:
                log.exception("%s: the publisher failed", self._site)
                self._complaint.raise_(error)
            finally:
                leave(client)
            if self._went_well:
                waits = delays(0.2, 15)
            self._stopping.wait(next(waits))

    def _publish_on(self, client: paho.Client) -> None:
        """Publish over this connection until it fails or we are to stop."""
        with self._records.reading() as transaction:
            cursor = transaction.housekeeping.cursor(self.cursor_name)
        while not self._stopping.is_set():
            if not client.is_connected():
                raise _NotPublished("the connection was lost")
            self._went_well = True
            self._complaint.settle()
            self._news.clear()
            with self._records.reading() as transaction:
                events = transaction.events.after(cursor, limit=_BATCH, sites=(self._site,))
            if not events:
                self._news.wait(_POLL_S)
                continue
            self._publish(client, [logged for logged in events if logged.event.realm == LIVE and logged.event.type in TOPICS])
            cursor = events[-1].sequence
            with self._records.transaction() as transaction:
                transaction.housekeeping.set_cursor(self.cursor_name, cursor)

    def _await_connection(self, client: paho.Client) -> None:
        until = time.monotonic() + _CONNECT_TIMEOUT_S
        while not client.is_connected():
            if time.monotonic() > until or self._stopping.wait(0.02):
                raise _NotPublished(f"the broker {self._settings.host}:{self._settings.port} does not accept the login")

    def _publish(self, client: paho.Client, events: Sequence[LoggedEvent]) -> None:
        """Publish `events` and wait until the broker has them all."""
        pending = []
        for logged in events:
            event = logged.event
            body = {**event.body, "transition": event.transition, "sequence": logged.sequence}
            pending.append(client.publish(f"steward/v1/{self._site}/_out/{TOPICS[event.type]}", msgspec.json.encode(body), qos=1))
        until = time.monotonic() + _ACKNOWLEDGED_WITHIN_S
        for info in pending:
            try:
                while not info.is_published():
                    if not client.is_connected() or time.monotonic() > until or self._stopping.is_set():
                        raise _NotPublished("the broker has not acknowledged")
                    info.wait_for_publish(0.05)
            except (RuntimeError, ValueError) as error:
                raise _NotPublished(str(error)) from error
        self._metrics.published += len(pending)

    def _new_client(self) -> paho.Client:
        settings = self._settings
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"steward-out-{self._site}",
            protocol=MQTTProtocolVersion.MQTTv5 if settings.protocol == MQTTProtocolVersion.MQTTv5 else MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        client.connect_timeout = _CONNECT_TIMEOUT_S
        client.on_publish = self._on_publish
        if settings.username is not None:
            client.username_pw_set(settings.username, settings.password)
        if settings.tls is not None:
            client.tls_set_context(tls_context(settings.tls))
        return client

    def _on_publish(self, _client: paho.Client, _data: object, _mid: int, reason: ReasonCode, _properties: Properties) -> None:
        if reason.is_failure:
            self._complaint.raise_(f"the broker refuses them ({reason}); its access rules must let {self._settings.username or 'us'} write there")


class _NotPublished(Exception):
    """The broker has not acknowledged."""
