"""How soon people reacted to what they were told in a drill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from domain.call_out import CallOut, Delivery
from domain.plan_run import RunEntry
from operations.drills.score import REACT_WITHIN_S, Reaction, StepOutcome

_LIMIT = timedelta(seconds=REACT_WITHIN_S)


def reactions(call_outs: Sequence[CallOut], deliveries: Mapping[str, Sequence[Delivery]], log: Sequence[RunEntry], until: datetime) -> tuple[Reaction, ...]:
    """One for each person who was told something up to `until`, whoever was told first standing first.

    A reaction is the first of: a message opened or acknowledged, a call-out answered, a line of the run's log. Messages to
    groups belong to nobody. Whoever had no time left to react, or was spared it because another answered every call within
    the limit, is not counted.
    """
    people = dict.fromkeys(person for _, person in sorted((at, person) for call in call_outs for person, at in _told(deliveries.get(call.id, ())).items()))
    return tuple(found for person in people if (found := _reaction(person, call_outs, deliveries, log, until)) is not None)


def _told(sent: Sequence[Delivery]) -> dict[str, datetime]:
    """When each person was first told, by the messages of one call-out."""
    told: dict[str, datetime] = {}
    for delivery in sent:
        if delivery.person is not None and delivery.replaces is None:
            told[delivery.person] = min(delivery.queued_at, told.get(delivery.person, delivery.queued_at))
    return told


def _reaction(
    person: str, call_outs: Sequence[CallOut], deliveries: Mapping[str, Sequence[Delivery]], log: Sequence[RunEntry], until: datetime
) -> Reaction | None:
    told = [(at, call) for call in call_outs if (at := _told(deliveries.get(call.id, ())).get(person)) is not None and at <= until]
    if not told:
        return None
    told_at = min(at for at, _ in told)
    own = [delivery for _, call in told for delivery in deliveries.get(call.id, ()) if delivery.person == person]
    received = [delivery.received_at for delivery in own if delivery.received_at is not None and delivery.received_at <= until]
    reacted_at = min((at for at in _acts(person, own, [call for _, call in told], log) if told_at <= at <= until), default=None)
    asked = [(at, call) for at, call in told if call.asks]
    return Reaction(
        person=person,
        asked=bool(asked),
        outcome=_outcome(person, told_at, reacted_at, asked, until),
        told_at=told_at,
        received_at=min(received, default=None),
        reacted_at=reacted_at,
    )


def _acts(person: str, own: Sequence[Delivery], calls: Sequence[CallOut], log: Sequence[RunEntry]) -> Iterator[datetime]:
    for delivery in own:
        yield from (at for at in (delivery.opened_at, delivery.acknowledged_at) if at is not None)
    yield from (call.answered_at for call in calls if call.answered_by == person and call.answered_at is not None)
    yield from (line.occurred_at for line in log if line.actor == person)


def _outcome(person: str, told_at: datetime, reacted_at: datetime | None, asked: Sequence[tuple[datetime, CallOut]], until: datetime) -> StepOutcome:
    if not asked:
        return StepOutcome.UNCOUNTED
    if reacted_at is not None:
        return StepOutcome.KEPT if reacted_at <= told_at + _LIMIT else StepOutcome.LATE
    if all(_spared(person, at, call) for at, call in asked):
        return StepOutcome.UNCOUNTED
    return StepOutcome.NOT_DONE if told_at + _LIMIT < until else StepOutcome.PENDING


def _spared(person: str, told_at: datetime, call: CallOut) -> bool:
    """Whether another answered it before the person's own time was up."""
    return call.answered_at is not None and call.answered_by != person and call.answered_at <= told_at + _LIMIT
