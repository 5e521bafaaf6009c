"""Incidents as the duty room sees them: what a cause explains is shown as its consequence, one order is open, and nothing that lasts or kills is lost in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.chain import alarms
from tests.e2e.installation import Installation, Json, eventually
from tests.e2e.tower import PITS, SITE, detail, done, found, happened, items, kill, order_of, orders_of, part, running, tell

RULES = """
- id: test.pump_off                       # what a loss of power does to a pit
  applies_to: {asset_type: sump}
  when: {kind: state, point: pump_mode, equals: "off"}
  severity: high
  department: engineering
  explained_by: [power]
  message: {zh: "{asset} 泵停", en: "{asset}: its pump is off"}
- id: test.flood
  applies_to: {asset_type: sump}
  when: {kind: state, point: float_overflow, equals: true}
  severity: critical
  department: engineering
  explained_by: [power]
  message: {zh: "{asset} 溢流", en: "{asset} overflows"}
- id: test.gateway_lost
  applies_to: {asset_type: gateway}
  when: {kind: state, point: online, equals: false}
  severity: high
  department: engineering
  causes: network
  message: {zh: "{asset} 离线", en: "{asset} is offline"}
- id: test.silent
  applies_to: {assets: [sensor-1, sensor-2, sensor-3]}
  when: {kind: stale, after: 6s}
  severity: medium
  department: engineering
  explained_by: [network]
  message: {zh: "{asset} 失联", en: "{asset} is silent"}
