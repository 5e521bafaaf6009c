"""Making turns ahead from the patterns of a site: each once, whatever people do to it afterwards.

What a person changed, removed or took over stays as they left it, and so does what has begun. Everything else follows the
pattern: a turn that it no longer wants is taken back, one whose shift has other hours now moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.dispatch import Duty, DutySource
from domain.identity import new_id
from domain.records import Transaction
from domain.rota import Pattern, RotaPlan, Turn, turns
from domain.rotas import MadeTurn
from domain.site import Site
from domain.swap import Absence
from operations.dispatch import duty as duties
from rules.alarms.record import SYSTEM

HORIZON = timedelta(days=28)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making ahead. `clashes`: turns that could not be, with the duty of the person that stands against them."""

    added: int = 0
    moved: int = 0
    removed: int = 0
    clashes: tuple[tuple[Turn, Duty], ...] = ()


def make_ahead(tx: Transaction, site: Site, now: datetime) -> Made:
    """Make the turns of every pattern of `site` from today to `HORIZON` ahead. Doing it again changes nothing."""
    plan = tx.rota.plan(site.id)
    made = [_Making(tx, site, plan, pattern, now).make() for pattern in tx.rota.patterns(site.id)]
    return Made(
        sum(each.added for each in made),
        sum(each.moved for each in made),
        sum(each.removed for each in made),
        tuple(clash for each in made for clash in each.clashes),
    )


def take_back(tx: Transaction, site: Site, pattern: Pattern, now: datetime) -> int:
    """Remove what was made of a pattern that is given up, but for what has begun or a person changed; returns how many duties."""
    return _Making(tx, site, replace(tx.rota.plan(site.id), shifts=()), pattern, now).make().removed


class _Making:
    """One pattern, once."""

    def __init__(self, tx: Transaction, site: Site, plan: RotaPlan, pattern: Pattern, now: datetime) -> None:
        self._tx = tx
        self._site = site
        self._pattern = pattern
        self._now = now
        self._today = now.astimezone(site.time_zone).date()
        first, last = self._today - _DAY, self._today + HORIZON
        begin, end = now - 2 * _DAY, now + HORIZON + 2 * _DAY
        members = [member.person for member in pattern.members]
        employed = {person.username for person in tx.people.list() if person.works_at(site.id)}
        self._at_site = {duty.id: duty for duty in tx.dispatch.duties(site.id, begin, end)}
        self._absences = tx.rota.absences(members, begin, end)
        wanted = turns(pattern, plan, site.time_zone, site.days, first, last)
        self._wanted = {_key(turn): turn for turn in wanted if turn.until > now and turn.person in employed}
        self._made = dict(tx.rota.made(pattern.id, first))
        self._filled = {(turn.shift, turn.day) for turn in self._made}
        self._duties: dict[str, list[Duty]] = {}

    def make(self) -> Made:
        """Take back, move, add, in this order: what goes makes room for what comes."""
        removed = sum(self._drop(turn, duty_id) for turn, duty_id in self._made.items() if turn not in self._wanted and turn.day >= self._today)
        moved = sum(self._move(self._wanted[turn], duty_id) for turn, duty_id in self._made.items() if turn in self._wanted)
        clashes: list[tuple[Turn, Duty]] = []
        added = sum(self._add(turn, clashes) for key, turn in self._wanted.items() if key not in self._made)
        return Made(added, moved, removed, tuple(clashes))

    def _untouched(self, duty_id: str) -> Duty | None:
        """The duty, if it is still as it was made and has not begun."""
        duty = self._at_site.get(duty_id)
        return duty if duty is not None and duty.source is DutySource.PATTERN and duty.since > self._now else None

    def _drop(self, turn: MadeTurn, duty_id: str) -> bool:
        duty = self._untouched(duty_id)
        if duty is None:
            return False
        self._tx.dispatch.remove_duty(duty_id)
        self._tx.rota.unmake(self._pattern.id, turn)
        return True

    def _move(self, turn: Turn, duty_id: str) -> bool:
        duty = self._untouched(duty_id)
        if duty is None or (duty.since, duty.until) == (turn.since, turn.until) or turn.since <= self._now:
            return False
        self._tx.dispatch.save_duty(replace(duty, since=turn.since, until=turn.until))
        return True

    def _add(self, turn: Turn, clashes: list[tuple[Turn, Duty]]) -> bool:
        running = turn.since <= self._now
        if (running and (turn.shift, turn.day) in self._filled) or is_absent(self._absences, turn.person, turn.since, turn.until):
            return False
        source = DutySource.PATTERN
        duty = Duty(new_id(), turn.person, self._site.id, turn.post, turn.since, turn.until, source, SYSTEM, turn.shift, turn.day)
        against = duties.clash(duty, self._duties_of(turn.person))
        if against is not None:
            clashes.append((turn, against))
            return False
        if not self._tx.rota.make(self._pattern.id, _key(turn), duty.id):
            return False
        self._tx.dispatch.add_duty(duty)
        self._duties_of(turn.person).append(duty)
        return True

    def _duties_of(self, person: str) -> list[Duty]:
        if person not in self._duties:
            self._duties[person] = list(self._tx.dispatch.duties_of(person, self._now - 2 * _DAY, self._now + HORIZON + 2 * _DAY))
        return self._duties[person]


def is_absent(absences: Sequence[Absence], person: str, since: datetime, until: datetime) -> bool:
    """Whether `person` said that they cannot come at some time in ``[since, until)``."""
    return any(each.person == person and each.since < until and each.until > since for each in absences)


def local_today(site: Site, now: datetime) -> date:
    """The day on the site's calendar."""
    return now.astimezone(site.time_zone).date()


def _key(turn: Turn) -> MadeTurn:
    return MadeTurn(turn.person, turn.shift, turn.day, turn.post)
