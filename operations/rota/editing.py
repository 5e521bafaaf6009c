"""Changing single turns, plans and patterns by hand, and saying that one cannot come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.dispatch import Duty, DutySource
from domain.identity import new_id
from domain.post import Post
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.rota import SPELLED_ALIKE, Pattern, RotaPlan
from domain.site import Site
from domain.skill import SKILLS, skill_of
from domain.swap import Absence
from operations.dispatch import duty as duties
from operations.rota import telling
from operations.rota.generating import Made, make_ahead, take_back
from operations.rota.looking import open_ahead

LONGEST_ABSENCE = timedelta(days=92)
LONGEST_CYCLE = 92
MOST_MEMBERS = 200
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class DutyChange:
    """What is to be another about a duty; all of it is said."""

    person: str
    post: Post | None
    since: datetime
    until: datetime


def change(tx: Transaction, site: Site, duty: Duty, asked: DutyChange, *, by: str, at: datetime) -> Duty:
    """Change a duty that is not over; the rota leaves it as it is from then on. Raises `Refusal`, or `Conflict` if it has changed meanwhile."""
    if duty.until <= at:
        raise Refusal("该班次已结束，不能修改", "this duty is over and stays as it is")
    if duty.since <= at and (asked.person, asked.since) != (duty.person, duty.since):
        raise Refusal("班次已开始：请先结束，再为接替者新增", "it has begun: end it, and add a duty for whoever takes over")
    person = duties.find(tx, asked.person, site)
    wanted = replace(duty, person=person.username, post=asked.post, since=asked.since, until=asked.until, source=DutySource.HAND, added_by=by)
    duties.check(tx, site, person, wanted)
    saved = tx.dispatch.save_duty(wanted)
    telling.changed(tx, site, "duty", saved.id, at, by)
    return saved


def add_shift(tx: Transaction, site: Site, username: str, shift_id: str, day: date, post: Post | None, *, by: str, at: datetime) -> Duty:
    """`username` has the shift of that local day on `post`."""
    shift = tx.rota.plan(site.id).shift(shift_id)
    if shift is None:
        raise Refusal(f"没有班次 {shift_id}", f"the site has no shift {shift_id}")
    since, until = shift.span(day, site.time_zone)
    if until <= at:
        raise Refusal("该班次已结束", "this shift is over")
    added = duties.add(tx, site, username, since, until, by=by, post=post, shift=shift.id, day=day)
    telling.changed(tx, site, "duty", added.id, at, by)
    return added


def save_plan(tx: Transaction, site: Site, plan: RotaPlan, *, by: str, at: datetime) -> RotaPlan:
    """Store what the site's rota goes by, and make its turns anew. Raises `Refusal` for what cannot be, `Conflict` for another version."""
    _check_shifts(plan)
    for holder in plan.holders:
        duties.find(tx, holder.person, site)
        if holder.building is not None and holder.building not in site.spaces:
            raise Refusal(f"本项目没有空间 {holder.building}", f"the site {site.id} has no space {holder.building}")
    for post, chain in plan.deputies.items():
        if any(deputy.post is post or (deputy.post is None) == (deputy.person is None) for deputy in chain):
            raise Refusal("代班顺序须为其他岗位或人员", "a deputy is another post, or a person")
        for person in (deputy.person for deputy in chain if deputy.person is not None):
            duties.find(tx, person, site)
    for unknown in (skill for skills in plan.certificates.values() for skill in skills if skill not in SKILLS):
        raise Refusal(f"没有技能：{skill_of(unknown).name.zh}", f"there is no skill called {unknown}")
    saved = tx.rota.save_plan(plan)
    make_ahead(tx, site, at)
    telling.changed(tx, site, "plan", site.id, at, by)
    return saved


