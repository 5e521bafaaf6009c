"""Forgetting who asked for something, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select, update

from storage.database.order_texts import forget_texts
from storage.database.tables.orders import work_orders
from storage.database.tables.requests import order_text_changes, requests, tracking_links


def forget_requests(connection: Connection, order_ids: Sequence[str]) -> None:
    """These orders are being forgotten: so are those who asked for them, their links, and the words they are found by."""
    ids = select(requests.c.id).where(requests.c.order_id.in_(order_ids))
    connection.execute(delete(tracking_links).where(tracking_links.c.request_id.in_(ids)))
    connection.execute(delete(requests).where(requests.c.order_id.in_(order_ids)))
    forget_texts(connection, order_ids)
    connection.execute(delete(order_text_changes).where(order_text_changes.c.order_id.in_(order_ids)))


def forget_requesters(connection: Connection, moment: datetime) -> int:
    """Names, phones, rooms and words of those whose order ended before then; that somebody asked, and how satisfied they were, stays."""
    over = exists().where(work_orders.c.id == requests.c.order_id, work_orders.c.closed_at < moment)
    known = (requests.c.name != "") | (requests.c.phone != "") | (requests.c.words != "")
    ids = connection.execute(select(requests.c.id).where(over, known)).scalars().all()
    those = requests.c.id.in_(ids)
    connection.execute(delete(tracking_links).where(tracking_links.c.request_id.in_(ids)))
    blank = dict.fromkeys(("name", "phone", "phone_digits", "phone_tail", "room", "room_key", "words", "place", "search"), "")
    connection.execute(update(requests).where(those).values(**blank, dwelling=None))
    connection.execute(update(requests).where(those, requests.c.rating_text.is_not(None)).values(rating_text=""))
    return len(ids)
