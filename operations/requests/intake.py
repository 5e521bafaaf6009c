"""Taking in what somebody asks for: a work order with the request behind it, or one more who asks for an order that is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.identity import LIVE, new_id
from domain.people import Department
from domain.personal import mask_text
from domain.problem import Refusal
from domain.records import OrderFilter, OrderPlace, Transaction
from domain.request import DEPARTMENT_OF, KINDS, Channel, Request, Ticket
from domain.severity import Priority
from domain.site import Site, SpaceKind
from domain.text import Text
from domain.work_order import OPEN_STATES, Due, OrderEvent, OrderKind, OrderState, WorkOrder, next_state
from operations import announcements
from operations.workorders import limits
from operations.workorders.opening import assisting_tasks
from operations.workorders.record import both, change, local_day, open_order

SIMILAR_FOR = timedelta(hours=48)
"""An open order of the same place is taken for the same matter so long after it was opened."""

_JOINABLE = OPEN_STATES - {OrderState.COMPLETED, OrderState.VERIFIED}
"""What is done already would be closed without anybody looking at what was said now."""

_LONGEST_TITLE = 60
_SHOWN = 5
_ASKED_TOO = Text("又有一人反映同一事项", "Somebody else has asked for the same")


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody asks for. `title` is made of their words if there is none; `room` is what they call their home if it is no space."""

    kind: OrderKind
    channel: Channel
    words: str
    title: Text | None = None
    asset: str | None = None
    space: str | None = None
    dwelling: str | None = None
    room: str = ""
    name: str = ""
    phone: str = ""
    language: str = "zh"
    priority: Priority = Priority.P3
    department: Department | None = None
    assist: tuple[Department, ...] = ()
    visit_from: datetime | None = None
    visit_until: datetime | None = None
    ticket: Ticket | None = None
    once: str | None = None


def take_in(tx: Transaction, asking: Asking, site: Site, *, by: str, at: datetime, owner: str | None = None, join: str | None = None) -> Request:
    """Open an order for it, led by whoever the kind of request goes to, or with `join` add it to that open order.

    `owner`, the first receiver, answers for the matter until somebody accepts it. What was sent before (`once`), and an
    outside ticket that is there already, gives the request that exists. Raises `Refusal`; `KeyError` if `join` is none.
    """
    known = _known(tx, asking)
    if known is not None:
        return known
    _check(asking, site)
    order = _joined(tx, join, asking, site, by, at) if join is not None else _opened(tx, asking, site, by, at, owner)
    request = Request(
        id=new_id(),
        order_id=order.id,
        site=site.id,
        channel=asking.channel,
        received_at=at,
        received_by=by,
        words=asking.words.strip(),
        place=place_of(asking, site).zh,
        language=asking.language,
        name=asking.name.strip(),
        phone=asking.phone.strip(),
        dwelling=asking.dwelling,
        room=asking.room.strip(),
        visit_from=asking.visit_from,
        visit_until=asking.visit_until,
        ticket=asking.ticket,
        once=asking.once,
    )
    tx.requests.add(request)
    return request


def similar(tx: Transaction, asking: Asking, site: Site, at: datetime) -> Sequence[WorkOrder]:
    """Orders of the same asset, space or household of the last two days whose work is not done, newest first, five at most: it may be the same matter."""
    found = {order.id: order for order in _similar(tx, asking, site, at) if order.state in _JOINABLE and order.opened_at >= at - SIMILAR_FOR}
    return sorted(found.values(), key=lambda order: (order.opened_at, order.id), reverse=True)[:_SHOWN]


def place_of(asking: Asking, site: Site) -> Text:
    """Where it is, in words; nothing if nobody said."""
    if asking.asset is not None:
        asset = site.assets[asking.asset]
        return Text("{place} · {asset}", "{place} · {asset}").filled(place=site.place(asset), asset=asset.name)
    space = asking.space or asking.dwelling
    if space is not None:
        return site.place_of_space(space)
    return Text(asking.room.strip(), asking.room.strip())


def _known(tx: Transaction, asking: Asking) -> Request | None:
    if asking.ticket is not None:
        known = tx.requests.of_ticket(asking.ticket.system, asking.ticket.number)
        if known is not None:
            return known
    return None if asking.once is None else tx.requests.sent_before(asking.once)


