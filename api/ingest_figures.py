"""What ingest counts, as Prometheus is told it: one row for each name of ``ingest/metrics.py``.

Base units, ``_total`` for what only rises, one ``site`` label. A name of ingest's that has no row here is not shown; a
test keeps that there is none. What each means and what to do about it stands in ``docs/runbook.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.utils import floatToGoString

from api.live.live_state import Distribution, LiveSite
from domain.quarantine import QuarantineReason
from domain.transition import Change

PREFIX = "steward_ingest_"


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric family. `source` is its name in ingest; `name` the one outside, without prefix and ``_total``."""

    source: str
    name: str
    help: str
    label: str | None = None
    """What it is counted by, beside the site;"""
    values: tuple[str, ...] = ()
    """the values that there can be. Each is told from the start, at 0: a rate cannot see a series begin."""

    @property
    def full_name(self) -> str:
        """As Prometheus knows the family."""
        return PREFIX + self.name


COUNTERS = (
    Figure("received", "received", "Messages received from the broker and made durable in the journal"),
    Figure("acknowledged", "acknowledged", "Messages acknowledged to the broker"),
    Figure("reconnects", "broker_reconnects", "Connections to the broker after the first"),
    Figure("broker_dropped", "broker_dropped", "Messages that the broker says it has dropped ($SYS)"),
    Figure("groups", "groups", "Group commits of the journal"),
    Figure("journal_damaged_bytes", "journal_damaged_bytes", "Bytes of the journal that were found damaged and passed over"),
    Figure("decoded", "decoded", "Items (readings of one time, events, statuses) decoded and judged"),
    Figure("quarantined_by_reason", "quarantined", "Messages, or parts of them, put into quarantine, by reason", "reason", tuple(QuarantineReason)),
    Figure("duplicates", "duplicates", "Items that had been judged before and were left aside"),
    Figure("late", "late", "Items received more than two minutes after they were measured"),
    Figure("rules_stepped", "rules_stepped", "Readings, events and ticks given to the rules"),
    Figure("transitions_by_change", "transitions", "Transitions of alarms committed, by change", "change", tuple(Change)),
    Figure("commits", "commits", "Transactions committed to the records"),
    Figure("published", "published", "Transitions published on the _out topics"),
    Figure("stored", "stored", "Messages written to the telemetry store"),
    Figure("store_retries", "store_retries", "Batches that the telemetry store did not take and that were tried again"),
    Figure("refused_by_store", "store_refused", "Messages that the telemetry store refused for good; they are in quarantine"),
    Figure("snapshots", "snapshots", "Snapshots of the rules' state taken"),
)
GAUGES = (
    Figure("waiting", "waiting_messages", "Messages received and not yet in the journal"),
    Figure("unacknowledged", "unacknowledged_messages", "Messages received and not yet acknowledged"),
    Figure("broker_away_seconds", "broker_away_seconds", "For how long there has been no connection to the broker; 0 while there is one"),
    Figure("sync_seconds", "fsync_last_seconds", "How long the newest fsync of the journal took"),
    Figure("disk_probe_median_seconds", "disk_probe_median_seconds", "Median fdatasync of 4 KiB on the journal's disk, tried at start"),
    Figure("disk_probe_worst_seconds", "disk_probe_worst_seconds", "Slowest fdatasync of 4 KiB on the journal's disk, tried at start"),
    Figure("journal_bytes", "journal_bytes", "What the journal, which is also the spool of the telemetry store, takes on disk"),
    Figure("journal_limit_bytes", "journal_limit_bytes", "What the journal may take; when it is full nothing is acknowledged"),
    Figure("journal_oldest_seconds", "journal_oldest_record_seconds", "Age of the oldest record that is kept in the journal"),
    Figure("judging_lag_seconds", "judging_lag_seconds", "How old what is judged now is while a backlog is worked off; alarms are as late"),
    Figure("pending_commits", "pending_commits", "Transitions and quarantined messages that wait in memory for the records"),
    Figure("records_away_seconds", "records_away_seconds", "For how long the records have not taken what is to be committed; 0 while they do"),
    Figure("store_queued", "store_queued_messages", "Decoded messages that wait in memory for the telemetry store"),
    Figure("store_away_seconds", "store_away_seconds", "For how long the telemetry store has taken nothing; 0 while it does"),
    Figure("telemetry_lag_bytes", "store_lag_bytes", "What is journalled and not stored"),
    Figure("telemetry_lag_seconds", "store_lag_seconds", "Age of the oldest message that is not stored; 0: everything is"),
    Figure("snapshot_seconds", "snapshot_last_seconds", "How long taking the newest snapshot took"),
    Figure("snapshot_age_seconds", "snapshot_age_seconds", "Since the newest snapshot"),
    Figure("snapshot_bytes", "snapshot_bytes", "Size of the newest snapshot"),
    Figure("restart_replayed", "restart_replayed_records", "Journalled records that the last start judged again"),
    Figure("restart_seconds", "restart_seconds", "How long the last start took to come back to where it was (snapshot, replay)"),
)
HISTOGRAMS = (
    Figure("group_messages", "group_messages", "Messages in a group commit"),
    Figure("group_seconds", "group_seconds", "From the receipt of a group's first message to the acknowledgement of the group"),
    Figure("fsync_seconds", "fsync_seconds", "How long making a group durable took"),
    Figure("commit_seconds", "commit_seconds", "How long a transaction with the records took, when it succeeded"),
    Figure("store_seconds", "store_write_seconds", "How long writing a batch to the telemetry store took, when it was taken"),
    Figure("store_batch_messages", "store_batch_messages", "Messages in a batch that the telemetry store took"),
)
FACTS = (
    Figure("broker_connected", "broker_connected", "Whether there is a connection to the broker"),
    Figure("drained", "drained", "Whether what waited at the broker has been judged"),
    Figure("records_available", "records_available", "Whether the records take what is to be committed"),
    Figure("store_available", "store_available", "Whether the telemetry store takes readings"),
    Figure("journal_full", "journal_full", "Whether the journal is full, so that nothing is acknowledged"),
)
PROCESS = (
    Figure("process_cpu_seconds", "process_cpu_seconds", "CPU time of the ingest process; repeated for each site that it serves", "process"),
    Figure("process_resident_bytes", "process_resident_bytes", "Resident memory of the ingest process; repeated for each site that it serves", "process"),
)
CONNECTED = Figure("", "feed_connected", "Whether the ingest of a site pushes to this server; without it nothing else is known of it")
ADDED_UP = frozenset({"quarantined", "transitions"})
"""Told by label, too; the sum needs no family of its own."""

