"""What dispatch goes by: skills, duty, places, policies, and the orders that nobody has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, func, insert, select, update

from domain.dispatch import DispatchMode, DispatchPolicy, Duty, DutySource, LastPlace, Look, Modes, Taken
from domain.identity import LIVE
from domain.people import Department
from domain.post import Post
from domain.records import Conflict
from domain.severity import Priority
from domain.skill import HeldSkill
from domain.work_order import OrderKind
from storage.database.rota_watches import look_again
from storage.database.tables import work_orders
from storage.database.tables.dispatch import IN_HAND, UNASSIGNED, dispatch_looks, dispatch_policies, duties, held_skills, last_places
from storage.database.writing import add_unless_there, put

_BATCH = 500
"""Names in one statement: engines limit the number of parameters."""


class DatabaseDispatch:
    """`domain.dispatch.Dispatch`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def skills(self, people: Sequence[str]) -> Sequence[HeldSkill]:
        """What these can do, by person and skill."""
        found = self._among(people, lambda some: select(held_skills).where(held_skills.c.person.in_(some)))
        return sorted((_skill_of(row) for row in found), key=lambda held: (held.person, held.skill))

    def set_skills(self, person: str, skills: Sequence[HeldSkill]) -> None:
        """Replace all that is known of what `person` can do."""
        self._connection.execute(delete(held_skills).where(held_skills.c.person == person))
        for held in skills:
            day = None if held.valid_until is None else held.valid_until.isoformat()
            self._connection.execute(insert(held_skills).values(person=person, skill=held.skill, certificate=held.certificate, valid_until=day))

    def duty(self, duty_id: str) -> Duty | None:
        """The duty."""
        row = self._connection.execute(select(duties).where(duties.c.id == duty_id)).one_or_none()
        return None if row is None else _duty_of(row)

    def add_duty(self, duty: Duty) -> None:
        """A new one; one with the same id is left as it is."""
        if add_unless_there(self._connection, duties, {"id": duty.id, **_duty_columns(duty)}):
            look_again(self._connection, duty.site)

    def end_duty(self, duty_id: str, until: datetime) -> None:
        """It ends at `until`."""
        self._look_again(duty_id)
        self._connection.execute(update(duties).where(duties.c.id == duty_id).values(until=until, version=duties.c.version + 1))

    def save_duty(self, duty: Duty) -> Duty:
        """Store it if the stored version is still `duty.version`; returns it with the next one. Else `Conflict`."""
        following = replace(duty, version=duty.version + 1)
        where = (duties.c.id == duty.id) & (duties.c.version == duty.version)
        if self._connection.execute(update(duties).where(where).values(**_duty_columns(following))).rowcount == 0:
            raise Conflict(f"the duty {duty.id} is no longer at version {duty.version}")
        look_again(self._connection, duty.site)
        return following

    def remove_duty(self, duty_id: str) -> None:
        """It was never meant to be."""
        self._look_again(duty_id)
        self._connection.execute(delete(duties).where(duties.c.id == duty_id))

    def duties(self, site: str, since: datetime, until: datetime) -> Sequence[Duty]:
        """Those at the site that run at some time in ``[since, until)``, by when they begin."""
        query = select(duties).where(duties.c.site == site, duties.c.until > since, duties.c.since < until)
        return [_duty_of(row) for row in self._connection.execute(query.order_by(duties.c.since, duties.c.id))]

    def duties_of(self, person: str, since: datetime, until: datetime) -> Sequence[Duty]:
        """Those of a person at any site, as `duties`."""
        query = select(duties).where(duties.c.person == person, duties.c.until > since, duties.c.since < until)
        return [_duty_of(row) for row in self._connection.execute(query.order_by(duties.c.since, duties.c.id))]

    def see(self, place: LastPlace) -> None:
        """Remember where somebody is; only the newest is kept."""
        put(self._connection, last_places, [{"person": place.person, "site": place.site, "space": place.space, "at": place.at}])

    def places(self, people: Sequence[str]) -> Sequence[LastPlace]:
        """Where these were last."""
        found = self._among(people, lambda some: select(last_places).where(last_places.c.person.in_(some)))
        return [LastPlace(row.person, row.site, row.space, row.at) for row in found]

    def forget_place(self, person: str) -> None:
        """Where they were is nobody's business any more."""
        self._connection.execute(delete(last_places).where(last_places.c.person == person))

    def places_off_duty(self, now: datetime) -> int:
        """How many places are known of people who are not on duty at `now` at the site where they were seen."""
        return self._connection.execute(select(func.count()).select_from(last_places).where(~_runs(now))).scalar() or 0

    def forget_places_off_duty(self, now: datetime) -> int:
        """Forget those; returns how many."""
        return self._connection.execute(delete(last_places).where(~_runs(now))).rowcount

    def policy(self, site: str) -> DispatchPolicy:
        """How the site dispatches; the default if nobody has said."""
        row = self._connection.execute(select(dispatch_policies).where(dispatch_policies.c.site == site)).one_or_none()
        return DispatchPolicy(site) if row is None else DispatchPolicy(site, _modes_of(row.modes), row.capacity, row.version)

    def save_policy(self, policy: DispatchPolicy) -> DispatchPolicy:
        """Store it if the stored version is still `policy.version`; returns it with the next one. Else `Conflict`."""
        saved = replace(policy, version=policy.version + 1)
        row = {"modes": _modes_document(policy), "capacity": policy.capacity, "version": saved.version}
        if policy.version == 0:
            stored = add_unless_there(self._connection, dispatch_policies, {"site": policy.site, **row})
        else:
            there = (dispatch_policies.c.site == policy.site) & (dispatch_policies.c.version == policy.version)
            stored = self._connection.execute(update(dispatch_policies).where(there).values(**row)).rowcount > 0
        if not stored:
            raise Conflict(f"the dispatch policy of {policy.site} is no longer at version {policy.version}")
        return saved

    def waiting(self, site: str) -> Sequence[str]:
        """The ids of the live orders of the site that nobody has yet, oldest first."""
        query = select(work_orders.c.id).where(UNASSIGNED, work_orders.c.site == site, work_orders.c.realm == LIVE)
        return list(self._connection.execute(query.order_by(work_orders.c.opened_at, work_orders.c.id)).scalars())

    def loads(self, people: Sequence[str]) -> Mapping[str, Mapping[Priority, int]]:
        """How many orders each of these has in hand (dispatched, accepted, in progress), at any site."""
        columns = (work_orders.c.assignee, work_orders.c.priority)
        found = self._among(
            people,
            lambda some: (
                select(*columns, func.count().label("number")).where(IN_HAND, work_orders.c.assignee.in_(some), work_orders.c.realm == LIVE).group_by(*columns)
            ),
        )
        loads: dict[str, dict[Priority, int]] = defaultdict(dict)
        for row in found:
            loads[row.assignee][Priority(row.priority)] = row.number
        return loads

    def taken(self, site: str, since: datetime) -> Sequence[Taken]:
        """What people accepted at the site from `since` on."""
        columns = (work_orders.c[name] for name in ("assignee", "accepted_at", "arrived_at", "asset", "space"))
        query = select(*columns).where(
            work_orders.c.site == site, work_orders.c.accepted_at >= since, work_orders.c.assignee.is_not(None), work_orders.c.realm == LIVE
        )
        return [Taken(row.assignee, row.accepted_at, row.arrived_at, row.asset, row.space) for row in self._connection.execute(query)]

    def looks(self, orders: Sequence[str]) -> Sequence[Look]:
        """The last looks for these orders, where there was one."""
        found = self._among(orders, lambda some: select(dispatch_looks).where(dispatch_looks.c.order_id.in_(some)))
        return [Look(row.order_id, row.refusals, Department(row.department), row.at, row.assignee, row.again_at) for row in found]

    def looked(self, look: Look) -> None:
        """Remember it instead of the one before."""
        names = ("order_id", "refusals", "department", "at", "assignee", "again_at")
        put(self._connection, dispatch_looks, [{name: getattr(look, name) for name in names}])

    def _look_again(self, duty_id: str) -> None:
        """Whether the posts of its site are still filled is another question now."""
        duty = self.duty(duty_id)
        if duty is not None:
            look_again(self._connection, duty.site)

    def _among(self, names: Sequence[str], query: Any) -> list[Row[Any]]:  # noqa: ANN401  from some names to a SELECT of any columns
        return [row for start in range(0, len(names), _BATCH) for row in self._connection.execute(query(list(names[start : start + _BATCH])))]


