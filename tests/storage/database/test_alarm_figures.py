"""What figures and the detection of chattering ask of the alarms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.alarm import Alarm, AlarmEvent
from domain.records import Records, Transaction
from tests.storage.database.samples import HOUR, MINUTE, NOON, an_alarm, an_entry, put_alarm

RULE = "rule|lift-1|trapped"


def came(tx: Transaction, condition: str = RULE, *, minute: int = 0, realm: str = "live") -> Alarm:
    alarm = an_alarm(realm=realm, raised_at=NOON + minute * MINUTE)
    tx.alarms.add(alarm, an_entry(alarm), condition=condition)
    return alarm


def went(tx: Transaction, alarm: Alarm, *, minute: int) -> None:
    at = NOON + minute * MINUTE
    tx.alarms.save(replace(alarm, condition=False, ended_at=at), an_entry(alarm, AlarmEvent.CLEARED, at=at))


def test_turns_are_counted_over_all_alarms_of_the_condition_from_the_moment_on(records: Records) -> None:
    with records.transaction() as tx:
        for minute in (0, 2, 4):
            went(tx, came(tx, minute=minute), minute=minute + 1)
        came(tx, minute=6)
        counts = [tx.alarms.turns_since("live", RULE, NOON + minute * MINUTE) for minute in range(8)]
    assert counts == [7, 6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("event", "counts"),
    [
        (AlarmEvent.RERAISED, 1),
        (AlarmEvent.RETURNED, 1),
        (AlarmEvent.CLEARED, 1),
        (AlarmEvent.ACKNOWLEDGED, 0),
        (AlarmEvent.SHELVED, 0),
        (AlarmEvent.CHATTERING, 0),
        (AlarmEvent.RETIRED, 0),
    ],
)
def test_only_coming_and_going_is_a_turn(records: Records, event: AlarmEvent, counts: int) -> None:
    with records.transaction() as tx:
        alarm = came(tx)
        tx.alarms.save(alarm, an_entry(alarm, event, at=NOON + MINUTE))
        assert tx.alarms.turns_since("live", RULE, NOON + MINUTE) == counts


def test_other_conditions_and_realms_do_not_count(records: Records) -> None:
    with records.transaction() as tx:
        came(tx, "another")
        came(tx, realm="drill-1")
        assert tx.alarms.turns_since("live", RULE, NOON) == 0
        assert tx.alarms.turns_since("drill-1", RULE, NOON) == 1


def test_alarms_raised_in_a_span_are_found_whatever_became_of_them_oldest_first(records: Records) -> None:
    with records.transaction() as tx:
        last = put_alarm(tx, raised_at=NOON + HOUR - MINUTE, ended_at=NOON + HOUR)
        first = put_alarm(tx, raised_at=NOON)
        put_alarm(tx, raised_at=NOON - MINUTE)
        put_alarm(tx, raised_at=NOON + HOUR)
        put_alarm(tx, site="hillside")
        drill = put_alarm(tx, realm="drill-1")
        assert tx.alarms.raised_between("riverside", NOON, NOON + HOUR) == [first, last]
        assert tx.alarms.raised_between("riverside", NOON, NOON + HOUR, realm="drill-1") == [drill]


def test_lines_of_history_in_a_span_are_found_over_all_alarms_of_the_site_oldest_first(records: Records) -> None:
    with records.transaction() as tx:
        old = put_alarm(tx, raised_at=NOON - HOUR)
        new = put_alarm(tx, raised_at=NOON + 2 * MINUTE)
        put_alarm(tx, site="hillside")
        drill = put_alarm(tx, realm="drill-1")
        seen = an_entry(old, AlarmEvent.ACKNOWLEDGED, at=NOON + MINUTE, actor="wang", note="去看", value=3.5)
        over = an_entry(old, AlarmEvent.CLEARED, at=NOON + HOUR)
        tx.alarms.save(tx.alarms.save(old, seen), over)
        assert tx.alarms.entries_between("riverside", NOON, NOON + HOUR) == [seen, an_entry(new)]
        assert tx.alarms.entries_between("riverside", NOON, NOON + HOUR, realm="drill-1") == [an_entry(drill)]
