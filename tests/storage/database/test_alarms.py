"""Alarms: what is kept of them, what cannot be there twice, and their lists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.alarm import ACTIVE_STATES, AlarmEvent, AlarmState, Consequence, HiddenBy, Hiding, Latch
from domain.people import Department
from domain.reading import Value
from domain.records import AlarmFilter, Conflict, Records
from domain.severity import Severity
from domain.suppression import CauseKind
from domain.text import Text
from tests.storage.database.samples import HOUR, MINUTE, NOON, an_alarm, an_entry, put_alarm


def test_every_field_of_an_alarm_comes_back(records: Records) -> None:
    alarm = an_alarm(
        condition=False,
        acknowledged=True,
        hidden_by=HiddenBy(Hiding.SHELVED, "备件未到", "wang", NOON + HOUR),
        latch=Latch.PERSON,
        value=3.5,
        returned_at=NOON + MINUTE,
        acknowledged_at=NOON + 2 * MINUTE,
        acknowledged_by="wang",
        cleared_at=NOON + 3 * MINUTE,
        ended_at=NOON + 4 * MINUTE,
        late=True,
        sop="lift-entrapment-release",
        incident_id="i1",
        consequence=Consequence.SEVERE,
        respond_within_s=600,
        realarm_after_s=3600,
        realarm_at=NOON + HOUR,
        chattering_until=NOON + 5 * MINUTE,
        first_out=True,
        explained_by=(CauseKind.WATER, CauseKind.NETWORK),
        causes=CauseKind.POWER,
        plan="fire-evacuation",
        occurred_at=NOON.replace(microsecond=123456),
    )
    with records.transaction() as tx:
        tx.alarms.add(alarm, an_entry(alarm), condition="c")
    with records.reading() as tx:
        assert tx.alarms.get(alarm.id) == alarm
        assert tx.alarms.by_episode(alarm.episode) == alarm


@pytest.mark.parametrize("value", [None, True, False, 0.0, 1e300, "困人", frozenset({"fire", "test"}), frozenset()])
def test_a_value_of_any_kind_comes_back_as_it_was(records: Records, value: Value) -> None:
    alarm = an_alarm(value=value)
    with records.transaction() as tx:
        tx.alarms.add(alarm, an_entry(alarm, value=value), condition="c")
        found = tx.alarms.get(alarm.id)
        assert found is not None
        assert (found.value, type(found.value)) == (value, type(value))
        assert tx.alarms.history(alarm.id)[0].value == value


def test_what_is_not_there_is_none(records: Records) -> None:
    with records.reading() as tx:
        assert tx.alarms.get("nothing") is None
        assert tx.alarms.by_episode("nothing") is None
        assert tx.alarms.open_of_condition("live", "nothing") is None
        assert tx.alarms.history("nothing") == []


def test_one_episode_makes_one_alarm_and_the_transaction_can_go_on(records: Records) -> None:
    with records.transaction() as tx:
        first = put_alarm(tx)
        with pytest.raises(Conflict):
            put_alarm(tx, episode=first.episode)
        second = put_alarm(tx)
    with records.reading() as tx:
        assert {alarm.id for alarm in tx.alarms.open_at("riverside")} == {first.id, second.id}


def test_a_condition_has_at_most_one_open_alarm_in_each_realm(records: Records) -> None:
    with records.transaction() as tx:
        for realm in ("live", "drill-1"):
            alarm = an_alarm(realm=realm)
            tx.alarms.add(alarm, an_entry(alarm), condition="rule|lift-1|trapped")
        another = an_alarm()
        with pytest.raises(Conflict):
            tx.alarms.add(another, an_entry(another), condition="rule|lift-1|trapped")


def test_a_condition_whose_alarm_has_ended_may_be_raised_again(records: Records) -> None:
    first, second = an_alarm(), an_alarm()
    with records.transaction() as tx:
        tx.alarms.add(first, an_entry(first), condition="c")
        tx.alarms.save(replace(first, ended_at=NOON), an_entry(first, AlarmEvent.CLEARED))
        assert tx.alarms.open_of_condition("live", "c") is None
        tx.alarms.add(second, an_entry(second), condition="c")
        assert tx.alarms.open_of_condition("live", "c") == second


def test_saving_gives_the_next_version_and_refuses_an_old_one(records: Records) -> None:
    with records.transaction() as tx:
        alarm = put_alarm(tx)
        seen = tx.alarms.save(replace(alarm, acknowledged=True, message=Text("新", "new")), an_entry(alarm, AlarmEvent.ACKNOWLEDGED, actor="wang", note="去看"))
        assert seen.version == 2
        assert tx.alarms.get(alarm.id) == seen
        with pytest.raises(Conflict):
            tx.alarms.save(alarm, an_entry(alarm))
        assert [(entry.event, entry.actor, entry.note) for entry in tx.alarms.history(alarm.id)] == [
            (AlarmEvent.RAISED, "system", ""),
            (AlarmEvent.ACKNOWLEDGED, "wang", "去看"),
        ]


def test_open_alarms_of_a_site_leave_out_ended_ones_other_sites_and_drills(records: Records) -> None:
    with records.transaction() as tx:
        later = put_alarm(tx, raised_at=NOON + MINUTE)
        earlier = put_alarm(tx)
        put_alarm(tx, ended_at=NOON)
        put_alarm(tx, site="hillside")
        drill = put_alarm(tx, realm="drill-1")
        assert tx.alarms.open_at("riverside") == [earlier, later]
        assert tx.alarms.open_at("riverside", "drill-1") == [drill]


def test_pages_go_through_all_alarms_newest_first_though_more_are_raised_meanwhile(records: Records) -> None:
    with records.transaction() as tx:
        made = [put_alarm(tx, raised_at=NOON + (number // 3) * MINUTE) for number in range(11)]
        expected = sorted(made, key=lambda alarm: (alarm.raised_at, alarm.id), reverse=True)
        first = tx.alarms.list(AlarmFilter(), limit=4)
        put_alarm(tx, raised_at=NOON + HOUR)
        second = tx.alarms.list(AlarmFilter(), limit=4, cursor=first.next_cursor)
        third = tx.alarms.list(AlarmFilter(), limit=4, cursor=second.next_cursor)
        assert [*first.items, *second.items, *third.items] == expected
        assert third.next_cursor is None


def test_a_page_that_is_just_full_is_the_last_one(records: Records) -> None:
    with records.transaction() as tx:
        put_alarm(tx)
        assert tx.alarms.list(AlarmFilter(), limit=1).next_cursor is None


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (AlarmFilter(), {"lift", "pump", "tank"}),
        (AlarmFilter(sites=("riverside",)), {"lift", "pump"}),
        (AlarmFilter(sites=("riverside", "hillside")), {"lift", "pump", "tank"}),
        (AlarmFilter(sites=()), set()),
        (AlarmFilter(realm="drill-1"), {"drill"}),
        (AlarmFilter(realm="*"), {"lift", "pump", "tank", "drill"}),
        (AlarmFilter(severities=frozenset({Severity.CRITICAL, Severity.LOW})), {"lift", "tank"}),
        (AlarmFilter(severities=frozenset()), set()),
        (AlarmFilter(department=Department.ENGINEERING), {"lift", "pump"}),
        (AlarmFilter(department=Department.SECURITY), {"lift", "tank"}),
        (AlarmFilter(department=Department.CLEANING), {"pump"}),
        (AlarmFilter(asset="pump-1"), {"pump"}),
        (AlarmFilter(since=NOON + MINUTE), {"pump", "tank"}),
        (AlarmFilter(until=NOON + MINUTE), {"lift"}),
        (AlarmFilter(since=NOON, until=NOON + 2 * MINUTE), {"lift", "pump"}),
        (AlarmFilter(states=frozenset({AlarmState.ACKNOWLEDGED})), {"pump"}),
        (AlarmFilter(states=frozenset({AlarmState.NORMAL, AlarmState.UNACKNOWLEDGED})), {"lift", "tank"}),
        (AlarmFilter(states=frozenset()), set()),
        (AlarmFilter(text="泵房"), {"pump"}),
        (AlarmFilter(text="PUMP ROOM"), {"pump"}),
        (AlarmFilter(text="ÉCLAIRAGE"), {"tank"}),
        (AlarmFilter(text="tank-1"), {"tank"}),
        (AlarmFilter(text="100%_\\"), {"tank"}),
        (AlarmFilter(text="%"), {"tank"}),
        (AlarmFilter(text="_"), {"tank"}),
        (AlarmFilter(text="\0"), set()),
        (AlarmFilter(rule="pump.flood"), {"pump"}),
        (AlarmFilter(incident="i1"), {"pump"}),
        (AlarmFilter(incident="i2"), set()),
        (AlarmFilter(hidden_by="permit-7"), {"tank"}),
        (AlarmFilter(raised_before=NOON + MINUTE), {"lift"}),
        (AlarmFilter(raised_before=NOON + 2 * MINUTE, states=ACTIVE_STATES), {"lift", "pump"}),
    ],
)
def test_a_list_holds_what_its_filter_says_and_the_counts_agree(records: Records, where: AlarmFilter, expected: set[str]) -> None:
    with records.transaction() as tx:
        names = {
            put_alarm(tx).id: "lift",
            put_alarm(
                tx,
                asset="pump-1",
                severity=Severity.HIGH,
                department=Department.ENGINEERING,
                assist=(Department.CLEANING,),
                raised_at=NOON + MINUTE,
                acknowledged=True,
                rule="pump.flood",
                incident_id="i1",
                message=Text("泵房积水", "Water in the Pump Room"),
            ).id: "pump",
            put_alarm(
                tx,
                site="hillside",
                asset="tank-1",
                severity=Severity.LOW,
                assist=(),
                raised_at=NOON + 2 * MINUTE,
                condition=False,
                ended_at=NOON + HOUR,
                hidden_by=HiddenBy(Hiding.SUPPRESSED, "PERMIT", "permit-7"),
                message=Text("水箱", "éclairage at 100%_\\ "),
            ).id: "tank",
            put_alarm(tx, realm="drill-1").id: "drill",
        }
        assert {names[alarm.id] for alarm in tx.alarms.list(where).items} == expected
        assert sum(tx.alarms.counts(where).values()) == len(expected)


def test_counts_are_by_severity_and_derived_state(records: Records) -> None:
    with records.transaction() as tx:
        put_alarm(tx)
        put_alarm(tx)
        put_alarm(tx, hidden_by=HiddenBy(Hiding.SUPPRESSED, "动火许可", "permit-7"))
        put_alarm(tx, severity=Severity.LOW, condition=False)
        assert tx.alarms.counts(AlarmFilter()) == {
            (Severity.CRITICAL, AlarmState.UNACKNOWLEDGED): 2,
            (Severity.CRITICAL, AlarmState.SUPPRESSED): 1,
            (Severity.LOW, AlarmState.RETURNED_UNACKNOWLEDGED): 1,
        }