def _check(asking: Asking, site: Site) -> None:
    if asking.kind not in KINDS:
        raise Refusal("请选择咨询、报修、投诉或建议", f"{asking.kind} is nothing that people ask for: choose repair, enquiry, complaint or suggestion")
    if not asking.words.strip():
        raise Refusal("请写明要反映的内容", "nothing was said: write down what they ask for")
    if asking.asset is not None and asking.asset not in site.assets:
        raise Refusal(
            f"本项目没有设备 {asking.asset}，请从列表中选择或留空", f"the site {site.id} has no asset {asking.asset}: choose one from its list, or none"
        )
    for space in (asking.space, asking.dwelling):
        if space is not None and space not in site.spaces:
            raise Refusal(f"本项目没有位置 {space}，请从列表中选择或留空", f"the site {site.id} has no space {space}: choose one from its list, or none")
    if asking.dwelling is not None and site.spaces[asking.dwelling].kind is not SpaceKind.DWELLING:
        raise Refusal("所选位置不是住户，请改填位置", f"{asking.dwelling} is no dwelling: give it as the space")
    if asking.visit_from is not None and asking.visit_until is not None and asking.visit_until <= asking.visit_from:
        raise Refusal("上门时间的结束应晚于开始", "the visit would end before it begins: correct its times")


def _opened(tx: Transaction, asking: Asking, site: Site, by: str, at: datetime, owner: str | None) -> WorkOrder:
    department = asking.department or DEPARTMENT_OF[asking.kind]
    title = asking.title or _title(asking.words)
    order = WorkOrder(
        id=new_id(),
        number=tx.orders.next_number(site.id, local_day(at, site.time_zone)),
        realm=LIVE,
        kind=asking.kind,
        site=site.id,
        asset=asking.asset,
        department=department,
        priority=asking.priority,
        state=OrderState.REQUESTED,
        title=title,
        opened_at=at,
        due=Due(),
        requested_by=by,
        space=asking.space or asking.dwelling,
        owner=owner,
    )
    order = limits.opened(order, site, at)
    if asking.ticket is not None and asking.ticket.deadline is not None:
        order = limits.promised_outside(order, asking.ticket.deadline)
    order = replace(order, tasks=assisting_tasks(order.id, department, asking.assist, title, order.due))
    opened = open_order(tx, order, at=at, occurred_at=at, actor=by)
    announcements.order_opened(tx, opened, site, at)
    return opened


def _joined(tx: Transaction, order_id: str, asking: Asking, site: Site, by: str, at: datetime) -> WorkOrder:
    order = tx.orders.get(order_id)
    if order is None or order.site != site.id:
        raise KeyError(order_id)
    if order.state not in _JOINABLE:
        raise Refusal("该工单已完成或结束，请另开工单", "that order is done or over: open one of its own for it")
    if asking.ticket is not None and asking.ticket.deadline is not None and (order.due.resolve_by is None or asking.ticket.deadline < order.due.resolve_by):
        order = limits.promised_outside(order, asking.ticket.deadline)
    going = replace(order, state=next_state(order.state, OrderEvent.NOTED, from_alarm=order.from_alarm))
    return change(tx, going, OrderEvent.NOTED, at=at, actor=by, note=both(_ASKED_TOO))


def _similar(tx: Transaction, asking: Asking, site: Site, at: datetime) -> Iterator[WorkOrder]:
    recent = OrderFilter(sites=(site.id,), states=_JOINABLE, since=at - SIMILAR_FOR)
    if asking.asset is not None:
        yield from tx.orders.list(replace(recent, asset=asking.asset), limit=_SHOWN).items
    if asking.space is not None:
        assets = frozenset(asset.id for asset in site.assets.values() if asset.space == asking.space)
        yield from tx.orders.list(replace(recent, place=OrderPlace(site.id, frozenset({asking.space}), assets)), limit=_SHOWN).items
    for request in tx.requests.of_household((site.id,), dwelling=asking.dwelling, room=asking.room, phone=asking.phone):
        order = tx.orders.get(request.order_id)
        if order is not None:
            yield order


def _title(words: str) -> Text:
    """The beginning of what they said, without phones and plates: titles are seen by many."""
    line = mask_text(words.strip().splitlines()[0])
    short = line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"
    return Text(short, short)
