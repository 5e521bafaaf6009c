"""The engine: keeps the state of every condition of a site, and steps those that a reading, a sign of life or a tick concerns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.identity import LIVE
from domain.reading import Flag, Quality, Reading
from domain.site import Site
from domain.time import from_ms, to_ms
from domain.transition import Transition
from rules import delays, engine_snapshot, reconciliation, silence
from rules.condition_state import ConditionState
from rules.deadlines import Deadlines
from rules.delays import Context, Sample, Tick
from rules.engine_snapshot import from_us, to_us
from rules.point_watch import PointWatch, Tracked
from rules.ruleset import RuleSet
from rules.silence import Due, Heard
from rules.silence_watch import SilenceWatch


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

    **Snapshots** are exact: what follows a `restore` is what would have followed without it.
    """

    def __init__(self, site: Site, ruleset: RuleSet, *, started_at: datetime, settle_s: float = 60.0, realm: str = LIVE) -> None:
        self._site = site.id
        self._context = Context(realm)
        self._settle = timedelta(seconds=settle_s)
        self._known = started_at
        self._settled_at = started_at + self._settle
        self._points = {point: PointWatch(conditions) for point, conditions in ruleset.of_point.items()}
        self._tracked = {each.condition.key: each for watch in self._points.values() for each in watch.tracked}
        self._devices = {device: tuple(SilenceWatch(condition, started_at) for condition in conditions) for device, conditions in ruleset.of_device.items()}
        self._silences = {watch.condition.key: watch for watches in self._devices.values() for watch in watches}
        self._plan()

    def reading(self, reading: Reading) -> list[Transition]:
        """Judge a reading; points without conditions cost one look-up."""
        watch = self._points.get(reading.point)
        if watch is None:
            return []
        at = reading.occurred_at
        if at > reading.received_at:  # noqa: PLR1730  min() costs twice as much, and this is the hot path
            at = reading.received_at
        if watch.calm and at >= watch.newest and not reading.flags and reading.quality is not Quality.BAD:
            value = reading.value
            # Nothing changes: see point_watch. The comparison is written out here because almost every reading ends here.
            if (watch.low <= value <= watch.high) if watch.numeric and value.__class__ is float else (value is not None and value == watch.same):
                watch.newest = at
                return []
        return self._judge(watch, reading, at)

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
                self._put_silence(watch)
            said += transitions
        return said

    def tick(self, now: datetime) -> list[Transition]:
        """It is `now`, and everything received until now has been judged: what is due by the wall clock happens."""
        self._known = max(self._known, now)
        moment = to_ms(now)
        said: list[Transition] = []
        tick = Tick(moment)
        while (key := self._deadlines.pop(moment)) is not None:
            tracked = self._tracked[key]
            state, transitions = delays.step(tracked.condition, tracked.state, tick, self._context)
            self._put(tracked, state)
            tracked.watch.unsettle()
            said += transitions
        due = Due(now, self._settled_at)
        while (key := self._silence_deadlines.pop(to_us(now))) is not None:
            watch = self._silences[key]
            silent, transitions = silence.step(watch.condition, watch.state, due, self._context)
            watch.become(silent)
            said += transitions
        return said

    def next_deadline(self) -> datetime | None:
        """When a tick will next be worth while; `None`: not before a reading."""
        values, silences = self._deadlines.next(), self._silence_deadlines.next()
        moments = [from_ms(values)] if values is not None else []
        moments += [from_us(silences)] if silences is not None else []
        return min(moments, default=None)

    def restarted(self, now: datetime) -> None:
        """We listen again from `now`: the time since we last knew anything is nobody's silence; settling begins."""
        blind = max(now - self._known, timedelta(0))
        for watch in self._silences.values():
            watch.excuse(blind)
        self._known = max(now, self._known)
        self._settled_at = now + self._settle
        self._plan()

    def raised(self) -> Mapping[str, str]:
        """The conditions that are raised and have not returned, with their episodes."""
        values = {key: each.state.episode for key, each in self._tracked.items() if each.state.announced}
        silences = {key: watch.state.episode for key, watch in self._silences.items()}
        return {key: episode for key, episode in (values | silences).items() if episode is not None}

    def adopt(self, open_conditions: Mapping[str, str], at: datetime) -> None:
        """Take over what the records hold as open, when there is no snapshot: it stands until news says otherwise.

        Maps condition keys to episodes; conditions that are not ours are left to `reconcile`.
        """
        reconciliation.adopt(self._tracked, self._silences, open_conditions, at)
        self._plan()

    def reconcile(self, open_conditions: Mapping[str, str], now: datetime) -> list[Transition]:
        """Make records and engine agree after a restart; returns what the records have to be told.

        `open_conditions` maps the condition of every alarm that is open in the records to its episode. RETIRED: its rule
        or device is gone. RETURNED: it is over. RAISED: it is raised here and nothing is open there. What nothing is
        known of here yet, or is the same episode undecided, is taken over as the records have it.
        """
        said = reconciliation.reconcile(self._site, self._context, self._tracked, self._silences, open_conditions, now)
        self._plan()
        return said

    def snapshot(self) -> dict[str, object]:
        """All state, as JSON; `restore` of an engine with the same or changed rules takes it."""
        return engine_snapshot.write(self._known, self._settled_at, self._points, self._silences)

    def restore(self, data: dict[str, object]) -> None:
        """Become what `snapshot` described. Conditions that are no longer bound are left out; new ones begin.

        Raises `ValueError` if it is of another version or damaged; the engine is then as it was.
        """
        self._known, self._settled_at = engine_snapshot.read(data, self._points, self._tracked, self._silences)
        self._plan()

    def _judge(self, watch: PointWatch, reading: Reading, at: datetime) -> list[Transition]:
        if Flag.RETAINED in reading.flags:
            return []
        value = reading.value
        trusted = reading.quality is not Quality.BAD and value is not None and value == value  # noqa: PLR0124  not a number differs from itself
        late = at < watch.newest
        tracked = watch.tracked
        covered = False
        if trusted and not late:
            watch.newest = at
            covered = watch.covers(value)
            if covered:
                tracked = watch.restless
        sample = Sample(to_ms(at), to_ms(reading.received_at), value, trusted, late, to_ms(watch.newest))
        said: list[Transition] = []
        moved = False
        for each in tracked:
            before = each.state
            state, transitions = delays.step(each.condition, before, sample, self._context)
            if state is not before:
                moved = moved or state.steady is not before.steady or state.phase is not before.phase
                self._put(each, state)
                said += transitions
        if trusted and not late:
            if moved or not covered:
                watch.settle(value)
        elif moved:
            watch.unsettle()
        return said

    def _put(self, tracked: Tracked, state: ConditionState) -> None:
        tracked.state = state
        deadline = delays.due(tracked.condition, state, self._context)
        if deadline is not None:
            self._deadlines.put(tracked.condition.key, deadline)

    def _due(self, key: str) -> int | None:
        tracked = self._tracked[key]
        return delays.due(tracked.condition, tracked.state, self._context)

    def _put_silence(self, watch: SilenceWatch) -> None:
        deadline = self._silence_due(watch.condition.key)
        if deadline is not None:
            self._silence_deadlines.put(watch.condition.key, deadline)

    def _silence_due(self, key: str) -> int | None:
        watch = self._silences[key]
        if watch.state.episode is not None:
            return None
        return to_us(max(watch.state.due(watch.condition), self._settled_at))

    def _plan(self) -> None:
        """All deadlines anew, from the states. Those of values are in milliseconds, those of silences in microseconds."""
        self._deadlines = Deadlines(self._due)
        self._silence_deadlines = Deadlines(self._silence_due)
        for tracked in self._tracked.values():
            self._put(tracked, tracked.state)
        for watch in self._silences.values():
            self._put_silence(watch)
