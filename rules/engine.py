"""The engine: keeps the state of every condition of a site, and steps those that a reading, an event, a sign of life or a tick concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.identity import LIVE
from domain.reading import DeviceEvent, Flag, Quality, Reading, Value
from domain.site import Site
from domain.time import to_ms
from domain.transition import Transition
from rules import delays, engine_snapshot, reconciliation, rule_change, silence, warming
from rules.agenda import Agenda
from rules.condition_state import ConditionState
from rules.delays import Context, Sample, Tick
from rules.detector import News
from rules.detector_watch import GuardWatch
from rules.engine_snapshot import Rest
from rules.following import Following
from rules.point_watch import LastValue, PointWatch, Tracked
from rules.rule_change import Former
from rules.ruleset import RuleSet
from rules.silence import Due, Heard
from rules.silence_watch import SilenceWatch
from rules.watches import Watches, raised_episode

_NOTHING: Sequence[str] = ()


class Engine:
    """Judges the readings of one site. Not thread-safe; one owner calls it in the order of the journal.

    **Time.** Event time (`occurred_at`; a time after `received_at` counts as `received_at`) orders the readings of a
    point and starts and ends delays. Known time (`received_at`, or `now` of a tick) says when Steward knew.
    `Transition.occurred_at` is when the condition began (RAISED, RECORDED) or ended (RETURNED); `known_at` when we knew.

    **Delays** are deadlines. They fire when event time passes them: a reading of the point at or after the deadline is
    judged after it has fired, whatever it says; or by `tick`, which is only called when all that was received is judged.

    **Quality.** Bad, `None`, or a value of the wrong type is neither true nor normal: a running on-delay runs on and
    fires, what is active stays, a running off-delay starts anew with the next good normal. Uncertain values are judged.

    **Deadband.** What is active is true until beyond the deadband; what is on its way back is normal until true again.

    **Derived** conditions (windows, orders of events, several points, other conditions) are judged by detectors
    (``rules.detector``): their verdicts go through the same delays. Time passes for a detector with the event time of its
    own inputs, before each piece of news, and by `tick`; what it looks at is judged before it, within the same call.

    **Suppression by design.** While a rule's ``suppress_while`` holds on an asset, RAISED says `suppressed`; when it begins
    or ends during an episode, SUPPRESSED or UNSUPPRESSED says so. What is not known suppresses nothing.

    **Retained** readings (flag `RETAINED`) are of unknown age and judge nothing.

    **Old news** in order (received more than 60 s after it occurred): a raise that only such readings support waits until
    a live reading says it still holds, or 5 s of known time pass without newer news; if newer news says that it is over,
    it is RECORDED and nobody is called. Critical and latched rules do not wait; either way it is marked `late`.

    **Late readings** (older than the newest trusted reading of the point): the newest governs. One that is true of a time
    that is over, of a rule without on-delay, is RECORDED once for each stretch.

    **Silence** is known time since the last `seen`, or since we began to listen, without the time we were not
    listening (`restarted`). The first message brings RETURNED. What falls due before the engine has settled is judged
    together when it has, `silent`. A silence that was over before it was judged is RECORDED.

    **Episodes.** The same journal from the same snapshot makes the same transitions with the same episode keys. Between
    two RAISED of one condition there is a RETURNED (or a RETIRED), and no two RAISED have the same episode.
    Latches are carried in the transition: RETURNED says that the *process* is normal; what ends the alarm is decided by
    its record.

    **Other rules** (`change_rules`): an episode whose condition still exists goes on; what is new or judged otherwise now is
    judged by the last value of its point, which counts from when it occurred.

    **Snapshots** are exact: what follows a `restore` is what would have followed without it.
    """

    def __init__(self, site: Site, ruleset: RuleSet, *, started_at: datetime, settle_s: float = 60.0, realm: str = LIVE) -> None:
        self._site = site.id
        self._context = Context(realm)
        self._settle = timedelta(seconds=settle_s)
        self._known = started_at
        self._unwatched: dict[str, LastValue] = {}
        self._former = Former()
        self._unsure = False
        self._covers_owed = False
        self._watch(Watches(ruleset, started_at), started_at + self._settle, set())

    def quiet(self, points: Mapping[str, str], at: datetime, values: Mapping[str, Value]) -> Sequence[str]:
        """Note trusted readings without flags that change nothing; the keys of the others, of which nothing is noted.

        `points` gives the point of each key. `at` is their event time, not after they were received. Almost every reading
        ends here, so it is asked before one is made.
        """
        rest: list[str] | None = None
        watches = self._points
        for key, value in values.items():
            point = points[key]
            watch = watches.get(point)
            if watch is None:
                self._keep_unwatched(point, at, value)
            elif (
                watch.calm and at >= watch.newest and (watch.low <= value <= watch.high if value.__class__ is float and watch.numeric else watch.repeats(value))
            ):
                # Written out here and not asked of the watch: this line is passed millions of times a minute.
                watch.newest = at
                watch.value = value
            elif rest is None:
                rest = [key]
            else:
                rest.append(key)
        return _NOTHING if rest is None else rest

    def reading(self, reading: Reading) -> list[Transition]:
        """Judge a reading; points that nobody looks at cost little more than a look-up."""
        point, at, value = reading.point, reading.occurred_at, reading.value
        if at > reading.received_at:  # noqa: PLR1730  min() costs twice as much, and this is the hot path
            at = reading.received_at
        watch = self._points.get(point)
        plain = not reading.flags and reading.quality is not Quality.BAD
        if watch is None:
            if plain:
                self._keep_unwatched(point, at, value)
            return []
        if plain and watch.passes(at, value):
            return []
        return self._judge(watch, reading, at)

    def event(self, event: DeviceEvent) -> list[Transition]:
        """Judge what a device says happened."""
        watch = self._watches.events.get((event.asset, event.name))
        if watch is None or Flag.RETAINED in event.flags:
            return []
        at, known = to_ms(min(event.occurred_at, event.received_at)), to_ms(event.received_at)
        late = at < watch.newest
        watch.newest = max(at, watch.newest)
        first = watch.listening[0][1]
        return self._following.hear(watch.listening, News(first, at, known, late=late, newest=watch.newest, data=event.data))

    def seen(self, device: str, at: datetime) -> list[Transition]:
        """A device spoke, received at `at`: any message of its own, readable or not."""
        if at > self._known:  # noqa: PLR1730  as in reading()
            self._known = at
        watches = self._devices.get(device)
        if watches is None:
            return []
        said: list[Transition] = []
        for watch in watches:
            if watch.quiet_until > at >= watch.heard:
                watch.hear(at)
                continue
            state, transitions = silence.step(watch.condition, watch.state, Heard(at), self._context)
            if state is not watch.state:
                watch.become(state)
                self._agenda.put_silence(watch)
            said += transitions
        return self._following.follow(said) if said else said

    def tick(self, now: datetime) -> list[Transition]:
        """It is `now`, and everything received until now has been judged: what is due by the wall clock happens."""
        self._known = max(self._known, now)
        said = self._cover_all(now) if self._covers_owed else []
        tick, due = Tick(to_ms(now)), Due(now, self._agenda.settled_at)
        while (each := self._agenda.pop(now)) is not None:
            if isinstance(each, Tracked):
                state, transitions = delays.step(each.condition, each.state, tick, self._context)
                self._put(each, state)
                each.watch.unsettle()
                said += self._following.follow(transitions)
            elif isinstance(each, SilenceWatch):
                silent, transitions = silence.step(each.condition, each.state, due, self._context)
                each.become(silent)
                said += self._following.follow(transitions)
            else:
                said += self._following.pass_time(each, tick.now)
        return said

    def next_deadline(self) -> datetime | None:
        """When a tick will next be worth while; `None`: not before there is news."""
        return self._agenda.next()

    def restarted(self, now: datetime) -> None:
        """We listen again from `now`: the time since we last knew anything is nobody's silence; settling begins."""
        blind = max(now - self._known, timedelta(0))
        for watch in self._watches.silences.values():
            watch.excuse(blind)
        self._known = max(now, self._known)
        self._agenda.settled_at = now + self._settle
        self._agenda.plan()

    def raised(self) -> Mapping[str, str]:
        """The conditions that are raised and have not returned, with their episodes."""
        found = {each.condition.key: raised_episode(each) for each in self._watches.every_condition()}
        return {key: episode for key, episode in found.items() if episode is not None}

    def adopt(self, open_conditions: Mapping[str, str], at: datetime) -> None:
        """Take over what the records hold as open, when there is no snapshot: it stands until news says otherwise.

        Maps condition keys to episodes; conditions that are not ours are left to `reconcile`.
        """
        reconciliation.adopt(self._watches, open_conditions, at)
        self._following.hear_silently(self._following.untold(at))
        self._unsure = True
        self._agenda.plan()

    def reconcile(self, open_conditions: Mapping[str, str], now: datetime) -> list[Transition]:
        """Make records and engine agree after a restart; returns what the records have to be told.

        `open_conditions` maps the condition of every alarm that is open in the records to its episode. RETIRED: its rule
        or device is gone. RETURNED: it is over. RAISED: it is raised here and nothing is open there. What nothing is
        known of here yet, or is the same episode undecided, is taken over as the records have it. After a start without
        a snapshot it is said once more of what has guards whether they hold.
        """
        woken = self._following.awaken(now)
        said = [] if self._unsure else woken
        said += self._following.follow(reconciliation.reconcile(self._site, self._context, self._watches, open_conditions, now))
        said += self._following.follow((), self._following.untold(now))
        said += self._cover_all(now)
        self._agenda.plan()
        return said

    def change_rules(self, ruleset: RuleSet, at: datetime) -> list[Transition]:
        """Judge by other rules from `at` on; returns what comes of it.

        What still exists (by its key) stays where it is, with its episode; what is gone and was raised is RETIRED. By
        what is new or judged otherwise, the last trusted value of each point is judged once more: the delays count from
        when it occurred. Detectors that are new begin with no more than that; what they need of the past `history_needed`
        says, and `warm` gives it. A silence that is raised ends with the next message, whatever it is allowed now.
        """
        before = self._watches
        after = Watches(ruleset, at)
        rule_change.carry_over(before, after, self._unwatched, self._former, at)
        self._watch(after, self._agenda.settled_at, self._following.hidden)
        self._known = max(self._known, at)
        told = Following(after, self._agenda, replace(self._context, old_after_ms=rule_change.NEVER_OLD), self._following.hidden)
        news = rule_change.first_news(before, after, at)
        guarding = {rank: news.pop(rank) for rank in list(news) if isinstance(after.listeners[rank], GuardWatch)}
        said = told.awaken(at)
        said += told.follow(reconciliation.retire(self._site, self._context, rule_change.gone(before, after), at), told.untold(at))
        said += told.follow((), guarding)
        said += told.follow(rule_change.judge_again(before, after, at, self._context), news)
        said += self._cover_all(at)
        self._agenda.plan()
        return said

    def history_needed(self) -> Mapping[str, timedelta]:
        """How far back detectors want the readings of points (by id) that have begun with nothing and were not warmed."""
        return warming.points_needed(self._watches)

    def events_needed(self) -> Mapping[tuple[str, str], timedelta]:
        """The same for device events, by asset and name."""
        return warming.events_needed(self._watches)

    def warm(self, history: Iterable[Reading | DeviceEvent]) -> None:
        """Give the detectors that have begun with nothing what was before, oldest first; once, before anything is judged.

        All of it was received before what is judged next. It makes no transitions; what the detectors say in the end is
        judged with the next news or tick. Last values of points are taken from it where newer ones are not known.
        """
        warming.warm(self._watches, history, self._keep)
        self._covers_owed = True
        self._agenda.plan()

    def snapshot(self) -> dict[str, object]:
        """All state, as JSON; `restore` of an engine with the same or changed rules takes it."""
        rest = Rest(self._known, self._agenda.settled_at, self._unwatched, self._former, self._covers_owed)
        return engine_snapshot.write(rest, self._watches, self._following.hidden)

    def restore(self, data: dict[str, object]) -> None:
        """Become what `snapshot` described. Conditions that are no longer bound are left out; new ones begin.

        Raises `ValueError` if it is of another version or damaged; the engine is then as it was.
        """
        rest, hidden = engine_snapshot.read(data, self._watches)
        self._known, self._unwatched, self._former, self._covers_owed = rest.known, rest.unwatched, rest.former, rest.covers_owed
        self._watch(self._watches, rest.settled_at, hidden)
        self._following.hear_silently(self._following.untold(self._known))
        self._agenda.plan()

    def _judge(self, watch: PointWatch, reading: Reading, at: datetime) -> list[Transition]:
        if Flag.RETAINED in reading.flags:
            return []
        value = reading.value
        trusted = reading.quality is not Quality.BAD and value is not None and value == value  # noqa: PLR0124  not a number differs from itself
        late = at < watch.newest
        fits = trusted and not late
        if fits:
            watch.newest = at
            watch.value = value
        moment, known = to_ms(at), to_ms(reading.received_at)
        newest = moment if fits else to_ms(watch.newest)
        said: list[Transition] = []
        if watch.guards:
            said = self._following.hear(watch.guards, News(watch.guards[0][1], moment, known, value, trusted, late, newest))
        judged: list[Transition] = []
        if watch.tracked:
            covered = fits and watch.covers(value)
            tracked = watch.restless if covered else watch.tracked
            moved = bool(tracked) and self._step(tracked, Sample(moment, known, value, trusted, late, newest), judged)
            if fits and (moved or not covered):
                watch.settle(value)
            elif moved:
                watch.unsettle()
        if watch.listening:
            said += self._following.hear(watch.listening, News(watch.listening[0][1], moment, known, value, trusted, late, newest), judged)
        elif judged:
            said += self._following.follow(judged)
        return said

    def _step(self, tracked: Iterable[Tracked], sample: Sample, said: list[Transition]) -> bool:
        """Judge `sample` by each and add to `said`; whether one began or ended to be restless, or to be true."""
        moved = False
        for each in tracked:
            before = each.state
            state, transitions = delays.step(each.condition, before, sample, self._context)
            if state is not before:
                moved = moved or state.steady is not before.steady or state.phase is not before.phase
                self._put(each, state)
                said += transitions
                said += self._following.turned(each, before.phase, sample.at, sample.known)
        return moved

    def _watch(self, watches: Watches, settled_at: datetime, hidden: set[str]) -> None:
        self._watches = watches
        self._points = watches.points
        self._devices = watches.devices
        self._agenda = Agenda(watches, self._context, lambda: self._known, settled_at)
        self._following = Following(watches, self._agenda, self._context, hidden)

    def _put(self, tracked: Tracked, state: ConditionState) -> None:
        tracked.state = state
        self._agenda.put(tracked)

    def _keep_unwatched(self, point: str, at: datetime, value: Value) -> None:
        """For rules that may come."""
        kept = self._unwatched.get(point)
        if kept is None or kept[0] <= at:
            self._unwatched[point] = (at, value)

    def _keep(self, reading: Reading) -> None:
        """Take a trusted reading from before as the last value of its point, unless a newer one is known."""
        watch = self._points.get(reading.point)
        if watch is None:
            self._keep_unwatched(reading.point, min(reading.occurred_at, reading.received_at), reading.value)
            return
        at, value = min(reading.occurred_at, reading.received_at), reading.value
        if value is not None and at >= watch.newest:
            watch.newest, watch.value = at, value
            watch.unsettle()

    def _cover_all(self, now: datetime) -> list[Transition]:
        """Say of everything raised whether it is suppressed, where that is not what was said last, or nobody knows what was."""
        moment = to_ms(now)
        guarded = [each for covered in self._watches.covered.values() for each in covered]
        hidden = [each for each in self._watches.every_condition() if each.condition.key in self._following.hidden]
        sure, self._unsure, self._covers_owed = not self._unsure, False, False
        return self._following.cover(dict.fromkeys([*guarded, *hidden]), moment, moment, sure=sure)
