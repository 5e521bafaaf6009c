"""Small stand-ins, written by hand, for what ingest is given."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from domain.people import Department
from domain.quarantine import Quarantined
from domain.reading import Reading, Value
from domain.records import DeviceCheckpoint
from domain.severity import Severity
from domain.telemetry import Refused, Sample, Series, TelemetryMessage, WindowFunction
from domain.text import Text
from domain.time import rfc3339
from domain.transition import Change, OrderTemplate, Transition
from domain.work_order import OrderKind
from ingest.interfaces import Restart
from ingest.session import Message

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class VirtualClock:
    """Stands still until it is told to move."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def transition(change: Change, condition: str, episode: str, at: datetime, *, silent: bool = False) -> Transition:
    """A transition of ``rule|asset|point``."""
    rule, asset, point = condition.split("|")
    return Transition(
        change,
        condition,
        episode,
        "live",
        "s1",
        asset,
        point,
        rule,
        Severity.HIGH,
        Department.ENGINEERING,
        (),
        Text("告警", "Alarm"),
        at,
        at,
        OrderTemplate(OrderKind.REPAIR),
        silent=silent,
    )


class FakeJudge:
    """One rule: a binary point that is true raises, false returns. And a device that is silent for `stale_s` raises once.

    Episodes are named for the condition and when it began, so replaying gives the same names.
    """

    def __init__(self, stale_s: float = 3600) -> None:
        self.readings: list[Reading] = []
        self.seen_at: dict[str, datetime] = {}
        self.ticks: list[datetime] = []
        self.restarts: list[datetime] = []
        self.reconciled: list[Mapping[str, str]] = []
        self.poison: str | None = None
        """Judging a reading of this point raises."""
        self._raised: dict[str, str] = {}
        self._stale_s = stale_s
        self._settle_until: datetime | None = None
        self.settle_s = 60.0
        self.sequence = 1

    def reading(self, reading: Reading) -> list[Transition]:
        if reading.point == self.poison:
            raise ZeroDivisionError("a rule divided by nothing")
        self.readings.append(reading)
        _, asset, key = reading.point.split(".")
        return self._set(f"true|{asset}|{key}", reading.value is True, reading.occurred_at) if isinstance(reading.value, bool) else []

    def quiet(self, points: Mapping[str, str], at: datetime, values: Mapping[str, Value]) -> Sequence[str]:  # noqa: ARG002  it wants to see every reading
        return list(values)

    def seen(self, device: str, at: datetime) -> list[Transition]:
        self.seen_at[device] = at
        return self._set(f"stale|{device}|online", holds=False, at=at)

    def tick(self, now: datetime) -> list[Transition]:
        self.ticks.append(now)
        silent = self._settle_until is not None
        if self._settle_until is not None and now < self._settle_until:
            return []
        self._settle_until = None
        stale = [device for device, at in self.seen_at.items() if now - at >= timedelta(seconds=self._stale_s)]
        return [each for device in stale for each in self._set(f"stale|{device}|online", holds=True, at=now, silent=silent)]

    def next_deadline(self) -> datetime | None:
        waiting = [at for device, at in self.seen_at.items() if f"stale|{device}|online" not in self._raised]
        due = min(waiting) + timedelta(seconds=self._stale_s) if waiting else None
        return due if due is None or self._settle_until is None else max(due, self._settle_until)

    def snapshot(self) -> dict[str, object]:
        return {"rules": self.sequence, "raised": dict(self._raised), "seen": {device: rfc3339(at) for device, at in self.seen_at.items()}}

    def restore(self, data: dict[str, object]) -> None:
        raised, seen = data.get("raised"), data.get("seen")
        if not isinstance(raised, dict) or not isinstance(seen, dict):
            raise ValueError("of another version")  # noqa: TRY004  the contract says ValueError
        self._raised = dict(raised)
        self.sequence = int(str(data["rules"]))
        self.seen_at = {device: datetime.fromisoformat(at) for device, at in seen.items()}

    def adopt(self, open_conditions: Mapping[str, str], at: datetime) -> None:  # noqa: ARG002  the interface's
        self._raised = dict(open_conditions)

    def reconcile(self, open_conditions: Mapping[str, str], now: datetime) -> list[Transition]:
        self.reconciled.append(dict(open_conditions))
        raised = [transition(Change.RAISED, each, episode, now) for each, episode in self._raised.items() if each not in open_conditions]
        gone = [transition(Change.RETURNED, each, episode, now) for each, episode in open_conditions.items() if each not in self._raised]
        return raised + gone

    def restarted(self, now: datetime) -> None:
        self.restarts.append(now)
        self._settle_until = now + timedelta(seconds=self.settle_s)

    def raised(self) -> Mapping[str, str]:
        return dict(self._raised)

    @property
    def rules(self) -> int:
        return self.sequence

    def use_rules(self, sequence: int, at: datetime) -> list[Transition]:
        """The rules of an even sequence know no ``fault``: what is raised of it is gone."""
        self.sequence = sequence
        gone = [condition for condition in self._raised if condition.endswith("|fault") and sequence % 2 == 0]
        return [transition(Change.RETIRED, condition, self._raised.pop(condition), at) for condition in gone]

    def _set(self, condition: str, holds: bool, at: datetime, *, silent: bool = False) -> list[Transition]:  # noqa: FBT001  private
        if holds == (condition in self._raised):
            return []
        episode = f"{condition}@{rfc3339(at)}"
        if holds:
            self._raised[condition] = episode
            return [transition(Change.RAISED, condition, episode, at, silent=silent)]
        return [transition(Change.RETURNED, condition, self._raised.pop(condition), at)]


