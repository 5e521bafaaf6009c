"""Hand-overs with their timelines and files, and what is counted and lent at posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, delete, insert, or_, select, true, update

from domain.attachment import Attachment, AttachmentKind
from domain.hand_over import USUALLY_ASKED, Count, HandOver, HandOverEntry, HandOverFilter, HandOverState, HandOverStep, Loan, PostRule, Thing
from domain.page import Page
from domain.post import Post
from domain.records import Conflict
from storage.database.listing import among, page
from storage.database.numbers import next_number
from storage.database.tables.hand_over import (
    HAND_OVER_EXPECTED,
    LENT,
    hand_over_entries,
    hand_over_files,
    hand_over_posts,
    hand_over_things,
    hand_overs,
    thing_loans,
)
from storage.database.writing import add_unless_there

_SAME = (
    *("number", "site", "duty_id", "outgoing", "since", "due_at", "late_at", "opened_at", "opened_by", "prolongs", "note", "offered_at"),
    *("incoming", "signed_at", "refused_at", "refused_by", "reason", "decided_by", "ended_at", "sheet", "version"),
)
_OF_FILE = ("id", "name", "content_type", "size", "sha256", "added_at", "added_by", "signed_by")
_OF_LOAN = ("id", "thing_id", "site", "number", "lent_to", "lent_at", "lent_by", "note", "returned_at", "returned_by")
_NEWEST = 200


class DatabaseHandOvers:
    """`domain.hand_over.HandOvers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, hand_over_id: str) -> HandOver | None:
        """The sheet."""
        row = self._connection.execute(select(hand_overs).where(hand_overs.c.id == hand_over_id)).one_or_none()
        return None if row is None else _hand_over_of(row)

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day (``YYYYMMDD`` in the site's zone): ``J-20260131-007``. Never given twice."""
        return next_number(self._connection, site, f"J-{day}")

    def add(self, hand_over: HandOver, entry: HandOverEntry) -> None:
        """A new sheet. `Conflict` if its duty has one already."""
        if not add_unless_there(self._connection, hand_overs, {"id": hand_over.id, **_columns_of(hand_over)}):
            raise Conflict(f"the duty {hand_over.duty_id} has a hand-over already")
        self._add_entry(entry)

    def save(self, hand_over: HandOver, entries: Sequence[HandOverEntry]) -> HandOver:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(hand_over, version=hand_over.version + 1)
        where = (hand_overs.c.id == hand_over.id) & (hand_overs.c.version == hand_over.version)
        if self._connection.execute(update(hand_overs).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the hand-over {hand_over.number} is no longer at version {hand_over.version}")
        for entry in entries:
            self._add_entry(entry)
        return following

    def timeline(self, hand_over_id: str) -> Sequence[HandOverEntry]:
        """Its timeline, oldest first."""
        table = hand_over_entries.c
        rows = self._connection.execute(select(hand_over_entries).where(table.hand_over_id == hand_over_id).order_by(table.position))
        return [HandOverEntry(row.hand_over_id, row.at, HandOverStep(row.step), HandOverState(row.state), row.actor, row.note) for row in rows]

    def due_before(self, moment: datetime) -> Sequence[HandOver]:
        """Those of all sites about which something has to be decided by `moment`, the longest waiting first."""
        query = select(hand_overs).where(HAND_OVER_EXPECTED, hand_overs.c.next_at <= moment).order_by(hand_overs.c.next_at, hand_overs.c.id)
        return [_hand_over_of(row) for row in self._connection.execute(query)]

    def of_duties(self, duties: Sequence[str]) -> Mapping[str, HandOver]:
        """The sheets of these duties, by duty, where there is one."""
        found = self._connection.execute(select(hand_overs).where(hand_overs.c.duty_id.in_(duties))).all() if duties else ()
        return {row.duty_id: _hand_over_of(row) for row in found}

    def list(self, where: HandOverFilter, *, cursor: str | None = None, limit: int = 50) -> Page[HandOver]:
        """Newest planned end first. Raises `ValueError` for a cursor that is not ours."""
        table = hand_overs.c
        query = select(hand_overs).where(
            among(table.site, where.sites),
            true() if where.post is None else table.post == where.post,
            true() if where.states is None else table.state.in_(where.states),
            true() if where.person is None else or_(table.outgoing == where.person, table.incoming == where.person),
            true() if where.since is None else table.due_at >= where.since,
            true() if where.until is None else table.due_at < where.until,
        )
        return page(self._connection, query, (table.due_at, table.id), cursor=cursor, limit=limit, items=lambda rows: [_hand_over_of(row) for row in rows])

    def add_file(self, file: Attachment) -> None:
        """Remember a file. `Conflict` if its id is there already."""
        row = {"hand_over_id": file.order_id, "kind": file.kind, **{name: getattr(file, name) for name in _OF_FILE}}
        if not add_unless_there(self._connection, hand_over_files, row):
            raise Conflict(f"the file {file.id} is there already")

    def files(self, hand_over_id: str) -> Sequence[Attachment]:
        """The files of a sheet, oldest first."""
        table = hand_over_files.c
        rows = self._connection.execute(select(hand_over_files).where(table.hand_over_id == hand_over_id).order_by(table.added_at, table.id))
        return [Attachment(order_id=hand_over_id, kind=AttachmentKind(row.kind), **{name: getattr(row, name) for name in _OF_FILE}) for row in rows]

    def rule(self, site: str, post: Post) -> PostRule:
        """Whether the post is handed over; the usual if nobody has said."""
        table = hand_over_posts.c
        row = self._connection.execute(select(hand_over_posts).where(table.site == site, table.post == post)).one_or_none()
        return PostRule(site, post, post in USUALLY_ASKED) if row is None else PostRule(site, post, row.asked, row.version)

    def save_rule(self, rule: PostRule) -> PostRule:
        """Store it if the stored version is still `rule.version`; returns it with the next one. Else `Conflict`."""
        saved = replace(rule, version=rule.version + 1)
        row = {"asked": rule.asked, "version": saved.version}
        if rule.version == 0:
            stored = add_unless_there(self._connection, hand_over_posts, {"site": rule.site, "post": rule.post, **row})
        else:
            table = hand_over_posts.c
            there = (table.site == rule.site) & (table.post == rule.post) & (table.version == rule.version)
            stored = self._connection.execute(update(hand_over_posts).where(there).values(**row)).rowcount > 0
        if not stored:
            raise Conflict(f"what is handed over at {rule.post} is no longer at version {rule.version}")
        return saved

    def things(self, site: str, post: Post | None = None) -> Sequence[Thing]:
        """What is counted at the site, or at one post, in the order of the lists."""
        table = hand_over_things.c
        query = select(hand_over_things).where(table.site == site, true() if post is None else table.post == post)
        return [_thing_of(row) for row in self._connection.execute(query.order_by(table.post, table.place, table.id))]

    def thing(self, thing_id: str) -> Thing | None:
        """The thing, if it is still counted."""
        row = self._connection.execute(select(hand_over_things).where(hand_over_things.c.id == thing_id)).one_or_none()
        return None if row is None else _thing_of(row)

    def set_things(self, site: str, post: Post, things: Sequence[Thing]) -> None:
        """Replace the list of a post."""
        table = hand_over_things.c
        self._connection.execute(delete(hand_over_things).where(table.site == site, table.post == post))
        for thing in things:
            row = {"id": thing.id, "site": site, "post": post, "name": thing.name, "number": thing.number, "place": thing.place}
            self._connection.execute(insert(hand_over_things).values(**row))

    def lend(self, loan: Loan) -> None:
        """Remember a loan."""
        self._connection.execute(insert(thing_loans).values(**{name: getattr(loan, name) for name in _OF_LOAN}))

    def loan(self, loan_id: str) -> Loan | None:
        """The loan."""
        row = self._connection.execute(select(thing_loans).where(thing_loans.c.id == loan_id)).one_or_none()
        return None if row is None else _loan_of(row)

    def give_back(self, loan_id: str, at: datetime, by: str) -> bool:
        """It came back; `False` if it had already."""
        there = (thing_loans.c.id == loan_id) & LENT
        return self._connection.execute(update(thing_loans).where(there).values(returned_at=at, returned_by=by)).rowcount > 0

    def loans(self, site: str, *, out: bool = True) -> Sequence[Loan]:
        """Loans of the site's things, oldest first; `out`: only those that have not come back, else the newest 200."""
        table = thing_loans.c
        query = select(thing_loans).where(table.site == site)
        if out:
            return [_loan_of(row) for row in self._connection.execute(query.where(LENT).order_by(table.lent_at, table.id))]
        newest = self._connection.execute(query.order_by(table.lent_at.desc(), table.id.desc()).limit(_NEWEST)).all()
        return [_loan_of(row) for row in reversed(newest)]

    def _add_entry(self, entry: HandOverEntry) -> None:
        row = {"hand_over_id": entry.hand_over_id, "at": entry.at, "step": entry.step, "state": entry.state, "actor": entry.actor, "note": entry.note}
        self._connection.execute(insert(hand_over_entries).values(**row))


def _columns_of(item: HandOver) -> dict[str, Any]:
    """Everything but the id."""
    return {
        **{name: getattr(item, name) for name in _SAME},
        "post": item.post,
        "state": item.state,
        "counts": {thing: {"counted": count.counted, "remark": count.remark} for thing, count in item.counts.items()},
        "decided": item.decided,
        "next_at": item.next_at,
    }


def _hand_over_of(row: Row[Any]) -> HandOver:
    written = cast("Mapping[str, Mapping[str, Any]]", row.counts)
    return HandOver(
        id=row.id,
        post=Post(row.post),
        state=HandOverState(row.state),
        counts={thing: Count(int(count["counted"]), str(count["remark"])) for thing, count in written.items()},
        decided=tuple(HandOverStep(step) for step in row.decided),
        **{name: getattr(row, name) for name in _SAME},
    )


def _thing_of(row: Row[Any]) -> Thing:
    return Thing(row.id, row.site, Post(row.post), row.name, row.number, row.place)


def _loan_of(row: Row[Any]) -> Loan:
    return Loan(**{name: getattr(row, name) for name in _OF_LOAN})
