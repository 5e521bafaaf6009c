"""Requests as the API shows them: name, phone and words masked for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.problems import NotFound
from api.schemas.request import Household, OpenMatter, PersonRequest
from api.security.rights import Rights
from api.services import Services
from domain.people import Permission, Person
from domain.personal import mask_name, mask_phone, mask_text
from domain.records import Transaction
from domain.request import Request as RequestRecord
from domain.request import room_key
from domain.site import Site, SpaceKind
from domain.text import Text
from domain.time import rfc3339
from domain.work_order import WorkOrder
from operations.requests.satisfaction import current_order
from operations.workorders.record import is_open

_HOUSEHOLDS = 20


def requests_out(tx: Transaction, requests: Sequence[RequestRecord]) -> list[PersonRequest]:
    """Requests, masked, each with the order that is responsible for it now."""
    tx.orders.look_at({request.order_id for request in requests})
    followed = tx.requests.followed({request.id for request in requests})
    return [_request_out(tx, request, has_link=request.id in followed) for request in requests]


def request_out(tx: Transaction, request: RequestRecord) -> PersonRequest:
    """One of them."""
    return requests_out(tx, [request])[0]


def _request_out(tx: Transaction, request: RequestRecord, *, has_link: bool) -> PersonRequest:
    rating, ticket = request.rating, request.ticket
    return PersonRequest.model_validate(
        {
            "id": request.id,
            "order": matter_out(current_order(tx, request)),
            "site": request.site,
            "channel": request.channel,
            "received_at": rfc3339(request.received_at),
            "received_by": request.received_by,
            "words": mask_text(request.words),
            "place": request.place,
            "language": request.language,
            "name": mask_name(request.name),
            "phone": mask_phone(request.phone),
            "dwelling": request.dwelling,
            "room": request.room,
            "visit_from": None if request.visit_from is None else rfc3339(request.visit_from),
            "visit_until": None if request.visit_until is None else rfc3339(request.visit_until),
            "ticket": None
            if ticket is None
            else {"system": ticket.system, "number": ticket.number, "deadline": None if ticket.deadline is None else rfc3339(ticket.deadline)},
            "rating": None
            if rating is None
            else {
                "score": rating.score,
                "solved": rating.solved,
                "text": mask_text(rating.text),
                "at": rfc3339(rating.at),
                "by": rating.by,
                "how": rating.how,
            },
            "visit_id": request.visit_id,
            "has_link": has_link,
            "version": request.version,
        }
    )


def matter_out(order: WorkOrder) -> OpenMatter:
    """An order in one line."""
    return OpenMatter.model_validate(
        {
            "id": order.id,
            "number": order.number,
            "kind": order.kind,
            "state": order.state,
            "title": order.title.as_json(),
            "opened_at": rfc3339(order.opened_at),
            "asset": order.asset,
            "space": order.space,
            "assignee": order.assignee,
            "promised_until": None if order.promised_until is None else rfc3339(order.promised_until),
        }
    )


def find_request(parts: Services, rights: Rights, tx: Transaction, request_id: str, permission: Permission) -> RequestRecord:
    """The request. Raises `NotFound` if there is none that they may see, `Forbidden` unless they may do `permission` at its site."""
    request = tx.requests.get(request_id)
    if request is None or request.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这条报事记录", f"There is no request {request_id} that you may see."))
    rights.need(permission, request.site)
    return request


def has_in_hand(tx: Transaction, request: RequestRecord, person: Person) -> bool:
    """Whether `person` is the one who is doing what was asked for."""
    order = current_order(tx, request)
    return is_open(order) and order.assignee == person.username


def households(tx: Transaction, sites: Iterable[Site], asked: str) -> list[Household]:
    """The households that a phone (whole or its last four digits) or a room leads to: those that asked before, then dwellings of the site."""
    sites = tuple(sites)
    found: dict[tuple[str, str], list[RequestRecord]] = {}
    places: dict[tuple[str, str], tuple[Site, str | None, str]] = {}
    names = {site.id: site for site in sites}
    those = tx.requests.of_household(tuple(names), room=asked, phone=asked)
    tx.orders.look_at({request.order_id for request in those})
    for request in those:
        key = (request.site, request.dwelling or room_key(request.room) or request.phone)
        found.setdefault(key, []).append(request)
        places.setdefault(key, (names[request.site], request.dwelling, request.room))
    for site in sites:
        for dwelling in _dwellings(site, asked):
            places.setdefault((site.id, dwelling), (site, dwelling, ""))
    return [_household(tx, *place, found.get(key, [])) for key, place in list(places.items())[:_HOUSEHOLDS]]


def _dwellings(site: Site, asked: str) -> list[str]:
    """Ids of dwellings whose id or name is the room that was asked for, or ends with it: 1201 finds 3-1201."""
    key = room_key(asked)
    if not key:
        return []
    spaces = [space for space in site.spaces.values() if space.kind is SpaceKind.DWELLING]
    keys = {space.id: (room_key(space.id), room_key(" ".join(each.name.zh for each in site.space_path(space.id)))) for space in spaces}
    return sorted(space for space, ways in keys.items() if any(way == key or way.endswith(f"-{key}") for way in ways))


def _household(tx: Transaction, site: Site, dwelling: str | None, room: str, asked: list[RequestRecord]) -> Household:
    place = site.place_of_space(dwelling) if dwelling is not None and dwelling in site.spaces else Text(room, room)
    orders = {order.id: order for request in asked if is_open(order := current_order(tx, request))}
    newest = max(asked, key=lambda request: request.received_at, default=None)
    return Household.model_validate(
        {
            "dwelling": dwelling,
            "room": room,
            "place": place.as_json(),
            "names": list(dict.fromkeys(mask_name(request.name) for request in asked if request.name)),
            "phones": list(dict.fromkeys(mask_phone(request.phone) for request in asked if request.phone)),
            "open": [matter_out(order) for order in sorted(orders.values(), key=lambda order: order.opened_at, reverse=True)],
            "last_at": None if newest is None else rfc3339(newest.received_at),
            "request_id": None if newest is None else newest.id,
        }
    )