_SITE = ("site",)


def families(sites: Mapping[str, LiveSite]) -> Iterator[Metric]:
    """Every family, of the sites whose ingest is connected; of the others only that it is not."""
    connected = GaugeMetricFamily(CONNECTED.full_name, CONNECTED.help, labels=_SITE)
    for site, live in sites.items():
        connected.add_metric((site,), float(live.connected))
    yield connected
    here = {site: live for site, live in sites.items() if live.connected}
    yield from (_counter(figure, here) for figure in COUNTERS)
    yield from (_gauge(figure, here) for figure in (*GAUGES, *FACTS))
    yield from (_histogram(figure, here) for figure in HISTOGRAMS)
    yield from _process(here)


def _counter(figure: Figure, sites: Mapping[str, LiveSite]) -> Metric:
    labels = _SITE if figure.label is None else (*_SITE, figure.label)
    family = CounterMetricFamily(figure.full_name, figure.help, labels=labels)
    for site, live in sites.items():
        if figure.label is None:
            if figure.source in live.metrics:
                family.add_metric((site,), live.metrics[figure.source])
            continue
        for label, value in (dict.fromkeys(figure.values, 0.0) | dict(live.tallies.get(figure.source, {}))).items():
            family.add_metric((site, label), value)
    return family


def _gauge(figure: Figure, sites: Mapping[str, LiveSite]) -> Metric:
    family = GaugeMetricFamily(figure.full_name, figure.help, labels=_SITE)
    for site, live in sites.items():
        value = live.metrics.get(figure.source, live.facts.get(figure.source))
        if isinstance(value, int | float):
            family.add_metric((site,), float(value))
    return family


def _histogram(figure: Figure, sites: Mapping[str, LiveSite]) -> Metric:
    family = HistogramMetricFamily(figure.full_name, figure.help, labels=_SITE)
    for site, live in sites.items():
        if (found := live.distributions.get(figure.source)) is not None:
            family.add_metric((site,), _buckets(found), found.sum)
    return family


def _buckets(found: Distribution) -> Sequence[tuple[str, float]]:
    """As Prometheus has them: each counts those before it, too."""
    names = [*map(floatToGoString, found.bounds), "+Inf"]
    return list(zip(names, accumulate(found.counts), strict=True))


def _process(sites: Mapping[str, LiveSite]) -> Iterator[Metric]:
    cpu, memory = PROCESS
    seconds = CounterMetricFamily(cpu.full_name, cpu.help, labels=(*_SITE, "process"))
    resident = GaugeMetricFamily(memory.full_name, memory.help, labels=(*_SITE, "process"))
    for site, live in sites.items():
        if number := int(live.metrics.get("process_id", 0)):
            seconds.add_metric((site, str(number)), live.metrics.get(cpu.source, 0.0))
            resident.add_metric((site, str(number)), live.metrics.get(memory.source, 0.0))
    yield seconds
    yield resident
