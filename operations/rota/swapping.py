"""Swaps of shifts: asked, accepted by a colleague, approved by a lead, or by itself where the site says so and every rule holds.

What can never be (two sites at once, the same post twice, a post whose certificate the colleague has not) is refused when
somebody accepts; what a lead may decide (too little rest, another department) is said as a hint. The duties change hands in
the transaction that settles the swap, and not at all if they have changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from configuration.rota import load
from domain.dispatch import Duty, DutySource
from domain.identity import new_id
from domain.people import Person
from domain.post import POST_NAMES
from domain.problem import Refusal
from domain.records import Conflict, Records, Transaction
from domain.rota import RotaPlan
from domain.site import Site
from domain.skill import Standing as SkillStanding
from domain.skill import skill_of
from domain.swap import Swap, SwapState, SwapStep, next_swap_state
from operations.deciding import Due, decide
from operations.dispatch import duty as duties
from operations.rota import telling
from operations.rota.generating import is_absent
from rules.alarms.record import SYSTEM

_GONE = ("该班次已变动，请刷新后重试", "this shift has changed hands or moved: look at the rota again")
LONGEST_NOTE = 200


def ask(
    tx: Transaction, site: Site, asker: str, duty_id: str, *, at: datetime, colleague: str | None = None, in_return: str | None = None, note: str = ""
) -> Swap:
    """`asker` wants `colleague`, or anybody, to take the shift of `duty_id`; `in_return` is a duty of the colleague's that they take instead."""
    person = duties.find(tx, asker, site)
    given = _turn(tx, site, duty_id, asker, at)
    if colleague == asker:
        raise Refusal("不能与自己换班", "choose a colleague, not yourself")
    returned: Sequence[Duty] = ()
    if in_return is not None:
        if colleague is None:
            raise Refusal("对调班次时请选择同事", "to exchange shifts, choose the colleague")
        returned = _turn(tx, site, in_return, colleague, at)
    if colleague is not None:
        duties.find(tx, colleague, site)
    ids = tuple(duty.id for duty in (*given, *returned))
    if tx.rota.swaps_about(ids):
        raise Refusal("该班次已有换班申请", "a swap of this shift has been asked for already")
    begins = min(duty.since for duty in (*given, *returned))
    swap = Swap(
        id=new_id(),
        site=site.id,
        asker=person.username,
        colleague=colleague,
        duties=tuple(duty.id for duty in given),
        in_return=tuple(duty.id for duty in returned),
        since=given[0].since,
        until=max(duty.until for duty in given),
        asked_at=at,
        note=note.strip()[:LONGEST_NOTE],
        next_at=begins,
    )
    tx.rota.add_swap(swap)
    telling.swap_changed(tx, swap, site, at)
    return swap


def accept(tx: Transaction, site: Site, swap: Swap, *, by: str, at: datetime, version: int | None = None) -> Swap:
    """`by` takes the shift. It is settled at once where the site lets it and no rule speaks against it; else a lead approves."""
    _same(swap, version)
    _still_time(swap, at)
    state = next_swap_state(swap.state, SwapStep.ACCEPT)
    if by == swap.asker or swap.colleague not in (None, by):
        raise Refusal("该申请不是给您的", "this swap was asked of somebody else")
    plan = tx.rota.plan(site.id)
    accepted = replace(swap, state=state, taker=by)
    hints = _judge(tx, site, plan, accepted)
    accepted = replace(accepted, hints=hints)
    if plan.lead_approves or hints:
        return _keep(tx, accepted, site, at)
    return _settle(tx, accepted, site, by=SYSTEM, at=at)


def approve(tx: Transaction, site: Site, swap: Swap, *, by: str, at: datetime, version: int | None = None) -> Swap:
    """A lead says yes: the duties change hands now."""
    _same(swap, version)
    _still_time(swap, at)
    next_swap_state(swap.state, SwapStep.APPROVE)
    if by in (swap.asker, swap.taker):
        raise Refusal("不能批准自己的换班", "nobody approves a swap of their own")
    plan = tx.rota.plan(site.id)
    _judge(tx, site, plan, swap)
    return _settle(tx, swap, site, by=by, at=at)


def refuse(tx: Transaction, site: Site, swap: Swap, *, by: str, at: datetime, version: int | None = None) -> Swap:
    """The colleague who was asked, or a lead, says no."""
    return _close(tx, site, swap, SwapStep.REFUSE, by=by, at=at, version=version)


def withdraw(tx: Transaction, site: Site, swap: Swap, *, by: str, at: datetime, version: int | None = None) -> Swap:
    """Whoever asked does not want it any more; or whoever accepted cannot, before it is settled."""
    if by not in (swap.asker, swap.taker):
        raise Refusal("只能撤回自己的申请", "only those who swap can withdraw it")
    return _close(tx, site, swap, SwapStep.WITHDRAW, by=by, at=at, version=version)


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Swaps whose shift begins unsettled expire; returns how many. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_expire, swap.id, sites[swap.site]) for swap in tx.rota.swaps_due(now) if swap.site in sites]
    return decide(records, due, now)


