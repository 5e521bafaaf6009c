"""Records and engine after a restart: taking over what the records hold, and telling them what they do not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from domain.people import Department
from domain.severity import Severity
from domain.text import Text
from domain.time import to_ms
from domain.transition import Change, OrderTemplate, Transition
from domain.work_order import OrderKind
from rules.announcement import announce
from rules.condition import Condition
from rules.condition_state import ConditionState, Phase
from rules.delays import Context, activate
from rules.detector_watch import DerivedWatch
from rules.point_watch import Tracked
from rules.silence import silence_key
from rules.silence_watch import SilenceWatch
from rules.watches import Watches, raised_episode

_GONE = Text("规则或物联设备已撤除", "The rule or the device has been removed")


def adopt(watches: Watches, open_conditions: Mapping[str, str], at: datetime) -> None:
    """Every open condition that is known here stands as raised since `at`, with the episode of the records."""
    for key, episode in open_conditions.items():
        watch = watches.condition(key)
        if isinstance(watch, SilenceWatch):
            watch.become(replace(watch.state, episode=episode))
        elif watch is not None:
            _take_over(watch, episode, at)


def reconcile(site: str, context: Context, watches: Watches, open_conditions: Mapping[str, str], now: datetime) -> list[Transition]:
    """What the records have to be told; see `rules.engine.Engine.reconcile`."""
    said: list[Transition] = []
    for key, episode in open_conditions.items():
        watch = watches.condition(key)
        if watch is None:
            said.append(retired(key, episode, site, now, context))
        elif isinstance(watch, SilenceWatch):
            said += _silence(watch, episode, now, context)
        else:
            said += _delayed(watch, episode, now, context)
    for watch in watches.every_condition():
        if watch.condition.key not in open_conditions and raised_episode(watch) is not None:
            said += _unknown_to_records(watch, now, context)
    return said


def retire(site: str, context: Context, gone: Iterable[Tracked | DerivedWatch | SilenceWatch], now: datetime) -> list[Transition]:
    """The end of what is raised and no longer there."""
    raised = [(each.condition.key, raised_episode(each)) for each in gone]
    return [retired(key, episode, site, now, context) for key, episode in raised if episode is not None]


def _delayed(each: Tracked | DerivedWatch, episode: str, now: datetime, context: Context) -> Iterator[Transition]:
    state = each.state
    if state.announced:
        return
    undecided = state.phase is Phase.ACTIVE or (state.phase is Phase.PENDING and activate(state, each.condition, context).episode == episode)
    if undecided or each.unheard:
        _take_over(each, episode, now)
        return
    ended = state.past[-1][1] if state.past else to_ms(now)
    yield _tell(Change.RETURNED, each.condition, episode, ended, now, context)


def _silence(watch: SilenceWatch, episode: str, now: datetime, context: Context) -> Iterator[Transition]:
    state = watch.state
    if state.episode is not None:
        return
    if not state.spoke or silence_key(watch.condition, state, context) == episode:
        watch.become(replace(state, episode=episode))
        return
    yield _tell(Change.RETURNED, watch.condition, episode, to_ms(state.heard), now, context)


def _unknown_to_records(each: Tracked | DerivedWatch | SilenceWatch, now: datetime, context: Context) -> Iterator[Transition]:
    if isinstance(each, SilenceWatch):
        yield _tell(Change.RAISED, each.condition, each.state.episode or "", to_ms(each.state.due(each.condition)), now, context)
        return
    state = each.state
    if state.phase is Phase.LEAVING:
        # It had returned, by a tick that the journal does not know.
        since, turned = state.since or 0, state.turned or 0
        each.state = ConditionState(started=state.started, repeat=state.repeat, past=(*state.past, (since, turned)))
        each.unsettle()
        return
    said = _tell(Change.RAISED, each.condition, state.episode or "", state.since or 0, now, context)
    yield replace(said, value=state.value, late=state.late)


def _take_over(each: Tracked | DerivedWatch, episode: str, at: datetime) -> None:
    state = each.state
    since = to_ms(at) if state.since is None else state.since
    each.state = replace(state, phase=Phase.ACTIVE, since=since, turned=None, episode=episode, held_until=None, started=since)
    each.unsettle()


def _tell(change: Change, condition: Condition, episode: str, occurred_ms: int, now: datetime, context: Context) -> Transition:
    return announce(context.realm, condition, change, episode=episode, occurred_ms=occurred_ms, known_ms=to_ms(now))


def retired(key: str, episode: str, site: str, now: datetime, context: Context) -> Transition:
    """Of a condition that is no longer ours, only its name is left."""
    rule, asset, point = (*key.split("|"), "", "")[:3]
    return Transition(
        change=Change.RETIRED,
        condition=key,
        episode=episode,
        realm=context.realm,
        site=site,
        asset=asset,
        point=point.partition("@")[0] or None,
        rule=rule,
        severity=Severity.LOW,
        department=Department.ENGINEERING,
        assist=(),
        message=_GONE,
        occurred_at=now,
        known_at=now,
        order=OrderTemplate(OrderKind.REPAIR),
    )
