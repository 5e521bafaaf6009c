"""The pure step of a condition: truth in, transitions out, with on-delay, off-delay and the waiting of old news.

Of a value condition the truth is found by its test; of a derived one a detector has told it (``rules.hearing``).

``step(condition, state, input, context) → (state, transitions)`` knows nothing but its arguments; live, tests, backtest
and drills run the same. What it promises is written at `rules.engine.Engine`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.identity import LIVE
from domain.reading import Value
from domain.transition import Change, Transition
from rules.announcement import announce, episode_key
from rules.condition import DelayedCondition, ValueCondition
from rules.condition_state import KEPT_EPISODES, ConditionState, Phase


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for every condition of an engine."""

    realm: str = LIVE
    old_after_ms: int = 60_000
    """A reading received so long after it occurred is old news: newer news may be behind it."""
    late_hold_ms: int = 5_000
    """How long old news waits for newer news before it is raised (known time)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A reading as a condition sees it. Epoch ms. `trusted` is false for bad quality: says nothing of true or normal.

    `late`: older than the newest trusted reading of its point, which was of `newest`.
    """

    at: int
    known: int
    value: Value
    trusted: bool = True
    late: bool = False
    newest: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A detector's verdict as its condition sees it. Epoch ms. `truth` `None`: says nothing of true or normal.

    `late`: of a time that is over; what is known already reaches to `newest`. `fresh`: however old, no newer news can be
    behind it (another condition has just been raised, which waited for newer news itself).
    """

    at: int
    known: int
    value: Value
    truth: bool | None
    late: bool = False
    newest: int = 0
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """The inputs of a derived condition have come to `at`, and what held still holds. Epoch ms."""

    at: int
    known: int


@dataclass(frozen=True, slots=True)
class Tick:
    """It is `now` (epoch ms, wall clock), and nothing that was received is waiting to be judged."""

    now: int


Outcome = tuple[ConditionState, tuple[Transition, ...]]


def due(condition: DelayedCondition, state: ConditionState, context: Context) -> int | None:
    """When a tick changes `state` (epoch ms); `None`: no tick does.

    An on-delay that only old news supports does not run out by the wall clock while newer news may be on its way.
    """
    if state.phase is Phase.PENDING and state.since is not None:
        over = state.since + condition.on_delay_ms
        return over if state.support_known is None or condition.at_once else max(over, state.support_known + context.late_hold_ms)
    if state.phase is Phase.LEAVING and state.turned is not None:
        return state.turned + condition.off_delay_ms
    return state.held_until if state.phase is Phase.ACTIVE else None


def step(condition: DelayedCondition, state: ConditionState, news: Sample | Told | Passed | Tick, context: Context) -> Outcome:
    """What becomes of `state`. Pure; the same object comes back when nothing changes. A `Sample` only goes with a value condition."""
    if isinstance(news, Tick):
        return _tick(condition, state, news.now, context)
    if isinstance(news, Passed):
        return _pass(condition, state, news, context)
    if news.late:
        return _late(condition, state, news, context)
    state, fired = _pass(condition, state, news, context)
    truth = _truth(condition, news, active=state.phase is Phase.ACTIVE)
    if truth is None:
        return _unknown(state), fired
    state, judged = (_true if truth else _normal)(condition, state, news, context)
    return state, (*fired, *judged) if fired else judged


def activate(state: ConditionState, condition: DelayedCondition, context: Context) -> ConditionState:
    """The on-delay is over: the stretch gets its key."""
    repeat = state.repeat + 1 if state.started == state.since else 0
    since = state.since or 0
    key = episode_key(context.realm, condition, since, repeat)
    return replace(state, phase=Phase.ACTIVE, episode=key, started=state.since, repeat=repeat)


def _truth(condition: DelayedCondition, news: Sample | Told, *, active: bool) -> bool | None:
    if isinstance(news, Told):
        return news.truth
    return condition.test.holds(news.value, active=active) if news.trusted and isinstance(condition, ValueCondition) else None


def _tick(condition: DelayedCondition, state: ConditionState, now: int, context: Context) -> Outcome:
    """A deadline that has passed by the wall clock."""
    deadline = due(condition, state, context)
    if deadline is None or deadline > now:
        return state, ()
    if state.phase is Phase.LEAVING:
        return _end(condition, state, state.turned or 0, now, context)
    return _raise(condition, activate(state, condition, context) if state.phase is Phase.PENDING else state, now, context)


def _pass(condition: DelayedCondition, state: ConditionState, news: Sample | Told | Passed, context: Context) -> Outcome:
    """A delay that event time has passed with this news, before the news itself is judged."""
    if state.phase is Phase.PENDING and (state.since or 0) + condition.on_delay_ms <= news.at:
        return _begin(condition, state, news.known, context)
    if state.phase is Phase.LEAVING and (state.turned or 0) + condition.off_delay_ms <= news.at:
        return _end(condition, state, state.turned or 0, news.known, context)
    return state, ()


def _true(condition: DelayedCondition, state: ConditionState, news: Sample | Told, context: Context) -> Outcome:
    if state.announced:
        back = state if state.phase is Phase.ACTIVE else replace(state, phase=Phase.ACTIVE, turned=None, value=news.value)
        return back, ()
    old = news.known - news.at > context.old_after_ms and not (isinstance(news, Told) and news.fresh)
    support = news.known if old else None
    if state.phase is Phase.NORMAL:
        state = replace(state, phase=Phase.PENDING, since=news.at, value=news.value, late=old, support_known=support)
        return _begin(condition, state, news.known, context) if condition.on_delay_ms == 0 else (state, ())
    if state.phase is Phase.PENDING:
        return replace(state, value=news.value, support_known=support), ()
    state = replace(state, phase=Phase.ACTIVE, turned=None, value=news.value, support_known=support)
    if not old:
        return _raise(condition, state, news.known, context)
    return replace(state, held_until=news.known + context.late_hold_ms), ()


def _normal(condition: DelayedCondition, state: ConditionState, news: Sample | Told, context: Context) -> Outcome:
    if state.phase is Phase.NORMAL:
        return state, ()
    if state.phase is Phase.PENDING:
        return _cleared(state), ()
    if state.phase is Phase.LEAVING:
        return replace(state, value=news.value), ()
    if condition.off_delay_ms == 0:
        return _end(condition, replace(state, value=news.value), news.at, news.known, context)
    return replace(state, phase=Phase.LEAVING, turned=news.at, value=news.value), ()


def _unknown(state: ConditionState) -> ConditionState:
    """Bad news is neither true nor normal: a running on-delay runs on, what was on its way back is not."""
    return replace(state, phase=Phase.ACTIVE, turned=None) if state.phase is Phase.LEAVING else state


def _begin(condition: DelayedCondition, state: ConditionState, known: int, context: Context) -> Outcome:
    """True for long enough: raise it, or wait for newer news if all that says so was old when it came."""
    state = activate(state, condition, context)
    if state.support_known is None or condition.at_once:
        return _raise(condition, state, known, context)
    return replace(state, held_until=state.support_known + context.late_hold_ms), ()


def _raise(condition: DelayedCondition, state: ConditionState, known: int, context: Context) -> Outcome:
    late = state.late or state.support_known is not None or state.held_until is not None
    said = announce(
        context.realm,
        condition,
        Change.RAISED,
        episode=state.episode or "",
        occurred_ms=state.since or 0,
        known_ms=known,
        value=state.value,
        late=late,
    )
    return replace(state, held_until=None, late=late), (said,)


def _end(condition: DelayedCondition, state: ConditionState, turned: int, known: int, context: Context) -> Outcome:
    """Normal for long enough. What was never raised is recorded: it was true, and nobody is called."""
    recorded = state.held_until is not None
    since = state.since or 0
    said = announce(
        context.realm,
        condition,
        Change.RECORDED if recorded else Change.RETURNED,
        episode=state.episode or "",
        occurred_ms=since if recorded else turned,
        known_ms=known,
        value=state.value,
        late=recorded,
    )
    past = (*state.past, (since, turned))[-KEPT_EPISODES:]
    return ConditionState(started=state.started, repeat=state.repeat, past=past), (said,)


def _cleared(state: ConditionState) -> ConditionState:
    return ConditionState(started=state.started, repeat=state.repeat, past=state.past, late_until=state.late_until)


def _late(condition: DelayedCondition, state: ConditionState, news: Sample | Told, context: Context) -> Outcome:
    """Older than what is known already: the newest reading governs. What it tells of a time that is over is recorded once."""
    truth = _truth(condition, news, active=False)
    if state.phase is not Phase.NORMAL or condition.on_delay_ms > 0 or truth is None:
        return state, ()
    if not truth:
        return (state if state.late_until is None else replace(state, late_until=None)), ()
    if any(since <= news.at <= until for since, until in state.past):
        return state, ()
    if state.late_until is not None and state.past[-1][1] < news.at < state.late_until:
        return replace(state, past=(*state.past[:-1], (state.past[-1][0], news.at))), ()
    said = announce(
        context.realm,
        condition,
        Change.RECORDED,
        episode=episode_key(context.realm, condition, news.at),
        occurred_ms=news.at,
        known_ms=news.known,
        value=news.value,
        late=True,
    )
    return replace(state, past=(*state.past, (news.at, news.at))[-KEPT_EPISODES:], late_until=news.newest), (said,)