def _expire(tx: Transaction, swap_id: str, site: Site, now: datetime) -> int:
    swap = tx.rota.swap(swap_id)
    if swap is None or not swap.open or swap.next_at is None or swap.next_at > now:
        return 0
    _close(tx, site, swap, SwapStep.EXPIRE, by=SYSTEM, at=now)
    return 1


def _turn(tx: Transaction, site: Site, duty_id: str, person: str, at: datetime) -> Sequence[Duty]:
    """All the duties of the shift that this one is a part of: one for each post."""
    duty = tx.dispatch.duty(duty_id)
    if duty is None or duty.site != site.id or duty.person != person:
        raise Refusal("没有这个班次", "there is no such shift of this person")
    if duty.since <= at:
        raise Refusal("班次已开始，不能再换", "it has begun and cannot be swapped any more")
    together = tx.dispatch.duties_of(person, duty.since, duty.until)
    return [each for each in together if each.site == site.id and (each.since, each.until) == (duty.since, duty.until)]


def _still_time(swap: Swap, at: datetime) -> None:
    if swap.open and swap.next_at is not None and at >= swap.next_at:
        raise Refusal("班次已开始，不能再换", "it has begun and cannot be swapped any more")


def _both(tx: Transaction, swap: Swap) -> tuple[Sequence[Duty], Sequence[Duty]]:
    """What is given and what is taken in return, as they are now. Raises `Refusal` if they are not as they were asked about."""

    def found(ids: Sequence[str], person: str | None) -> Sequence[Duty]:
        there = [duty for duty_id in ids if (duty := tx.dispatch.duty(duty_id)) is not None and duty.person == person]
        if len(there) < len(ids):
            raise Refusal(*_GONE)
        return there

    given = found(swap.duties, swap.asker)
    if any((duty.since, duty.until) != (swap.since, swap.until) for duty in given):
        raise Refusal(*_GONE)
    return given, found(swap.in_return, swap.colleague)


def _judge(tx: Transaction, site: Site, plan: RotaPlan, swap: Swap) -> tuple[str, ...]:
    """Raises `Refusal` for what can never be; returns which rules a lead has to look at: ``rest``, ``department``."""
    given, returned = _both(tx, swap)
    asker, taker = duties.find(tx, swap.asker, site), duties.find(tx, swap.taker or "", site)
    moving = [duty.id for duty in (*given, *returned)]
    hints: set[str] = set()
    for person, takes in ((taker, given), (asker, returned)):
        for duty in takes:
            _may_stand(tx, site, plan, person, duty)
            duties.check(tx, site, person, replace(duty, person=person.username), instead_of=moving)
            hints |= _too_little_rest(tx, plan, person, duty, moving)
    if asker.department is not taker.department:
        hints.add("department")
    return tuple(sorted(hints))


def _may_stand(tx: Transaction, site: Site, plan: RotaPlan, person: Person, duty: Duty) -> None:
    if is_absent(tx.rota.absences([person.username], duty.since, duty.until), person.username, duty.since, duty.until):
        raise Refusal(f"{person.name} 该时段请假", f"{person.name} said that they cannot come then")
    if duty.post is None:
        return
    day = duty.since.astimezone(site.time_zone).date()
    held = {each.skill: each.standing(day) for each in tx.dispatch.skills([person.username])}
    needed = plan.certificates.get(duty.post, load().certificates.get(duty.post, ()))
    for skill in (skill for skill in needed if held.get(skill) is not SkillStanding.VALID):
        name, post = skill_of(skill).name, POST_NAMES[duty.post]
        raise Refusal(f"{person.name} 没有{post.zh}所需的有效证书：{name.zh}", f"{person.name} holds no valid certificate for {post.en}: {name.en}")


def _too_little_rest(tx: Transaction, plan: RotaPlan, person: Person, duty: Duty, moving: Sequence[str]) -> set[str]:
    around = tx.dispatch.duties_of(person.username, duty.since - plan.rest, duty.until + plan.rest)
    beside = [each for each in around if each.id not in moving and (each.since, each.until) != (duty.since, duty.until)]
    return {"rest"} if beside else set()


def _settle(tx: Transaction, swap: Swap, site: Site, *, by: str, at: datetime) -> Swap:
    """The duties change hands, and the swap is done."""
    given, returned = _both(tx, swap)
    for person, takes in ((swap.taker, given), (swap.asker, returned)):
        for duty in takes:
            tx.dispatch.save_duty(replace(duty, person=person or duty.person, source=DutySource.SWAP, added_by=by))
    done = replace(swap, state=SwapState.DONE, decided_by=by, decided_at=at, next_at=None)
    return _keep(tx, done, site, at)


def _close(tx: Transaction, site: Site, swap: Swap, step: SwapStep, *, by: str, at: datetime, version: int | None = None) -> Swap:
    _same(swap, version)
    closed = replace(swap, state=next_swap_state(swap.state, step), decided_by=by, decided_at=at, next_at=None)
    return _keep(tx, closed, site, at)


def _keep(tx: Transaction, swap: Swap, site: Site, at: datetime) -> Swap:
    saved = tx.rota.save_swap(swap)
    telling.swap_changed(tx, saved, site, at)
    return saved


def _same(swap: Swap, version: int | None) -> None:
    if version not in (None, swap.version):
        raise Conflict(f"the swap {swap.id} is no longer at version {version}")
