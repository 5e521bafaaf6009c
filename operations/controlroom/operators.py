"""Who stands in the fire control room, and whether they are certified operators.

Site setting ``control_room_operators``: how many certified operators have to be there: 2, or 1 where the room is also
controlled from afar (REQUIREMENTS 31). Absent or 0: the site has no room that Steward watches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.control_room import CERTIFICATE
from domain.dispatch import Duty
from domain.people import Person
from domain.post import Post
from domain.records import Transaction
from domain.site import Site
from domain.skill import HeldSkill, Standing

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody on duty in the room. `standing` is that of their certificate; `None`: they have none on record."""

    person: str
    name: str
    duty: Duty
    standing: Standing | None
    certificate: str = ""

    @property
    def certified(self) -> bool:
        """Whether they count."""
        return self.standing is Standing.VALID


def required(site: Site) -> int:
    """How many certified operators have to stand there; 0: the room is not watched."""
    return max(0, round(site.settings.get("control_room_operators", 0)))


def operators(tx: Transaction, site: Site, at: datetime) -> Sequence[Operator]:
    """Who stands there at `at`, each once, by name of account."""
    duties: dict[str, Duty] = {}
    for duty in tx.dispatch.duties(site.id, at, at + _INSTANT):
        if duty.post is Post.CONTROL_ROOM and (duty.person not in duties or duties[duty.person].until < duty.until):
            duties[duty.person] = duty
    if not duties:
        return ()
    held = {skill.person: skill for skill in tx.dispatch.skills(sorted(duties)) if skill.skill == CERTIFICATE}
    people = {person.username: person for person in tx.people.list()}
    return [_operator(duties[name], people.get(name), held.get(name), site, at) for name in sorted(duties)]


def stands_there(tx: Transaction, site: Site, username: str, at: datetime) -> Operator | None:
    """`username` as an operator on duty; `None`: they are not."""
    return next((operator for operator in operators(tx, site, at) if operator.person == username), None)


def certified(found: Sequence[Operator]) -> int:
    """How many of them count."""
    return sum(operator.certified for operator in found)


def _operator(duty: Duty, person: Person | None, held: HeldSkill | None, site: Site, at: datetime) -> Operator:
    standing = None if held is None else held.standing(at.astimezone(site.time_zone).date())
    return Operator(duty.person, duty.person if person is None else person.name, duty, standing, "" if held is None else held.certificate)
