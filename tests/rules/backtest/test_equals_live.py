"""The same messages, live through ingest and later from the telemetry store: the same transitions, with the same episodes."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from domain.time import from_ms, to_ms
from domain.transition import Transition
from ingest.committing import Committing
from ingest.hand_over import HandOver
from ingest.journal import Journal
from ingest.journal_record import Record, RecordKind
from ingest.judging import Judging, Outcome
from ingest.metrics import Facts, Metrics
from ingest.telemetry_writer import TelemetryWriter
from rules.backtest.replay import replay
from rules.ruleset import RuleSet, bind
from rules.versioned_engine import VersionedEngine
from storage.telemetry.sqlite import SqliteTelemetry
from tests.ingest.awaiting import eventually
from tests.ingest.fakes import FakeCommit, Journeys
from tests.ingest.site_models import a_site
from tests.rules.plant import rules

SITE = a_site(lifts=2)
START_MS = 1_769_846_400_000
HOUR_MS = 3_600_000
LIFTS = "applies_to: {assets: [lift-1, lift-2]}"
TANKS = """
applies_to: {assets: [tank-a, tank-b]}
when: {kind: threshold, point: level, below: 20, unit: "%"}
on_delay: 30s
suppress_while: {kind: state, point: fault, equals: true}
"""
RULES = [
    f"{LIFTS}\nwhen: {{kind: state, point: trapped, equals: true}}\nlatch: {{reset: source}}\nseverity: critical",
    f"{LIFTS}\nwhen: {{kind: threshold, point: floor, above: 20, deadband: 2}}\non_delay: 45s\noff_delay: 20s",
    f"{LIFTS}\nwhen: {{kind: state, point: mode, equals: stopped}}",
    f"{LIFTS}\nwhen: {{kind: state, point: bits, has: fire}}\non_delay: 10s",
    f"{LIFTS}\nwhen: {{kind: state, point: online, equals: false}}",
    f"{LIFTS}\nwhen: {{kind: stale, after: 2m}}",
    f'{LIFTS}\nwhen: {{kind: rate_of_change, point: load_pct, rises: 30, within: 3m, unit: "%"}}',
    f"{LIFTS}\nwhen: {{kind: count, event: lift.opened, at_least: 2, within: 10m}}",
    TANKS,
]


def script(seed: int) -> Iterator[Record]:
    """An hour of messages, in the order in which they were received."""
    rng = random.Random(seed)
    now = START_MS
    number = 0
    while now < START_MS + HOUR_MS - 200_000:
        now += rng.choice([200, 900, 4_000, 15_000, 150_000]) + rng.randrange(100)
        number += 1
        device = rng.choice(["lift-1", "lift-1", "lift-2", "plc-1"])
        ts: object = now - rng.choice([0, 1, 30, 700, 5_000, 70_000, 300_000]) + rng.choice([0, 0, 0, 60_000])
        kind, body = "telemetry", _values(rng, device)
        if rng.random() < 0.35:
            kind = "status" if device == "plc-1" else rng.choice(["event", "status"])
        if rng.random() < 0.05:
            ts = 12  # a clock that was never set
        payload: object = {"ts": ts, "id": str(number), "values": body}
        if kind == "event":
            payload = {"ts": ts, "id": str(number), "event": "lift.opened", "data": {"n": number}}
        text = rng.choice(["online", "offline"]) if kind == "status" else json.dumps(payload)
        yield Record(RecordKind.MESSAGE, now * 1_000, f"steward/v1/s1/{device}/{kind}", text.encode())


def _values(rng: random.Random, device: str) -> dict[str, object]:
    if device == "plc-1":
        # In the order of their names, which is the order in which the store gives them back.
        return {"a_fault": rng.choice([True, False]), "a_level": rng.choice([10, 19, 30, 50, None]), "b_level": rng.choice([10, 60])}
    values = {
        "trapped": rng.random() < 0.2,
        "floor": rng.choice([1, 5, 19, 21, 30, None]),
        "load_pct": rng.randrange(100),
        "mode": rng.choice(["0", "1"]),
        "bits": rng.choice([[], ["1"], ["1", "2"]]),
    }
    return {key: values[key] for key in rng.sample(sorted(values), rng.randrange(1, 6))}


def live(ruleset: RuleSet, records: Sequence[Record]) -> list[Transition]:
    """Through the judging of ingest, with ticks when something was due and everything received had been judged."""
    engine = VersionedEngine(SITE, lambda _sequence: ruleset, 0, started_at=from_ms(START_MS), settle_s=0)
    judging, outcome = Judging(SITE, engine, engine.event), Outcome()
    known_ms = START_MS
    for record in [*records, Record(RecordKind.LISTENING, (START_MS + HOUR_MS) * 1_000)]:
        received_ms = record.received_us // 1_000
        while (deadline := engine.next_deadline()) is not None and to_ms(deadline) <= received_ms:
            known_ms = max(known_ms, to_ms(deadline))
            judging.take(Record(RecordKind.TICK, known_ms * 1_000), outcome)
        judging.take(record, outcome)
        known_ms = received_ms
    assert not outcome.quarantined
    return outcome.transitions


def as_stored(folder: Path, records: Sequence[Record]) -> SqliteTelemetry:
    """The store as the telemetry writer leaves it behind ingest's journal."""
    journal, store = Journal(folder / "journal"), SqliteTelemetry(folder / "telemetry")
    stopping, failed = threading.Event(), list[BaseException]()
    committing = Committing("s1", FakeCommit(Journeys()), 0, stopping, Metrics(), Facts())
    writer = TelemetryWriter(SITE, journal, store, folder / "position", committing, lambda: from_ms(START_MS + HOUR_MS), Metrics(), Facts(), failed.append)
    journal.append(records)
    journal.sync()
    writer.start(HandOver(journal.end))
    try:
        eventually(lambda: writer.offset == journal.end)
    finally:
        writer.stop()
        journal.close()
    assert not failed
    return store


def in_order(transitions: Sequence[Transition]) -> list[Transition]:
    """Values of one message have no order in the store."""
    return sorted(transitions, key=lambda each: (each.known_at, each.condition, each.occurred_at, each.change))


@pytest.mark.parametrize("seed", range(8))
def test_what_was_said_live_is_said_again_from_the_store(seed: int, tmp_path: Path) -> None:
    ruleset = bind(rules(*RULES), SITE)
    records = list(script(seed))
    lived = live(ruleset, records)
    store = as_stored(tmp_path, records)
    devices = {device.id: device.type.key for device in SITE.devices.values()}
    since, until = from_ms(START_MS), from_ms(START_MS + HOUR_MS)
    again = replay(ruleset, SITE, store.replay("s1", devices, since - timedelta(hours=1), until), since=since, until=until, settle_s=0)
    store.close()
    assert in_order(again) == in_order(lived)
    assert {each.rule for each in lived} == {f"test.rule{number}" for number in range(len(RULES))}
