"""The derived state said in SQL is the one that the domain derives, for every combination of what is stored."""

from __future__ import annotations

import itertools

from domain.alarm import Alarm, AlarmState, HiddenBy, Hiding
from domain.records import AlarmFilter, Records, Transaction
from tests.storage.database.samples import NOON, put_alarm


def every_combination(tx: Transaction) -> list[Alarm]:
    return [
        put_alarm(
            tx, condition=condition, acknowledged=acknowledged, ended_at=ended_at, hidden_by=None if hiding is None else HiddenBy(hiding, "r", "wang", NOON)
        )
        for condition, acknowledged, ended_at, hiding in itertools.product((True, False), (True, False), (None, NOON), (None, *Hiding))
    ]


def test_lists_by_state_find_exactly_the_alarms_in_that_state(records: Records) -> None:
    with records.transaction() as tx:
        alarms = every_combination(tx)
        found = {state: {alarm.id for alarm in tx.alarms.list(AlarmFilter(states=frozenset({state}))).items} for state in AlarmState}
    assert found == {state: {alarm.id for alarm in alarms if alarm.state is state} for state in AlarmState}


def test_lists_by_several_states_are_the_union(records: Records) -> None:
    with records.transaction() as tx:
        alarms = every_combination(tx)
        pairs = list(itertools.combinations(AlarmState, 2))
        found = {pair: {alarm.id for alarm in tx.alarms.list(AlarmFilter(states=frozenset(pair))).items} for pair in pairs}
    assert found == {pair: {alarm.id for alarm in alarms if alarm.state in pair} for pair in pairs}


def test_counts_are_of_the_derived_state(records: Records) -> None:
    with records.transaction() as tx:
        alarms = every_combination(tx)
        counts = tx.alarms.counts(AlarmFilter())
    assert counts == {(alarm.severity, alarm.state): sum(other.state is alarm.state for other in alarms) for alarm in alarms}
