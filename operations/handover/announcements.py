"""What is told about a hand-over: both sides are reminded by name, the lead decides about refusals and hears of what is late or missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.hand_over import HandOver, HandOverStep
from domain.outbox import NotificationKind
from domain.people import Department
from domain.post import POST_NAMES, Post
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from operations.handover import shifts
from operations.telling import clock, tell

LEADS = {
    Department.ENGINEERING: Post.ENGINEERING_LEAD,
    Department.SECURITY: Post.SECURITY_LEAD,
    Department.SERVICE_CENTRE: Post.SERVICE_LEAD,
}
"""Who leads a department's shifts; the manager, where nobody else does."""

_T = HandOverStep
_TITLES = {
    _T.REMINDED: Text("{post} {time} 交接班，请清点并签字", "{post} is handed over at {time}: count and sign"),
    _T.OFFERED: Text("{post} 等待接班签字", "{post} waits for the next shift to sign"),
    _T.REFUSED: Text("{post} 拒绝接班，请裁决", "{post}: the hand-over was refused, please decide"),
    _T.UNDECIDED: Text("{post} 拒绝接班未裁决", "{post}: nobody has decided about the refusal"),
    _T.LATE: Text("{post} 超时未交接", "{post} has not been handed over"),
    _T.LAPSED: Text("{post} 一直无人接班", "Nobody has taken over {post}"),
    _T.SENT_BACK: Text("{post} 交接班被退回，请更正", "{post}: the hand-over was sent back, put it right"),
}
_BODIES = {
    _T.REMINDED: Text("{number} · 交班人 {outgoing}", "{number} · {outgoing} goes"),
    _T.OFFERED: Text("{number} · 交班人 {outgoing} 已签字", "{number} · {outgoing} has signed"),
    _T.REFUSED: Text("{number} · {refused} 拒接：{reason}", "{number} · {refused} says: {reason}"),
    _T.UNDECIDED: Text("{number} · {refused} 拒接：{reason}", "{number} · {refused} says: {reason}"),
    _T.LATE: Text("{number} · 应于 {time} 交接，{outgoing} 仍未交接", "{number} · due at {time}; {outgoing} has not handed over"),
    _T.LAPSED: Text("{number} · 应于 {time} 交接，{outgoing} 延长当班已到期", "{number} · due at {time}; the prolonged duty of {outgoing} is over"),
    _T.SENT_BACK: Text("{number} · {reason}", "{number} · {reason}"),
}
_MISSING = Text("{post} 交接物品不符：{things}", "{post}: things do not tally: {things}")
_MISSING_BODY = Text("{number} · {outgoing} → {incoming}", "{number} · {outgoing} to {incoming}")


def told(tx: Transaction, item: HandOver, step: HandOverStep, site: Site, at: datetime, *, once: str = "") -> None:
    """Tell whom `step` concerns; `once` tells apart what may happen more than once to a sheet."""
    department, posts, severity = _whom(item, step)
    names = {person.username: person.name for person in tx.people.list()}
    words: dict[str, Text | str] = {
        "post": POST_NAMES[item.post],
        "time": clock(item.due_at, site.time_zone) or "",
        "number": item.number,
        "outgoing": names.get(item.outgoing, item.outgoing),
        "refused": names.get(item.refused_by or "", item.refused_by or ""),
        "reason": item.reason,
    }
    tell(
        tx,
        f"hand-over|{item.id}|{step.value}{once}",
        NotificationKind.HAND_OVER,
        department,
        _TITLES[step].filled(**words),
        _BODIES[step].filled(**words),
        at,
        site=item.site,
        severity=severity,
        posts=posts,
        persons=_persons(tx, item, step, at),
    )


def missing(tx: Transaction, item: HandOver, things: Sequence[str], at: datetime) -> None:
    """Tell the lead what was not there; `things` are in words: ``对讲机 4/5``."""
    lead = LEADS.get(item.post.department, Post.MANAGER)
    tell(
        tx,
        f"hand-over|{item.id}|missing",
        NotificationKind.HAND_OVER,
        lead.department,
        _MISSING.filled(post=POST_NAMES[item.post], things=Text("、".join(things), ", ".join(things))),
        _MISSING_BODY.filled(number=item.number, outgoing=item.outgoing, incoming=item.incoming or ""),
        at,
        site=item.site,
        severity=Severity.MEDIUM,
        posts=(lead.value,),
    )


def _whom(item: HandOver, step: HandOverStep) -> tuple[Department, tuple[str, ...], Severity]:
    if step in (_T.REMINDED, _T.OFFERED, _T.SENT_BACK):
        return item.post.department, (item.post.value,), Severity.LOW
    lead = Post.MANAGER if step in (_T.UNDECIDED, _T.LAPSED) else LEADS.get(item.post.department, Post.MANAGER)
    return lead.department, (lead.value,), Severity.HIGH


def _persons(tx: Transaction, item: HandOver, step: HandOverStep, at: datetime) -> tuple[str, ...]:
    """Who is told by name: whoever goes, and whoever is on the list to come. Nobody on the list: the post is told."""
    if step is _T.SENT_BACK:
        return (item.outgoing,)
    if step is _T.OFFERED:
        return shifts.coming(tx, item, at)
    return (item.outgoing, *shifts.coming(tx, item, at)) if step is _T.REMINDED else ()
