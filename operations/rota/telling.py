"""What is told about the rota: empty posts, and shifts that change hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.outbox import NotificationKind
from domain.people import Department
from domain.post import POST_NAMES, Post
from domain.post_gap import PostGap
from domain.records import Transaction
from domain.rota import RotaPlan
from domain.severity import Severity
from domain.site import Site
from domain.swap import Swap, SwapState
from domain.text import Text
from domain.time import rfc3339
from operations.rota.standing import Standing, Why
from operations.telling import tell

LEADS = {
    Department.ENGINEERING: Post.ENGINEERING_LEAD,
    Department.SECURITY: Post.SECURITY_LEAD,
    Department.SERVICE_CENTRE: Post.SERVICE_LEAD,
    Department.CLEANING: Post.SERVICE_LEAD,
    Department.GREENING: Post.SERVICE_LEAD,
    Department.MANAGEMENT: Post.MANAGER,
}
"""Who answers for the rota of a department."""

_SAFETY = frozenset({Post.CONTROL_ROOM, Post.DUTY_ENGINEER, Post.NEAREST_GUARD, Post.ALL_GUARDS})
"""Posts on which somebody's safety hangs when they are empty."""

_EMPTY = Text("岗位无人值守：{post}", "Nobody on the post: {post}")
_SHORT = Text("岗位缺 {n} 人：{post}", "{n} too few on the post: {post}")
_STILL = Text("岗位仍无人值守：{post}", "Still nobody on the post: {post}")
_TAKEN = {
    SwapState.ASKED: Text("换班待答复：{asker} {shift}", "A swap is asked for: {asker}, {shift}"),
    SwapState.ACCEPTED: Text("换班待批准：{asker} {shift}", "A swap awaits approval: {asker}, {shift}"),
    SwapState.DONE: Text("已换班：{asker} {shift} 由 {taker} 值班", "Swapped: {taker} stands for {asker}, {shift}"),
    SwapState.REFUSED: Text("换班未同意：{asker} {shift}", "Swap refused: {asker}, {shift}"),
    SwapState.WITHDRAWN: Text("换班已撤回：{asker} {shift}", "Swap withdrawn: {asker}, {shift}"),
    SwapState.EXPIRED: Text("换班已失效：{asker} {shift}", "Swap expired: {asker}, {shift}"),
}


def gap_severity(post: Post) -> Severity:
    """How bad it is that `post` is empty."""
    return Severity.HIGH if post in _SAFETY else Severity.MEDIUM


def gap_opened(tx: Transaction, gap: PostGap, plan: RotaPlan, instead: Standing, site: Site, at: datetime) -> None:
    """Tell the lead of the post's department which post is empty, in which shift, and who is called meanwhile."""
    title = _EMPTY if gap.found == 0 else _SHORT.filled(n=gap.needed - gap.found)
    lead = LEADS[gap.post.department]
    _tell_gap(tx, gap, "open", lead, title, Text("{when} · {instead}", "{when} · {instead}").filled(when=_when(gap, plan, site), instead=called(instead)), at)


def gap_stays(tx: Transaction, gap: PostGap, plan: RotaPlan, instead: Standing, site: Site, at: datetime) -> None:
    """Tell the manager, once, that still nobody stands there."""
    body = Text("{when} · {instead} · 已开工单", "{when} · {instead} · an order is open").filled(when=_when(gap, plan, site), instead=called(instead))
    _tell_gap(tx, gap, "again", Post.MANAGER, _STILL, body, at)


def called(instead: Standing) -> Text:
    """Who is called while a post is empty, in words."""
    if instead.why is Why.NOBODY:
        return Text("无人代班，请立即派人", "nobody stands in: send somebody now")
    if instead.why in {Why.ON_DUTY, Why.HOLDER}:
        return Text("在岗：{names}", "on it: {names}").filled(names=names_of(instead))
    return Text("暂由{post} {names} 代班", "{post} {names} stands in").filled(post=POST_NAMES[instead.stands_on], names=names_of(instead))


