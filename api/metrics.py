"""Figures for Prometheus: our own requests, the streams, what ingest counts, what waits. No personal data, no addresses."""

from __future__ import annotations

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import clock_figures, ingest_figures, work_figures
from api.live.hub import Hub
from api.services import Services
from api.site_service import out_lag_s, owner, served
from domain.records import RecordsUnavailable

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
        yield InfoMetricFamily("steward_build", "Which Steward this is", value={"version": self._parts.version})
        live = {site: self._parts.live.site(site) for site in self._parts.sites}
        yield from ingest_figures.families(live)
        yield from clock_figures.families(live)
        yield from self._records()

    def _records(self) -> Iterator[Metric]:
        now = self._parts.clock()
        up = GaugeMetricFamily("steward_records_up", "Whether the records answer")
        lags = GaugeMetricFamily("steward_out_lag_seconds", "Age of the oldest transition that is not on the _out topics; 0: all are", labels=("site",))
        owned = GaugeMetricFamily("steward_site_served", "Whether a living ingest has the site", labels=("site",))
        owners = InfoMetricFamily("steward_site_owner", "Which ingest process has the site, or was the last to", labels=("site",))
        try:
            with self._parts.records.reading() as tx:
                waiting = len(tx.outbox.due(now, limit=_MOST_WAITING))
                beats = tx.housekeeping.heartbeats()
                for site in self._parts.sites:
                    lags.add_metric((site,), out_lag_s(tx, site, now))
                work = list(work_figures.families(tx, self._parts.sites))
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
            age.add_metric((role,), max(0.0, (now - newest).total_seconds()))
        yield age
        for site in self._parts.sites:
            owned.add_metric((site,), float(served(beats, site, now)))
            if (beat := owner(beats, site)) is not None:
                owners.add_metric((site,), {"process": beat.instance})
        yield owned
        yield owners
        yield lags
        yield from work


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
