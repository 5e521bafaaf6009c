"""Incidents: alarms with one cause, with their numbers, alarms and orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.transition import Change
from tests.api.building import alarm_at, stopped, tripped
from tests.api.world import DISPATCHER, GUARD, MANAGER, STRANGER, T0, VIEWER, World


def dark(world: World) -> str:
    """The feeder trips and takes a gate and a lift with it; returns the incident's id."""
    world.happen(tripped(), stopped("gate-1", at=T0 + timedelta(seconds=5)), stopped(at=T0 + timedelta(seconds=10)))
    (incident,) = world.get("/incidents", GUARD).json()["items"]
    return str(incident["id"])


def test_an_incident_with_its_numbers(building: World) -> None:
    incident = dark(building)
    cause, gate, lift = (alarm_at(building, asset) for asset in ("feeder", "gate-1", "t3-lift-1"))
    assert building.get("/incidents", GUARD).json() == {
        "items": [
            {
                "id": incident,
                "site": "riverside",
                "cause": "power",
                "title": {"zh": "feeder 异常", "en": "feeder is abnormal"},
                "severity": "high",
                "cause_alarm_id": cause.id,
                "first_alarm_id": cause.id,
                "alarm_ids": [cause.id, gate.id, lift.id],
                "alarm_count": 3,
                "active_count": 1,
                "suppressed_count": 2,
                "work_order_ids": [cause.work_order_id],
                "opened_at": "2026-01-31T08:00:05.000Z",
                "release_at": None,
                "closed_at": None,
                "drill_id": None,
                "version": 3,
            }
        ],
        "next_cursor": None,
    }


def test_in_detail_it_adds_its_alarms_and_orders(building: World) -> None:
    body = building.get(f"/incidents/{dark(building)}", VIEWER).json()
    assert [alarm["asset"] for alarm in body["alarms"]] == ["feeder", "gate-1", "t3-lift-1"]
    assert [alarm["first_out"] for alarm in body["alarms"]] == [True, False, False]
    assert [order["id"] for order in body["orders"]] == body["work_order_ids"]
    assert [order["incident_id"] for order in body["orders"]] == [body["id"]]


def test_an_alarm_says_what_hides_it_and_what_stands_around_it(building: World) -> None:
    dark(building)
    cause, gate = alarm_at(building, "feeder"), alarm_at(building, "gate-1")
    told = building.get(f"/alarms/{gate.id}", GUARD).json()
    assert (told["hidden_by"]["reason"], told["hidden_by"]["by"]) == ("ROOT_CAUSE", cause.id)
    assert told["hidden_by_title"] == {"zh": "feeder 异常", "en": "feeder is abnormal"}
    assert told["upstream"] == [{"asset": "feeder", "name": {"zh": "3号楼馈线", "en": "Feeder of tower 3"}}]
    assert told["downstream"] == [{"asset": "t3-lift-1", "name": {"zh": "电梯", "en": "Lift"}}]
    assert building.get(f"/alarms/{cause.id}", GUARD).json()["hidden_by_title"] is None


def test_alarms_can_be_listed_by_incident_and_by_what_hides_them(building: World) -> None:
    incident = dark(building)
    cause = alarm_at(building, "feeder").id

    def assets(**params: str) -> list[str]:
        return sorted(alarm["asset"] for alarm in building.get("/alarms", GUARD, params=params).json()["items"])

    assert assets(incident=incident) == ["feeder", "gate-1", "t3-lift-1"]
    assert assets(incident="other") == []
    assert assets(hidden_by=cause) == ["gate-1", "t3-lift-1"]
    assert assets(rule="power.tripped") == ["feeder"]


def test_open_and_ended_ones_are_told_apart(building: World) -> None:
    incident = dark(building)

    def found(**params: object) -> list[str]:
        return [each["id"] for each in building.get("/incidents", MANAGER, params=params).json()["items"]]

    assert (found(open=True), found(open=False), found(), found(site="hillside"), found(drill="d1")) == ([incident], [], [incident], [], [])


def test_when_the_cause_is_over_it_says_until_when_it_waits(building: World) -> None:
    incident = dark(building)
    building.happen(tripped(change=Change.RETURNED, at=T0 + timedelta(minutes=5)))
    assert building.get(f"/incidents/{incident}", GUARD).json()["release_at"] == "2026-01-31T08:15:00.000Z"


def test_an_incident_of_another_site_does_not_exist(building: World) -> None:
    incident = dark(building)
    assert building.get("/incidents", STRANGER).json()["items"] == []
    assert building.get("/incidents", STRANGER, params={"site": "riverside"}).status_code == 404
    assert building.get(f"/incidents/{incident}", STRANGER).status_code == 404
    assert building.get("/incidents/none", GUARD).status_code == 404


def test_they_come_in_pages_newest_first(building: World) -> None:
    newest = dark(building)
    with building.records.transaction() as tx:
        incident = tx.incidents.get(newest)
        assert incident is not None
        for number in range(2):
            tx.incidents.add(replace(incident, id=f"i{number}", cause_alarm_id=f"a{number}", opened_at=T0 - timedelta(hours=number)))
    first = building.get("/incidents", GUARD, params={"limit": 2}).json()
    second = building.get("/incidents", GUARD, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [each["id"] for each in (*first["items"], *second["items"])] == [newest, "i0", "i1"]
    assert second["next_cursor"] is None
    assert building.get("/incidents", GUARD, params={"cursor": "nonsense"}).status_code == 400


def test_as_a_table_they_need_the_permission_to_export(building: World) -> None:
    dark(building)
    assert building.get("/incidents", GUARD, params={"format": "csv"}).status_code == 403
    table = building.get("/incidents", DISPATCHER, params={"format": "csv", "lang": "zh"})
    assert (table.headers["content-type"], table.headers["content-disposition"]) == ("text/csv; charset=utf-8", 'attachment; filename="incidents.csv"')
    heading, row = table.text.splitlines()
    assert heading.startswith("\ufeff编号,项目,原因,级别,内容,告警数")
    assert row.split(",")[1:8] == ["riverside", "供电中断", "重要", "feeder 异常", "3", "1", "2"]
