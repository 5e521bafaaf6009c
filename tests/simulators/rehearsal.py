"""A scenario from physics to alarms without a broker: what devices say, read and judged as ingest does, on a virtual clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.time import to_ms
from domain.transition import Change, Transition
from ingest.interpretation import as_record
from ingest.journal_record import Record, RecordKind
from ingest.judging import Judging, Outcome
from rules import library_path
from rules.rule_file import load_rules
from rules.ruleset import bind
from rules.versioned_engine import VersionedEngine
from simulators.scenario import LINK_COMMANDS, Scenario
from simulators.stage import TICK_S, Stage
from tests.devices.riverside import SITE

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
RULES = load_rules([library_path()])


def rehearse(scenario: Scenario | None, seconds: float, *, seed: int = 1, speed: float = 1.0) -> Outcome:
    """What the library of rules says while `scenario` plays for `seconds`."""
    stage = Stage(SITE, scenario=scenario, seed=seed, speed=speed, local=START.astimezone(SITE.time_zone))
    judge = VersionedEngine(SITE, lambda _sequence: bind(RULES, SITE), 0, started_at=START)
    judging = Judging(SITE, judge, judge.event)
    outcome = Outcome()
    for device in SITE.devices:
        judging.take(_status(device, 0.0, online=True), outcome)
    while stage.now_s < seconds:
        turn = stage.tick()
        for action in turn.actions:
            if action.link in LINK_COMMANDS or action.link in LINK_COMMANDS.values():
                judging.take(_status(str(action.device), stage.now_s, online=action.link not in LINK_COMMANDS), outcome)
        for message in turn.messages:
            judging.take(_record(message.topic(SITE.id), message.payload(to_ms(START), "rehearsal"), message.due_s), outcome)
        judging.take(Record(RecordKind.TICK, _microseconds(stage.now_s + TICK_S), "", b"", False), outcome)
    return outcome


def raised(outcome: Outcome) -> list[Transition]:
    """The alarms that were raised, in order."""
    return [transition for transition in outcome.transitions if transition.change is Change.RAISED]


def still_raised(outcome: Outcome) -> set[str]:
    """The conditions that have not returned."""
    state = {transition.condition: transition.change for transition in outcome.transitions}
    return {condition for condition, change in state.items() if change is Change.RAISED}


def seconds_after_start(transition: Transition) -> float:
    """When Steward knew."""
    return (transition.known_at - START) / timedelta(seconds=1)


def _status(device: str, at_s: float, *, online: bool) -> Record:
    return _record(f"steward/v1/{SITE.id}/{device}/status", b"online" if online else b"offline", at_s)


def _record(topic: str, payload: bytes, at_s: float) -> Record:
    return as_record(topic, payload, len(payload), _microseconds(at_s), retained=False)


def _microseconds(at_s: float) -> int:
    return to_ms(START) * 1000 + round(at_s * 1_000_000)
