"""The pure step of a condition on silence: a device that says nothing for too long.

An episode of silence is named by when the device was last heard, so that it keeps its name whatever is added to the
time it is allowed (our own blindness) and however it is judged again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.time import to_ms
from domain.transition import Change, Transition
from rules.announcement import announce, episode_key
from rules.condition import DeviceCondition
from rules.delays import Context


@dataclass(frozen=True, slots=True)
class SilenceState:
    """Known times, UTC. `heard`: the last message, or since when we listen for the first (then it has not `spoke`)."""

    heard: datetime
    spoke: bool = False
    blind: timedelta = timedelta(0)
    """How long of the silence we were not listening ourselves."""
    episode: str | None = None
    """Of the alarm that is raised, if one is."""

    def due(self, condition: DeviceCondition) -> datetime:
        """When the silence is too long."""
        return self.heard + self.blind + condition.after


@dataclass(frozen=True, slots=True)
class Heard:
    """The device spoke; received at `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """It is `now`, and silences are judged. Those due before `settled` are part of the digest after a restart."""

    now: datetime
    settled: datetime


SilenceOutcome = tuple[SilenceState, tuple[Transition, ...]]


def step(condition: DeviceCondition, state: SilenceState, news: Heard | Due, context: Context) -> SilenceOutcome:
    """What becomes of `state`. Pure; the same object comes back when nothing changes."""
    due = state.due(condition)
    if isinstance(news, Due):
        if state.episode is not None or max(due, news.settled) > news.now:
            return state, ()
        key = silence_key(condition, state, context)
        said = _say(Change.RAISED, condition, key, due, news.now, context, silent=due < news.settled)
        return replace(state, episode=key), (said,)
    if news.at < state.heard:
        return state, ()
    heard = SilenceState(news.at, spoke=True)
    if state.episode is not None:
        return heard, (_say(Change.RETURNED, condition, state.episode, news.at, news.at, context),)
    if news.at < due:
        return heard, ()
    # Too long a silence that was over before anybody judged it (we were behind): kept, but nobody is called.
    return heard, (_say(Change.RECORDED, condition, silence_key(condition, state, context), due, news.at, context, late=True),)


def silence_key(condition: DeviceCondition, state: SilenceState, context: Context) -> str:
    """The episode of the present silence."""
    return episode_key(context.realm, condition, to_ms(state.heard))


def _say(
    change: Change,
    condition: DeviceCondition,
    episode: str,
    occurred: datetime,
    known: datetime,
    context: Context,
    *,
    late: bool = False,
    silent: bool = False,
) -> Transition:
    return announce(context.realm, condition, change, episode=episode, occurred_ms=to_ms(occurred), known_ms=to_ms(known), late=late, silent=silent)
