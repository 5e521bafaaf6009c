"""Which parts are ready, and what to say of those that are not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from api.ingest_health import BROKER_CONNECTED, DRAINED, number, truth
from api.schemas.health import Part
from api.services import Services
from domain.records import RecordsUnavailable
from domain.telemetry import StoreUnavailable

WORKER = "worker"
WORKER_SILENT = timedelta(seconds=30)


def parts_ready(parts: Services) -> list[Part]:
    """Every part, ready or not, in the order in which a person should look."""
    return [_records(parts), _telemetry(parts), *(part for site in parts.sites for part in _ingest(parts, site)), _worker(parts)]


def _records(parts: Services) -> Part:
    try:
        parts.records.check()
    except RecordsUnavailable as error:
        return Part(name="records", ready=False, detail=str(error))
    return Part(name="records", ready=True, detail="")


def _telemetry(parts: Services) -> Part:
    try:
        parts.telemetry.check()
    except StoreUnavailable as error:
        return Part(name="telemetry", ready=False, detail=str(error))
    return Part(name="telemetry", ready=True, detail="")


def _ingest(parts: Services, site: str) -> Iterator[Part]:
    live = parts.live.site(site)
    yield Part(name=f"ingest:{site}", ready=live.connected, detail="" if live.connected else "its live feed cannot be reached: is the role `ingest` running?")
    if live.connected:
        broker = truth(live, BROKER_CONNECTED)
        yield Part(
            name=f"broker:{site}", ready=broker is True, detail="" if broker else str(live.facts.get("last_error") or "ingest is not connected to the broker")
        )
        drained = truth(live, DRAINED)
        waiting = number(live, "waiting")
        detail = "" if drained else f"what waited at the broker is still being judged ({waiting or 0:.0f} messages received and waiting)"
        yield Part(name=f"backlog:{site}", ready=drained is True, detail=detail)


def _worker(parts: Services) -> Part:
    try:
        with parts.records.reading() as tx:
            beats = [beat.at for beat in tx.housekeeping.heartbeats() if beat.role == WORKER]
    except RecordsUnavailable:
        return Part(name=WORKER, ready=False, detail="not known while the records are away")
    if not beats:
        return Part(name=WORKER, ready=False, detail="it has never given a sign of life: is the role `worker` running?")
    age = parts.clock() - max(beats)
    silent = age > WORKER_SILENT
    return Part(name=WORKER, ready=not silent, detail=f"no sign of life for {age.total_seconds():.0f} s" if silent else "")