def names_of(standing: Standing) -> Text:
    """The people, by name."""
    return _listed([person.name for person in standing.people])


def names_of_all(tx: Transaction, usernames: Sequence[str]) -> Text:
    """These people, by name."""
    accounts = ((username, tx.people.by_username(username)) for username in usernames)
    return _listed([username if account is None else account.person.name for username, account in accounts])


def _listed(names: Sequence[str]) -> Text:
    return Text("、".join(names), ", ".join(names))


def swap_changed(tx: Transaction, swap: Swap, site: Site, at: datetime) -> None:
    """Tell those whom it concerns, by name where they are known: see `_concerned`."""
    asker = tx.people.by_username(swap.asker)
    taker = None if swap.taker is None else tx.people.by_username(swap.taker)
    department = Department.MANAGEMENT if asker is None or asker.person.department is None else asker.person.department
    since = swap.since.astimezone(site.time_zone)
    title = _TAKEN[swap.state].filled(
        asker=swap.asker if asker is None else asker.person.name,
        taker=None if taker is None else taker.person.name,
        shift=f"{since:%m-%d %H:%M}",
    )
    for whose, posts, persons in _concerned(tx, swap, department):
        key = "|".join(("swap", swap.id, swap.state.value, *persons))
        body = Text(swap.note, swap.note)
        tell(tx, key, NotificationKind.ROTA, whose, title, body, at, site=site.id, severity=Severity.LOW, posts=posts, persons=persons)
    changed(tx, site, "swap", swap.id, at, swap.decided_by or swap.taker or swap.asker)


_Concerned = tuple[Department, tuple[str, ...], tuple[str, ...]]
"""A department with its posts, or with persons by name."""


def _concerned(tx: Transaction, swap: Swap, department: Department) -> Sequence[_Concerned]:
    """The colleague who is asked (everybody of `department` if no one in particular is), the lead who has to approve, and of what was decided both.

    Whoever decided knows.
    """
    if swap.state is SwapState.ASKED and swap.colleague is None:
        return [(department, (), ())]
    if swap.state is SwapState.ACCEPTED:
        lead = LEADS[department]
        return [(lead.department, (lead.value,), ())]
    both = (swap.colleague,) if swap.state is SwapState.ASKED else (swap.asker, swap.taker or swap.colleague)
    return [(_department_of(tx, name, department), (), (name,)) for name in both if name is not None and name != swap.decided_by]


def _department_of(tx: Transaction, name: str, usual: Department) -> Department:
    account = tx.people.by_username(name)
    return usual if account is None or account.person.department is None else account.person.department


def changed(tx: Transaction, site: Site, what: str, subject_id: str, at: datetime, actor: str) -> None:
    """Tell open pages that the rota is another: ``what`` is ``gap``, ``swap``, ``duty``, ``plan`` or ``pattern``."""
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=site.id,
            asset=None,
            type=EventType.SYSTEM,
            transition="rota",
            subject_id=subject_id,
            departments=frozenset(Department),
            body={"site": site.id, "what": what, "id": subject_id, "at": rfc3339(at)},
            actor=actor,
        )
    )


def _tell_gap(tx: Transaction, gap: PostGap, what: str, to: Post, title: Text, body: Text, at: datetime) -> None:
    tell(
        tx,
        f"post-gap|{gap.id}|{what}",
        NotificationKind.POST_EMPTY,
        to.department,
        title.filled(post=POST_NAMES[gap.post]),
        body,
        at,
        site=gap.site,
        severity=gap_severity(gap.post),
        posts=(to.value,),
        work_order_id=gap.work_order_id,
    )


def _when(gap: PostGap, plan: RotaPlan, site: Site) -> Text:
    shift = plan.shift(gap.shift)
    name = Text(gap.shift, gap.shift) if shift is None else shift.name
    span = f"{gap.since.astimezone(site.time_zone):%m-%d %H:%M}–{gap.until.astimezone(site.time_zone):%H:%M}"
    return Text("{shift} {span}", "{shift} {span}").filled(shift=name, span=span)
