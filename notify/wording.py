"""What a person reads: the message of one matter, of one matter with several posts, or the digest of a flood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from domain.call_out import Answer, CallOut, Delivery
from domain.identity import LIVE
from domain.outbox import NotificationKind
from domain.post import POST_NAMES, Post
from domain.severity import Severity
from domain.text import Text
from notify.channels.message import Message
from operations.escalation.telling import DRILL

NAMED = 8
"""So many matters of a digest are named besides the critical ones, which always all are."""

_SEPARATOR = Text("；", "; ")
_DIGEST = Text("{number} 件事项（紧急 {critical}）", "{number} matters ({critical} critical)")
_MORE = Text("另有 {number} 件", "{number} more")
_TIMES = Text("{title} ×{number}", "{title} ×{number}")
_POSTS = Text("岗位：{posts}", "Your posts: {posts}")
_DEPUTY = Text("代 {post}", "for {post}, which is empty")
_SPOKEN = Text("{title}。{body}", "{title}. {body}")


def message_of(delivery: Delivery, told: Sequence[CallOut], *, public_url: str, receipt: str | None, now: datetime) -> Message:
    """The message of `delivery`, which tells these call-outs (at least one, its own among them)."""
    ordered = sorted(told, key=lambda each: (each.severity.rank, each.created_at, each.id))
    first = ordered[0]
    things = {thing_of(each) for each in ordered}
    title, body = (first.title, _body(ordered, delivery.person)) if len(things) == 1 else _digest(ordered)
    shown = title if first.realm == LIVE else DRILL.filled(title=title)
    return Message(
        key=delivery.key,
        site=first.site,
        severity=first.severity,
        title=shown,
        body=body,
        spoken=_SPOKEN.filled(title=shown, body=body),
        link=f"{public_url.rstrip('/')}{_path(first, len(things))}",
        expires_at=delivery.expires_at or now,
        urgent=any(each.asks for each in ordered),
        receipt=receipt,
        answers=_answers(ordered, len(things)),
        drill=first.realm != LIVE,
        tag=_tag(first),
    )


def over_message(delivery: Delivery, replaced: Delivery, call_out: CallOut, taken: Text, *, public_url: str, now: datetime) -> Message:
    """What takes the place of `replaced` on the phone: who has it. It asks nothing and wakes nobody."""
    title = call_out.title if call_out.realm == LIVE else DRILL.filled(title=call_out.title)
    return Message(
        key=delivery.key,
        site=call_out.site,
        severity=Severity.LOW,
        title=title,
        body=taken,
        spoken=_SPOKEN.filled(title=title, body=taken),
        link=f"{public_url.rstrip('/')}{_path(call_out, 1)}",
        expires_at=delivery.expires_at or now,
        replaces=replaced.key,
        drill=call_out.realm != LIVE,
        tag=_tag(call_out),
    )


def _body(ordered: Sequence[CallOut], person: str | None) -> Text:
    """What each of them says, once, and on which posts this person stands."""
    said = list(dict.fromkeys(each.body for each in ordered))
    others = [each.title for each in ordered if each.title != ordered[0].title]
    posts = _posts(ordered, person)
    return _joined([*said, *dict.fromkeys(others), *posts])


def _posts(ordered: Sequence[CallOut], person: str | None) -> list[Text]:
    called = [each for call_out in ordered for each in call_out.called if each.person == person]
    posts: list[Post] = list(dict.fromkeys(post for each in called for post in each.posts))
    deputy = [_DEPUTY.filled(post=POST_NAMES[each.instead_of]) for each in called if each.instead_of is not None]
    if len(posts) <= 1 and not deputy:
        return []
    return [_POSTS.filled(posts=_joined([*(POST_NAMES[post] for post in posts), *dict.fromkeys(deputy)], Text("、", ", ")))]


def _digest(ordered: Sequence[CallOut]) -> tuple[Text, Text]:
    """Of one thing only the most urgent call-out counts."""
    things = list({thing_of(each): each for each in reversed(ordered)}.values())
    critical = [each for each in ordered if each.severity is Severity.CRITICAL]
    others = [each for each in things if each.severity is not Severity.CRITICAL]
    number = len({thing_of(each) for each in critical}) + len([each for each in others if thing_of(each) not in {thing_of(one) for one in critical}])
    title = _DIGEST.filled(number=str(number), critical=str(len({thing_of(each) for each in critical})))
    named = [*_counted([each.title for each in critical]), *_counted([each.title for each in reversed(others)])[:NAMED]]
    left = len(_counted([each.title for each in others])) - NAMED
    return title, _joined([*named, *([_MORE.filled(number=str(left))] if left > 0 else [])])


def _counted(titles: Sequence[Text]) -> list[Text]:
    return [title if number == 1 else _TIMES.filled(title=title, number=str(number)) for title, number in Counter(titles).items()]


def _joined(texts: Sequence[Text], separator: Text = _SEPARATOR) -> Text:
    return Text(separator.zh.join(each.zh for each in texts), separator.en.join(each.en for each in texts))


def _answers(ordered: Sequence[CallOut], things: int) -> tuple[Answer, ...]:
    if not any(each.asks for each in ordered):
        return ()
    if things > 1 or ordered[0].work_order_id is None:
        return (Answer.SEEN,)
    return (Answer.GOING, Answer.SEEN, Answer.FALSE_ALARM) if ordered[0].alarm_ids else (Answer.GOING, Answer.SEEN)


def _path(call_out: CallOut, things: int) -> str:
    if things > 1:
        return "/call-outs"
    if call_out.kind is NotificationKind.PLAN:
        return "/emergency"
    if call_out.kind is NotificationKind.NOTICE:
        return "/notices"
    if call_out.work_order_id is not None:
        return f"/work-orders/{call_out.work_order_id}"
    return f"/alarms/{call_out.alarm_ids[0]}" if call_out.alarm_ids else "/call-outs"


def _tag(call_out: CallOut) -> dict[str, str]:
    tag = {"kind": call_out.kind.value, "call_out_id": call_out.id}
    if call_out.work_order_id is not None:
        tag["work_order_id"] = call_out.work_order_id
    if call_out.alarm_ids:
        tag["alarm_id"] = call_out.alarm_ids[0]
    return tag


def thing_of(call_out: CallOut) -> str:
    """What it is about: what has an order is one thing, however often it is told."""
    return call_out.work_order_id or next(iter(call_out.alarm_ids), call_out.id)
