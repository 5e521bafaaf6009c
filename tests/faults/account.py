"""The same account after every fault: what the broker took is stored once, every condition has its one alarm and order.

`settled_and_exact` waits until nothing waits any more, compares what was sent with what is held, stops Steward, and
gives the figures for the line of facts.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.alarms import ExpectedAlarm, Said, expected_alarms
from tests.faults.held import HeldRecords, records_of, stored
from tests.faults.installation import Installation
from tests.faults.process import eventually
from tests.faults.site import SITE
from tests.faults.tap import Key
from tests.faults.traffic import Outside, Traffic

SETTLES_WITHIN_S = 90.0
MEMORY_GROWTH_BYTES = 48 << 20
"""Honest bound: Python gives memory back a page at a time, and caches of clocks and duplicates fill up under load."""
MEMORY_BYTES = 220 << 20
"""What no ingest of this size may hold after a fault."""
_LINES_A_FAULT = 8
"""Of warnings and errors, for each role: parts (broker, records, store, publisher) complain once each, twice if the reason changes."""


@dataclass(frozen=True, slots=True)
class BrokerLoss:
    """What a broker that was killed at these times (epoch ms) may have lost: what it took less than `most_s` before.

    With ``autosave_interval 1`` Mosquitto saves what it holds when more than a second has passed, counted in whole
    seconds: every two. Beyond that, a busy machine may keep it waiting.
    """

    killed_at: tuple[int, ...]
    most_s: float = 5.0

    def allows(self, ts: int) -> bool:
        """Whether a message of this time may be lost."""
        return any(killed - self.most_s * 1000 <= ts <= killed for killed in self.killed_at)

    def oldest_s(self, lost: set[Key]) -> float:
        """How long before a kill the oldest of `lost` was sent."""
        return max((min(killed - ts for killed in self.killed_at if killed >= ts) / 1000 for _, ts in lost), default=0.0)


@dataclass(slots=True)
class Facts:
    """The figures of a scenario."""

    scenario: str
    sent: int = 0
    acknowledged: int = 0
    stored: int = 0
    quarantined: int = 0
    resent: int = 0
    redelivered: int = 0
    """Deliveries of the broker to ingest of what it had delivered before."""
    lost_by_broker: int = 0
    alarms: int = 0
    orders: int = 0
    recovered_s: float = 0.0
    rss_before_mb: float = 0.0
    rss_after_mb: float = 0.0
    more: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        numbers = [
            f"sent {self.sent}",
            f"acknowledged {self.acknowledged}",
            f"stored {self.stored}",
            f"quarantined {self.quarantined}",
            f"resent {self.resent}",
            f"redelivered {self.redelivered}",
            f"lost by broker {self.lost_by_broker}",
            f"alarms {self.alarms}",
            f"orders {self.orders}",
            f"recovered in {self.recovered_s:.1f} s",
            f"RSS {self.rss_before_mb:.0f} -> {self.rss_after_mb:.0f} MB",
            *(f"{name} {value}" for name, value in self.more.items()),
        ]
        return f"{self.scenario}: {', '.join(numbers)}"


def recovered(installed: Installation, within_s: float = SETTLES_WITHIN_S) -> float:
    """Wait until ingest has caught up, traffic or not; seconds that this took (its word comes once a second)."""
    began = time.monotonic()

    def look() -> bool:
        found = installed.health()
        if found is None:
            return False
        facts, metrics = found.facts, found.metrics
        here = all(facts[name] for name in ("broker_connected", "drained", "records_available", "store_available")) and not facts["journal_full"]
        return here and metrics["telemetry_lag_seconds"] < 2 and not metrics.get("pending_commits")

    eventually(look, within_s=within_s, what=f"recovery ({_ails(installed)})")
    return time.monotonic() - began


def settled_and_exact(
    installed: Installation,
    traffic: Traffic,
    listener: Outside,
    facts: Facts,
    *,
    rss_before: int,
    broker_loss: BrokerLoss | None = None,
    faults: int = 1,
    within_s: float = SETTLES_WITHIN_S,
    exit_code: int = 0,
) -> Facts:
    """Everything has settled and the account is exact; then the roles are stopped, and the journal is empty for all.

    For when the traffic is over. `rss_before`: bytes that ingest held before the fault. `broker_loss`: it was killed.
    `faults`: how many there were, for the number of lines in the logs. Adds its figures to `facts` and returns it.
    """
    _nothing_waits(installed, within_s)
    said, lost = _every_message_is_held(installed, traffic, broker_loss)
    facts.lost_by_broker = len(lost)
    if broker_loss is not None:
        facts.more["oldest loss before the kill"] = f"{broker_loss.oldest_s(lost):.2f} s"
    held = _every_condition_has_its_alarm(installed, expected_alarms(one for one in said if not one.garbled))
    _what_is_aside_belongs_there(held, said, twice=_redelivered(installed) or traffic.resent > 0)
    _nobody_outside_missed_anything(installed, listener, complete=broker_loss is None)
    rss_after = installed.ingest.rss
    facts.sent = traffic.report.sent + len(traffic.said)
    facts.acknowledged = traffic.report.acknowledged + len(traffic.said)
    facts.stored = sum(stored(installed).values())
    facts.quarantined = sum(held.quarantined.values())
    facts.resent, facts.redelivered = traffic.resent, installed.tap.repeated
    facts.alarms, facts.orders = sum(map(len, held.alarms.values())), held.orders
    facts.rss_before_mb, facts.rss_after_mb = rss_before / 1e6, rss_after / 1e6
    assert rss_after < min(rss_before + MEMORY_GROWTH_BYTES, MEMORY_BYTES), f"memory is not back: {facts}"
    stop_cleanly(installed, exit_code=exit_code)
    _the_logs_are_calm(installed, faults)
    return facts


def stop_cleanly(installed: Installation, *, exit_code: int = 0) -> None:
    """SIGTERM for every role; ingest leaves a journal that nobody needs any more."""
    codes = {process.name: process.stop() for process in installed.processes if process.alive}
    assert set(codes.values()) <= {exit_code}, f"{codes}: {[process.said()[-1500:] for process in installed.processes]}"
    folder = installed.seen_data_dir / "ingest" / SITE
    end = _journal_end(folder / "journal")
    assert json.loads((folder / "stored.json").read_bytes())["offset"] == end, "everything in the journal is stored"
    assert json.loads((folder / "snapshot.json").read_bytes())["offset"] == end, "a start has nothing to replay"
    assert records_of(installed).applied_offset == end, "everything that follows from the journal is in the records"


def _nothing_waits(installed: Installation, within_s: float) -> None:
    def look() -> bool:
        for process in installed.processes:
            assert process.alive, f"{process.name} has ended: {process.said()[-3000:]}"
        found = installed.health()
        return found is not None and found.well

    try:
        eventually(look, within_s=within_s, what="settling")
    except AssertionError as error:
        raise AssertionError(f"{error}: {_ails(installed)}\n{installed.ingest.said()[-3000:]}") from None


def _every_message_is_held(installed: Installation, traffic: Traffic, loss: BrokerLoss | None) -> tuple[Sequence[Said], set[Key]]:
    """What the broker took is in the store once; returns what of the alarm driver's words came, and what the broker lost."""
    words = {(one.word.device, one.ts): one for one in traffic.said if not one.garbled}
    taken: set[Key] = {*traffic.report.readings(), *words}
    there = stored(installed)
    missing = taken - there.keys()
    assert not missing or loss is not None, f"{len(missing)} messages that the broker acknowledged are not stored: {_missed(installed, missing)}"
    surplus, unanswered = there.keys() - taken, traffic.report.sent - traffic.report.acknowledged
    assert len(surplus) <= unanswered, f"{len(surplus)} messages are stored that nobody sent ({unanswered} were sent and not acknowledged): {_some(surplus)}"
    assert not (twice := {key for key, count in there.items() if count > 1}), f"stored twice: {_some(twice)}"
    tap = installed.tap
    assert not (dropped := tap.acknowledged - there.keys()), f"{len(dropped)} messages that we acknowledged to the broker are not stored: {_some(dropped)}"
    assert tap.out_of_order == 0, f"{tap.out_of_order} acknowledgements out of order"
    assert tap.baseless == 0, f"{tap.baseless} acknowledgements of what did not come over the same connection"
    if loss is not None:
        older = {key for key in missing if not loss.allows(key[1])}
        assert not older, f"{len(older)} messages are lost that the broker must have kept: {_some(older)}"
    return [one for one in traffic.said if one.garbled or (one.word.device, one.ts) not in missing], missing


