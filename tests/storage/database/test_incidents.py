"""Incidents: what is kept of them, one open one for each cause, and what belongs to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.records import Conflict, Records
from domain.severity import Severity
from domain.suppression import CauseKind
from domain.text import Text
from tests.storage.database.samples import HOUR, MINUTE, NOON, an_incident, put_alarm, put_incident, put_order


def test_every_field_of_an_incident_comes_back(records: Records) -> None:
    incident = an_incident(
        realm="drill-1",
        cause=CauseKind.NETWORK,
        title=Text("网关离线", "Gateway lost"),
        severity=Severity.LOW,
        release_at=NOON + HOUR,
        ended_at=NOON + 2 * HOUR,
    )
    with records.transaction() as tx:
        tx.incidents.add(incident)
        assert tx.incidents.get(incident.id) == incident
        assert tx.incidents.get("nothing") is None


def test_a_cause_has_at_most_one_open_incident(records: Records) -> None:
    with records.transaction() as tx:
        first = put_incident(tx, cause_alarm_id="a1")
        with pytest.raises(Conflict):
            put_incident(tx, cause_alarm_id="a1")
        with pytest.raises(Conflict):
            put_incident(tx, id=first.id)
        assert tx.incidents.of_cause("a1") == first


def test_the_incident_of_a_cause_is_the_open_one_or_else_the_newest(records: Records) -> None:
    with records.transaction() as tx:
        put_incident(tx, cause_alarm_id="a1", ended_at=NOON)
        newest_ended = put_incident(tx, cause_alarm_id="a1", opened_at=NOON + HOUR, ended_at=NOON + HOUR)
        assert tx.incidents.of_cause("a1") == newest_ended
        open_one = put_incident(tx, cause_alarm_id="a1", opened_at=NOON - HOUR)
        assert tx.incidents.of_cause("a1") == open_one
        assert tx.incidents.of_cause("a2") is None


def test_saving_gives_the_next_version_and_refuses_an_old_one(records: Records) -> None:
    with records.transaction() as tx:
        incident = put_incident(tx)
        saved = tx.incidents.save(replace(incident, release_at=NOON + HOUR))
        assert saved == replace(incident, release_at=NOON + HOUR, version=2)
        assert tx.incidents.get(incident.id) == saved
        with pytest.raises(Conflict):
            tx.incidents.save(incident)


def test_its_alarms_come_with_their_orders_in_the_order_in_which_they_occurred(records: Records) -> None:
    with records.transaction() as tx:
        later = put_alarm(tx, incident_id="i1", occurred_at=NOON + MINUTE, raised_at=NOON)
        first = put_alarm(tx, incident_id="i1", occurred_at=NOON, raised_at=NOON + HOUR, ended_at=NOON + 2 * HOUR)
        put_alarm(tx, incident_id="i2")
        put_alarm(tx)
        order = put_order(tx, alarm_ids=(later.id,))
        assert tx.incidents.alarms("i1") == [first, replace(later, work_order_id=order.id)]


def test_open_ones_leave_out_ended_ones_other_sites_and_drills(records: Records) -> None:
    with records.transaction() as tx:
        later, first = put_incident(tx, opened_at=NOON + MINUTE), put_incident(tx)
        put_incident(tx, ended_at=NOON)
        put_incident(tx, site="hillside")
        drill = put_incident(tx, realm="drill-1")
        assert tx.incidents.open_at("riverside") == [first, later]
        assert tx.incidents.open_at("riverside", "drill-1") == [drill]


def test_those_are_released_whose_moment_has_come_in_every_realm(records: Records) -> None:
    with records.transaction() as tx:
        due = put_incident(tx, release_at=NOON)
        drill = put_incident(tx, release_at=NOON - MINUTE, realm="drill-1", opened_at=NOON + MINUTE)
        put_incident(tx, release_at=NOON + MINUTE)
        put_incident(tx, release_at=NOON, ended_at=NOON)
        put_incident(tx)
        assert tx.incidents.release_before(NOON) == [due, drill]


@pytest.mark.parametrize(
    ("sites", "ended", "realm", "expected"),
    [
        (("*",), None, "live", [3, 2, 1, 0]),
        (("*",), True, "live", [2, 0]),
        (("*",), False, "live", [3, 1]),
        (("riverside",), None, "live", [1, 0]),
        ((), None, "live", []),
        (("*",), None, "*", [4, 3, 2, 1, 0]),
        (("*",), None, "drill-1", [4]),
    ],
)
def test_a_list_holds_what_is_asked_for_newest_first(records: Records, sites: tuple[str, ...], *, ended: bool | None, realm: str, expected: list[int]) -> None:
    with records.transaction() as tx:
        made = [
            put_incident(tx, opened_at=NOON, ended_at=NOON + HOUR),
            put_incident(tx, opened_at=NOON + MINUTE),
            put_incident(tx, opened_at=NOON + 2 * MINUTE, ended_at=NOON + HOUR, site="hillside"),
            put_incident(tx, opened_at=NOON + 3 * MINUTE, site="hillside"),
            put_incident(tx, opened_at=NOON + 4 * MINUTE, realm="drill-1"),
        ]
        assert [made.index(incident) for incident in tx.incidents.list(sites, ended=ended, realm=realm).items] == expected


def test_pages_go_through_all_incidents(records: Records) -> None:
    with records.transaction() as tx:
        made = [put_incident(tx, opened_at=NOON + (number // 2) * MINUTE) for number in range(5)]
        first = tx.incidents.list(("*",), limit=3)
        second = tx.incidents.list(("*",), limit=3, cursor=first.next_cursor)
    assert [*first.items, *second.items] == sorted(made, key=lambda incident: (incident.opened_at, incident.id), reverse=True)
    assert second.next_cursor is None
