"""Other rules while the engine runs: what still exists goes on, what is new begins, what changed is judged again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.time import EPOCH, to_ms
from domain.transition import Transition
from rules import delays
from rules.condition import ValueCondition
from rules.condition_state import KEPT_EPISODES, NORMAL, ConditionState, Phase
from rules.delays import Context, Sample
from rules.detector import News, PointInput
from rules.detector_watch import DerivedWatch, GuardWatch
from rules.following import Waiting
from rules.point_watch import LastValue, Tracked, last_value
from rules.silence import SilenceState
from rules.silence_watch import SilenceWatch
from rules.watches import AnyCondition, Watches

NEVER_OLD = 1 << 62
"""What holds now is no old news, however long ago the point said so."""


@dataclass(frozen=True, slots=True)
class Former:
    """What is remembered of conditions that are gone, by key: so that a rule that comes back names its episodes otherwise.

    Of a silence that was raised, when the device had been heard.
    """

    conditions: dict[str, ConditionState] = field(default_factory=dict)
    silences: dict[str, datetime] = field(default_factory=dict)


def carry_over(before: Watches, after: Watches, unwatched: dict[str, LastValue], former: Former, at: datetime) -> None:
    """Bring `after` to where `before` was. `unwatched`: the last readings of points that nobody looks at, which may be others after it."""
    _part_from(gone(before, after), former, at)
    for point, watch in before.points.items():
        if watch.newest != EPOCH and point not in after.points:
            unwatched[point] = (watch.newest, watch.value)
    for point, watch in after.points.items():
        seen, kept = before.points.get(point), unwatched.pop(point, None)
        watch.newest, watch.value = last_value(kept) if seen is None else (seen.newest, seen.value)
    for name, event in after.events.items():
        event.newest = before.events[name].newest if name in before.events else 0
    for each in after.delayed():
        old = before.condition(each.key)
        if old is not None and not isinstance(old, SilenceWatch):
            each.state = old.state
        else:
            each.state = former.conditions.pop(each.key, NORMAL)
    for device, watches in after.devices.items():
        _carry_silences(before.devices.get(device, ()), watches, former, at)
    for listener in after.listeners:
        _carry_detector(before.by_key.get(listener.key), listener)


def gone(before: Watches, after: Watches) -> Iterator[AnyCondition]:
    """What was there and is no longer."""
    for old in before.every_condition():
        new = after.condition(old.condition.key)
        if new is None or isinstance(new, SilenceWatch) is not isinstance(old, SilenceWatch):
            yield old


def judge_again(before: Watches, after: Watches, at: datetime, context: Context) -> list[Transition]:
    """The last value of each point, by conditions that are new or changed. The value occurred when it did: so delays count from there."""
    said: list[Transition] = []
    now = replace(context, old_after_ms=NEVER_OLD)
    for watch in after.points.values():
        if watch.newest == EPOCH:
            continue
        moment = to_ms(watch.newest)
        sample = Sample(moment, max(moment, to_ms(at)), watch.value, newest=moment)
        for tracked in watch.tracked:
            if _changed(before.tracked.get(tracked.key), tracked):
                tracked.state, transitions = delays.step(tracked.condition, tracked.state, sample, now)
                said += transitions
    return said


def first_news(before: Watches, after: Watches, at: datetime) -> Waiting:
    """The last values for detectors that are new or changed, and want nothing of the past beyond them."""
    waiting: Waiting = {}
    known = to_ms(at)
    for listener in after.listeners:
        if listener.cold or _goes_on(before.by_key.get(listener.key), listener):
            continue
        for source, heard in enumerate(listener.inputs):
            watch = after.points.get(heard.point) if isinstance(heard, PointInput) else None
            if watch is not None and watch.newest != EPOCH:
                moment = to_ms(watch.newest)
                waiting.setdefault(listener.rank, []).append(News(source, moment, max(known, moment), watch.value, newest=moment))
    return waiting


def _part_from(those: Iterator[AnyCondition], former: Former, at: datetime) -> None:
    for each in those:
        if isinstance(each, SilenceWatch):
            if each.state.episode is not None:
                former.silences[each.condition.key] = each.state.heard
        elif each.state.started is not None:
            state = each.state
            stretch = ((state.since or 0, state.turned or to_ms(at)),) if state.phase in (Phase.ACTIVE, Phase.LEAVING) else ()
            past = (*state.past, *stretch)[-KEPT_EPISODES:]
            former.conditions[each.condition.key] = ConditionState(started=state.started, repeat=state.repeat, past=past)


def _carry_silences(before: tuple[SilenceWatch, ...], after: tuple[SilenceWatch, ...], former: Former, at: datetime) -> None:
    """A condition that is new knows when the device was last heard from those that were there before it."""
    known = {each.condition.key: each.state for each in before}
    heard = next((replace(state, episode=None) for state in known.values()), SilenceState(at))
    for each in after:
        state = known.get(each.condition.key, heard)
        if each.condition.key not in known and former.silences.pop(each.condition.key, None) == state.heard:
            # An episode is named by when the device was heard: the same silence, raised again, is to have another name.
            state = SilenceState(at, spoke=state.spoke)
        each.become(state)


def _carry_detector(old: DerivedWatch | GuardWatch | None, new: DerivedWatch | GuardWatch) -> None:
    if isinstance(old, DerivedWatch) and isinstance(new, DerivedWatch):
        new.judged = old.judged
    if old is None or not _goes_on(old, new):
        return
    new.ear, new.standing, new.cold = old.ear, old.standing, old.cold
    if isinstance(old, DerivedWatch) and isinstance(new, DerivedWatch):
        new.owed = old.owed
    elif isinstance(old, GuardWatch) and isinstance(new, GuardWatch):
        new.truth = old.truth


def _goes_on(old: DerivedWatch | GuardWatch | None, new: DerivedWatch | GuardWatch) -> bool:
    return old is not None and type(old) is type(new) and old.digest == new.digest


def _changed(old: Tracked | None, new: Tracked) -> bool:
    return old is None or _judged_by(old.condition) != _judged_by(new.condition)


def _judged_by(condition: ValueCondition) -> tuple[object, ...]:
    return condition.test, condition.on_delay_ms, condition.off_delay_ms, condition.rule.at_once
