"""What must be true of a world when everything is quiet, whatever went wrong in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from domain.quarantine import Quarantined, QuarantineReason
from domain.transition import Transition
from ingest.interpretation import KEPT_BYTES
from ingest.journal_record import RecordKind
from ingest.judging import Judging, Outcome
from rules.versioned_engine import VersionedEngine
from storage.telemetry.packing import Packed
from tests.simulation.host import SETTLE_S
from tests.simulation.records import MemoryRecords
from tests.simulation.rules_in_force import rules_at, site
from tests.simulation.store import Row
from tests.simulation.traffic import Fate, Happened, PutAside, Reported
from tests.simulation.world import World

_NUMBER = "starts"


@dataclass(frozen=True)
class Uninterrupted:
    """What the rules say of a journal when nobody dies while they read it."""

    transitions: list[Transition] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    standing: dict[str, str] = field(default_factory=dict)


def broken(world: World) -> Iterator[str]:
    """Every promise that is broken, in words."""
    yield from _all_is_there(world)
    yield from _nothing_else_is_there(world)
    if isinstance(world.there, MemoryRecords):
        yield from _alarms_are_those_of_a_life_without_interruption(world)


def uninterrupted(world: World) -> Uninterrupted:
    """Judge the whole journal at one go, as the first life began it."""
    first = world.host.fresh_starts[-1]
    judge = VersionedEngine(site(), rules_at, first.rules, started_at=first.at, settle_s=SETTLE_S)
    judging = Judging(site(), judge, judge.event)
    judge.adopt({}, first.at)
    judge.reconcile({}, first.at)
    outcome = Outcome()
    for found in world.chronicle.records:
        judging.take(found.record, outcome)
    return Uninterrupted(outcome.transitions, outcome.quarantined, dict(judge.raised()))


def _all_is_there(world: World) -> Iterator[str]:
    rows = world.store.there.rows()
    numbers, events = _by_number(rows)
    put_aside = Counter((item.topic, item.reason, item.payload[:KEPT_BYTES]) for item in world.quarantined())
    refused = {number for item in world.quarantined() if (number := _number_in(item)) is not None}
    for index, publication in enumerate(world.plan.traffic):
        if index in world.broker.lost:
            continue
        for fate in publication.fates:
            found = _found(fate, publication.topic, publication.payload, numbers, events, put_aside, refused)
            if found is not None:
                yield f"publication {index} ({publication.device}, {publication.at_s:.1f} s): {found}"


def _found(
    fate: Fate,
    topic: str,
    payload: bytes,
    numbers: dict[tuple[str, float], list[Row]],
    events: Counter[tuple[str, str]],
    put_aside: Counter[tuple[str, QuarantineReason, bytes]],
    refused: set[tuple[str, float]],
) -> str | None:
    """What is wrong with the fate of a message; `None` if nothing is."""
    match fate:
        case PutAside(reason):
            return None if put_aside[topic, reason, payload[:KEPT_BYTES]] else f"is not in quarantine as {reason}"
        case Happened(device, id_):
            return None if events[device, id_] == 1 else f"event {id_} is stored {events[device, id_]} times"
        case Reported(device, number, refused=True):
            return None if (device, number) in refused and (device, number) not in numbers else f"{number} was to be refused"
        case Reported(device, number, ts_ms, once):
            there = numbers.get((device, number), [])
            if ts_ms is not None and [row[2] for row in there] != [ts_ms]:
                return f"{number} is stored at {[row[2] for row in there]} and not at {ts_ms}"
            if not there or (once and len(there) > 1):
                return f"{number} is stored {len(there)} times"
    return None


def _nothing_else_is_there(world: World) -> Iterator[str]:
    """No reading was made up, and none that has no time and no id was stored more often than it was delivered."""
    delivered: Counter[tuple[str, bytes]] = Counter(
        (found.record.topic, found.record.payload) for found in world.chronicle.records if found.record.kind == RecordKind.MESSAGE
    )
    published = {(fate.device, float(fate.number)): each for each in world.plan.traffic for fate in each.fates if isinstance(fate, Reported)}
    numbers, _ = _by_number(world.store.there.rows())
    for key, rows in numbers.items():
        if key not in published:
            yield f"{key} is stored and was never said"
        elif len(rows) > delivered[published[key].topic, published[key].payload]:
            yield f"{key} is stored {len(rows)} times"


def _alarms_are_those_of_a_life_without_interruption(world: World) -> Iterator[str]:
    assert isinstance(world.there, MemoryRecords)
    tables = world.there.tables
    if world.host.fresh_starts[-1].applied:
        return  # it had to go on from what the records know; that is another promise
    expected = uninterrupted(world)
    told = list(dict.fromkeys(_key(each) for each in tables.told))
    wanted = [_key(each) for each in expected.transitions]
    if told != wanted:
        index = next((index for index, (one, other) in enumerate(zip(told, wanted, strict=False)) if one != other), min(len(told), len(wanted)))
        yield f"transition {index} of {len(wanted)}: committed is {told[index : index + 2]}, the journal says {wanted[index : index + 2]}"
    standing = {alarm.key: alarm.episode for alarm in tables.alarms.values() if alarm.holds}
    if standing != expected.standing:
        yield f"standing in the records: {standing}; by the journal: {expected.standing}"
    yield from _quarantine(tables.quarantined, expected.quarantined)


def _quarantine(there: list[Quarantined], wanted: list[Quarantined]) -> Iterator[str]:
    """What could not be read is there once for each time that it came, also when a commit's answer was lost."""
    ours = [item for item in there if item.reason is not QuarantineReason.REFUSED_BY_STORE]
    missing, more = Counter(wanted) - Counter(ours), Counter(ours) - Counter(wanted)
    if missing or more:
        yield f"quarantine: missing {list(missing)[:2]}, too much {list(more)[:2]}"


def _key(transition: Transition) -> tuple[str, str, str, datetime, datetime, bool]:
    return (transition.change, transition.condition, transition.episode, transition.occurred_at, transition.known_at, transition.silent)


def _by_number(rows: dict[Row, Packed]) -> tuple[dict[tuple[str, float], list[Row]], Counter[tuple[str, str]]]:
    """Rows of readings by device and number, and how often each event is there."""
    numbers: dict[tuple[str, float], list[Row]] = {}
    events: Counter[tuple[str, str]] = Counter()
    for row, packed in rows.items():
        if row[3]:
            events[row[0], row[3]] += 1
        elif isinstance(number := packed.values.get(_NUMBER), float):
            numbers.setdefault((row[0], number), []).append(row)
    return numbers, events


def _number_in(item: Quarantined) -> tuple[str, float] | None:
    """Device and number of a message that the store refused."""
    if item.reason is not QuarantineReason.REFUSED_BY_STORE or item.device is None:
        return None
    return item.device, float(msgspec.json.decode(item.payload)["values"][_NUMBER])
