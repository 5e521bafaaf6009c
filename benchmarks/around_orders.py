"""What years of orders leave beside them: who asked for them, what was told to other systems, visits, whistles, faults that came again.

Written by the database itself, one row for each order that is chosen by the last digit of its number, so that 200,000
orders take seconds. What the product writes with a row (the words that it is found by, the digits of a phone) is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, literal, or_, select
from sqlalchemy.sql.elements import ColumnElement

from domain.request import Asked, Channel, Rating, Request
from storage.database.request_rows import request_row
from storage.database.tables.orders import work_orders
from storage.database.tables.outside import deliveries, webhooks
from storage.database.tables.requests import requests
from storage.database.tables.visits import visits
from storage.database.tables.whistles import whistle_calls, whistles
from storage.database.tables.work_done import repeat_faults

WEBHOOK = "hook"
_ORDER = work_orders.c


def leave_around(connection: Connection, site: str, now: datetime) -> None:
    """A request for 40 in 100 orders, two deliveries for each, a visit or a whistle for one in ten, a repeat for one in ten."""
    moment: dict[str, ColumnElement[Any]] = {"received_at": _ORDER.opened_at, "rated_at": _ORDER.opened_at}
    asked = Request("", "", site, Channel.PHONE, now, "wang", "厨房水管滴水，请尽快来修", "3-1-1201", name="王秀英", phone="13900139000", room="3-1-1201")
    _write(connection, requests, "-asked", request_row(asked), {"order_id": _ORDER.id, "received_at": _ORDER.opened_at}, "13")
    rated = request_row(Request(**{**_fields(asked), "rating": Rating(4, True, "很快", now, "wang", Asked.PHONE)}))
    _write(connection, requests, "-rated", rated, {"order_id": _ORDER.id, **moment}, "57")
    _webhook(connection, now)
    for place, step in enumerate(("work-order.open", "work-order.close")):
        sent = {"webhook_id": WEBHOOK, "sequence": None, "type": step, "body": "{}", "state": "delivered", "attempts": 1, "status": 204}
        moments = dict.fromkeys(("created_at", "give_up_at", "delivered_at"), _ORDER.opened_at)
        own: dict[str, ColumnElement[Any]] = {"subject": _ORDER.id, **moments}
        _write(connection, deliveries, f"-told-{place}", sent, own, "0123456789")
    visited = {
        "site": site,
        "state": "done",
        "purpose": "repair",
        "firm": "电梯维保",
        "name": "李师傅",
        "phone": "13700137000",
        "work": "",
        "decided": (),
        "version": 1,
    }
    own = {"number": _ORDER.number, "asset": _ORDER.asset, "token_digest": _ORDER.id, "signed_in_at": _ORDER.opened_at, "until": _ORDER.opened_at}
    _write(connection, visits, "-visit", visited, own, "8")
    blown = {"site": site, "state": "stood_down", "severity": "high", "matter": "地库积水", "bring": "", "blown_by": "wang", "outcome": "已抽干", "version": 1}
    own = {"number": _ORDER.number, "order_id": _ORDER.id, "blown_at": _ORDER.opened_at, "ended_at": _ORDER.opened_at}
    _write(connection, whistles, "-whistle", blown, own, "9")
    called = {"department": "engineering", "note": "", "decided": ()}
    own = {"whistle_id": _ORDER.id.op("||")("-whistle"), "called_at": _ORDER.opened_at, "check_in_by": _ORDER.opened_at, "checked_in_at": _ORDER.opened_at}
    _write(connection, whistle_calls, None, called, own, "9")
    own = {"order_id": _ORDER.id, "earlier_id": _ORDER.id, "asset": _ORDER.asset, "found_at": _ORDER.opened_at}
    _write(connection, repeat_faults, None, {"site": site, "rule": "sump.pump_fault"}, own, "6")


def _webhook(connection: Connection, now: datetime) -> None:
    made = {"id": WEBHOOK, "name": "ERP", "url": "https://erp.example/hook", "sites": ("*",), "events": ("work-order",), "secret": "sealed"}
    connection.execute(insert(webhooks).values(**made, created_at=now, created_by="wang", since=0, version=1, ended_at=now + timedelta(days=1)))


def _write(connection: Connection, table: Table, suffix: str | None, row: Mapping[str, Any], own: Mapping[str, ColumnElement[Any]], digits: str) -> None:
    """A row for each order whose number ends in one of `digits`: `row` with its `own` columns; its id is the order's with `suffix`."""
    fixed = {name: literal(value, table.c[name].type) for name, value in row.items() if name not in own and value is not None}
    said: dict[str, ColumnElement[Any]] = {**fixed, **own}
    if suffix is not None:
        said["id"] = _ORDER.id.op("||")(suffix)
    chosen = or_(*(_ORDER.number.like(f"%{digit}") for digit in digits))
    connection.execute(insert(table).from_select(list(said), select(*(part.label(name) for name, part in said.items())).where(chosen)))


def _fields(request: Request) -> dict[str, Any]:
    return {name: getattr(request, name) for name in Request.__dataclass_fields__}