class Journeys:
    """What happened in which order, told by several fakes."""

    def __init__(self) -> None:
        self.steps: list[str] = []


class FakeCommit:
    """The records: remembers what was committed, and fails as long as it is told to."""

    def __init__(self, journeys: Journeys | None = None) -> None:
        self.transitions: list[Transition] = []
        self.quarantined: list[Quarantined] = []
        self.offset = 0
        self.failing: list[Exception] = []
        self.always_failing: Callable[[Sequence[Transition], Sequence[Quarantined]], Exception | None] = lambda _transitions, _quarantined: None
        self.attempts = 0
        self._journeys = journeys or Journeys()

    def __call__(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int) -> None:
        self.attempts += 1
        if self.failing:
            raise self.failing.pop(0)
        if (error := self.always_failing(transitions, quarantined)) is not None:
            raise error
        self.transitions += transitions
        self.quarantined += quarantined
        self.offset = offset
        self._journeys.steps.append("commit")

    def open_conditions(self) -> Mapping[str, str]:
        """What is open by what was committed."""
        state: dict[str, str] = {}
        for each in self.transitions:
            state[each.condition] = each.episode
        last = {each.condition: each.change for each in self.transitions}
        return {condition: episode for condition, episode in state.items() if last[condition] is Change.RAISED}


class FakeSession:
    """A broker that has what the test puts in. Redelivers at `reconnect` what was not acknowledged."""

    def __init__(self, journeys: Journeys | None = None) -> None:
        self.connected = True
        self.connection = 1
        self.trouble = ""
        self.acknowledged: list[int] = []
        self.stopped = False
        self.reconnects_before_acknowledging = False
        """The next acknowledgement comes too late: the connection breaks before it."""
        self._journeys = journeys or Journeys()
        self._queue: deque[Message] = deque()
        self._unacknowledged: list[Message] = []
        self._mid = 0
        self._arrived = threading.Condition()

    def put(self, topic: str, payload: bytes, received_us: int, *, retained: bool = False) -> int:
        """A message comes; returns its number."""
        with self._arrived:
            self._mid += 1
            self._queue.append(Message(topic, payload, len(payload), retained, received_us, self._mid, 1, self.connection))
            self._arrived.notify()
            return self._mid

    def reconnect(self) -> None:
        """The connection breaks and is made anew."""
        with self._arrived:
            self.connection += 1
            again = [*self._unacknowledged, *self._queue]
            self._unacknowledged = []
            self._queue = deque(message._replace(connection=self.connection) for message in again)
            self._arrived.notify()

    def start(self) -> None:
        """Nothing to do."""

    def receive(self, limit: int, wait_s: float) -> Sequence[Message]:
        with self._arrived:
            self._arrived.wait_for(lambda: bool(self._queue), min(wait_s, 0.02))
            taken = [self._queue.popleft() for _ in range(min(limit, len(self._queue)))]
            self._unacknowledged += taken
            return taken

    def acknowledge(self, messages: Sequence[Message]) -> int:
        if self.reconnects_before_acknowledging:
            self.reconnects_before_acknowledging = False
            self.reconnect()
        with self._arrived:
            present = [message for message in messages if message.connection == self.connection]
            for message in present:
                self._unacknowledged.remove(message)
                self.acknowledged.append(message.mid)
            self._journeys.steps.append("acknowledge")
            return len(present)

    def stop(self) -> None:
        self.stopped = True

    @property
    def waiting(self) -> int:
        return len(self._queue)


class MemoryStore:
    """A telemetry store in memory: a message is known by device, time, event and id."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, datetime, str | None, str | None], TelemetryMessage] = {}
        self.written: list[TelemetryMessage] = []
        self.batches: list[int] = []
        self.failing: list[Exception] = []
        self.refuses: Callable[[TelemetryMessage], bool] = lambda _message: False

    def write(self, messages: Sequence[TelemetryMessage]) -> Sequence[Refused]:
        if self.failing:
            raise self.failing.pop(0)
        self.batches.append(len(messages))
        refused = [Refused(message, "it does not like it") for message in messages if self.refuses(message)]
        for message in messages:
            if not self.refuses(message):
                self.written.append(message)
                self.rows[message.device, message.occurred_at, message.event, message.id] = message
        return refused

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        raise NotImplementedError

    def range(self, series: Series, start: datetime, end: datetime, *, limit: int = 10_000) -> Sequence[Sample]:
        raise NotImplementedError

    def windows(self, series: Series, start: datetime, end: datetime, *, window_s: int, function: WindowFunction) -> Sequence[Sample]:
        raise NotImplementedError

    def events(self, site: str, device: str, device_type: str, start: datetime, end: datetime, *, limit: int = 1_000) -> Sequence[TelemetryMessage]:
        raise NotImplementedError

    def replay(
        self, site: str, devices: Mapping[str, str], start: datetime, end: datetime, *, keys: Collection[str] | None = None
    ) -> Iterator[TelemetryMessage]:
        raise NotImplementedError

    def delete_before(self, site: str, moment: datetime) -> None:
        raise NotImplementedError

    def fold_before(self, site: str, moment: datetime) -> None:
        raise NotImplementedError

    def check(self) -> None:
        """It is there."""

    def close(self) -> None:
        """Nothing to do."""


class Notes:
    """Digests and checkpoints that were given to us."""

    def __init__(self) -> None:
        self.digests: list[Restart] = []
        self.checkpoints: dict[str, DeviceCheckpoint] = {}

    def digest(self, restart: Restart) -> None:
        self.digests.append(restart)

    def checkpoint(self, checkpoints: Sequence[DeviceCheckpoint]) -> None:
        self.checkpoints |= {each.device: each for each in checkpoints}
