"""Alarm management after ISA-18.2 from the message to the page: hiding ends by itself, nothing that lasts is forgotten, and every kind of rule raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from rules.kind import kinds
from tests.e2e.chain import alarms, now_ms
from tests.e2e.installation import Installation, Json, eventually
from tests.e2e.tower import (
    SITE,
    ahead,
    detail,
    done,
    found,
    happened,
    items,
    notifications,
    order_of,
    orders_of,
    part,
    refused,
    running,
    tell,
)

RULES = """
- id: test.high
  applies_to: {asset_type: sump}
  when: {kind: state, point: float_high, equals: true}
  suppress_while: {kind: state, point: test_mode, equals: true}
  realarm_after: 3s
  severity: high
  department: engineering
  message: {zh: "{asset} 高水位", en: "{asset} is high"}
- id: test.silent
  applies_to: {assets: [sensor-1]}
  when: {kind: stale, after: 3s}
  severity: medium
  department: engineering
  message: {zh: "{asset} 失联", en: "{asset} is silent"}
- id: test.rising
  applies_to: {assets: [pit-1-7]}
  when: {kind: rate_of_change, point: level, rises: 1, within: 5m, unit: m}
  severity: high
  department: engineering
  message: {zh: "{asset} 上涨 {value}{unit}", en: "{asset} rises by {value} {unit}"}
- id: test.not_opened
  applies_to: {asset_type: access_door}
  when: {kind: sequence, first: {event: access.granted}, then: {kind: state, point: door, equals: open}, within: 2s, hold: 1h}
  severity: low
  department: security
  message: {zh: "{asset} 刷卡后未开门", en: "{asset} was not opened after a card"}
- id: test.unusual
  applies_to: {assets: [room]}
  when: {kind: deviation, point: temp, by: 5, unit: °C, direction: above, weeks: 1, minimum_weeks: 1}
  severity: medium
  department: engineering
  message: {zh: "{asset} 温度异常 {value}{unit}", en: "{asset} is unusually warm: {value} {unit}"}
- id: test.open_this_shift
  applies_to: {assets: [feeder-3]}
  when: {kind: schedule, calendar: this-shift, when: {kind: state, point: cabinet_door, equals: true}}
  severity: medium
  department: engineering
  message: {zh: "{asset} 柜门开启", en: "The cabinet of {asset} is open"}
- id: test.open_other_shift
  applies_to: {assets: [feeder-3]}
  when: {kind: schedule, calendar: other-shift, when: {kind: state, point: cabinet_door, equals: true}}
  severity: medium
  department: engineering
  message: {zh: "{asset} 柜门开启", en: "The cabinet of {asset} is open"}
- id: test.low_and_loaded
  applies_to: {asset_type: power}
  when: {kind: expression, expression: "load_pct > 50 and min(voltage_l1, voltage_l2, voltage_l3) < 210"}
  severity: medium
  department: engineering
  message: {zh: "{asset} 负载高而电压低", en: "{asset} is loaded and its voltage low"}
