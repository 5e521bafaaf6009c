"""Requests and the links that were given out as rows, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from domain.personal import mask_text
from domain.request import Asked, Channel, QrLink, Rating, Request, Ticket, TrackingLink, digits_of, room_key
from storage.database.listing import search_text

TAIL = 4
"""So many last digits of a phone number find it."""


def request_row(request: Request) -> dict[str, Any]:
    """Everything of a request but its id. Its name and its phone are not among the words that it is found by."""
    digits, ticket, rating = digits_of(request.phone), request.ticket, request.rating
    return {
        "order_id": request.order_id,
        "site": request.site,
        "channel": request.channel,
        "received_at": request.received_at,
        "received_by": request.received_by,
        "words": request.words,
        "place": request.place,
        "language": request.language,
        "name": request.name,
        "phone": request.phone,
        "phone_digits": digits,
        "phone_tail": digits[-TAIL:],
        "dwelling": request.dwelling,
        "room": request.room,
        "room_key": room_key(request.room),
        "visit_from": request.visit_from,
        "visit_until": request.visit_until,
        "ticket_system": None if ticket is None else ticket.system,
        "ticket_number": None if ticket is None else ticket.number,
        "ticket_deadline": None if ticket is None else ticket.deadline,
        "once": request.once,
        "score": None if rating is None else rating.score,
        "solved": None if rating is None else rating.solved,
        "rating_text": None if rating is None else rating.text,
        "rated_at": None if rating is None else rating.at,
        "rated_by": None if rating is None else rating.by,
        "rated_how": None if rating is None else rating.how,
        "visit_id": request.visit_id,
        "version": request.version,
        "search": search_text(mask_text(request.words), request.place, None if ticket is None else ticket.number),
    }


def request_of(row: Row[Any]) -> Request:
    """The request of a row."""
    return Request(
        id=row.id,
        order_id=row.order_id,
        site=row.site,
        channel=Channel(row.channel),
        received_at=row.received_at,
        received_by=row.received_by,
        words=row.words,
        place=row.place,
        language=row.language,
        name=row.name,
        phone=row.phone,
        dwelling=row.dwelling,
        room=row.room,
        visit_from=row.visit_from,
        visit_until=row.visit_until,
        ticket=None if row.ticket_number is None else Ticket(row.ticket_system, row.ticket_number, row.ticket_deadline),
        once=row.once,
        rating=None if row.score is None else Rating(row.score, row.solved, row.rating_text, row.rated_at, row.rated_by, Asked(row.rated_how)),
        visit_id=row.visit_id,
        version=row.version,
    )


def link_of(row: Row[Any]) -> TrackingLink:
    """The tracking link of a row."""
    return TrackingLink(row.digest, row.request_id, row.made_at, row.made_by, row.revoked_at)


def qr_of(row: Row[Any]) -> QrLink:
    """The code of a row."""
    return QrLink(row.id, row.digest, row.site, row.asset, row.space, row.made_at, row.made_by, row.revoked_at)
