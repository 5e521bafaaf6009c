"""The main chain as a user sees it: what is published, and what must be there afterwards. Same for all parts."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx

from tests.e2e.installation import Installation, Json, eventually


@dataclass(frozen=True)
class Incident:
    """Something that happens to a device, and the alarm that it must raise."""

    device: str
    quiet: Json
    trouble: Json
    rule: str
    department: str
    severity: str


INCIDENTS = (
    Incident("t1-lift-1", {"trapped": False}, {"trapped": True}, "lift.entrapment", "security", "critical"),
    Incident("t1-door-lobby-south", {"door_alarm": "normal"}, {"door_alarm": "forced_open"}, "access_door.forced_open", "security", "high"),
    Incident("t1-smoke-05", {"smoke": False}, {"smoke": True}, "fire_detector.smoke", "security", "critical"),
)


def now_ms() -> int:
    """The time now as a device would stamp it."""
    return time.time_ns() // 1_000_000


def say(installation: Installation, device: str, values: Json) -> None:
    """Publish values with a timestamp."""
    installation.publish(device, "telemetry", {"ts": now_ms(), "values": values})


def alarms(client: httpx.Client, **where: str) -> list[Json]:
    """Alarms by filters of the API."""
    items: list[Json] = client.get("/alarms", params={"limit": "200", **where}).raise_for_status().json()["items"]
    return items


def alarm_of(client: httpx.Client, rule: str, asset: str) -> Json:
    """The one active alarm of a rule at an asset, waited for."""

    def look() -> list[Json]:
        return [alarm for alarm in alarms(client, state="active", asset=asset) if alarm["rule"] == rule]

    (alarm,) = eventually(look, what=f"the alarm {rule} of {asset}")
    return alarm


def orders(client: httpx.Client) -> list[Json]:
    """Every work order, page by page."""
    found: list[Json] = []
    cursor: str | None = None
    while True:
        page = client.get("/work-orders", params={"limit": "200", **({"cursor": cursor} if cursor else {})}).raise_for_status().json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def assert_exactly_one_order(client: httpx.Client, alarm: Json) -> Json:
    """The one responsible order of an alarm, seen from both sides."""
    responsible = [order for order in orders(client) if alarm["id"] in list(order["alarm_ids"])]  # type: ignore[call-overload]
    assert len(responsible) == 1
    assert alarm["work_order_id"] == responsible[0]["id"]
    return responsible[0]


def step(client: httpx.Client, order: Json, name: str, **body: object) -> Json:
    """Take a step of an order with the version that was seen; returns the order after it."""
    answer = client.post(f"/work-orders/{order['id']}/{name}", json=body, headers={"If-Match": str(order["version"])})
    assert answer.status_code == 200, answer.text
    result: Json = answer.json()
    return result


def play_the_chain(installation: Installation) -> None:
    """Lift, door and smoke: alarm, exactly one order, stored readings; then the loop is closed for the lift."""
    guard, engineer, manager = (installation.client(name) for name in ("guard", "engineer", "manager"))
    for incident in INCIDENTS:
        say(installation, incident.device, incident.quiet)
        say(installation, incident.device, incident.trouble)
    for incident in INCIDENTS:
        alarm = alarm_of(engineer, incident.rule, incident.device)
        assert (alarm["severity"], alarm["department"], alarm["condition"]) == (incident.severity, incident.department, True)
        order = assert_exactly_one_order(engineer, alarm)
        assert (order["state"], order["department"]) == ("dispatched", incident.department)
        key = next(iter(incident.trouble))
        _stored(engineer, f"riverside.{incident.device}.{key}", incident.trouble[key])
    _close_the_loop(installation, guard, engineer, manager)


def _stored(client: httpx.Client, point: str, value: object) -> None:
    def look() -> bool:
        items = client.get(f"/points/{point}/readings").raise_for_status().json()["items"]
        return any(item["value"] == value for item in items)

    eventually(look, what=f"the reading of {point} in the telemetry store")


def _close_the_loop(installation: Installation, guard: httpx.Client, engineer: httpx.Client, manager: httpx.Client) -> None:
    alarm = alarm_of(guard, "lift.entrapment", "t1-lift-1")
    acknowledged = guard.post(f"/alarms/{alarm['id']}/acknowledge", json={"note": "收到"}, headers={"If-Match": str(alarm["version"])})
    assert acknowledged.status_code == 200, acknowledged.text
    assert acknowledged.json()["condition"] is True  # acknowledging is not clearing
    order = assert_exactly_one_order(guard, alarm)
    order = step(guard, order, "accept")
    order = step(guard, order, "arrive")
    say(installation, "t1-lift-1", {"trapped": False})
    ended = eventually(lambda: _when(guard.get(f"/alarms/{alarm['id']}").json(), state="normal"), what="the end of the alarm")
    assert ended["condition"] is False
    order = guard.get(f"/work-orders/{order['id']}").json()
    assert order["state"] == "in_progress"  # clearing never closes an order
    for task in list(order["tasks"]):
        engineer.post(f"/work-orders/{order['id']}/tasks/{task['id']}/done", json={"note": "已到场"}).raise_for_status()
    order = guard.get(f"/work-orders/{order['id']}").json()
    order = step(guard, order, "complete", note="乘客已解救")
    order = guard.get(f"/work-orders/{order['id']}").json()
    assert order["watch_until"] is not None  # it would close by itself once it has stayed normal for ten minutes
    order = step(manager, order, "verify", override=True, note="现场试运行正常")
    assert order["state"] == "closed"


def _when(found: Json, **wanted: object) -> Json | None:
    return found if all(found[key] == value for key, value in wanted.items()) else None