def _every_condition_has_its_alarm(installed: Installation, expected: Mapping[tuple[str, str], ExpectedAlarm]) -> HeldRecords:
    """One alarm each, with the history that it should have, and one order; no other alarms, and no other orders."""
    held = records_of(installed)
    wrong: list[str] = []
    for condition in expected.keys() | held.alarms.keys():
        alarms, wanted = held.alarms.get(condition, ()), expected.get(condition)
        if wanted is None or len(alarms) != 1:
            wrong.append(f"{condition}: {len(alarms)} alarms for {wanted}")
        elif (alarms[0].came, alarms[0].went, alarms[0].stands, alarms[0].orders) != (wanted.came, wanted.went, wanted.stands, 1):
            wrong.append(f"{condition}: {alarms[0]} for {wanted}")
    assert not wrong, f"{len(wrong)} of {len(expected)} conditions: {'; '.join(sorted(wrong)[:5])}"
    assert held.orders == len({asset for _, asset in expected}), "one work order for each asset that has an alarm, and no other"
    assert max(held.outbox_keys.values(), default=1) == 1
    return held


def _redelivered(installed: Installation) -> bool:
    return installed.tap.repeated > 0 or installed.ingest.starts > 1 or installed.broker.starts > 1


def _what_is_aside_belongs_there(held: HeldRecords, said: Sequence[Said], *, twice: bool) -> None:
    """Every garbled message is in quarantine with its reason, and nothing else is. With neither time nor id that can be read it is at least once."""
    garbled = {one.payload for one in said if one.garbled}
    assert held.quarantined.keys() == garbled, f"{len(garbled - held.quarantined.keys())} of {len(garbled)} garbled messages are not in quarantine"
    assert set(held.reasons) <= {"not_json"}
    assert twice or sum(held.quarantined.values()) == len(garbled), f"{sum(held.quarantined.values())} in quarantine of {len(garbled)}"


