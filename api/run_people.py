"""Who commands a run of a plan and who holds its posts, right now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.schemas.plan_run import RunCommand, RunPerson, RunPost
from api.security.rights import Rights
from domain.people import Person
from domain.plan_run import PlanRun
from domain.post import Post
from domain.records import Transaction
from domain.site import Site
from operations.plans.where import building_of
from operations.rota.standing import Roll, Why

POST_CONTACTS = {
    Post.CONTROL_ROOM: "control-room",
    Post.DUTY_ENGINEER: "duty-engineer",
    Post.GUARD_CAPTAIN: "guard-leader",
    Post.SERVICE_CENTRE: "service-centre",
    Post.MANAGER: "manager",
}
"""Posts that have a telephone of their own; people's private numbers are shown nowhere."""


def posts_of(run: PlanRun) -> Sequence[Post]:
    """The posts of a run: those that command, then those of its steps, each once."""
    command = run.plan.command
    return tuple(dict.fromkeys((command.in_charge, *command.deputies, *(step.post for _phase, step in run.plan.steps(run.stage)))))


def posts_out(run: PlanRun, site: Site, roll: Roll, numbers: Mapping[str, str], rights: Rights, posts: Sequence[Post]) -> list[RunPost]:
    """Who holds each of `posts`; a post that is held by building is that of where the run is."""
    building = building_of(site, asset=run.asset, space=run.space)
    standing = [roll.standing(post, building) for post in posts]
    return [
        RunPost(
            post=each.post,
            people=[_person(person) for person in each.people],
            why=each.why,
            mine=any(person.id == rights.person.id for person in each.people),
            number=number_of(each.post, numbers),
        )
        for each in standing
    ]


def command_out(tx: Transaction, run: PlanRun, site: Site, roll: Roll, numbers: Mapping[str, str]) -> RunCommand:
    """Who is in charge."""
    command, building = run.plan.command, building_of(site, asset=run.asset, space=run.space)
    standing = (roll.standing(post, building) for post in (command.in_charge, *command.deputies))
    manned = next((each for each in standing if each.why in (Why.ON_DUTY, Why.HOLDER)), None)
    post = None if manned is None or run.commander is not None else manned.post
    known = {person.username: person for person in tx.people.list()} if run.commander is not None else {}
    return RunCommand(
        in_charge=command.in_charge,
        deputies=list(command.deputies),
        commander=None if run.commander is None else RunPerson(username=run.commander, name=_name(known, run.commander)),
        post=post,
        people=[] if post is None or manned is None else [_person(person) for person in manned.people],
        number=None if post is None else number_of(post, numbers),
    )


def number_of(post: Post, numbers: Mapping[str, str]) -> str | None:
    """The telephone of a post; `None`: it has none, or nobody has entered it."""
    contact = POST_CONTACTS.get(post)
    return None if contact is None else numbers.get(contact)


def _person(person: Person) -> RunPerson:
    return RunPerson(username=person.username, name=person.name)


def _name(known: Mapping[str, Person], username: str) -> str:
    return known[username].name if username in known else username
