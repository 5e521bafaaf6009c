"""What stands in the sheet: everything that is open at the site for a post, in figures and by name, and what is counted.

Live until somebody signs; then it is kept as it was. Plain JSON with texts in both languages and no personal data of
those who asked or came: names of firms, not of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from domain.alarm import Alarm
from domain.hand_over import Count, HandOver, Loan, Thing
from domain.hand_over_json import loan_json
from domain.people import Person
from domain.permit import PERMIT_KIND_NAMES, PERMIT_STATE_NAMES
from domain.records import Transaction
from domain.site import Site
from domain.suppression import OutOfService
from domain.text import Text
from domain.time import rfc3339
from domain.visit import VisitFilter, VisitState
from domain.whistle import WhistleFilter, WhistleState
from domain.work_order import ORDER_STATE_NAMES, OrderEvent, WorkOrder
from operations.handover.ownership import WORKED_ON, open_orders, open_permits

MOST = 200
"""So many lines of one kind stand in a sheet; the figures count all."""
_MOST_NAMES = 5
PROMISED_SOON = timedelta(hours=12)
"""What is promised, or to be resolved, within the shift that comes."""

_OPEN_VISITS = frozenset({VisitState.WAITING, VisitState.ON_SITE, VisitState.LEAVING})


def gather(tx: Transaction, item: HandOver, site: Site, now: datetime) -> dict[str, object]:
    """The sheet of `item` as it is at `now`."""
    account = tx.people.by_username(item.outgoing)
    alarms = [alarm for alarm in tx.alarms.open_at(site.id) if alarm.condition or not alarm.acknowledged]
    orders = list(_orders(tx, item, None if account is None else account.person))
    isolations = list(tx.out_of_service.open_at(site.id))
    permits = list(open_permits(tx, site.id))
    incidents = list(tx.incidents.open_at(site.id))
    whistles = tx.whistles.list(WhistleFilter((site.id,), WhistleState.OPEN), limit=MOST).items
    visits = tx.visits.list(VisitFilter((site.id,), _OPEN_VISITS), limit=MOST).items
    promises = [order for order in orders if _is_promised(order, now)]
    return {
        "at": rfc3339(now),
        "figures": {
            **_shift_figures(tx, item, now),
            "alarms": len(alarms),
            "orders": len(orders),
            "own_orders": sum(_is_own(order, item.outgoing) for order in orders),
            "isolations": len(isolations),
            "permits": len(permits),
            "incidents": len(incidents),
            "whistles": len(whistles),
            "visits": len(visits),
            "promises": len(promises),
        },
        "alarms": [_alarm_line(alarm, site) for alarm in sorted(alarms, key=_urgency)[:MOST]],
        "orders": [_order_line(order, item.outgoing) for order in orders[:MOST]],
        "promises": [_order_line(order, item.outgoing) for order in promises[:MOST]],
        "isolations": [
            {"id": entry.id, "reason": entry.reason, "until": rfc3339(entry.until), "by": entry.by, "assets": _covered(entry, site)}
            for entry in isolations[:MOST]
        ],
        "permits": [
            {
                "id": permit.id,
                "number": permit.number,
                "kind": _text(PERMIT_KIND_NAMES[permit.kind]),
                "state": _text(PERMIT_STATE_NAMES[permit.state]),
                "place": permit.place,
                "work": permit.work,
                "until": rfc3339(permit.until),
                "watcher": permit.watcher,
            }
            for permit in permits[:MOST]
        ],
        "incidents": [
            {"id": each.id, "title": _text(each.title), "severity": each.severity.value, "opened_at": rfc3339(each.opened_at)} for each in incidents[:MOST]
        ],
        "whistles": [{"id": each.id, "number": each.number, "matter": each.matter, "blown_at": rfc3339(each.blown_at)} for each in whistles],
        "visits": [
            {"id": each.id, "number": each.number, "asset": _asset(each.asset, site), "firm": each.firm, "until": rfc3339(each.until)} for each in visits
        ],
        "things": counted(tx.hand_overs.things(site.id, item.post), item.counts, tx.hand_overs.loans(site.id)),
    }


def counted(things: Iterable[Thing], counts: Mapping[str, Count], loans: Iterable[Loan]) -> list[dict[str, object]]:
    """The things of a post: how many should be there (all but those on loan), how many were counted, and who has the others."""
    out: dict[str, list[Loan]] = {}
    for loan in loans:
        out.setdefault(loan.thing_id, []).append(loan)
    return [
        {
            "id": thing.id,
            "name": thing.name,
            "number": thing.number,
            "expected": expected(thing, out.get(thing.id, ())),
            "counted": counts[thing.id].counted if thing.id in counts else None,
            "remark": counts[thing.id].remark if thing.id in counts else "",
            "loans": [loan_json(loan) for loan in out.get(thing.id, ())],
        }
        for thing in things
    ]


def expected(thing: Thing, loans: Iterable[Loan]) -> int:
    """How many of `thing` should lie at its post while `loans` are out."""
    return max(0, thing.number - sum(loan.number for loan in loans))


def _orders(tx: Transaction, item: HandOver, person: Person | None) -> Iterable[WorkOrder]:
    """Those that the post's department leads or assists, and those that the outgoing person holds, theirs first; each once."""
    own = [order for order in open_orders(tx, item.site) if person is not None and _is_own(order, person.username)]
    ids = {order.id for order in own}
    return [*own, *(order for order in open_orders(tx, item.site, item.post.department) if order.id not in ids)]


