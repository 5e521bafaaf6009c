"""Which parts are ready, and what to say of those that are not.

*Unready*, and 503, is only what keeps Steward from its work: judging what devices say, opening alarms and orders,
telling people. What merely waits for its turn (storing, publishing, a backlog being worked off) is *degraded*: nothing
of it is lost, and taking Steward out of service for it would make it worse.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from api.ingest_readiness import site_parts
from api.part import degraded, ready, unready
from api.schemas.health import Part, PartState, Ready
from api.services import Services
from api.site_service import SILENT, UNOWNED, out_lag_s, owner
from domain.records import RecordsUnavailable
from domain.telemetry import StoreUnavailable

WORKER = "worker"
OUT_LATE = timedelta(seconds=60)


def readiness(parts: Services) -> Ready:
    """Every part, ready or not, in the order in which a person should look."""
    found = [_records(parts), _telemetry(parts), *(part for site in parts.sites for part in _site(parts, site)), _worker(parts)]
    worst = max((part.state for part in found), key=list(PartState).index)
    return Ready(ready=worst is not PartState.UNREADY, state=worst, parts=found)


def _records(parts: Services) -> Part:
    try:
        parts.records.check()
    except RecordsUnavailable as error:
        return unready("records", str(error))
    return ready("records")


def _telemetry(parts: Services) -> Part:
    try:
        parts.telemetry.check()
    except StoreUnavailable as error:
        return degraded("telemetry", str(error))
    return ready("telemetry")


def _site(parts: Services, site: str) -> Iterator[Part]:
    live = parts.live.site(site)
    if not live.connected:
        yield unready(f"ingest:{site}", _no_ingest(parts, site))
        return
    yield ready(f"ingest:{site}", _owner(parts, site))
    yield from site_parts(site, live)
    yield _out(parts, site)


def _no_ingest(parts: Services, site: str) -> str:
    """Why there may be no live feed."""
    try:
        with parts.records.reading() as tx:
            newest = owner(tx.housekeeping.heartbeats(), site)
    except RecordsUnavailable:
        newest = None
    if newest is None:
        return "no ingest serves it: is the role `ingest` running?"
    age = parts.clock() - newest.at
    if age > UNOWNED:
        return f"no ingest serves it; the last one, {newest.instance}, gave a sign of life {age.total_seconds():.0f} s ago"
    return f"the ingest process {newest.instance} serves it, but its live feed cannot be reached: server and ingest must run on one host"


def _owner(parts: Services, site: str) -> str:
    """Which process has it; empty if that cannot be said."""
    try:
        with parts.records.reading() as tx:
            newest = owner(tx.housekeeping.heartbeats(), site)
    except RecordsUnavailable:
        return ""
    return "" if newest is None else f"in process {newest.instance}"


def _out(parts: Services, site: str) -> Part:
    name = f"out:{site}"
    try:
        with parts.records.reading() as tx:
            behind = timedelta(seconds=out_lag_s(tx, site, parts.clock()))
    except RecordsUnavailable:
        return degraded(name, "not known while the records are away")
    if behind > OUT_LATE:
        return degraded(name, f"transitions on the _out topics are {behind.total_seconds():.0f} s late")
    return ready(name)


def _worker(parts: Services) -> Part:
    try:
        with parts.records.reading() as tx:
            beats = [beat.at for beat in tx.housekeeping.heartbeats() if beat.role == WORKER]
    except RecordsUnavailable:
        return unready(WORKER, "not known while the records are away")
    if not beats:
        return unready(WORKER, "it has never given a sign of life: is the role `worker` running?")
    age = parts.clock() - max(beats)
    return unready(WORKER, f"no sign of life for {age.total_seconds():.0f} s") if age > SILENT else ready(WORKER)
