"""Telling on: what came of one condition, to the derived conditions and guards that look at it, in the same call.

Those that are looked at come first, so each hears at once of everything that concerns it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.time import to_ms
from domain.transition import Change, Transition
from rules import delays, hearing
from rules.agenda import Agenda
from rules.announcement import announce
from rules.condition_state import Phase
from rules.delays import Context, Passed, Tick
from rules.detector import ConditionInput, News, Verdict
from rules.detector_watch import DerivedWatch, GuardWatch, Known
from rules.hearing import still_active
from rules.point_watch import Place, Tracked
from rules.silence_watch import SilenceWatch
from rules.watches import AnyCondition, Watches, covered_by, raised_episode

Waiting = dict[int, list[News]]
"""What listeners have yet to hear, by their rank."""

_TURNS = (Change.RAISED, Change.RETURNED, Change.RETIRED)
_SUPPRESSIONS = (Change.SUPPRESSED, Change.UNSUPPRESSED)


class Following:
    """The listeners of an engine. `hidden`: the raised conditions of which it was last said that they are suppressed."""

    def __init__(self, watches: Watches, agenda: Agenda, context: Context, hidden: set[str]) -> None:
        self._watches = watches
        self._agenda = agenda
        self._context = context
        self.hidden = hidden
        self._alone = not (watches.guards or watches.followers)

    def follow(self, said: Iterable[Transition], waiting: Waiting | None = None) -> list[Transition]:
        """`said`, and whatever comes of it and of the news in `waiting`."""
        if waiting is None and self._alone and not self.hidden:
            return list(said)
        rest: Waiting = {} if waiting is None else waiting
        told = self._note(said, rest)
        while rest:
            rank = min(rest)
            told += self._note(self._hear(self._watches.listeners[rank], rest.pop(rank)), rest)
        return told

    def hear(self, places: Sequence[Place], news: News, said: Sequence[Transition] = ()) -> list[Transition]:
        """`said`, and whatever comes of it and of `news` for each of `places`; `news` is of the input of the first."""
        if len(places) == 1 and not said:
            heard = self._hear(self._watches.listeners[places[0][0]], (news,))
            return self.follow(heard) if heard else heard
        waiting: Waiting = {}
        for rank, source in places:
            waiting.setdefault(rank, []).append(news if source == news.source else news._replace(source=source))
        return self.follow(said, waiting)

    def pass_time(self, watch: DerivedWatch | GuardWatch, now: int) -> list[Transition]:
        """Something of `watch` is due by the wall clock: what comes first of it happens. It is `now`, epoch ms."""
        due, passed = watch.ear.due, watch.ear.passed
        if isinstance(watch, DerivedWatch):
            delay = delays.due(watch.condition, watch.state, self._context)
            if watch.owed is not None:
                return self.follow(self._judged(watch, [], now))
            if due is None or due > now or (passed is not None and delay is not None and delay < due):
                said = watch.step(Tick(now), self._context)
                self._agenda.put_listener(watch)
                return self.follow(said)
        return self.follow(self._come_to(watch, now if passed is None or due is None else due, now))

    def awaken(self, now: datetime) -> list[Transition]:
        """Guards that have to know what time it is to begin with are told."""
        moment = to_ms(now)
        waking = [guard for guards in self._watches.guards.values() for guard in guards if guard.ear.passed is None and guard.ear.due is not None]
        return [transition for guard in waking for transition in self._come_to(guard, moment, moment)]

    def untold(self, now: datetime) -> Waiting:
        """News of conditions that came to stand or to end while nobody told those that look at them."""
        waiting: Waiting = {}
        moment = to_ms(now)
        for watch in self._watches.listeners:
            for source, key in watch.conditions_heard:
                stands = self._watches.stands(key)
                if stands is not (key in watch.standing):
                    waiting.setdefault(watch.rank, []).append(News(source, moment, moment, stands, newest=moment))
            for _, key in watch.conditions_heard:
                watch.stand(key, stands=self._watches.stands(key))
        return waiting

    def hear_silently(self, waiting: Waiting) -> None:
        """News at a moment when nobody can be told what comes of it: that is owed."""
        for rank in sorted(waiting):
            watch = self._watches.listeners[rank]
            for news in waiting[rank]:
                watch.ear, verdicts = hearing.hear(watch.detector, watch.ear, news, active=watch.active)
                watch.owe(verdicts, fresh=isinstance(watch.inputs[news.source], ConditionInput))

    def cover(self, conditions: Iterable[AnyCondition], at: int, known: int, *, sure: bool = True) -> list[Transition]:
        """Say of those that are raised whether they are suppressed: if that has changed, or if not `sure` of what was said.

        What was suppressed and is normal again, its off-delay running, is not shown any more; only if it should become true
        once more (`turned`).
        """
        said: list[Transition] = []
        for each in conditions:
            episode = raised_episode(each)
            hides = self.hides(covered_by(each))
            if episode is None or (sure and ((each.condition.key in self.hidden) is hides or (not hides and _leaving(each)))):
                continue
            (self.hidden.add if hides else self.hidden.discard)(each.condition.key)
            change = Change.SUPPRESSED if hides else Change.UNSUPPRESSED
            value = None if isinstance(each, SilenceWatch) else each.state.value
            said.append(announce(self._context.realm, each.condition, change, episode=episode, occurred_ms=at, known_ms=known, value=value, suppressed=hides))
        return said

    def turned(self, each: Tracked | DerivedWatch, before: Phase, at: int, known: int) -> list[Transition]:
        """`each` has stepped from the phase `before`: what no guard suppresses any more is shown when it becomes true once more."""
        if before is not Phase.LEAVING or each.state.phase is not Phase.ACTIVE or each.condition.key not in self.hidden:
            return []
        return self.cover((each,), at, known)

    def hides(self, covers: str) -> bool:
        """Whether a guard of this ``rule|asset`` holds."""
        guards = self._watches.guards.get(covers)
        return guards is not None and any(guard.truth for guard in guards)

    def _note(self, said: Iterable[Transition], waiting: Waiting) -> list[Transition]:
        """What follows from transitions: whether they are suppressed, and who has to hear of them."""
        told = []
        guards, followers = self._watches.guards, self._watches.followers
        for transition in said:
            key = transition.condition
            if guards and transition.change is Change.RAISED and self.hides(f"{transition.rule}|{transition.asset}"):
                self.hidden.add(key)
                told.append(replace(transition, suppressed=True))
            else:
                if key in self.hidden and transition.change not in _SUPPRESSIONS:
                    self.hidden.discard(key)
                told.append(transition)
            if key in followers and transition.change in _TURNS:
                self._tell_followers(transition, waiting)
        return told

    def _tell_followers(self, transition: Transition, waiting: Waiting) -> None:
        stands = transition.change is Change.RAISED
        known = to_ms(transition.known_at)
        at = min(self._turned_at(transition), known)
        key = transition.condition
        places = [place for place in self._watches.followers[key] if stands is not (key in self._watches.listeners[place[0]].standing)]
        for rank, source in places:
            waiting.setdefault(rank, []).append(News(source, at, known, stands, newest=at))
            self._watches.listeners[rank].stand(key, stands=stands)

    def _turned_at(self, transition: Transition) -> int:
        """When, in event time, a condition came to stand or ceased to: its delay is part of it."""
        found = self._watches.condition(transition.condition)
        at = to_ms(transition.occurred_at)
        if found is None or transition.change is Change.RETIRED:
            return at
        return at + (found.condition.on_delay_ms if transition.change is Change.RAISED else found.condition.off_delay_ms)

    def _come_to(self, watch: DerivedWatch | GuardWatch, moment: int, now: int) -> list[Transition]:
        watch.ear, verdicts = hearing.pass_time(watch.detector, watch.ear, moment, active=watch.active)
        return self._judged(watch, [(verdict, now, False) for verdict in verdicts], now)

    def _hear(self, watch: DerivedWatch | GuardWatch, news: Sequence[News]) -> list[Transition]:
        if len(news) == 1:
            watch.ear, said = hearing.hear(watch.detector, watch.ear, news[0], active=watch.active)
            if isinstance(watch, DerivedWatch) and watch.agrees(said):
                self._agenda.put_listener(watch)
                return []
            verdicts = self._known(watch, said, news[0])
        else:
            verdicts = []
            active = watch.active
            for one in sorted(news, key=_event_time):
                watch.ear, said = hearing.hear(watch.detector, watch.ear, one, active=active)
                active = still_active(said, active=active)
                verdicts += self._known(watch, said, one)
        transitions = self._judged(watch, verdicts, news[0].known)
        newest = next((one for one in reversed(news) if not one.late), None)
        if newest is not None and isinstance(watch, DerivedWatch) and not watch.state.steady:
            transitions += watch.step(Passed(newest.at, newest.known), self._context)
            self._agenda.put_listener(watch)
        return transitions

    def _known(self, watch: DerivedWatch | GuardWatch, said: Iterable[Verdict], news: News) -> list[Known]:
        fresh = isinstance(watch.inputs[news.source], ConditionInput)
        return [(verdict, news.known, fresh) for verdict in said]

    def _judged(self, watch: DerivedWatch | GuardWatch, verdicts: list[Known], known: int) -> list[Transition]:
        """What comes of verdicts, and of one that is owed before them."""
        if isinstance(watch, DerivedWatch):
            if watch.owed is not None:
                owed, fresh = watch.owed
                verdicts = [(owed, known, fresh), *verdicts]
                watch.owed = None
            before = watch.state.phase
            said = watch.take(verdicts, self._context) if verdicts else []
            self._agenda.put_listener(watch)
            return [*said, *self.turned(watch, before, min(watch.judged, known), known)] if before is Phase.LEAVING else said
        held = self.hides(watch.guard.covers)
        watch.owe(verdict for verdict, _, _ in verdicts)
        self._agenda.put_listener(watch)
        if self.hides(watch.guard.covers) is held:
            return []
        verdict, when, _ = verdicts[-1]
        return self.cover(self._watches.covered[watch.guard.covers], min(verdict.at, when), when)


def _leaving(each: AnyCondition) -> bool:
    return not isinstance(each, SilenceWatch) and each.state.phase is Phase.LEAVING


def _event_time(news: News) -> int:
    return news.at
