"""What an alarm with its work order costs in the records: processor time and statements of a transaction, beside what lies there.

The transitions are those of riverside's rules, one of each rule before a second of any, committed one by one as ingest
commits them: BEGIN … COMMIT. The peer is the least that a durable fact costs on the same engine: one row in a transaction.
PostgreSQL's own processor time is not counted, only ours.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import Connection, Engine, Table, event, select, text

from devices.site_file import load_site
from domain.identity import LIVE, stable_id
from domain.records import Heartbeat
from domain.site import Site
from domain.time import to_ms, utc_now
from domain.transition import Change, Transition
from rules import library_path
from rules.alarms.record import alarm_id
from rules.announcement import announce, episode_key
from rules.condition import Condition
from rules.rule_file import load_rules
from rules.ruleset import bind
from steward.examples import riverside
from steward.roles.ingest import commit
from storage.database import prepared, schema
from storage.database.columns import Moment
from storage.database.engine import address
from storage.database.records import DatabaseRecords
from storage.database.tables import alarm_entries, alarms, event_log, order_alarms, outbox, tasks, timeline_entries, work_orders

SIZES = (0, 10_000, 200_000)
ALARMS = 200
"""So many are raised and cleared for a figure."""
FLOODS = (100, 1_000)
_WARM = 20
_LINES = 25
_PARTS: tuple[tuple[Table, Mapping[str, str]], ...] = (
    (alarms, {"id": "copied.id", "episode": "copied.episode"}),
    (alarm_entries, {"alarm_id": "copied.id"}),
    (work_orders, {"id": "it.id || turn.mark", "number": "it.number || turn.mark"}),
    (order_alarms, {"alarm_id": "copied.id", "order_id": "it.order_id || turn.mark"}),
    (tasks, {"id": "it.id || turn.mark", "order_id": "it.order_id || turn.mark"}),
    (timeline_entries, {"id": "it.id || turn.mark", "order_id": "it.order_id || turn.mark"}),
    (outbox, {"id": "it.id || turn.mark", "key": "it.key || turn.mark"}),
    (event_log, {"subject_id": "it.subject_id || turn.mark"}),
)
"""What an alarm and its order leave behind, and what tells a copy of it from the original."""


@dataclass(frozen=True)
class Cost:
    """Of one transaction: medians, and the worst of a hundred in processor time; statements between BEGIN and COMMIT."""

    cpu_ms: float
    p99_ms: float
    statements: float
    most: int

    def row(self, name: str) -> str:
        """A line of the table."""
        return f"{name:<58}{self.cpu_ms:>8.2f} ms CPU  p99 {self.p99_ms:>6.2f}{self.statements:>8.0f} statements, at most {self.most}"


class Bench:
    """Riverside's conditions, and records to commit them to."""

    def __init__(self, url: str) -> None:
        schema.upgrade(url)
        self.url = url
        self.site: Site = load_site(riverside())
        self.conditions = _mixed(list(bind(load_rules([library_path()]), self.site).conditions))
        self.records = DatabaseRecords(url, clock=utc_now)
        with self.records.transaction() as tx:
            self.epoch = tx.ingests.acquire(self.site.id, "bench", utc_now(), 3600)
        self._offset = 0
        self._copies: set[str] = set()
        self._statements = 0
        event.listen(self._engine, "before_cursor_execute", self._count)
        event.listen(self._engine, "begin", self._count)
        run = prepared.run

        def counted(connection: Connection, spelled: prepared.Spelled, places: list[object]) -> prepared.Found:
            self._count()
            return run(connection, spelled, places)

        prepared.run = counted

    def close(self) -> None:
        """Let go of the database."""
        self.records.close()

    def raised(self, condition: Condition) -> Transition:
        """`condition` begins now."""
        now = to_ms(utc_now())
        return announce(LIVE, condition, Change.RAISED, episode=episode_key(LIVE, condition, now), occurred_ms=now, known_ms=now, value=1.0)

    def returned(self, raised: Transition) -> Transition:
        """What `raised` began is over now."""
        return replace(raised, change=Change.RETURNED, occurred_at=utc_now(), known_at=utc_now())

    def commit(self, transitions: Sequence[Transition]) -> None:
        """As ingest does."""
        self._offset += 1
        commit(self.records, self.site, self.epoch, transitions, (), self._offset)

    def costs(self, rounds: Sequence[Sequence[Transition] | Callable[[], Sequence[Transition]]]) -> Cost:
        """Of committing each of `rounds` by itself."""
        taken, counted = [], []
        gc.collect()
        for each in rounds:
            transitions = each() if callable(each) else each
            self._statements = 0
            begun = time.process_time()
            self.commit(transitions)
            taken.append((time.process_time() - begun) * 1000)
            counted.append(self._statements)
        return Cost(median(taken), quantiles(taken, n=100)[-1] if len(taken) > 1 else taken[0], median(counted), max(counted))

    def settle(self) -> None:
        """All alarms are over and all orders closed: what is measured next finds nothing open."""
        with self._engine.begin() as connection:
            connection.execute(text("UPDATE alarm SET condition = :no, acknowledged = :yes, ended_at = raised_at"), {"no": False, "yes": True})
            connection.execute(text("UPDATE work_order SET state = 'closed'"))
            connection.execute(text("UPDATE incident SET ended_at = opened_at"))

    def fill(self, wanted: int) -> None:
        """Copies of what has been raised, over and closed, each a little longer ago, until there are `wanted` alarms."""
        self.settle()
        with self._engine.begin() as connection:
            originals = [each for each in connection.execute(select(alarms.c.id, alarms.c.realm)) if each.id not in self._copies]
            have = len(originals) + len(self._copies)
            turns = [f"-{have}-{number}" for number in range(max(0, -(-(wanted - have) // max(1, len(originals)))))]
            if not turns:
                return
            connection.execute(text("CREATE TEMPORARY TABLE turn (mark TEXT PRIMARY KEY, ago_s BIGINT)"))
            connection.execute(text("CREATE TEMPORARY TABLE copied (original TEXT, mark TEXT, id TEXT, episode TEXT)"))
            connection.execute(text("INSERT INTO turn VALUES (:mark, :ago_s)"), [{"mark": mark, "ago_s": 420 * (n + 1)} for n, mark in enumerate(turns)])
            for mark in turns:
                episodes = [(original, stable_id(original.id, mark)) for original in originals]
                rows = [{"original": each.id, "mark": mark, "id": alarm_id(each.realm, episode), "episode": episode} for each, episode in episodes]
                self._copies.update(row["id"] for row in rows)
                connection.execute(text("INSERT INTO copied VALUES (:original, :mark, :id, :episode)"), rows)
            for table, changed in _PARTS:
                _copy(connection, table, changed)
            connection.execute(text("DROP TABLE turn"))
            connection.execute(text("DROP TABLE copied"))
            connection.execute(text("ANALYZE"))

    @property
    def _engine(self) -> Engine:
        engine: Engine = self.records._writing  # noqa: SLF001  to count what goes to the database
        return engine

    def _count(self, *_: object) -> None:
        self._statements += 1


def response(folder: Path, postgresql: str | None, sizes: Sequence[int] = SIZES) -> Iterator[str]:
    """A line for each figure. `postgresql`: the URL of an empty database; `None`: SQLite alone."""
    for url in (f"sqlite:///{folder / 'records.db'}", *(() if postgresql is None else (postgresql,))):
        bench = Bench(url)
        try:
            yield from _of_engine(bench, address(url).get_backend_name(), sizes)
        finally:
            bench.close()


def _of_engine(bench: Bench, name: str, sizes: Sequence[int]) -> Iterator[str]:
    for condition in bench.conditions[:_WARM]:
        bench.commit([bench.raised(condition)])
    bench.settle()
    yield Cost(*_least(bench)).row(f"{name}: one row in a transaction")
    for turn, size in enumerate(sizes):
        bench.fill(size)
        # Others each time: what comes three times in a minute chatters.
        chosen = bench.conditions[ALARMS * (turn + 1) : ALARMS * (turn + 2)]
        said: list[Transition] = []

        def come(condition: Condition, said: list[Transition] = said) -> Sequence[Transition]:
            said.append(bench.raised(condition))
            return said[-1:]

        yield bench.costs([lambda condition=condition: come(condition) for condition in chosen]).row(f"{name}, {size:>7,} alarms: raised, with its order")  # type: ignore[misc]
        yield bench.costs([[bench.returned(each)] for each in said]).row(f"{name}, {size:>7,} alarms: cleared")
        bench.settle()
    for size in FLOODS:
        flood = bench.costs([[bench.raised(condition) for condition in bench.conditions[:size]]])
        yield f"{name}, {size:,} in one group: {flood.cpu_ms / size:.2f} ms CPU and {flood.statements / size:.1f} statements for each"
        bench.settle()


def profile(folder: Path, postgresql: str | None = None) -> Iterator[str]:
    """The functions in which the time of raising goes: own time, and how often they are called for an alarm."""
    bench = Bench(postgresql or f"sqlite:///{folder / 'profile.db'}")
    for condition in bench.conditions[:ALARMS]:
        bench.commit([bench.raised(condition)])
    bench.settle()
    said = [[bench.raised(condition)] for condition in bench.conditions[:ALARMS]]
    profiler = cProfile.Profile()
    for each in said:
        profiler.runcall(bench.commit, each)
    bench.close()
    stats = pstats.Stats(profiler)
    total = stats.total_tt  # type: ignore[attr-defined]  # not in the stubs
    for (file, _, function), (_, calls, own_s, all_s, _) in sorted(stats.stats.items(), key=lambda item: item[1][2], reverse=True)[:_LINES]:  # type: ignore[attr-defined]
        where = "/".join(Path(file).parts[-2:]) if file != "~" else "built in"
        yield f"{own_s / total:>8.1%} own {all_s / total:>8.1%} with all it calls {calls / len(said):>8.2f}  {where}: {function.strip('<>')}"


def _least(bench: Bench) -> tuple[float, float, float, int]:
    """One durable row: a heartbeat."""
    taken = []
    for _ in range(ALARMS):
        begun = time.process_time()
        with bench.records.transaction() as tx:
            tx.housekeeping.beat(Heartbeat("bench", "bench", utc_now(), {}))
        taken.append((time.process_time() - begun) * 1000)
    return median(taken), quantiles(taken, n=100)[-1], 2, 2


def _mixed(conditions: Sequence[Condition]) -> list[Condition]:
    """`conditions` with the first of each rule in front, then the second of each: permits and silence as often as they come."""
    by_rule = [list(found) for _, found in groupby(sorted(conditions, key=lambda each: each.rule.id), key=lambda each: each.rule.id)]
    return [condition for turn in zip_longest(*by_rule) for condition in turn if condition is not None]


def _copy(connection: Connection, table: Table, changed: Mapping[str, str]) -> None:
    """The rows of the originals once more for each turn."""
    columns = [column for column in table.columns if column.name not in ("position", "sequence")]
    ago = "- turn.ago_s * 1000000" if connection.dialect.name == "sqlite" else "- turn.ago_s * interval '1 second'"
    said = [changed.get(each.name) or f'it."{each.name}"' + (ago if isinstance(each.type, Moment) else "") for each in columns]
    names = ", ".join(f'"{column.name}"' for column in columns)
    own = next(name for name in changed)
    joined = f"JOIN copied ON copied.mark = turn.mark JOIN {table.name} it ON it.{own} = copied.original"
    crossed = f"JOIN {table.name} it ON it.{own} NOT LIKE '%-%'"
    source = f"FROM turn {joined if changed[own].startswith('copied') else crossed}"
    connection.execute(text(f"INSERT INTO {table.name} ({names}) SELECT {', '.join(said)} {source}"))
