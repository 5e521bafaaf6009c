"""Plans, patterns, the turns that were made of them, and when a site's posts are looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from domain.post import Post
from domain.records import Conflict
from domain.rota import Pattern, RotaPlan
from domain.rotas import MadeTurn
from domain.time import EPOCH
from storage.database.rota_documents import pattern_document, pattern_of, plan_document, plan_of
from storage.database.rota_watches import look_again
from storage.database.tables.rota import rota_patterns, rota_plans, rota_turns, rota_watches
from storage.database.writing import add_unless_there

_LOOKING = timedelta(minutes=1)


class DatabaseRotaPlans:
    """The part of `domain.rotas.Rotas` that says what is wanted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, site: str) -> RotaPlan:
        """What the site's rota goes by; the default if nobody has said."""
        row = self._connection.execute(select(rota_plans).where(rota_plans.c.site == site)).one_or_none()
        return RotaPlan(site) if row is None else plan_of(site, row.content, row.version)

    def save_plan(self, plan: RotaPlan) -> RotaPlan:
        """Store it if the stored version is still `plan.version`; returns it with the next one. Else `Conflict`."""
        saved = replace(plan, version=plan.version + 1)
        row = {"content": plan_document(saved), "version": saved.version}
        if plan.version == 0:
            stored = add_unless_there(self._connection, rota_plans, {"site": plan.site, **row})
        else:
            there = (rota_plans.c.site == plan.site) & (rota_plans.c.version == plan.version)
            stored = self._connection.execute(update(rota_plans).where(there).values(**row)).rowcount > 0
        if not stored:
            raise Conflict(f"the rota plan of {plan.site} is no longer at version {plan.version}")
        self._watch(plan.site)
        return saved

    def pattern(self, pattern_id: str) -> Pattern | None:
        """The pattern."""
        row = self._connection.execute(select(rota_patterns).where(rota_patterns.c.id == pattern_id)).one_or_none()
        return None if row is None else pattern_of(row)

    def patterns(self, site: str) -> Sequence[Pattern]:
        """Those of the site, by name."""
        query = select(rota_patterns).where(rota_patterns.c.site == site).order_by(rota_patterns.c.name, rota_patterns.c.id)
        return [pattern_of(row) for row in self._connection.execute(query)]

    def add_pattern(self, pattern: Pattern) -> None:
        """A new one."""
        row = {"id": pattern.id, "site": pattern.site, "name": pattern.name, "content": pattern_document(pattern), "version": pattern.version}
        self._connection.execute(insert(rota_patterns).values(**row))
        self._watch(pattern.site)

    def save_pattern(self, pattern: Pattern) -> Pattern:
        """As `save_plan`."""
        saved = replace(pattern, version=pattern.version + 1)
        there = (rota_patterns.c.id == pattern.id) & (rota_patterns.c.version == pattern.version)
        row = {"name": saved.name, "content": pattern_document(saved), "version": saved.version}
        if self._connection.execute(update(rota_patterns).where(there).values(**row)).rowcount == 0:
            raise Conflict(f"the pattern {pattern.id} is no longer at version {pattern.version}")
        self._watch(pattern.site)
        return saved

    def remove_pattern(self, pattern_id: str) -> None:
        """Forget it, and what was made of it; the duties stay."""
        self._connection.execute(delete(rota_turns).where(rota_turns.c.pattern_id == pattern_id))
        self._connection.execute(delete(rota_patterns).where(rota_patterns.c.id == pattern_id))

    def made(self, pattern_id: str, first: date) -> Mapping[MadeTurn, str]:
        """The ids of the duties that were made of the pattern's turns from the local day `first` on, whatever became of them."""
        query = select(rota_turns).where(rota_turns.c.pattern_id == pattern_id, rota_turns.c.day >= first.isoformat())
        return {
            MadeTurn(row.person, row.shift, date.fromisoformat(row.day), Post(row.post) if row.post else None): row.duty_id
            for row in self._connection.execute(query)
        }

    def make(self, pattern_id: str, turn: MadeTurn, duty_id: str) -> bool:
        """Remember that the turn is made. `False`: it was already, here or by another process."""
        return add_unless_there(self._connection, rota_turns, {**_key_of(pattern_id, turn), "duty_id": duty_id})

    def unmake(self, pattern_id: str, turn: MadeTurn) -> None:
        """It is as if it had never been made."""
        query = delete(rota_turns)
        for name, value in _key_of(pattern_id, turn).items():
            query = query.where(rota_turns.c[name] == value)
        self._connection.execute(query)

    def made_on(self, site: str) -> date | None:
        """The local day on which turns were last made ahead."""
        day = self._connection.execute(select(rota_watches.c.made_on).where(rota_watches.c.site == site)).scalar()
        return None if day is None else date.fromisoformat(day)

    def look_due(self, now: datetime) -> Sequence[str]:
        """The sites whose posts are to be looked at by `now`."""
        query = select(rota_watches.c.site).where(rota_watches.c.next_at <= now).order_by(rota_watches.c.next_at, rota_watches.c.site)
        return list(self._connection.execute(query).scalars())

    def claim_look(self, site: str, now: datetime) -> bool:
        """Take the look that is due upon oneself, until the end of the transaction. `False`: it is not due, or somebody else's."""
        # Written before anything is read, so that a change of duty either is seen by this look, or comes after it and asks for another.
        due = (rota_watches.c.site == site) & (rota_watches.c.next_at <= now)
        return self._connection.execute(update(rota_watches).where(due).values(next_at=now + _LOOKING)).rowcount > 0

    def looked(self, site: str, next_at: datetime, made_on: date) -> None:
        """When it is to be looked at next unless a duty changes before: then it is at once."""
        self._connection.execute(update(rota_watches).where(rota_watches.c.site == site).values(next_at=next_at, made_on=made_on.isoformat()))

    def _watch(self, site: str) -> None:
        """Look at the site's posts anew, and make its turns anew."""
        if not add_unless_there(self._connection, rota_watches, {"site": site, "next_at": EPOCH}):
            look_again(self._connection, site)
            self._connection.execute(update(rota_watches).where(rota_watches.c.site == site).values(made_on=None))


def _key_of(pattern_id: str, turn: MadeTurn) -> dict[str, str]:
    post = "" if turn.post is None else turn.post.value
    return {"pattern_id": pattern_id, "day": turn.day.isoformat(), "person": turn.person, "shift": turn.shift, "post": post}
