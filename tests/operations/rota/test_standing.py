"""Who is called for a post: on duty, holder, deputy, department, nobody; and who of a department is nearest."""

from __future__ import annotations

import pytest

from domain.dispatch import LastPlace
from domain.people import Department, Role
from domain.post import Post
from domain.records import Records, Transaction
from domain.rota import Deputy, Holder, Need
from operations.dispatch import duty
from operations.rota.standing import Why, nearest, standing
from tests.operations.rota.roster import HOUR, MINUTE, SITE, T0, hire, needing, person, plan

NOW = T0 + 10 * HOUR


def on(tx: Transaction, username: str, post: Post | None) -> None:
    duty.add(tx, SITE, username, T0 + 8 * HOUR, T0 + 16 * HOUR, by="boss", post=post)


def asked(records: Records, post: Post, building: str | None = None) -> tuple[list[str], Why, Post]:
    with records.reading() as tx:
        found = standing(tx, SITE, post, NOW, building=building)
    return [each.username for each in found.people], found.why, found.stands_on


def test_who_is_on_duty_stands_there_and_on_every_other_post_of_theirs(records: Records) -> None:
    hire(records)
    with records.transaction() as tx:
        on(tx, "a", Post.DUTY_ENGINEER)
        on(tx, "a", Post.ENGINEERING_LEAD)
    assert asked(records, Post.DUTY_ENGINEER) == (["a"], Why.ON_DUTY, Post.DUTY_ENGINEER)
    assert asked(records, Post.ENGINEERING_LEAD) == (["a"], Why.ON_DUTY, Post.ENGINEERING_LEAD)


def test_an_empty_post_falls_to_the_first_deputy_who_stands(records: Records) -> None:
    hire(records)
    plan(records, needing(Need(Post.DUTY_ENGINEER)))
    with records.transaction() as tx:
        on(tx, "b", Post.ENGINEERING_LEAD)
    assert asked(records, Post.DUTY_ENGINEER) == (["b"], Why.DEPUTY, Post.ENGINEERING_LEAD)
    with records.transaction() as tx:
        on(tx, "c", Post.SECOND_ENGINEER)
    assert asked(records, Post.DUTY_ENGINEER) == (["c"], Why.DEPUTY, Post.SECOND_ENGINEER)


def test_a_site_names_other_deputies_and_a_person_need_not_be_on_duty(records: Records) -> None:
    hire(records)
    chain = (Deputy(post=Post.CONTROL_ROOM), Deputy(person="gone"), Deputy(person="d"))
    plan(records, needing(Need(Post.DUTY_ENGINEER)))
    with records.transaction() as tx:
        current = tx.rota.plan(SITE.id)
        tx.rota.save_plan(type(current)(SITE.id, current.shifts, {Post.DUTY_ENGINEER: chain}, version=current.version))
    assert asked(records, Post.DUTY_ENGINEER) == (["d"], Why.DEPUTY, Post.DUTY_ENGINEER)


def test_the_department_is_called_only_where_no_rota_is_kept_for_the_post(records: Records) -> None:
    hire(records)
    assert asked(records, Post.DUTY_ENGINEER) == (["a", "b", "c", "d"], Why.DEPARTMENT, Post.DUTY_ENGINEER)
    with records.transaction() as tx:
        duty.add(tx, SITE, "a", T0 + 30 * HOUR, T0 + 38 * HOUR, by="boss", post=Post.DUTY_ENGINEER)
    assert asked(records, Post.DUTY_ENGINEER) == (["boss"], Why.DEPUTY, Post.MANAGER)


def test_nobody_at_all(records: Records) -> None:
    hire(records, person("a"))
    plan(records, needing(Need(Post.DUTY_ENGINEER)))
    assert asked(records, Post.DUTY_ENGINEER) == ([], Why.NOBODY, Post.DUTY_ENGINEER)
    assert asked(records, Post.SERVICE_CENTRE) == ([], Why.NOBODY, Post.SERVICE_CENTRE)


@pytest.mark.parametrize(
    ("building", "people"),
    [("t1", ["patrol"]), ("t2", ["guard"]), (None, ["guard"])],
    ids=["of that building", "of no building in particular", "nobody says which"],
)
def test_a_post_without_shifts_has_holders_by_building(records: Records, building: str | None, people: list[str]) -> None:
    hire(records)
    plan(records, holders=(Holder(Post.BUILDING_STEWARD, "guard"), Holder(Post.BUILDING_STEWARD, "patrol", "t1")))
    assert asked(records, Post.BUILDING_STEWARD, building) == (people, Why.HOLDER, Post.BUILDING_STEWARD)


@pytest.mark.parametrize("post", [Post.ALL_GUARDS, Post.NEAREST_GUARD])
def test_guards_are_those_on_duty_who_walk_about(records: Records, post: Post) -> None:
    hire(records, person("off-duty", Department.SECURITY, Role.GUARD), person("desk", Department.SECURITY, Role.GUARD))
    hire(records)
    with records.transaction() as tx:
        on(tx, "guard", Post.NEAREST_GUARD)
        on(tx, "patrol", None)
        on(tx, "desk", Post.CONTROL_ROOM)
        on(tx, "watcher", None)
        on(tx, "a", None)
    assert asked(records, post) == (["guard", "patrol"], Why.ON_DUTY, post)


def test_colleagues_on_duty_come_by_how_near_they_were_last_seen(records: Records) -> None:
    hire(records, person("third", Department.SECURITY, Role.GUARD), person("asleep", Department.SECURITY, Role.GUARD))
    hire(records)
    with records.transaction() as tx:
        for name in ("guard", "patrol", "third"):
            on(tx, name, Post.NEAREST_GUARD)
        for name, space, at in (("guard", "t2", NOW), ("patrol", "t1-f1", NOW), ("asleep", "t1", NOW), ("third", "t1", T0)):
            tx.dispatch.see(LastPlace(name, SITE.id, space, at - MINUTE))
    with records.reading() as tx:
        found = nearest(tx, SITE, Department.SECURITY, "t1", NOW)
        others = nearest(tx, SITE, Department.SECURITY, "t1", NOW, but={"patrol"})
    assert [(each.username, steps) for each, steps in found] == [("patrol", 1), ("guard", 2), ("third", None)]
    assert [each.username for each, _ in others] == ["guard", "third"]