def save_pattern(tx: Transaction, site: Site, pattern: Pattern, *, new: bool, by: str, at: datetime) -> tuple[Pattern, Made]:
    """Store a pattern and make its turns ahead. Raises `Refusal`, `Conflict`."""
    plan = tx.rota.plan(site.id)
    if not pattern.name.strip():
        raise Refusal("请填写名称", "give it a name")
    if not 1 <= len(pattern.cycle) <= LONGEST_CYCLE:
        raise Refusal(f"轮班周期为1至{LONGEST_CYCLE}天", f"a rotation has 1 to {LONGEST_CYCLE} days")
    unknown = next((shift for shift in pattern.cycle if shift is not None and plan.shift(shift) is None), None)
    if unknown is not None:
        raise Refusal(f"没有班次 {unknown}", f"the site has no shift {unknown}")
    names = [member.person for member in pattern.members]
    if not 1 <= len(names) <= MOST_MEMBERS or len(set(names)) < len(names):
        raise Refusal(f"成员为1至{MOST_MEMBERS}人，且不能重复", f"a team has 1 to {MOST_MEMBERS} members, each once")
    if len(set(pattern.posts)) < len(pattern.posts):
        raise Refusal("岗位重复", "a post is named twice")
    if pattern.ends_on is not None and pattern.ends_on < pattern.starts_on:
        raise Refusal("结束日期早于开始日期", "it ends before it starts")
    for name in names:
        duties.find(tx, name, site)
    if new:
        tx.rota.add_pattern(pattern)
        saved = pattern
    else:
        saved = tx.rota.save_pattern(pattern)
    made = make_ahead(tx, site, at)
    telling.changed(tx, site, "pattern", saved.id, at, by)
    return saved, made


def remove_pattern(tx: Transaction, site: Site, pattern: Pattern, *, by: str, at: datetime, version: int | None = None) -> int:
    """Give a pattern up: turns to come that nobody changed are taken back. Returns how many."""
    if version not in (None, pattern.version):
        raise Conflict(f"the pattern {pattern.id} is no longer at version {version}")
    gone = take_back(tx, site, pattern, at)
    tx.rota.remove_pattern(pattern.id)
    telling.changed(tx, site, "pattern", pattern.id, at, by)
    return gone


def cannot_come(tx: Transaction, site: Site, username: str, since: datetime, until: datetime, *, by: str, at: datetime) -> tuple[Absence, Sequence[Duty]]:
    """`username` cannot come in ``[since, until)``: their shifts in it are free, and the gaps are open and told at once. Returns those shifts."""
    person = duties.find(tx, username, site)
    since = max(since, at)
    if until <= since:
        raise Refusal("结束时间应晚于现在", "say until when: it must be later than now")
    if until - since > LONGEST_ABSENCE:
        raise Refusal("一次最长92天", "92 days at most at once")
    absence = Absence(new_id(), person.username, site.id, since, until, at, by)
    tx.rota.add_absence(absence)
    free = [duty for duty in tx.dispatch.duties_of(person.username, since, until) if duty.site == site.id]
    for duty in free:
        duties.end(tx, duty, max(at, duty.since))
    open_ahead(tx, site, [duty for duty in free if duty.since > at], at)
    telling.changed(tx, site, "duty", absence.id, at, by)
    return absence, free


def can_come_again(tx: Transaction, site: Site, absence: Absence, *, by: str, at: datetime) -> Made:
    """An absence is over before its time; turns that were not made because of it are made. What had been free stays with whoever took it."""
    tx.rota.end_absence(absence.id, at)
    made = make_ahead(tx, site, at)
    telling.changed(tx, site, "duty", absence.id, at, by)
    return made


def _check_shifts(plan: RotaPlan) -> None:
    words = [word for shift in plan.shifts for word in {shift.id, shift.mark.casefold(), shift.name.zh, shift.name.en.casefold()}]
    if len(set(words)) < len(words):
        raise Refusal("班次的名称和简称不能重复", "two shifts have a word in common: each needs its own name and mark")
    for shift in plan.shifts:
        if not all(0 < len(word.strip()) <= _LONGEST_WORD for word in (shift.mark, shift.name.zh, shift.name.en)) or shift.mark.casefold() in SPELLED_ALIKE:
            raise Refusal(f"请填写班次名称和简称（{shift.id}）", f"give the shift {shift.id} a name and a mark that does not mean a day off")
        if len({need.post for need in shift.needs}) < len(shift.needs):
            raise Refusal(f"班次 {shift.name.zh} 的岗位重复", f"the shift {shift.name.en} names a post twice")
