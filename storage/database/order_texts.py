"""Orders found by words: an index of pairs of characters (FTS5 on SQLite, a GIN index on PostgreSQL), filled a moment later.

The index only narrows. Whoever searches asks the plain question too, of the rows as they are, so that what is not yet
indexed, or indexed as it was, changes no answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Select, cast, column, delete, exists, func, insert, or_, select, table, text, update
from sqlalchemy.dialects.postgresql import TSQUERY

from domain.order_text import pairs
from storage.database.listing import has_text
from storage.database.tables.orders import work_orders
from storage.database.tables.requests import order_text_changes, order_texts, requests

ENOUGH = 1000
"""What so many orders say is found quicker by reading the newest ones than by way of the index."""

_ASKED = requests.alias("asked")
_PAIRS = table("order_pair", column("rowid"), column("order_pair"))
_ADD_PAIRS = text("INSERT INTO order_pair (rowid, pairs) VALUES (:position, :pairs)")
_DROP_PAIRS = text("INSERT INTO order_pair (order_pair, rowid, pairs) VALUES ('delete', :position, :pairs)")


class DatabaseOrderTexts:
    """`domain.order_text.OrderTexts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self) -> int:
        """How many changes are not yet indexed, `ENOUGH` at most are counted."""
        return len(self._connection.execute(select(order_text_changes.c.position).limit(ENOUGH)).all())

    def index_waiting(self, limit: int = 500) -> int:
        """Index what was stored or changed since; returns how many orders were, `limit` at most. What another process has in hand is left to it."""
        found = select(order_text_changes).order_by(order_text_changes.c.position).limit(limit).with_for_update(skip_locked=True)
        changes = self._connection.execute(found).all()
        if not changes:
            return 0
        self._connection.execute(delete(order_text_changes).where(order_text_changes.c.position.in_([change.position for change in changes])))
        wanted = tuple(dict.fromkeys(change.order_id for change in changes))
        _put(self._connection, self._words_of(wanted))
        return len(wanted)

    def _words_of(self, order_ids: Sequence[str]) -> Mapping[str, str]:
        """What each of these orders says now, the words of those who asked for it included; one that is gone is left out."""
        asked: defaultdict[str, list[str]] = defaultdict(list)
        told = select(requests.c.order_id, requests.c.search).where(requests.c.order_id.in_(order_ids)).order_by(requests.c.received_at, requests.c.id)
        for row in self._connection.execute(told):
            asked[row.order_id].append(row.search)
        rows = self._connection.execute(select(work_orders.c.id, work_orders.c.search).where(work_orders.c.id.in_(order_ids)))
        return {row.id: "\n".join((row.search, *asked[row.id])) for row in rows}


def says(words: str) -> ColumnElement[bool]:
    """The plain question: whether an order, or somebody who asked for it, says `words`."""
    told = exists().where(_ASKED.c.order_id == work_orders.c.id, has_text(_ASKED.c.search, words))
    return or_(has_text(work_orders.c.search, words), told)


def narrowed(connection: Connection, words: str | None) -> Sequence[ColumnElement[bool]]:
    """A condition that leaves only orders that could say `words`; none where there is nothing to gain."""
    wanted = () if words is None else pairs(words.casefold())
    if words is None or not wanted:
        return ()
    found = set(connection.execute(_indexed(connection, wanted, words).limit(ENOUGH + 1)).scalars())
    found.update(connection.execute(select(order_text_changes.c.order_id).limit(ENOUGH + 1)).scalars())
    return () if len(found) > ENOUGH else (work_orders.c.id.in_(sorted(found)),)


def forget_texts(connection: Connection, order_ids: Sequence[str]) -> None:
    """These orders are being forgotten: so is what they say."""
    _drop(connection, order_ids)


def _indexed(connection: Connection, wanted: Iterable[str], words: str) -> Select[tuple[str]]:
    there = select(order_texts.c.order_id).where(has_text(order_texts.c.words, words))
    if connection.dialect.name == "postgresql":
        return there.where(order_texts.c.pairs.op("@@")(cast(" & ".join(wanted), TSQUERY)))
    matching = _PAIRS.c.order_pair.op("MATCH")(" AND ".join(f'"{pair}"' for pair in wanted))
    return there.join(_PAIRS, _PAIRS.c.rowid == order_texts.c.position).where(matching)


def _put(connection: Connection, words_of: Mapping[str, str]) -> None:
    known = connection.execute(select(order_texts).where(order_texts.c.order_id.in_(words_of))).all()
    changed = {row.order_id: row for row in known if row.words != words_of[row.order_id]}
    new = [order_id for order_id in words_of if order_id not in {row.order_id for row in known}]
    if connection.dialect.name == "postgresql":
        for order_id in new:
            connection.execute(insert(order_texts).values(order_id=order_id, words=words_of[order_id], pairs=_vector(words_of[order_id])))
        for order_id in changed:
            change = update(order_texts).where(order_texts.c.order_id == order_id)
            connection.execute(change.values(words=words_of[order_id], pairs=_vector(words_of[order_id])))
        return
    for order_id, row in changed.items():
        connection.execute(_DROP_PAIRS, {"position": row.position, "pairs": _spelled(row.words)})
        connection.execute(update(order_texts).where(order_texts.c.order_id == order_id).values(words=words_of[order_id]))
        connection.execute(_ADD_PAIRS, {"position": row.position, "pairs": _spelled(words_of[order_id])})
    for order_id in new:
        added = connection.execute(insert(order_texts).values(order_id=order_id, words=words_of[order_id]))
        connection.execute(_ADD_PAIRS, {"position": added.lastrowid, "pairs": _spelled(words_of[order_id])})


def _drop(connection: Connection, order_ids: Sequence[str]) -> None:
    those = order_texts.c.order_id.in_(order_ids)
    if connection.dialect.name == "sqlite":
        for row in connection.execute(select(order_texts).where(those)).all():
            connection.execute(_DROP_PAIRS, {"position": row.position, "pairs": _spelled(row.words)})
    connection.execute(delete(order_texts).where(those))


def _vector(words: str) -> ColumnElement[object]:
    return func.array_to_tsvector(func.string_to_array(_spelled(words), " "))


def _spelled(words: str) -> str:
    return " ".join(pairs(words))
