"""Saying what became of a condition: episode keys, messages, transitions."""

from __future__ import annotations

from datetime import timedelta

from domain.device_type import PointType
from domain.identity import stable_id
from domain.reading import Value
from domain.text import Text
from domain.time import from_ms
from domain.transition import Change, Transition
from rules.condition import Condition

_YES, _NO = Text("是", "yes"), Text("否", "no")


def episode_key(realm: str, condition: Condition, since_ms: int, repeat: int = 0) -> str:
    """The same for the same beginning, however often the same journal is replayed. `repeat` counts beginnings in one millisecond."""
    parts = [realm, condition.asset.site, condition.key, str(since_ms)]
    return stable_id(*parts, str(repeat)) if repeat else stable_id(*parts)


def announce(
    realm: str,
    condition: Condition,
    change: Change,
    *,
    episode: str,
    occurred_ms: int,
    known_ms: int,
    value: Value = None,
    late: bool = False,
    silent: bool = False,
    suppressed: bool = False,
) -> Transition:
    """The transition, with the rule's message filled."""
    rule = condition.rule
    return Transition(
        change=change,
        condition=condition.key,
        episode=episode,
        realm=realm,
        site=condition.asset.site,
        asset=condition.asset.id,
        point=condition.point.id,
        rule=rule.id,
        severity=rule.severity,
        department=rule.department,
        assist=rule.assist,
        message=message(condition, value),
        occurred_at=from_ms(occurred_ms),
        known_at=from_ms(known_ms),
        order=condition.order,
        value=value,
        latch=rule.latch,
        sop=rule.sop,
        late=late,
        silent=silent,
        suppressed=suppressed,
        consequence=rule.consequence,
        respond_within_s=_seconds(rule.respond_within),
        realarm_after_s=_seconds(rule.realarm_after),
        causes=rule.causes,
        explained_by=rule.explained_by,
        verify=rule.verify,
        confirms=rule.confirms,
        plan=rule.plan,
    )


def message(condition: Condition, value: Value) -> Text:
    """The rule's message, with its placeholders filled for this condition and value."""
    return condition.rule.message.filled(
        asset=condition.asset.name,
        place=condition.place,
        point=condition.point.name,
        unit=condition.point.type.unit,
        limit=condition.bound.limit,
        device=condition.device,
        value=value_in_words(condition.point.type, value),
    )


def value_in_words(point: PointType, value: Value) -> Text | str | None:
    """A value as a person reads it: names of words, numbers to two decimals. `None` stays `None`."""
    names = {key: name for _, key, name in point.codes}
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, frozenset):
        words = [name for _, key, name in point.codes if key in value]
        return Text("、".join(word.zh for word in words), ", ".join(word.en for word in words))
    if isinstance(value, str):
        return names.get(value, value)
    return None if value is None else f"{round(value, 2):.12g}"


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())
