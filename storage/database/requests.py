"""Requests from people, and the links that were given out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, true, update

from domain.page import Page
from domain.records import Conflict
from domain.request import QrLink, Request, RequestFilter, Todo, TrackingLink, digits_of, room_key
from domain.work_order import OPEN_STATES, OrderState
from storage.database.listing import among, has_text, page
from storage.database.order_texts import narrowed, says
from storage.database.request_rows import TAIL, link_of, qr_of, request_of, request_row
from storage.database.tables.orders import OPEN_ORDER, tasks, work_orders
from storage.database.tables.requests import NAMED, ROOMED, UNVISITED, VALID, qr_links, requests, tracking_links
from storage.database.writing import add_unless_there, put

_OVER = (OrderState.COMPLETED, OrderState.VERIFIED)


class DatabaseRequests:
    """`domain.request.Requests`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, request_id: str) -> Request | None:
        """The request."""
        return self._one(requests.c.id == request_id)

    def of_order(self, order_id: str) -> Sequence[Request]:
        """Who asked for the order, the first first."""
        query = select(requests).where(requests.c.order_id == order_id).order_by(requests.c.received_at, requests.c.id)
        return [request_of(row) for row in self._connection.execute(query)]

    def of_ticket(self, system: str, number: str) -> Request | None:
        """The request of an outside ticket."""
        return self._one(and_(requests.c.ticket_system == system, requests.c.ticket_number == number))

    def sent_before(self, once: str) -> Request | None:
        """The request that was sent with the same `once`."""
        return self._one(requests.c.once == once)

    def add(self, request: Request) -> None:
        """A new one. `Conflict` if its id, its ticket or its `once` is there already."""
        if not add_unless_there(self._connection, requests, {"id": request.id, **request_row(request)}):
            raise Conflict("the request, or one of the same ticket, is there already")

    def save(self, request: Request) -> Request:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(request, version=request.version + 1)
        where = (requests.c.id == request.id) & (requests.c.version == request.version)
        if self._connection.execute(update(requests).where(where).values(**request_row(following))).rowcount == 0:
            raise Conflict(f"the request is no longer at version {request.version}")
        return following

    def list(self, where: RequestFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Request]:
        """Newest received first. Raises `ValueError` for a cursor that is not ours."""
        query = select(requests).join(work_orders, work_orders.c.id == requests.c.order_id).where(*self._conditions(where))
        newest_by = (requests.c.received_at, requests.c.id)
        return page(self._connection, query, newest_by, cursor=cursor, limit=limit, items=lambda rows: [request_of(row) for row in rows])

    def of_household(self, sites: Sequence[str], *, dwelling: str | None = None, room: str = "", phone: str = "", limit: int = 50) -> Sequence[Request]:
        """Those of a dwelling, a room or a phone, newest first; any of them will do, and none of them finds nothing."""
        ways = [requests.c.dwelling == dwelling] if dwelling is not None else []
        ways += [_in_room(room)] if room_key(room) else []
        ways += [_of_phone(phone)] if digits_of(phone) else []
        if not ways:
            return []
        query = select(requests).where(among(requests.c.site, tuple(sites)), or_(*ways))
        rows = self._connection.execute(query.order_by(requests.c.received_at.desc(), requests.c.id.desc()).limit(limit))
        return [request_of(row) for row in rows]

    def add_link(self, link: TrackingLink) -> None:
        """Remember a tracking link; one that is there already is valid again."""
        row = {"digest": link.digest, "request_id": link.request_id, "made_at": link.made_at, "made_by": link.made_by, "revoked_at": link.revoked_at}
        put(self._connection, tracking_links, [row])

    def link(self, digest: str) -> TrackingLink | None:
        """The tracking link with this digest."""
        row = self._connection.execute(select(tracking_links).where(tracking_links.c.digest == digest)).one_or_none()
        return None if row is None else link_of(row)

    def followed(self, request_ids: Collection[str]) -> frozenset[str]:
        """Those of these requests that have a tracking link which is valid."""
        valid = tracking_links.c.request_id.in_(sorted(request_ids)) & tracking_links.c.revoked_at.is_(None)
        return frozenset(self._connection.execute(select(tracking_links.c.request_id).where(valid).distinct()).scalars())

    def links_of(self, request_id: str) -> Sequence[TrackingLink]:
        """The tracking links of a request, oldest first."""
        query = select(tracking_links).where(tracking_links.c.request_id == request_id).order_by(tracking_links.c.made_at)
        return [link_of(row) for row in self._connection.execute(query)]

    def revoke_links(self, request_id: str, at: datetime) -> int:
        """End those that are valid; returns how many."""
        valid = (tracking_links.c.request_id == request_id) & tracking_links.c.revoked_at.is_(None)
        return self._connection.execute(update(tracking_links).where(valid).values(revoked_at=at)).rowcount

    def add_qr(self, link: QrLink) -> None:
        """Remember a code. `Conflict` if it is there already."""
        row = {"id": link.id, "digest": link.digest, "site": link.site, "asset": link.asset, "space": link.space, "made_at": link.made_at}
        if not add_unless_there(self._connection, qr_links, {**row, "made_by": link.made_by, "revoked_at": link.revoked_at}):
            raise Conflict("the code is there already")

    def qr(self, digest: str) -> QrLink | None:
        """The code with this digest."""
        row = self._connection.execute(select(qr_links).where(qr_links.c.digest == digest)).one_or_none()
        return None if row is None else qr_of(row)

    def qr_by_id(self, link_id: str) -> QrLink | None:
        """The code with this id."""
        row = self._connection.execute(select(qr_links).where(qr_links.c.id == link_id)).one_or_none()
        return None if row is None else qr_of(row)

    def qr_links(self, sites: Sequence[str], *, cursor: str | None = None, limit: int = 50) -> Page[QrLink]:
        """Those that are valid, newest first. Raises `ValueError` for a cursor that is not ours."""
        query = select(qr_links).where(VALID, among(qr_links.c.site, tuple(sites)))
        newest_by = (qr_links.c.made_at, qr_links.c.id)
        return page(self._connection, query, newest_by, cursor=cursor, limit=limit, items=lambda rows: [qr_of(row) for row in rows])

    def has_qr(self, site: str, asset: str) -> bool:
        """Whether a code that is valid hangs at an asset."""
        hangs = VALID & (qr_links.c.site == site) & (qr_links.c.asset == asset)
        return bool(self._connection.execute(select(exists().where(hangs))).scalar())

    def revoke_qr(self, link_id: str, at: datetime) -> bool:
        """End a code; whether it was valid."""
        valid = (qr_links.c.id == link_id) & qr_links.c.revoked_at.is_(None)
        return self._connection.execute(update(qr_links).where(valid).values(revoked_at=at)).rowcount > 0

    def _one(self, where: ColumnElement[bool]) -> Request | None:
        row = self._connection.execute(select(requests).where(where)).one_or_none()
        return None if row is None else request_of(row)

    def _conditions(self, where: RequestFilter) -> Sequence[ColumnElement[bool]]:
        return [
            among(requests.c.site, where.sites),
            true() if where.channel is None else requests.c.channel == where.channel,
            true() if where.kind is None else work_orders.c.kind == where.kind,
            true() if where.since is None else requests.c.received_at >= where.since,
            requests.c.name.contains(where.name, autoescape=True) if where.name else true(),
            _of_phone(where.phone) if where.phone else true(),
            _in_room(where.room) if where.room else true(),
            says(where.text) if where.text else true(),
            *narrowed(self._connection, where.text or None),
            *_owed(where.todo),
        ]


