"""One unit of a server: what is read of it together, what it refuses, and what it said."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bridges.modbus.addresses import Table
from bridges.modbus.batches import Batch, Span, batches
from bridges.modbus.connection import Connection, Lost, NoAnswer, Refused
from bridges.modbus.decoding import Unreadable
from bridges.modbus.points import ReadPoint, Source
from bridges.modbus.settings import ServerSettings
from bridges.modbus.telling import Told
from bridges.publisher import Sent

ASK_REFUSED_AGAIN_S = 300.0
_DIVIDE = (2, 3)
_NOT_YET = (5, 6)
_AWAY = (10, 11)
_SILENCE = 2
"""So many requests one after the other without an answer, and nothing more is asked."""
_REST_S = 0.2


class Silent(Exception):
    """The unit does not answer; its text says how that shows."""


@dataclass
class _Group:
    """What is read equally often: the requests, and those that were refused with when (monotonic) they are tried again."""

    interval_s: float
    points: Mapping[tuple[Table, Span], Sequence[ReadPoint]]
    due: float = 0.0
    requests: list[Batch] = field(default_factory=list)
    refused: dict[Batch, float] = field(default_factory=dict)


class Unit:
    """Reads the points of one unit and keeps what it said until it is taken."""

    def __init__(
        self, source: Source, points: Sequence[ReadPoint], settings: ServerSettings, connection: Connection, told: Told, clock: Callable[[], datetime]
    ) -> None:
        self.source = source
        self.silent = False
        """Whether it did not answer when it was last asked."""
        self._settings = settings
        self._connection = connection
        self._told = told
        self._clock = clock
        self._not_before = 0.0
        self._asks = self._answers = self._silences = 0
        """In this round; the last, since the last answer."""
        self._why = ""
        self._values: dict[str, tuple[dict[str, Sent], datetime]] = {}
        by_interval: dict[float, dict[tuple[Table, Span], list[ReadPoint]]] = defaultdict(lambda: defaultdict(list))
        for point in points:
            by_interval[point.interval_s][point.table, point.span].append(point)
        self._groups = [_Group(interval_s, those) for interval_s, those in by_interval.items()]
        self._plan()

    @property
    def shortest_s(self) -> float:
        """How often its most frequent points are read."""
        return min(group.interval_s for group in self._groups)

    def due(self) -> float:
        """When (monotonic) it is to be read next."""
        return max(self._not_before, min(group.due for group in self._groups))

    def leave_alone(self, until: float) -> None:
        """It does not answer: not to be asked before `until` (monotonic), and then for everything, as if for the first time."""
        self._not_before = until
        if not self.silent:
            self.silent = True
            self._told.forget(lambda about: about[0] == self.source and len(about) > 1)
            self._plan()

    def take_values(self) -> Mapping[str, tuple[Mapping[str, Sent], datetime]]:
        """What was read since the last time: by device its values, and when the last of them came."""
        values, self._values = self._values, {}
        return values

    async def read(self) -> None:
        """Read what is due. Raises `Silent`, and `Lost` when the server takes no connection; what was read before that is kept."""
        now = time.monotonic()
        self._asks = self._answers = self._silences = 0
        unread: list[tuple[_Group, Batch]] = []
        for group in self._groups:
            if group.due <= now:
                await self._read_group(group, unread)
                group.due += group.interval_s
                if group.due <= now:
                    group.due = now + group.interval_s
        if self._asks and not self._answers:
            raise Silent(self._why)
        for group, batch in unread:
            self._no_value(group, batch, self._why)
        self.silent = False

    async def _read_group(self, group: _Group, unread: list[tuple[_Group, Batch]]) -> None:
        """Every request of the group, those that are refused divided until they are not."""
        now = time.monotonic()
        again = [batch for batch, at in group.refused.items() if at <= now]
        for batch in again:
            del group.refused[batch]
        waiting = deque([*group.requests, *again])
        kept: list[Batch] = []
        try:
            while waiting:
                batch = waiting[0]
                try:
                    values = await self._asked(batch)
                except NoAnswer as error:
                    self._unanswered(str(error))
                    unread.append((group, batch))
                except Refused as refused:
                    self._answers, self._silences = self._answers + 1, 0
                    if refused.code in _DIVIDE:
                        waiting.popleft()
                        self._divide(group, batch, waiting, refused)
                        continue
                    self._no_value(group, batch, str(refused))
                else:
                    self._answers, self._silences = self._answers + 1, 0
                    self._take(group, batch, values)
                kept.append(waiting.popleft())
        finally:
            group.requests = [*kept, *waiting]
        for batch in group.refused:
            self._null(group, batch)

    async def _asked(self, batch: Batch) -> Sequence[int]:
        """A second time where the connection was closed under the question (servers do that to the idle), or the unit is busy."""
        self._asks += 1
        for last in (False, True):
            if not self._connection.connected:
                await self._connection.open()
            try:
                return await self._connection.read(self.source.unit, batch.table, batch.start, batch.count)
            except Lost as error:
                if last:
                    raise Silent(str(error)) from None
            except Refused as refused:
                if refused.code in _AWAY:
                    raise Silent(f"cannot be reached: {refused}") from None
                if last or refused.code not in _NOT_YET:
                    raise
                await asyncio.sleep(_REST_S)
        raise AssertionError("the second time ends it")

    def _unanswered(self, why: str) -> None:
        self._why = why
        self._silences += 1
        if self._silences >= _SILENCE:
            raise Silent(why)

    def _divide(self, group: _Group, batch: Batch, waiting: deque[Batch], refused: Refused) -> None:
        if len(batch.spans) > 1:
            waiting.extendleft(reversed(batch.halves()))
            return
        group.refused[batch] = time.monotonic() + ASK_REFUSED_AGAIN_S
        names = ", ".join(map(str, group.points[batch.table, batch.spans[0]]))
        self._told.trouble((self.source, batch), f"{names}: {refused}; published as null. Correct the table, or the device")

    def _take(self, group: _Group, batch: Batch, values: Sequence[int]) -> None:
        self._told.over((self.source, batch), f"{self.source}, {batch}: can be read again")
        at = self._clock()
        for span in batch.spans:
            own = values[span.start - batch.start : span.end - batch.start]
            for point in group.points[batch.table, span]:
                try:
                    value = point.meaning.of_bit(bit=bool(own[0])) if batch.table.of_bits else point.meaning.of_registers(own)
                    self._told.over((self.source, point.line), f"{point}: is a value again")
                except Unreadable as error:
                    value = None
                    self._told.trouble((self.source, point.line), f"{point}: {error}; published as null until it mends")
                self._keep(point, value, at)

    def _no_value(self, group: _Group, batch: Batch, why: str) -> None:
        count = sum(len(group.points[batch.table, span]) for span in batch.spans)
        self._told.trouble((self.source, batch), f"{self.source}, {batch}: {why}; its points ({count}) are published as null until it mends")
        self._null(group, batch)

    def _null(self, group: _Group, batch: Batch) -> None:
        at = self._clock()
        for span in batch.spans:
            for point in group.points[batch.table, span]:
                self._keep(point, None, at)

    def _keep(self, point: ReadPoint, value: Sent, at: datetime) -> None:
        values, _ = self._values.get(point.device, ({}, at))
        values[point.key] = value
        self._values[point.device] = (values, at)

    def _plan(self) -> None:
        settings = self._settings
        for group in self._groups:
            group.due = 0.0
            group.refused = {}
            group.requests = []
            for table in Table:
                spans = [span for of, span in group.points if of is table]
                most = settings.most_bits if table.of_bits else settings.most_registers
                group.requests += batches(table, spans, most=most, gap=settings.gap)