"""
SENSORS = ("sensor-1", "sensor-2", "sensor-3")


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("incidents"), rules=RULES) as started:
        started.publish("gateway", "status", b"offline", site=SITE)  # what speaks through it is heard no more, from the beginning
        yield started


def trip(tower: Installation, feeder: int) -> Json:
    """A breaker trips."""
    tell(tower, f"feeder-{feeder}", {"breaker": "tripped"})
    return found(tower.client("engineer"), "power.tripped", f"feeder-{feeder}", condition=True)


def lose_pump(tower: Installation, *pits: str) -> None:
    """Pumps stop."""
    for pit in pits:
        tell(tower, pit, {"pump_mode": "off"})


def incident_of(tower: Installation, cause: Json) -> Json:
    """The incident that an alarm explains, once it has one."""
    client = tower.client("engineer")
    incident = eventually(lambda: detail(client, cause)["incident_id"], what="its incident")
    return done(client.get(f"/incidents/{incident}"))


def test_consequences_of_a_tripped_feeder_are_suppressed_visibly_and_one_order_is_open(tower: Installation) -> None:
    client = tower.client("engineer")
    cause = trip(tower, 1)
    lose_pump(tower, "pit-1-1", "pit-1-2")
    for pit in ("pit-1-1", "pit-1-2"):
        consequence = detail(client, found(client, "test.pump_off", pit, state="suppressed"))
        assert consequence["hidden_by"] == {"kind": "suppressed", "reason": "ROOT_CAUSE", "by": cause["id"], "until": None}
        assert consequence["hidden_by_title"] == cause["message"]
        assert [each["asset"] for each in items(consequence, "upstream")] == ["feeder-1"]
        assert consequence["work_order_id"] is None
        assert consequence not in alarms(client, state="active")
    (order,) = orders_of(client, "feeder-1", "pit-1-1", "pit-1-2")
    assert (order["state"], order["alarm_ids"]) == ("dispatched", [cause["id"]])
    incident = incident_of(tower, cause)
    assert (incident["cause"], incident["cause_alarm_id"], incident["closed_at"]) == ("power", cause["id"], None)
    assert (incident["alarm_count"], incident["active_count"], incident["suppressed_count"]) == (3, 1, 2)
    assert [each["id"] for each in items(incident, "orders")] == [order["id"]]
    assert detail(client, cause)["first_out"] is True
    asked = {str(alarm["asset"]) for alarm in alarms(client, hidden_by=str(cause["id"]))}
    assert asked == {"pit-1-1", "pit-1-2"}
    assert incident["id"] in [each["id"] for each in done(client.get("/incidents", params={"open": "true"}))["items"]]  # type: ignore[attr-defined]


def test_what_came_before_its_cause_was_known_joins_it_as_first_out_and_its_order_becomes_a_child(tower: Installation) -> None:
    client = tower.client("engineer")
    lose_pump(tower, "pit-2-1")
    early = found(client, "test.pump_off", "pit-2-1", state="unacknowledged")
    child = order_of(client, early)
    cause = trip(tower, 2)
    hidden = found(client, "test.pump_off", "pit-2-1", state="suppressed")
    assert (hidden["id"], hidden["first_out"], detail(client, cause)["first_out"]) == (early["id"], True, False)
    incident = incident_of(tower, cause)
    assert (incident["cause_alarm_id"], incident["first_alarm_id"]) == (cause["id"], early["id"])
    child = done(client.get(f"/work-orders/{child['id']}"))
    assert (child["parent_id"], child["incident_id"]) == (order_of(client, cause)["id"], incident["id"])
    assert child["state"] == "dispatched"  # nothing closes by itself


def test_a_critical_alarm_is_part_of_the_incident_and_never_hidden_by_it(tower: Installation) -> None:
    client = tower.client("engineer")
    cause = trip(tower, 3)
    tell(tower, "pit-3-1", {"float_overflow": True})
    flood = found(client, "test.flood", "pit-3-1", condition=True)
    assert (flood["state"], flood["hidden_by"]) == ("unacknowledged", None)
    assert flood["incident_id"] == incident_of(tower, cause)["id"]
    assert order_of(client, flood)["id"] != order_of(client, cause)["id"]


def test_what_outlives_its_cause_comes_back_as_an_alarm_of_its_own_also_when_the_worker_is_killed_meanwhile(tower: Installation) -> None:
    client = tower.client("engineer")
    cause = trip(tower, 4)
    lose_pump(tower, "pit-4-1", "pit-4-2")
    for pit in ("pit-4-1", "pit-4-2"):
        found(client, "test.pump_off", pit, state="suppressed")
    tell(tower, "feeder-4", {"breaker": "closed"})
    tell(tower, "pit-4-2", {"pump_mode": "auto"})
    eventually(lambda: incident_of(tower, cause)["release_at"], what="the deadline of the incident")
    kill(tower, "worker")
    back = found(client, "test.pump_off", "pit-4-1", state="unacknowledged")
    assert back["hidden_by"] is None
    assert order_of(client, back)["asset"] == "pit-4-1"
    assert happened(client, back).count("unsuppressed") == 1
    over = found(client, "test.pump_off", "pit-4-2", state="normal")
    assert over["work_order_id"] is None
    assert len(orders_of(client, "feeder-4", "pit-4-1", "pit-4-2")) == 2
    assert incident_of(tower, cause)["closed_at"] is None  # one of its alarms still stands
    tell(tower, "pit-4-1", {"pump_mode": "auto"})
    for alarm in (cause, back):
        done(client.post(f"/alarms/{alarm['id']}/acknowledge", json={}))
    eventually(lambda: incident_of(tower, cause)["closed_at"], what="the end of the incident")


def test_a_gateway_that_is_offline_explains_the_silence_of_what_speaks_through_it(tower: Installation) -> None:
    client = tower.client("engineer")
    gateway = found(client, "test.gateway_lost", "gateway", state="unacknowledged")
    for sensor in SENSORS:
        silence = found(client, "test.silent", sensor, state="suppressed")
        assert part(silence["hidden_by"], "by") == gateway["id"]
    incident = incident_of(tower, gateway)
    assert (incident["cause"], incident["suppressed_count"]) == ("network", len(SENSORS))
    # Where the silence was found before the gateway was (a slow start), it had an order: a child by now.
    assert {each["parent_id"] for each in orders_of(client, *SENSORS)} <= {order_of(client, gateway)["id"]}


def test_a_flood_is_told_in_the_overview_and_its_consequences_are_one_incident(tower: Installation) -> None:
    client = tower.client("engineer")
    pits = [f"pit-5-{number}" for number in range(1, PITS + 1)]
    lose_pump(tower, *pits)
    for pit in pits:
        found(client, "test.pump_off", pit, state="unacknowledged")
    flood = eventually(lambda: done(client.get("/overview", params={"site": SITE}))["flood"][SITE], what="the flood")  # type: ignore[index]
    assert flood["alarms"] >= PITS
    assert (flood["operators"], flood["window_s"]) == (1, 600)
    cause = trip(tower, 5)
    for pit in pits:
        found(client, "test.pump_off", pit, state="suppressed")
    incident = incident_of(tower, cause)
    assert (incident["alarm_count"], incident["suppressed_count"]) == (PITS + 1, PITS)
    assert {str(each["asset"]) for each in items(incident, "alarms")} == {"feeder-5", *pits}
    assert {each["parent_id"] for each in orders_of(client, *pits)} == {order_of(client, cause)["id"]}


def test_the_figures_tell_of_the_flood(tower: Installation) -> None:
    (total,) = items(done(tower.client("manager").get("/reports/alarm-figures", params={"site": SITE, "days": "2"})), "totals")
    assert int(str(total["annunciated"])) >= PITS
    assert int(str(part(total["peak"], "count"))) >= PITS
    assert items(total, "floods")
    assert total["in_flood"] is not None  # seconds of two days: rounded, it may be none of them
    assert int(str(part(total["hidden"], "suppressed"))) >= PITS + len(SENSORS)