def _runs(now: datetime) -> ColumnElement[bool]:
    """Whether whoever is at a last place is on duty there."""
    return exists().where(duties.c.person == last_places.c.person, duties.c.site == last_places.c.site, duties.c.until > now, duties.c.since <= now)


def _skill_of(row: Row[Any]) -> HeldSkill:
    return HeldSkill(row.person, row.skill, row.certificate, None if row.valid_until is None else date.fromisoformat(row.valid_until))


def _duty_of(row: Row[Any]) -> Duty:
    post = None if row.post is None else Post(row.post)
    day = None if row.day is None else date.fromisoformat(row.day)
    return Duty(row.id, row.person, row.site, post, row.since, row.until, DutySource(row.source), row.added_by, row.shift, day, row.version)


def _duty_columns(duty: Duty) -> Mapping[str, object]:
    """Everything but the id."""
    names = ("person", "site", "post", "since", "until", "source", "added_by", "shift", "version")
    return {**{name: getattr(duty, name) for name in names}, "day": None if duty.day is None else duty.day.isoformat()}


def _modes_document(policy: DispatchPolicy) -> Mapping[str, object]:
    return {kind.value: {"alarms": modes.alarms.value, "requests": modes.requests.value} for kind, modes in policy.modes.items()}


def _modes_of(document: Mapping[str, object]) -> Mapping[OrderKind, Modes]:
    written = cast("Mapping[str, Mapping[str, str]]", document)
    return {OrderKind(kind): Modes(DispatchMode(modes["alarms"]), DispatchMode(modes["requests"])) for kind, modes in written.items()}
