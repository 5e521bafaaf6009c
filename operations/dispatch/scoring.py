"""What it costs to give an order to somebody, in points, and why in words. Pure: the same crew gives the same answer.

The fewer points the better. Whoever must not have an order has no cost at all but a hindrance: nothing outweighs a missing
certificate. How urgent an order is weighs in twice: it decides whose turn it is when there are too few people (`urgency`,
`assignment`), and it makes every step of the way dearer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.people import Role
from domain.post import POST_NAMES, Post
from domain.severity import Priority
from domain.skill import Skill, Standing, skill_of
from domain.text import Text
from domain.work_order import WorkOrder
from operations.dispatch import distance
from operations.dispatch.crew import Crew, Worker


class Factor(StrEnum):
    """What a line of a proposal speaks of."""

    URGENCY = "urgency"
    DEPARTMENT = "department"
    DUTY = "duty"
    SKILL = "skill"
    DISTANCE = "distance"
    LOAD = "load"
    FAIRNESS = "fairness"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reason:
    """One line: why somebody is near the top of the list or far down, or (`hindrance`) not on it."""

    factor: Factor
    text: Text
    points: int = 0
    hindrance: bool = False


FURTHER_ORDER = 40
"""Points for each order that somebody is given besides in one go: the second costs 40, the third 80."""

_STEP = 10
_FARTHEST = 8
_STEPS_UNKNOWN = 4
_HASTE = {Priority.P1: 4, Priority.P2: 3, Priority.P3: 2, Priority.P4: 1}
_LOAD = 20
_HEAVIEST = 16
_FAIR = 5
_MOST_UNFAIR = 10
_SPARED = 5
_MOST_SPARED = 4
_SHIFT_ENDS = ((timedelta(minutes=30), 60), (timedelta(hours=1), 30), (timedelta(hours=2), 10))
_MOST_URGENT = 300


def urgency(order: WorkOrder, now: datetime) -> int:
    """How much of its time an order has used up, from 0 (new) to 300 (overdue): who goes first among orders of one priority."""
    limit = order.due.accept_by or order.due.resolve_by
    if limit is None or now >= limit:
        return _MOST_URGENT if limit is not None else 0
    whole = (limit - order.opened_at).total_seconds()
    used = (now - order.opened_at).total_seconds()
    return 0 if whole <= 0 else max(0, int(_MOST_URGENT * used / whole))


def urgency_line(order: WorkOrder, zone: ZoneInfo) -> Reason:
    """How urgent an order is, in words."""
    limit = order.due.accept_by or order.due.resolve_by
    if limit is None:
        return Reason(Factor.URGENCY, Text("{priority}，无时限", "{priority}, no limit").filled(priority=order.priority.value))
    name = Text("应于 {time} 前接单", "to be accepted by {time}") if order.due.accept_by else Text("应于 {time} 前完成", "to be done by {time}")
    text = Text("{priority}，{limit}", "{priority}, {limit}").filled(priority=order.priority.value, limit=name.filled(time=_clock(limit, zone)))
    return Reason(Factor.URGENCY, text)


def hindrances(order: WorkOrder, worker: Worker, crew: Crew, refused_by: frozenset[str] = frozenset()) -> tuple[Reason, ...]:
    """Why Steward does not propose `worker` for `order`; none: it may. A person may still choose them."""
    return tuple(_hindrances(order, worker, crew, refused_by))


def cost(order: WorkOrder, worker: Worker, crew: Crew) -> int:
    """What it costs to give `order` to `worker`, whom nothing hinders, as their next one: whole points, 0 … 800."""
    return _skill_points(order, worker) + _duty_points(worker, crew) + _distance_points(order, worker, crew) + _load_points(worker) + _fair_points(worker, crew)


def reasons(order: WorkOrder, worker: Worker, crew: Crew) -> tuple[Reason, ...]:
    """The lines that speak for or against `worker`, one for each factor; their points add up to `cost`."""
    return (_skills(order, worker), _duty(worker, crew), _distance(order, worker, crew), _load(worker), _fairness(worker, crew))


def room(worker: Worker, crew: Crew) -> int:
    """How many more orders may be proposed to `worker`."""
    return max(0, crew.capacity - worker.orders)


def stays(worker: Worker) -> bool:
    """Whether they must not leave where they are: the fire control room is never left empty."""
    return worker.person.role is Role.CONTROL_ROOM or (worker.duty is not None and worker.duty.post is Post.CONTROL_ROOM)


def _hindrances(order: WorkOrder, worker: Worker, crew: Crew, refused_by: frozenset[str]) -> Iterator[Reason]:
    if worker.person.department is not order.department:
        yield _not(Factor.DEPARTMENT, Text("不属于责任部门", "Not of the lead department"))
    if worker.duty is None:
        yield _not(Factor.DUTY, Text("未当班", "Not on duty"))
    elif stays(worker):
        yield _not(Factor.DUTY, Text("值守消防控制室，不离岗", "Keeps the control room, which is never left"))
    day = crew.now.astimezone(crew.site.time_zone).date()
    for skill in (skill_of(word) for word in order.skills):
        held = worker.skills.get(skill.id)
        if held is None:
            yield _not(Factor.SKILL, Text("未登记技能：{skill}", "Not known to be able: {skill}").filled(skill=skill.name))
        elif held.standing(day) is Standing.EXPIRED:
            text = Text("{skill}证书已于 {day} 到期", "{skill}: the certificate expired on {day}")
            yield _not(Factor.SKILL, text.filled(skill=skill.name, day=str(held.valid_until)))
        elif held.standing(day) is Standing.UNPROVEN:
            yield _not(Factor.SKILL, _unproven(skill))
    if room(worker, crew) == 0:
        text = Text("手上已有{number}单，已满", "Already has {number} orders in hand: full")
        yield _not(Factor.LOAD, text.filled(number=str(worker.orders)))
    if worker.username in refused_by:
        yield _not(Factor.REFUSED, Text("退过此单", "Has declined this order"))


def _unproven(skill: Skill) -> Text:
    return Text("{skill}须持{paper}，未登记齐全", "{skill} needs a {paper}; it is not fully on record").filled(skill=skill.name, paper=skill.certificate)


def _not(factor: Factor, text: Text) -> Reason:
    return Reason(factor, text, hindrance=True)


def _skill_points(order: WorkOrder, worker: Worker) -> int:
    spare = sum(skill_of(word).certificate is not None for word in worker.skills if word not in order.skills)
    return _SPARED * min(spare, _MOST_SPARED)


def _duty_points(worker: Worker, crew: Crew) -> int:
    if worker.duty is None:
        return 0
    left = worker.duty.until - crew.now
    return next((points for less_than, points in _SHIFT_ENDS if left < less_than), 0)


def _distance_points(order: WorkOrder, worker: Worker, crew: Crew) -> int:
    there = distance.space_of(order, crew.site)
    if there is None:
        return 0
    steps = distance.steps(crew.site, worker.space, there)
    return _STEP * min(_STEPS_UNKNOWN if steps is None else steps, _FARTHEST) * _HASTE[order.priority]


def _load_points(worker: Worker) -> int:
    return _LOAD * min(worker.load, _HEAVIEST)


def _fair_points(worker: Worker, crew: Crew) -> int:
    more = max(-_MOST_UNFAIR, min(_MOST_UNFAIR, worker.taken - crew.average_taken))
    return round(_FAIR * (more + _MOST_UNFAIR))


def _skills(order: WorkOrder, worker: Worker) -> Reason:
    points = _skill_points(order, worker)
    if not order.skills:
        return Reason(Factor.SKILL, Text("无需专门技能", "No special skill needed"), points)
    lines = [_able(worker, skill_of(word)) for word in order.skills]
    return Reason(Factor.SKILL, Text("；".join(line.zh for line in lines), "; ".join(line.en for line in lines)), points)


def _able(worker: Worker, skill: Skill) -> Text:
    held = worker.skills.get(skill.id)
    if held is None or (held.valid_until is None and skill.certificate is None):
        return Text("会{skill}", "Can do: {skill}").filled(skill=skill.name)
    if held.valid_until is None:
        return Text("会{skill}，持证", "{skill}, certified").filled(skill=skill.name)
    return Text("会{skill}，证书有效至 {day}", "{skill}, certificate valid until {day}").filled(skill=skill.name, day=held.valid_until.isoformat())


def _duty(worker: Worker, crew: Crew) -> Reason:
    if worker.duty is None:
        return Reason(Factor.DUTY, Text("未当班", "Not on duty"))
    text = Text("当班至 {time}", "On duty until {time}").filled(time=_clock(worker.duty.until, crew.site.time_zone))
    if worker.duty.post is not None:
        text = Text("{text}（{post}）", "{text} ({post})").filled(text=text, post=POST_NAMES[worker.duty.post])
    return Reason(Factor.DUTY, text, _duty_points(worker, crew))


def _distance(order: WorkOrder, worker: Worker, crew: Crew) -> Reason:
    text = distance.described(crew.site, worker.space, distance.space_of(order, crew.site))
    return Reason(Factor.DISTANCE, text, _distance_points(order, worker, crew))


def _load(worker: Worker) -> Reason:
    text = Text("手上{number}单", "{number} in hand").filled(number=str(worker.orders)) if worker.orders else Text("手上没有单", "Nothing in hand")
    return Reason(Factor.LOAD, text, _load_points(worker))


def _fairness(worker: Worker, crew: Crew) -> Reason:
    text = Text("近7天接{taken}单，人均{average}单", "Took {taken} in 7 days; {average} on average")
    return Reason(Factor.FAIRNESS, text.filled(taken=str(worker.taken), average=f"{crew.average_taken:.1f}"), _fair_points(worker, crew))


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M")
