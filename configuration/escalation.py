"""Escalation policies as people write them: those that Steward comes with, and what a site says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field

from configuration.blocks import Block, Words, Wrong, check_entries, covers, whole
from configuration.document import Document, Place, read
from domain.call_out import CallPolicy, Ladders, Step, Whom
from domain.outbox import NotificationKind
from domain.severity import Severity

ESCALATION_FILE = Path(__file__).with_name("escalation.yaml")

Seconds = Annotated[float, Field(gt=0, le=24 * 3600)]
Channels = Annotated[list[str], Field(min_length=1, max_length=32)]


class _When(Block):
    severities: list[Severity] | None = Field(default=None, min_length=1)
    kinds: list[NotificationKind] | None = Field(default=None, min_length=1)


class _Step(Block):
    call: Whom
    by: Channels
    unless_received_s: Seconds | None = None
    unless_acknowledged_s: Seconds | None = None


class PolicyBlock(Block):
    """A ladder, and which notifications go up it."""

    id: str
    name: Words
    when: _When = _When()
    hours: str | None = None
    passes_quiet: bool = False
    steps: list[_Step] = Field(min_length=1, max_length=20)
    gives_up_after_s: Seconds = 120


class EscalationBlock(Block):
    """The whole of it; in a site file every part may be left out."""

    policies: list[PolicyBlock] = Field(default_factory=list)
    singly: int | None = Field(default=None, ge=1, le=100_000)
    within_s: Seconds | None = None
    gather_s: Seconds | None = None
    singly_by: dict[str, Annotated[int, Field(ge=1, le=100_000)]] | None = None


def load(path: Path = ESCALATION_FILE) -> Ladders:
    """The ladders of `path`, by default those that Steward comes with. Raises `BadConfiguration` with every problem."""
    return _load(path)


@cache
def _load(path: Path) -> Ladders:
    return read_ladders(read(path))


def read_ladders(document: Document) -> Ladders:
    """The ladders of a document of their own; as `load`."""
    return whole(document, lambda wrong: ladders(document.model(EscalationBlock), (), wrong))


def ladders(written: EscalationBlock, place: Place, wrong: Wrong, calendars: Collection[str] | None = None, base: Ladders | None = None) -> Ladders:
    """What stands at `place`, before and instead of what `base` says: a policy replaces the one of the same id, and comes first.

    `calendars` are the hours that may be named; `None`: any. What cannot be is told to `wrong`.
    """
    _check(written.policies, place, wrong, calendars, {} if base is None else {policy.id for policy in base.policies})
    own = tuple(_policy(block) for block in written.policies)
    ids = {policy.id for policy in own}
    usual = Ladders(()) if base is None else base
    return Ladders(
        policies=(*own, *(policy for policy in usual.policies if policy.id not in ids)),
        singly=usual.singly if written.singly is None else written.singly,
        within=usual.within if written.within_s is None else timedelta(seconds=written.within_s),
        gather=usual.gather if written.gather_s is None else timedelta(seconds=written.gather_s),
        singly_by=usual.singly_by if written.singly_by is None else written.singly_by,
    )


def _policy(block: PolicyBlock) -> CallPolicy:
    when = block.when
    return CallPolicy(
        id=block.id,
        name=block.name.text,
        steps=tuple(Step(step.call, tuple(dict.fromkeys(step.by)), _span(step.unless_received_s), _span(step.unless_acknowledged_s)) for step in block.steps),
        severities=None if when.severities is None else frozenset(when.severities),
        kinds=None if when.kinds is None else frozenset(when.kinds),
        calendar=block.hours,
        passes_quiet=block.passes_quiet,
        gives_up_after=timedelta(seconds=block.gives_up_after_s),
    )


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _check(policies: Sequence[PolicyBlock], place: Place, wrong: Wrong, calendars: Collection[str] | None, following: Collection[str]) -> None:
    """`following` are the ids of policies that come behind these."""
    for at, block in check_entries(policies, ("policy", "policies"), (*place, "policies"), wrong, calendars, _swallows):
        _check_steps(block.steps, at, wrong)
    catches_all = any(block.when == _When() and block.hours is None for block in policies)
    if not catches_all and not following:
        wrong((*place, "policies"), "no policy covers whatever the others leave", "End with one that has neither `when` nor `hours`")


def _check_steps(steps: Sequence[_Step], at: Place, wrong: Wrong) -> None:
    if steps[0].unless_received_s is not None or steps[0].unless_acknowledged_s is not None:
        wrong((*at, "steps", 0), "the first step begins at once", "Take its times out")
    rank = list(Whom)
    for number, (below, step) in enumerate(pairwise(steps), start=1):
        if step.unless_acknowledged_s is None:
            remedy = "Say how long an answer is waited for: unless_acknowledged_s"
            wrong((*at, "steps", number), "without it the ladder would end once somebody's phone has received the message", remedy)
        if rank.index(step.call) < rank.index(below.call):
            wrong((*at, "steps", number, "call"), f"`{step.call}` comes after `{below.call}`", f"A ladder goes up: {', '.join(Whom)}")


def _swallows(earlier: PolicyBlock, later: PolicyBlock) -> bool:
    """Whether the later one can never count because of the earlier one."""
    pairs = ((earlier.when.severities, later.when.severities), (earlier.when.kinds, later.when.kinds))
    return covers(pairs) and earlier.hours in {None, later.hours}
