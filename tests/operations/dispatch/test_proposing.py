"""Several orders and people at once."""

from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.people import Department
from domain.severity import Priority
from domain.work_order import WorkOrder
from operations.dispatch import scoring
from operations.dispatch.assignment import greedy, solve
from operations.dispatch.crew import Crew, Worker
from operations.dispatch.proposing import Choice, candidates, costs_of, propose, why_nobody
from operations.dispatch.scoring import Factor
from tests.operations.dispatch.team import MINUTE, NOW, SITE, able, crew, duty, off, order, person, worker

SKILLS = ("electrical", "lift", "lift-rescue")
PLACES = st.sampled_from([*SITE.spaces, None])
DAYS = st.sampled_from([None, date(2026, 1, 30), date(2026, 1, 31), date(2027, 1, 1)])


@st.composite
def workers(draw: st.DrawFn, name: str) -> Worker:
    department = draw(st.sampled_from([Department.ENGINEERING, Department.SECURITY]))
    skills = {skill: able(name, skill, until=draw(DAYS))[skill] for skill in draw(st.sets(st.sampled_from(SKILLS)))}
    in_hand = draw(st.dictionaries(st.sampled_from(Priority), st.integers(1, 3), max_size=2))
    on_duty = duty(name, until=NOW + draw(st.integers(1, 600)) * MINUTE) if draw(st.booleans()) else None
    return Worker(person(name, department), on_duty, skills, in_hand, draw(st.integers(0, 20)), draw(PLACES) if on_duty else None)


@st.composite
def orders(draw: st.DrawFn, name: str) -> WorkOrder:
    return order(
        name,
        *draw(st.sets(st.sampled_from(SKILLS), max_size=2)),
        priority=draw(st.sampled_from(Priority)),
        space=draw(PLACES),
        opened_at=NOW - draw(st.integers(0, 60)) * MINUTE,
        department=draw(st.sampled_from([Department.ENGINEERING, Department.SECURITY])),
    )


@st.composite
def scenes(draw: st.DrawFn) -> tuple[list[WorkOrder], Crew, dict[str, frozenset[str]]]:
    waiting = [draw(orders(f"o{place}")) for place in range(draw(st.integers(0, 8)))]
    team = tuple(draw(workers(f"w{place}")) for place in range(draw(st.integers(0, 5))))
    refused = {each.id: frozenset(draw(st.sets(st.sampled_from(["w0", "w1"])))) for each in waiting}
    return waiting, Crew(SITE, NOW, team, capacity=4), refused


@given(scenes())
@settings(deadline=None)
def test_nobody_is_proposed_whom_something_forbids(scene: tuple[list[WorkOrder], Crew, dict[str, frozenset[str]]]) -> None:
    waiting, team, refused = scene
    chosen = [(choice.order, choice.worker) for choice in propose(waiting, team, refused) if choice.worker is not None]
    assert [one for one, somebody in chosen if scoring.hindrances(one, somebody, team, refused[one.id])] == []
    given_to = [somebody.username for _, somebody in chosen]
    assert all(given_to.count(each.username) <= scoring.room(each, team) for each in team.workers)


