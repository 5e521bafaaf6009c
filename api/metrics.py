"""Figures for Prometheus: our own requests, the streams, what ingest counts, what waits. No personal data, no addresses."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric, UnknownMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.live.hub import Hub
from api.services import Services
from domain.records import RecordsUnavailable

_NAME = re.compile(r"[^a-z0-9_]")
_MOST_WAITING = 1_000
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Figures:
    """The figures of one app."""

    def __init__(self, parts: Services, hub: Hub) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "steward_http_requests", "Requests by route (its operation id), method and status", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "steward_http_request_seconds", "How long they took, streams left out", ("method", "route"), registry=self.registry, buckets=_BUCKETS
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(_Present(parts, hub))

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self.registry)


class _Present(Collector):
    """What is read when somebody asks."""

    def __init__(self, parts: Services, hub: Hub) -> None:
        self._parts = parts
        self._hub = hub

    def describe(self) -> list[Metric]:
        """Nothing beforehand: which figures there are depends on ingest."""
        return []

    def collect(self) -> Iterator[Metric]:
        """What holds now."""
        yield GaugeMetricFamily("steward_stream_clients", "Readers of the live stream", value=self._hub.clients)
        yield from self._ingest()
        yield from self._records()

    def _ingest(self) -> Iterator[Metric]:
        connected = GaugeMetricFamily("steward_ingest_feed_connected", "Whether the ingest of a site pushes to this server", labels=("site",))
        numbers: dict[str, UnknownMetricFamily] = {}
        for site in self._parts.sites:
            live = self._parts.live.site(site)
            connected.add_metric((site,), float(live.connected))
            flags = {name: float(fact) for name, fact in live.facts.items() if isinstance(fact, bool)}
            for name, value in ({**live.metrics, **flags} if live.connected else {}).items():
                full = f"steward_ingest_{_NAME.sub('_', name.lower())}"
                numbers.setdefault(full, UnknownMetricFamily(full, "As ingest counts it", labels=("site",))).add_metric((site,), float(value))
        yield connected
        yield from numbers.values()

    def _records(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("steward_records_up", "Whether the records answer")
        try:
            with self._parts.records.reading() as tx:
                waiting = len(tx.outbox.due(self._parts.clock(), limit=_MOST_WAITING))
                beats = tx.housekeeping.heartbeats()
        except RecordsUnavailable:
            up.add_metric((), 0.0)
            yield up
            return
        up.add_metric((), 1.0)
        yield up
        yield GaugeMetricFamily("steward_outbox_due", f"Notifications due and not delivered, counted to {_MOST_WAITING}", value=waiting)
        age = GaugeMetricFamily("steward_heartbeat_age_seconds", "Since the newest sign of life of a role", labels=("role",))
        for role in sorted({beat.role for beat in beats}):
            newest = max(beat.at for beat in beats if beat.role == role)
            age.add_metric((role,), max(0.0, (self._parts.clock() - newest).total_seconds()))
        yield age


class CountRequests:
    """Counts every request by the route that took it; what no route took is counted as one."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        streams = False

        async def noticed(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                streams = any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in message["headers"])
            await send(message)

        start = time.perf_counter()
        try:
            await self._app(scope, receive, noticed)
        finally:
            route = getattr(scope.get("route"), "name", "other")
            method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST") else "other"
            self._figures.requests.labels(method, route, str(status)).inc()
            if not streams:
                self._figures.seconds.labels(method, route).observe(time.perf_counter() - start)
