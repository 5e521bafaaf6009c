"""The clocks of a rescue over the API: read, stopped with one tap, exported as evidence."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from domain.transition import Change
from tests.api.world import CLEANER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, World, entrapment

CLOCKS = ["answered", "called", "arrived", "released"]


def test_everybody_who_sees_the_order_sees_its_clocks(world: World) -> None:
    _, order = world.raised()
    answer = world.get(f"/work-orders/{order.id}/rescue-clocks", VIEWER).json()
    assert [clock["clock"] for clock in answer["clocks"]] == CLOCKS
    released = answer["clocks"][3]
    assert (released["warn_at"], released["due_at"]) == ("2026-01-31T09:30:00.000Z", "2026-01-31T10:00:00.000Z")
    assert (released["kept"], released["ended"], released["name"]["zh"]) == (None, False, "乘客已脱困")
    assert world.get(f"/work-orders/{order.id}/rescue-clocks", STRANGER).status_code == 404


def test_one_tap_stops_one_and_the_first_word_counts(world: World) -> None:
    _, order = world.raised()
    world.clock.forward(minutes=2)
    told = world.post(f"/work-orders/{order.id}/rescue-clocks/answered", GUARD, json={"device_id": "phone-7"})
    assert (told.status_code, told.json()["timeline"][-1]["note"]) == (200, "已应答乘客 / Passengers answered")
    world.clock.forward(minutes=1)
    assert world.post(f"/work-orders/{order.id}/rescue-clocks/answered", ENGINEER).json()["version"] == told.json()["version"]
    answered = world.get(f"/work-orders/{order.id}/rescue-clocks", GUARD).json()["clocks"][0]
    assert (answered["met_at"], answered["met_by"], answered["device_id"], answered["kept"]) == ("2026-01-31T08:02:00.000Z", "guard", "phone-7", True)
    assert ("guard", "work-order.rescue-answered", "") in world.audited()


def test_only_those_concerned_stop_them_and_only_those_there_are(world: World) -> None:
    _, order = world.raised()
    tap = f"/work-orders/{order.id}/rescue-clocks"
    refused = [world.post(f"{tap}/called", by).status_code for by in (CLEANER, VIEWER, STRANGER)]
    assert refused == [403, 403, 404]
    assert world.post(f"{tap}/lunch", GUARD).status_code == 422
    assert world.post("/work-orders/nothing/rescue-clocks/called", GUARD).status_code == 404


def test_an_order_that_is_no_rescue_has_none(world: World) -> None:
    request = {"site": "riverside", "title": {"zh": "灯", "en": "Light"}, "department": "engineering"}
    order = world.post("/work-orders", MANAGER, json=request).json()["id"]
    assert world.get(f"/work-orders/{order}/rescue-clocks", MANAGER).json()["clocks"] == []
    assert world.post(f"/work-orders/{order}/rescue-clocks/called", MANAGER).status_code == 422


def test_the_table_is_evidence_by_the_clock_of_the_site_and_in_utc(world: World) -> None:
    _, order = world.raised()
    world.clock.forward(minutes=7)
    world.post(f"/work-orders/{order.id}/rescue-clocks/called", GUARD, json={"device_id": "=cmd()"})
    world.happen(entrapment(change=Change.RETURNED, at=T0 + timedelta(minutes=20)))
    table = f"/work-orders/{order.id}/rescue-clocks?format=csv&lang=en"
    assert world.get(table, GUARD).status_code == 403
    rows = list(csv.DictReader(io.StringIO(world.get(table, MANAGER).text.removeprefix("\ufeff"))))
    assert [row["In time"] for row in rows] == ["Open", "No", "Open", "Yes"]
    called, released = rows[1], rows[3]
    assert (called["Limit, local"], called["Limit, UTC"]) == ("2026-01-31 16:05:00+08:00", "2026-01-31T08:05:00Z")
    assert (called["Done, UTC"], called["By"], called["Told by"], called["Device"]) == ("2026-01-31T08:07:00Z", "guard", "A person", "'=cmd()")
    assert (released["Done, local"], released["By"], released["Told by"]) == ("2026-01-31 16:20:00+08:00", "system", "The alarm")