def _is_own(order: WorkOrder, username: str) -> bool:
    return order.owner == username or (order.assignee == username and order.state in WORKED_ON)


def _is_promised(order: WorkOrder, now: datetime) -> bool:
    """Whether somebody waits for it within the shift that comes."""
    soon = now + PROMISED_SOON
    resolve_by = None if order.completed_at is not None else order.due.resolve_by
    return any(limit is not None and limit <= soon for limit in (order.promised_until, resolve_by))


def _shift_figures(tx: Transaction, item: HandOver, now: datetime) -> dict[str, int]:
    """What happened while the outgoing person stood there."""
    raised = tx.alarms.raised_between(item.site, item.since, now)
    lines = tx.orders.lines_between(item.site, item.since, now, (OrderEvent.OPENED, OrderEvent.COMPLETED, OrderEvent.CLOSED))
    return {
        "raised": len(raised),
        "critical": sum(alarm.severity.value == "critical" for alarm in raised),
        "opened": sum(line.event is OrderEvent.OPENED for line in lines),
        "completed": sum(line.event is OrderEvent.COMPLETED for line in lines),
        "closed": sum(line.event is OrderEvent.CLOSED for line in lines),
    }


def _urgency(alarm: Alarm) -> tuple[int, datetime]:
    return (alarm.severity.rank, alarm.raised_at)


def _alarm_line(alarm: Alarm, site: Site) -> dict[str, object]:
    hidden = alarm.hidden_by
    return {
        "id": alarm.id,
        "message": _text(alarm.message),
        "asset": _asset(alarm.asset, site),
        "severity": alarm.severity.value,
        "state": alarm.state.value,
        "raised_at": rfc3339(alarm.raised_at),
        "hidden": None if hidden is None else {"kind": hidden.kind.value, "reason": hidden.reason, "until": _time(hidden.until)},
    }


def _order_line(order: WorkOrder, outgoing: str) -> dict[str, object]:
    return {
        "id": order.id,
        "number": order.number,
        "title": _text(order.title),
        "state": order.state.value,
        "state_name": _text(ORDER_STATE_NAMES[order.state]),
        "priority": order.priority.value,
        "department": order.department.value,
        "assignee": order.assignee,
        "owner": order.owner,
        "own": _is_own(order, outgoing),
        "resolve_by": _time(order.due.resolve_by),
        "promised_until": _time(order.promised_until),
    }


def _covered(entry: OutOfService, site: Site) -> list[dict[str, str]]:
    """What is out of service, by name: the first few."""
    points = (site.points[point].asset for point in entry.scope.points if point in site.points)
    assets = dict.fromkeys([*(asset.id for asset in entry.scope.assets_at(site)), *points])
    return [_asset(asset, site) for asset in list(assets)[:_MOST_NAMES]]


def _asset(asset: str, site: Site) -> dict[str, str]:
    found = site.assets.get(asset)
    return _text(Text(asset, asset) if found is None else found.name)


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
