"""Whether the parts of one site's ingest are ready, from what it says of itself once a second.

Each answers the question at which stage readings wait: at the broker, in the journal, before the records, before the
telemetry store.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.ingest_health import BROKER_CONNECTED, DRAINED, JOURNAL_FULL, RECORDS_AVAILABLE, STORE_AVAILABLE, number, said, truth
from api.live.live_state import LiveSite
from api.part import degraded, ready, unready
from api.schemas.health import Part

STORE_LAG_S = 10.0
"""Batches gather for less than a second; a store that is further behind does not keep up."""
JOURNAL_FILLING = 0.8
"""The share of its limit from which on the journal deserves a look."""


def site_parts(site: str, live: LiveSite) -> Iterator[Part]:
    """The parts of a site whose ingest is connected, in the order in which a reading passes them."""
    yield _broker(f"broker:{site}", live)
    yield _queue(f"queue:{site}", live)
    yield _journal(f"journal:{site}", live)
    yield _disk(f"disk:{site}", live)
    yield _backlog(f"backlog:{site}", live)
    yield _commits(f"commits:{site}", live)
    yield _storing(f"storing:{site}", live)


def _broker(name: str, live: LiveSite) -> Part:
    if truth(live, BROKER_CONNECTED):
        return ready(name)
    why = said(live, "last_error") or "ingest is not connected to the broker"
    return unready(name, f"{why}{_for(live, 'broker_away_seconds')}; devices' messages wait there")


def _queue(name: str, live: LiveSite) -> Part:
    warning = said(live, "broker_warning")
    return degraded(name, warning) if warning else ready(name)


def _journal(name: str, live: LiveSite) -> Part:
    used, limit = number(live, "journal_bytes") or 0.0, number(live, "journal_limit_bytes") or 0.0
    fill = f"{used / 2**20:.0f} of {limit / 2**20:.0f} MiB are used"
    if truth(live, JOURNAL_FULL):
        waiting = number(live, "unacknowledged") or 0.0
        return unready(name, f"the journal is full ({fill}): nothing is acknowledged, messages wait at the broker ({waiting:.0f} here)")
    if limit > 0 and used > JOURNAL_FILLING * limit:
        return degraded(name, f"the journal fills up ({fill}); when it is full, messages wait at the broker")
    return ready(name)


def _disk(name: str, live: LiveSite) -> Part:
    warning = said(live, "disk_warning")
    return degraded(name, warning) if warning else ready(name)


def _backlog(name: str, live: LiveSite) -> Part:
    if truth(live, DRAINED):
        return ready(name)
    waiting, lag_s = number(live, "waiting") or 0.0, number(live, "judging_lag_seconds") or 0.0
    late = f"; alarms are {lag_s:.0f} s late" if lag_s >= 1 else ""
    return degraded(name, f"what waited at the broker is still being judged ({waiting:.0f} messages received and waiting){late}")


def _commits(name: str, live: LiveSite) -> Part:
    if truth(live, RECORDS_AVAILABLE) is not False:
        return ready(name)
    pending, held = number(live, "pending_commits") or 0.0, number(live, "unacknowledged") or 0.0
    return unready(name, f"ingest cannot write to the records{_for(live, 'records_away_seconds')}: {pending:.0f} changes and {held:.0f} messages wait")


def _storing(name: str, live: LiveSite) -> Part:
    lag_s = number(live, "telemetry_lag_seconds") or 0.0
    if truth(live, STORE_AVAILABLE) is False:
        return degraded(name, f"the telemetry store takes nothing{_for(live, 'store_away_seconds')}; readings wait in the journal, alarms do not")
    return degraded(name, f"storing is {lag_s:.0f} s behind; alarms do not wait for it") if lag_s > STORE_LAG_S else ready(name)


def _for(live: LiveSite, name: str) -> str:
    seconds = number(live, name) or 0.0
    return f" for {seconds:.0f} s" if seconds >= 1 else ""