def _of_phone(phone: str) -> ColumnElement[bool]:
    digits = digits_of(phone)
    whole = true() if len(digits) == TAIL else requests.c.phone_digits == digits
    return NAMED & (requests.c.phone_tail == digits[-TAIL:]) & whole


def _in_room(room: str) -> ColumnElement[bool]:
    """The room as it was called, or its last part: 1201 finds 3-1201. What has neither digits nor letters is looked for as it stands."""
    key = room_key(room)
    if not key:
        return has_text(requests.c.room, room)
    return ROOMED & or_(requests.c.room_key == key, requests.c.room_key.endswith(f"-{key}", autoescape=True))


def _owed(todo: Todo | None) -> Sequence[ColumnElement[bool]]:
    if todo is Todo.CALL_BACK:
        return [requests.c.rated_at.is_(None), OPEN_ORDER, work_orders.c.state.in_(_OVER)]
    if todo is Todo.PROMISE:
        return [work_orders.c.promised_until.is_not(None), OPEN_ORDER]
    if todo is Todo.RETURN_VISIT:
        visits = work_orders.alias("visit")
        by_task = exists().where(tasks.c.id == requests.c.visit_id, tasks.c.done_at.is_(None))
        by_order = exists().where(visits.c.id == requests.c.visit_id, visits.c.state.in_(OPEN_STATES))
        return [UNVISITED, or_(by_task, by_order)]
    return []