@given(scenes(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_what_is_given_changes_nothing(scene: tuple[list[WorkOrder], Crew, dict[str, frozenset[str]]], random: Random) -> None:
    waiting, team, refused = scene
    first = propose(waiting, team, refused)
    shuffled, others = list(waiting), list(team.workers)
    random.shuffle(shuffled)
    random.shuffle(others)
    assert propose(shuffled, Crew(SITE, NOW, tuple(others), team.capacity), refused) == first


@given(scenes())
@settings(deadline=None)
def test_whoever_gets_nobody_is_told_why(scene: tuple[list[WorkOrder], Crew, dict[str, frozenset[str]]]) -> None:
    waiting, team, refused = scene
    assert all((choice.worker is None) == (choice.why_not is not None) for choice in propose(waiting, team, refused))


def by_order(found: tuple[Choice, ...]) -> dict[str, str | None]:
    return {choice.order.id: None if choice.worker is None else choice.worker.username for choice in found}


def test_the_only_qualified_person_goes_to_the_urgent_order_though_the_other_is_next_door() -> None:
    rescuer = worker("a", "lift-rescue", space="t1-1-a")
    urgent = order("p1", "lift-rescue", priority=Priority.P1, space="t2-2")
    near = order("p4", "lift-rescue", priority=Priority.P4, space="t1-1-a", opened_at=NOW - 60 * MINUTE)
    found = propose([near, urgent], crew(rescuer, capacity=1), {})
    assert by_order(found) == {"p1": "a", "p4": None}
    assert found[1].why_not is not None
    assert found[1].why_not.zh == "合格人员都派给了更急的单"


def test_together_they_are_better_off_than_one_after_the_other() -> None:
    team = crew(worker("a", "electrical", space="t1-1-a"), worker("b", space="t2-2"), capacity=1)
    waiting = [order("any", priority=Priority.P3, opened_at=NOW - MINUTE), order("electrical", "electrical", priority=Priority.P3)]
    assert by_order(propose(waiting, team, {})) == {"any": "b", "electrical": "a"}


def test_two_hundred_orders_are_shared_out_among_thirty_people() -> None:
    places = list(SITE.spaces)
    team = crew(*(worker(f"w{n:02}", *SKILLS[: n % 4], space=places[n % len(places)], taken=n % 7) for n in range(30)))
    waiting = [order(f"o{n:03}", *SKILLS[: n % 3], priority=list(Priority)[n % 4], space=places[n % len(places)]) for n in range(200)]
    found = propose(waiting, team, {})
    assert len(found) == 200
    assert sum(choice.worker is not None for choice in found) >= 150
    costs = costs_of([choice.order for choice in found], sorted(team.workers, key=lambda each: each.username), team, {})
    assert costs.of(solve(costs)) <= costs.of(greedy(costs))


def test_candidates_are_the_best_first_and_then_those_who_cannot() -> None:
    team = crew(
        worker("z-far", "electrical", space="t2-2"),
        worker("y-near", "electrical", space="t1-1-b"),
        worker("x-unskilled", space="t1-1-a"),
        off(worker("w-home", "electrical")),
        worker("v-guard", "electrical", department=Department.SECURITY),
    )
    found = candidates(order("o", "electrical"), team)
    assert [each.worker.username for each in found] == ["y-near", "z-far", "x-unskilled", "w-home", "v-guard"]
    assert [each.cost is not None for each in found] == [True, True, False, False, False]
    assert [reason.factor for reason in found[2].reasons if reason.hindrance] == [Factor.SKILL]


def test_why_nobody_is_found_names_what_is_missing() -> None:
    rescue = order("o", "lift-rescue")

    def said(*team: Worker, refused: tuple[str, ...] = ()) -> str:
        return why_nobody(rescue, crew(*team), frozenset(refused)).zh

    guard = worker("g", department=Department.SECURITY)
    assert said(off(worker("a"))) == "当班表为空：由责任部门自行接单"
    assert said(guard) == "责任部门没有可派的人"
    assert said(guard, off(worker("a", "lift-rescue"))) == "责任部门无人当班"
    assert said(worker("a", "electrical")) == "当班人员无人具备有效资质：电梯救援"
    assert said(worker("a", "lift-rescue"), refused=("a",)) == "合格人员都退过此单"
    assert said(worker("a", "lift-rescue", in_hand={Priority.P4: 8})) == "合格人员手上的单都满了"


def test_what_was_declined_twice_waits_for_its_owner() -> None:
    (found,) = propose([order("o", refusals=2)], crew(worker("a")), {})
    assert found.worker is None
    assert found.why_not is not None
    assert found.why_not.en == "Declined twice: a manager has to name its owner first"
