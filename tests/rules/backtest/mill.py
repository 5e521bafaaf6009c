"""History of the mill (`tests.rules.plant`): what its boilers said, as the telemetry store keeps it, and rules tried on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from domain.reading import Quality, Value
from domain.site import Site
from domain.telemetry import TelemetryMessage
from domain.transition import Transition
from rules.backtest.blindness import Gap
from rules.backtest.history import Reader
from rules.backtest.replay import looked_at, replay
from rules.backtest.trial import Trial
from rules.engine import Engine
from rules.rule import Rule
from rules.ruleset import RuleSet
from storage.telemetry.sqlite import SqliteTelemetry
from tests.rules.plant import START, after, rules, site

HOUR = 3_600.0
HOT = 'when: {kind: threshold, point: temp, above: 80, deadband: 5, unit: "°C"}\non_delay: 60s\noff_delay: 0s'
TYPE = {"gw": "gateway"}


def told(device: str, at: float, values: dict[str, Value] | None = None, *, received: float | None = None, **qualities: Quality) -> TelemetryMessage:
    """What `device` said; times in seconds after the start, received as it occurred unless told."""
    known = at if received is None else received
    return TelemetryMessage("mill", device, TYPE.get(device, "boiler"), after(at), after(known), values or {}, qualities)


def happened(device: str, at: float, name: str, data: dict[str, Value] | None = None) -> TelemetryMessage:
    """An event of `device`."""
    return TelemetryMessage("mill", device, "boiler", after(at), after(at), data or {}, event=name, id=f"{device}-{at}")


def temps(device: str, *temperatures: float, start: float = 0, every: float = 30) -> list[TelemetryMessage]:
    """One temperature after the other."""
    return [told(device, start + number * every, {"temp": value}) for number, value in enumerate(temperatures)]


def alive(device: str, start: float, end: float, every: float = 30) -> list[TelemetryMessage]:
    """Signs of life."""
    return [told(device, start + number * every, {"flow": 1.0}) for number in range(int((end - start) / every))]


def replayed(
    ruleset: RuleSet, messages: Iterable[TelemetryMessage], *, until: float = HOUR, blind: Sequence[Gap] = (), settle_s: float = 0.0
) -> list[Transition]:
    """The transitions of an hour of history."""
    ordered = sorted(messages, key=lambda message: message.occurred_at)
    return replay(ruleset, site(), ordered, since=START, until=after(until), blind=blind, settle_s=settle_s)


def lived(ruleset: RuleSet, messages: Iterable[TelemetryMessage], *, until: float = HOUR, settle_s: float = 0.0) -> list[Transition]:
    """The same as it would have been live: message by message as received, and the clock looked at before each."""
    where = site()
    engine, reader, said = Engine(where, ruleset, started_at=START, settle_s=settle_s), Reader(where, looked_at(ruleset)), list[Transition]()
    known = START
    for message in sorted(messages, key=lambda message: message.received_at):
        said += run_clock(engine, known, message.received_at)
        known = message.received_at
        said += engine.seen(message.device, message.received_at) if reader.speaks(message) else []
        said += engine.event(reader.event(message)) if message.event is not None else []
        said += [each for reading in reader.readings(message) if message.event is None for each in engine.reading(reading)]
    return said + run_clock(engine, known, after(until))


def run_clock(engine: Engine, known: datetime, until: datetime) -> list[Transition]:
    """Tick at every deadline up to `until`, but not before what is known."""
    said: list[Transition] = []
    while (deadline := engine.next_deadline()) is not None and deadline <= until:
        known = max(known, deadline)
        said += engine.tick(known)
    return said


def stored(folder: Path, messages: Sequence[TelemetryMessage]) -> SqliteTelemetry:
    """A store that holds `messages`; to be closed."""
    store = SqliteTelemetry(folder)
    store.write(messages)
    return store


def trial(
    before: str | None, changed: str, *, until: float = HOUR, since: float = 0.0, others: Sequence[str] = (), at: Site | None = None, settle_s: float = 0.0
) -> Trial:
    """The rule ``test.rule0`` changed; `others` are rules beside it."""
    where = at or site()
    known: tuple[Rule, ...] = rules(*([before] if before is not None else []), *others)
    (new,) = rules(changed)
    return Trial.of(where, known, new, after(since), after(until), settle_s=settle_s)


def gap(start: float, end: float) -> Gap:
    """Nobody was heard."""
    return Gap(after(start), after(end))
