"""After a restart there is one message per department, not one per alarm."""

from __future__ import annotations

from dataclasses import replace

from domain.event_log import EventType
from domain.outbox import NotificationKind
from domain.people import Department
from domain.records import Records, Transaction
from domain.severity import Severity
from operations.response import digest
from tests.operations.incidents.grid import DARK, HOUSE, METER, TRAPPED, TRIP
from tests.operations.scenes import DOOR, ENGINEERING, ENTRAPMENT, HOUR, SECURITY, SITE, T0, alarms, happen, told


def tell_restart(records: Records, tx: Transaction) -> None:
    digest(tx, SITE, blind_from=T0 - HOUR, blind_to=T0, alarms=alarms(records), still_true=4, now=T0)


def test_each_department_gets_one_message_however_many_alarms(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e0", silent=True), *(replace(DOOR, rule=f"r{n}").raised(f"e{n}", silent=True) for n in range(1, 30)))
    with records.transaction() as tx:
        tell_restart(records, tx)
    with records.transaction() as tx:
        tell_restart(records, tx)
    assert [(one.kind, one.department, len(one.alarm_ids)) for one in told(records)] == [
        (NotificationKind.RESTART_DIGEST, ENGINEERING, 30),
        (NotificationKind.RESTART_DIGEST, SECURITY, 1),
    ]


def test_it_says_for_how_long_nobody_watched_and_names_the_most_urgent_first(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1", silent=True), ENTRAPMENT.raised("e2", silent=True))
    with sqlite_records.transaction() as tx:
        tell_restart(sqlite_records, tx)
    engineering = told(sqlite_records)[0]
    assert engineering.title.zh == "滨江花园：01-31 22:59 至 01-31 23:59 未能监测"
    assert engineering.body.zh == "新告警 2 条，原有 4 条仍未恢复：1号电梯 疑似困人；1号电梯 门故障"
    assert engineering.severity is Severity.CRITICAL


def test_every_critical_alarm_is_named_and_the_rest_counted(sqlite_records: Records) -> None:
    critical = [replace(ENTRAPMENT, rule=f"c{n}").raised(f"c{n}", silent=True) for n in range(12)]
    happen(sqlite_records, *critical, *(replace(DOOR, rule=f"r{n}").raised(f"e{n}", silent=True) for n in range(5)))
    with sqlite_records.transaction() as tx:
        tell_restart(sqlite_records, tx)
    body = told(sqlite_records)[0].body
    assert body.zh.count("疑似困人") == 12
    assert body.en.endswith("and 5 more")


def test_a_restart_that_found_nothing_tells_the_event_log_only(sqlite_records: Records) -> None:
    with sqlite_records.transaction() as tx:
        digest(tx, SITE, blind_from=None, blind_to=T0, alarms=[], still_true=0, now=T0)
    with sqlite_records.reading() as tx:
        (logged,) = tx.events.after(0)
    assert (logged.event.type, logged.event.transition, logged.event.departments) == (EventType.SYSTEM, "restarted", frozenset(Department))
    assert logged.event.body["blind_from"] is None
    assert told(sqlite_records) == []


def test_what_a_cause_hides_is_counted_and_alone_calls_nobody(sqlite_records: Records) -> None:
    house = [TRIP.raised("e1", silent=True), METER.raised("e2", silent=True), DARK.raised("e3", silent=True), TRAPPED.raised("e4", silent=True)]
    happen(sqlite_records, *house, site=HOUSE)
    with sqlite_records.transaction() as tx:
        tell_restart(sqlite_records, tx)
    assert [(one.department, len(one.alarm_ids)) for one in told(sqlite_records)] == [(ENGINEERING, 1), (SECURITY, 1)]
    assert told(sqlite_records)[0].body.zh == "新告警 1 条，原有 4 条仍未恢复：feeder trip；另有 2 条暂不提醒"
