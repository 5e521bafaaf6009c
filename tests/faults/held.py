"""What the stores hold in the end, read by other means than Steward's own: SQL and Flux, row by row."""

from __future__ import annotations

import csv
import io
import sqlite3
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from domain.time import utc_now
from storage.database.tables import alarm_entries, alarms, event_log, followers, ingests, order_alarms, outbox, quarantine, work_orders
from tests.faults.alarms import Condition
from tests.faults.installation import Installation
from tests.faults.site import SITE
from tests.faults.tap import Key
from tests.parts.records import plain_engine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stored(installed: Installation) -> Counter[Key]:
    """Every message in the telemetry store: device and epoch ms, and how often it is there."""
    if installed.influxdb is not None:
        return Counter(_in_influxdb(installed))
    return Counter(_in_day_files(installed))


def _in_day_files(installed: Installation) -> Iterator[Key]:
    for path in sorted((installed.seen_data_dir / "telemetry").glob(f"*/{SITE}/????-??-??.sqlite")):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as connection:
            yield from connection.execute("SELECT device, ts FROM message UNION ALL SELECT device, ts FROM event")


def _in_influxdb(installed: Installation) -> Iterator[Key]:
    found = installed.influxdb
    assert found is not None
    flux = f"""from(bucket: "{installed.bucket}") |> range(start: 0) |> filter(fn: (r) => r._field == "received_ms" and r.site == "{SITE}")
      |> keep(columns: ["_time", "device"])"""
    headers = {"Authorization": f"Token {found.token}", "Content-Type": "application/vnd.flux", "Accept": "application/csv"}
    request = urllib.request.Request(f"{found.url}/api/v2/query?org={found.org}", flux.encode(), headers)  # noqa: S310  http to the server under test
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  as above
        text = answer.read().decode()
    header: list[str] = []
    for row in csv.reader(io.StringIO(text, newline="")):
        if not row:
            header = []
        elif not header:
            header = row
        else:
            at = datetime.fromisoformat(row[header.index("_time")])
            yield row[header.index("device")], (at - _EPOCH) // timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class HeldAlarm:
    """An alarm of the records, with what its history and orders say of it."""

    id: str
    stands: bool
    came: int
    went: int
    orders: int


@dataclass(frozen=True, slots=True)
class HeldRecords:
    """What is asked of the records after a fault, from one consistent view."""

    alarms: Mapping[Condition, Sequence[HeldAlarm]]
    orders: int
    quarantined: Counter[bytes]
    """How often each payload was put aside."""
    reasons: Counter[str]
    announced: Sequence[int]
    """Sequence numbers of the event log that belong on ``_out``."""
    sequences: Sequence[int]
    outbox_keys: Counter[str]
    out_cursor: int
    applied_offset: int
    epoch: int


def records_of(installed: Installation) -> HeldRecords:
    """The records as they are now."""
    with _connection(installed) as connection:
        events: dict[str, Counter[str]] = {}
        for alarm_id, event in connection.execute(select(alarm_entries.c.alarm_id, alarm_entries.c.event)):
            events.setdefault(alarm_id, Counter())[event] += 1
        orders = Counter(alarm_id for (alarm_id,) in connection.execute(select(order_alarms.c.alarm_id)))
        held: dict[Condition, list[HeldAlarm]] = {}
        for row in connection.execute(select(alarms.c.id, alarms.c.rule, alarms.c.asset, alarms.c.condition)):
            seen = events.get(row.id, Counter())
            one = HeldAlarm(row.id, bool(row.condition), seen["raised"] + seen["reraised"], seen["cleared"], orders[row.id])
            held.setdefault((row.rule, row.asset), []).append(one)
        aside: Counter[bytes] = Counter()
        reasons: Counter[str] = Counter()
        for payload, reason, times in connection.execute(select(quarantine.c.payload, quarantine.c.reason, quarantine.c.times)):
            aside[bytes(payload)] += times
            reasons[reason] += times
        log = connection.execute(select(event_log.c.sequence, event_log.c.type).order_by(event_log.c.sequence)).all()
        state = connection.execute(select(ingests.c.journal_offset, ingests.c.epoch).where(ingests.c.site == SITE)).one()
        cursor = connection.execute(select(followers.c.position).where(followers.c.name == f"out:{SITE}")).scalar() or 0
        return HeldRecords(
            alarms=held,
            orders=connection.execute(select(func.count()).select_from(work_orders)).scalar_one(),
            quarantined=aside,
            reasons=reasons,
            announced=[sequence for sequence, kind in log if kind in {"alarm", "work-order"}],
            sequences=[sequence for sequence, _ in log],
            outbox_keys=Counter(connection.execute(select(outbox.c.key)).scalars()),
            out_cursor=cursor,
            applied_offset=state.journal_offset,
            epoch=state.epoch,
        )


def lease_left_s(installed: Installation) -> float:
    """Seconds until the lease of the site's ingest ends; negative when it has ended."""
    with _connection(installed) as connection:
        expires_at: datetime = connection.execute(select(ingests.c.expires_at).where(ingests.c.site == SITE)).scalar_one()
    return (expires_at - utc_now()).total_seconds()


@contextmanager
def _connection(installed: Installation) -> Iterator[Connection]:
    engine = plain_engine(installed.records_url)
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()
