"""Who is called at a step: the persons named, else whoever stands on the posts; colleagues on duty, the lead, the manager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.call_out import CallOut, Whom
from domain.identity import LIVE
from domain.people import Person, Role
from domain.post import Post
from domain.records import Transaction
from domain.service_level import Rung
from domain.site import Site, SpaceKind
from operations.escalation.taking_part import among, stand_ins
from operations.rota.standing import Roll, Standing, Why, nearest
from operations.workorders.service import levels_of
from rules import routing

COLLEAGUES = 3
"""So many colleagues are called at once."""
_LEADING = frozenset({Role.DISPATCHER, Role.MANAGER})
_NO_COLLEAGUES = _LEADING | {Role.VIEWER}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to be called, for which posts, and the empty one whose deputy they are."""

    person: Person
    posts: tuple[Post, ...] = ()
    instead_of: Post | None = None


def candidates(tx: Transaction, site: Site, call_out: CallOut, whom: Whom, now: datetime) -> Sequence[Candidate]:
    """Who is called: each person once, with all the posts that they stand on. Of posts and leads, those already called are among them.

    Persons who are named are called wherever they stand. If none of them is at the site any more, it is the business of the posts.
    Of a drill, nobody is called but who takes part in it.
    """
    found = _candidates(tx, site, call_out, whom, now)
    return found if call_out.realm == LIVE else _taking_part(tx, site, call_out, whom, found)


def _candidates(tx: Transaction, site: Site, call_out: CallOut, whom: Whom, now: datetime) -> Sequence[Candidate]:
    space = _space(tx, site, call_out)
    if whom is Whom.COLLEAGUE:
        return _colleagues(tx, site, call_out, space, now)
    roll = Roll.call(tx, site, now)
    named = [roll.people[name] for name in call_out.persons if name in roll.people]
    if whom is Whom.POST and named:
        return [Candidate(person) for person in named]
    if whom is Whom.POST:
        building = None if space is None else next((each.id for each in site.space_path(space) if each.kind is SpaceKind.BUILDING), None)
        posts = call_out.posts or tuple(routing.load().usual_posts(call_out.department))
        return _merged([roll.standing(post, building) for post in posts])
    post = levels_of(site).post(call_out.department, Rung.TEAM_LEAD if whom is Whom.LEAD else Rung.MANAGER)
    if post is None:
        return ()
    found = roll.standing(post, None)
    if found.why is Why.DEPARTMENT and whom is Whom.LEAD:
        # Nobody keeps a rota of leads: those who lead are called rather than everybody again.
        found = replace(found, people=tuple(person for person in found.people if person.role in _LEADING) or found.people)
    return _merged([found])


def _taking_part(tx: Transaction, site: Site, call_out: CallOut, whom: Whom, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those of `found` who take part in the drill; of posts where none of them stands, those of the department who do."""
    known = among(tx, call_out.realm, [each.person.username for each in found])
    kept = [each for each in found if each.person.username in known]
    if kept or whom is not Whom.POST:
        return kept
    return [Candidate(person) for person in stand_ins(tx, site, call_out.realm, call_out.department)]


def _merged(found: Sequence[Standing]) -> Sequence[Candidate]:
    merged: dict[str, Candidate] = {}
    for each in found:
        for person in each.people:
            known = merged.get(person.username, Candidate(person))
            instead_of = each.post if each.why is Why.DEPUTY else known.instead_of
            merged[person.username] = Candidate(person, (*known.posts, each.post), instead_of)
    return list(merged.values())


def _colleagues(tx: Transaction, site: Site, call_out: CallOut, space: str | None, now: datetime) -> Sequence[Candidate]:
    """Others of the department on duty, the nearest first; where nobody is said to be on duty, whoever else there is. Who leads is called later."""
    called = call_out.people
    on_duty = [person for person, _ in nearest(tx, site, call_out.department, space, now, but=called)]
    others = [person for person in tx.people.list() if person.department is call_out.department and person.works_at(site.id) and person.username not in called]
    return [Candidate(person) for person in on_duty or others if person.role not in _NO_COLLEAGUES][:COLLEAGUES]


def _space(tx: Transaction, site: Site, call_out: CallOut) -> str | None:
    """Where the thing is; `None` if that is not (any more) in the site file."""
    order = None if call_out.work_order_id is None else tx.orders.get(call_out.work_order_id)
    if order is None:
        return None
    asset = None if order.asset is None else site.assets.get(order.asset)
    space = order.space if asset is None else asset.space
    return space if space in site.spaces else None