"""


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("management"), rules=RULES) as started:
        yield started


def high(tower: Installation, pit: str, *, there: bool = True) -> None:
    """The float of a pit goes up, or down."""
    tell(tower, pit, {"float_high": there})


def raised(tower: Installation, pit: str) -> Json:
    """The float goes up, and the alarm is there."""
    high(tower, pit)
    return found(tower.client("engineer"), "test.high", pit, state="unacknowledged")


def test_what_is_shelved_comes_back_by_itself(tower: Installation) -> None:
    client = tower.client("engineer")
    alarm = raised(tower, "pit-1-1")
    refused(tower.client("guard").post(f"/alarms/{alarm['id']}/shelve", json={"reason": "保养", "minutes": 5}), 403)
    refused(client.post(f"/alarms/{alarm['id']}/shelve", json={"reason": "保养", "minutes": 24 * 60, "until": ahead(60)}), 422)
    shelved = done(client.post(f"/alarms/{alarm['id']}/shelve", json={"reason": "保养", "until": ahead(2)}))
    assert (shelved["state"], part(shelved["hidden_by"], "reason")) == ("shelved", "保养")
    back = found(client, "test.high", "pit-1-1", state="unacknowledged", hidden_by=None)
    assert back["id"] == alarm["id"]
    assert happened(client, alarm) == ["raised", "shelved", "unshelved"]
    assert len(orders_of(client, "pit-1-1")) == 1


def test_what_is_out_of_service_is_hidden_and_comes_back_with_an_order_when_it_is_put_back(tower: Installation) -> None:
    client = tower.client("engineer")
    before = raised(tower, "pit-1-2")
    wish: Json = {"site": SITE, "scope": {"assets": ["pit-1-2", "pit-1-3"]}, "reason": "检修", "until": ahead(3600)}
    refused(tower.client("guard").post("/out-of-service", json=wish), 403)
    entry = done(client.post("/out-of-service", json=wish))
    hidden = found(client, "test.high", "pit-1-2", state="out_of_service")
    assert (hidden["id"], part(hidden["hidden_by"], "by")) == (before["id"], entry["id"])
    high(tower, "pit-1-3")
    assert found(client, "test.high", "pit-1-3", state="out_of_service")["work_order_id"] is None
    assert [each["id"] for each in items(done(client.get("/out-of-service", params={"site": SITE})), "items")] == [entry["id"]]
    put_back = done(client.post(f"/out-of-service/{entry['id']}/put-back", json={"note": "修好"}))
    assert put_back["ended_by"] == "engineer"
    shown = [found(client, "test.high", pit, state="unacknowledged", hidden_by=None) for pit in ("pit-1-2", "pit-1-3")]
    assert [order_of(client, alarm)["asset"] for alarm in shown] == ["pit-1-2", "pit-1-3"]


def test_what_was_acknowledged_and_still_stands_asks_to_be_seen_again(tower: Installation) -> None:
    client = tower.client("engineer")
    alarm = raised(tower, "pit-1-4")
    assert done(client.post(f"/alarms/{alarm['id']}/acknowledge", json={}))["state"] == "acknowledged"
    eventually(lambda: "realarmed" in happened(client, alarm), what="the re-alarm")
    again = detail(client, alarm)
    assert (again["state"], again["acknowledged_by"], again["condition"]) == ("unacknowledged", None, True)
    assert sorted(each.kind.value for each in notifications(tower, alarm)) == ["order_opened", "realarm"]


def test_what_comes_and_goes_is_marked_as_chattering_and_told_once(tower: Installation) -> None:
    client = tower.client("engineer")
    for number in range(7):
        high(tower, "pit-1-5", there=number % 2 == 0)
    alarm = found(client, "test.high", "pit-1-5", chattering=True, state="unacknowledged")
    eventually(lambda: happened(client, alarm).count("reraised") == 3, what="its coming back")
    assert happened(client, alarm)[:4] == ["raised", "cleared", "reraised", "chattering"]
    assert [each.kind.value for each in notifications(tower, alarm)] == ["order_opened"]
    assert len(orders_of(client, "pit-1-5")) == 1


def test_what_its_rule_suppresses_is_shown_with_its_reason_and_has_an_order_once_the_mode_is_over(tower: Installation) -> None:
    client = tower.client("engineer")
    tell(tower, "pit-1-6", {"test_mode": True})
    high(tower, "pit-1-6")
    hidden = found(client, "test.high", "pit-1-6", state="suppressed")
    assert hidden["hidden_by"] == {"kind": "suppressed", "reason": "BY_DESIGN", "by": "test.high", "until": None}
    assert hidden["work_order_id"] is None
    tell(tower, "pit-1-6", {"test_mode": False})
    shown = found(client, "test.high", "pit-1-6", state="unacknowledged", hidden_by=None)
    assert shown["id"] == hidden["id"]
    assert order_of(client, shown)["state"] == "dispatched"


def hot(tower: Installation) -> None:
    tell(tower, "feeder-1", {"transformer_temp": 160})


def tripped(tower: Installation) -> None:
    tell(tower, "feeder-2", {"breaker": "tripped"})


def silent(tower: Installation) -> None:
    tell(tower, "sensor-1", {"temp": 20})


def rising(tower: Installation) -> None:
    tell(tower, "pit-1-7", {"level": 0.3})
    tell(tower, "pit-1-7", {"level": 1.4})


def denied(tower: Installation) -> None:
    for number in range(5):
        tower.publish("door-1", "event", {"event": "access.denied", "ts": now_ms(), "data": {"card": f"R-{number}"}}, site=SITE)


def not_opened(tower: Installation) -> None:
    tell(tower, "door-2", {"door": "closed"})
    tower.publish("door-2", "event", {"event": "access.granted", "ts": now_ms(), "data": {"card": "R-1"}}, site=SITE)


def unusual(tower: Installation) -> None:
    """This hour a week ago, and the next one should it begin meanwhile; then now."""
    past = [ago(timedelta(weeks=1, minutes=minutes)) for minutes in range(30, -65, -5)]
    tower.publish("room", "telemetry", [{"ts": ts, "values": {"temp": 21}} for ts in past], site=SITE)
    for _ in range(3):
        tell(tower, "room", {"temp": 31})


def emptying(tower: Installation) -> None:
    """A tank that has lost 1.5 % a minute for twenty minutes, and is not low yet."""
    past = [(ago(timedelta(minutes=minutes)), 30 + 1.5 * minutes) for minutes in range(20, 0, -1)]
    tower.publish("tank", "telemetry", [{"ts": ts, "values": {"tank_level": level}} for ts, level in past], site=SITE)
    tell(tower, "tank", {"tank_level": 30})


def two_detectors(tower: Installation) -> None:
    tell(tower, "smoke-2-1", {"smoke": True})
    tell(tower, "smoke-2-3", {"smoke": True})


def opened(tower: Installation) -> None:
    tell(tower, "feeder-3", {"cabinet_door": True})


def loaded(tower: Installation) -> None:
    tell(tower, "feeder-4", {"load_pct": 60, "voltage_l1": 220, "voltage_l2": 205, "voltage_l3": 221})


def ago(length: timedelta) -> int:
    """So long before now, as a device would have stamped it."""
    return now_ms() - length // timedelta(milliseconds=1)


KINDS: dict[str, tuple[str, str, Callable[[Installation], None]]] = {
    "threshold": ("power.transformer_limit", "feeder-1", hot),
    "state": ("power.tripped", "feeder-2", tripped),
    "stale": ("test.silent", "sensor-1", silent),
    "rate_of_change": ("test.rising", "pit-1-7", rising),
    "count": ("access_door.denied", "door-1", denied),
    "sequence": ("test.not_opened", "door-2", not_opened),
    "deviation": ("test.unusual", "room", unusual),
    "forecast": ("domestic_water.tank_empty_soon", "tank", emptying),
    "composite": ("fire_detector.confirmed", "smoke-2-1", two_detectors),
    "schedule": ("test.open_this_shift", "feeder-3", opened),
    "expression": ("test.low_and_loaded", "feeder-4", loaded),
}
"""Of each kind a rule, the asset at which it is raised, and what devices say then."""


def test_every_kind_is_among_them() -> None:
    assert set(KINDS) == set(kinds())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_rule_makes_an_alarm_with_its_order(kind: str, tower: Installation) -> None:
    rule, asset, speak = KINDS[kind]
    client = tower.client("manager")
    assert done(client.get(f"/rules/{rule}", params={"site": SITE}))["kind"] == kind
    speak(tower)
    alarm = found(client, rule, asset, condition=True, hidden_by=None)
    order = order_of(client, alarm)
    assert alarm["id"] in list(order["alarm_ids"])  # type: ignore[call-overload]


def test_a_rule_whose_calendar_does_not_hold_is_quiet(tower: Installation) -> None:
    client = tower.client("engineer")
    opened(tower)
    found(client, "test.open_this_shift", "feeder-3", condition=True)
    assert alarms(client, rule="test.open_other_shift") == []


def test_five_refused_cards_say_how_many_they_were(tower: Installation) -> None:
    client = tower.client("guard")
    for _ in range(5):
        tower.publish("door-2", "event", {"event": "access.denied", "ts": now_ms(), "data": {"card": "R-9"}}, site=SITE)
    alarm = found(client, "access_door.denied", "door-2", condition=True)
    assert (alarm["value"], alarm["department"]) == (5, "security")
    assert "5" in str(part(alarm["message"], "zh"))