def _nobody_outside_missed_anything(installed: Installation, listener: Outside, *, complete: bool) -> None:
    """Every event of the log was announced, in order but for repetitions. A broker that was killed may have lost what it held for others."""
    announced = records_of(installed).announced
    if complete:
        eventually(lambda: set(listener.heard) >= set(announced), what=f"everything on _out ({len(announced)} announcements)")
    else:
        eventually(lambda: records_of(installed).out_cursor >= max(announced, default=0), what="everything announced on _out")
    first = listener.first_heard()
    assert set(first) <= set(announced), "announced is what happened"
    assert first == sorted(first), "announcements come in order, but for repetitions"


def _the_logs_are_calm(installed: Installation, faults: int) -> None:
    for process in installed.processes:
        assert not process.lines("Traceback"), f"{process.name}: {process.said()[-4000:]}"
        loud = process.lines(" ERROR ", " WARNING ", " CRITICAL ")
        assert len(loud) <= _LINES_A_FAULT * max(1, faults), f"{process.name} said too much:\n" + "\n".join(loud[:40])


def _journal_end(folder: Path) -> int:
    last = max(folder.glob("*.journal"), key=lambda path: int(path.stem))
    return int(last.stem) + last.stat().st_size


def _ails(installed: Installation) -> str:
    found = installed.health()
    return "ingest does not speak" if found is None else f"{found.ails}; {found.facts.get('last_error')}"


def _missed(installed: Installation, missing: set[Key]) -> str:
    """What tells a loss from a store that did not show all that it has: when they were sent, and what a second look finds."""
    times = sorted(ts for _, ts in missing)
    again = len(missing - stored(installed).keys())
    return f"sent from {times[0]} to {times[-1]}; {again} of them not at a second look either: {_some(missing)}\n{installed.ingest.said()[-2000:]}"


def _some(keys: set[Key]) -> str:
    return ", ".join(f"{device}@{ts}" for device, ts in sorted(keys, key=lambda key: key[1])[:5])
