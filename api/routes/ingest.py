"""How the way of the readings is, site by site: where they wait, and for how long. From memory, fit to be asked often."""

from __future__ import annotations

from fastapi import APIRouter

from api.asked import SiteAsked
from api.ingest_health import number
from api.ingest_readiness import site_parts
from api.live.live_state import LiveSite
from api.paging import Paging
from api.part import ready, unready
from api.schemas.health import PartState
from api.schemas.ingest import IngestHealth, IngestPage, Latency
from api.security.signed_in import SignedIn
from api.services import Parts

router = APIRouter(prefix="/ingest", tags=["overview"])


@router.get("")
def list_ingest(parts: Parts, rights: SignedIn, paging: Paging, site: SiteAsked = None) -> IngestPage:
    """The ingest of each of your sites. For Prometheus there is `/metrics`."""
    page = paging.of(sorted(rights.sites(site, parts.sites)), str)
    return IngestPage(items=[_health(each, parts.live.site(each)) for each in page.items], next_cursor=page.next_cursor)


def _health(site: str, live: LiveSite) -> IngestHealth:
    name = f"ingest:{site}"
    found = [ready(name), *site_parts(site, live)] if live.connected else [unready(name, "it does not reach the server")]
    return IngestHealth(
        site=site,
        connected=live.connected,
        state=max((part.state for part in found), key=list(PartState).index),
        parts=found,
        received=_number(live, "received"),
        waiting=_number(live, "waiting"),
        unacknowledged=_number(live, "unacknowledged"),
        broker_away_s=_number(live, "broker_away_seconds"),
        broker_reconnects=_number(live, "reconnects"),
        judging_lag_s=_number(live, "judging_lag_seconds"),
        journal_bytes=_number(live, "journal_bytes"),
        journal_limit_bytes=_number(live, "journal_limit_bytes"),
        fsync=_latency(live, "fsync_seconds"),
        disk_probe_median_s=_number(live, "disk_probe_median_seconds"),
        records_away_s=_number(live, "records_away_seconds"),
        pending_commits=_number(live, "pending_commits"),
        commit=_latency(live, "commit_seconds"),
        store_away_s=_number(live, "store_away_seconds"),
        store_lag_s=_number(live, "telemetry_lag_seconds"),
        store_write=_latency(live, "store_seconds"),
        quarantined=_number(live, "quarantined"),
        snapshot_age_s=_number(live, "snapshot_age_seconds"),
        restart_s=_number(live, "restart_seconds"),
        restart_replayed=_number(live, "restart_replayed"),
        resident_bytes=_number(live, "process_resident_bytes"),
    )


def _number(live: LiveSite, name: str) -> float:
    return number(live, name) or 0.0


def _latency(live: LiveSite, name: str) -> Latency:
    found = live.distributions.get(name) if live.connected else None
    return Latency(median_s=None, p99_s=None) if found is None else Latency(median_s=found.median, p99_s=found.p99)
