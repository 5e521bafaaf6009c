"""The lists of work orders that the web app asks for, with years of orders behind them, through the real API on loopback.

200,000 orders with five lines of timeline each: some two thousand are open, the others were closed over the last three
years. Beside them stands what such years leave (`around_orders`), and what is asked is every list that grows with them
(`order_lists`). The server is a process of its own; whoever asks keeps one connection. The peer is the least that a page costs on
the same database: the newest fifty rows by a bare driver, without their tasks, without JSON and HTTP.
"""

from __future__ import annotations

import http.client
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from statistics import quantiles
from typing import Any, Self

import pg8000.native
from sqlalchemy import Connection, Engine, Table, insert, text

from api.app import create_app
from api.live.live_state import LiveState
from api.security.tokens import access_token
from api.serve import serve
from api.services import Services
from benchmarks.around_orders import leave_around
from benchmarks.order_lists import PAGE, RARE, lists_of
from devices.site_file import load_site
from domain.identity import LIVE
from domain.people import Department, Person, Role
from domain.records import Account, Records
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.time import utc_now
from domain.work_order import Due, OrderKind, OrderState, WorkOrder
from operations import order_texts
from rules.rule import Rule
from steward.examples import riverside
from storage.database import schema
from storage.database.columns import Moment
from storage.database.engine import address
from storage.database.order_rows import order_row
from storage.database.records import DatabaseRecords
from storage.database.tables import tasks, timeline_entries, work_orders
from storage.telemetry.sqlite import SqliteTelemetry

ORDERS = 200_000
LINES = 5
OPEN = 2_000
"""So many are open; all others are copies of them, closed, and each turn of copies is older by `TURN`."""
TURN = timedelta(days=10)
ROUNDS = 40
LIMIT_MS = 100
"""What p95 of every list has to stay under on two cores."""
_SECRET = b"a secret that is only good for a benchmark, 32 bytes and more"
_ME = Person("p-bench", "wang", "王建国", Role.ADMIN, Department.ENGINEERING, ("*",))
_PEOPLE = (*tuple(f"person-{number}" for number in range(29)), "wang")
_WHAT = (
    *("大堂灯不亮", "地下车库漏水", "单元门关不上", "电梯困人", "水泵异响", "消防通道堆物", "空调不制冷", "下水道堵塞"),
    *("道闸不起杆", "门禁刷卡无反应", "配电箱发热", "外墙瓷砖松动", "绿化喷头损坏", "噪音扰民", "楼道有异味"),
)
_WORKING = (OrderState.REQUESTED, OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.IN_PROGRESS, OrderState.ON_HOLD, OrderState.COMPLETED)


def orders(folder: Path, postgresql: str | None, wanted: int = ORDERS, rounds: int = ROUNDS) -> Iterator[str]:
    """A line for each list, and those over the limit. `postgresql`: the URL of an empty database; `None`: SQLite alone."""
    for url in (f"sqlite:///{folder / 'records.db'}", *(() if postgresql is None else (postgresql,))):
        begun = time.perf_counter()
        site = load_site(riverside())
        _fill(url, site, wanted)
        name = address(url).get_backend_name()
        yield f"{name}: {wanted:,} orders and {wanted * LINES:,} lines written in {time.perf_counter() - begun:.0f} s"
        yield from _of_engine(url, folder / f"uploads-{name}", site, name, rounds)


def _of_engine(url: str, uploads: Path, site: Site, name: str, rounds: int) -> Iterator[str]:
    uploads.mkdir()
    with _bare(url) as newest:
        least = _p50_p95(newest, rounds)
    yield f"{name:<11}{'bare SELECT of the newest 50':<46}{_spelled(*least)}"
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=_serve, args=(url, uploads, there))
    server.start()
    there.close()  # so that a server that ends before it has told its port is heard to end
    try:
        port = here.recv()
        with Client(port) as client:
            slow = []
            for what, path in lists_of(site, client.get, utc_now()).items():
                p50, p95 = _p50_p95(lambda path=path: client.get(path), rounds)  # type: ignore[misc]
                yield f"{name:<11}{what:<46}{_spelled(p50, p95)}  {p50 / least[0]:6.1f} times the bare SELECT"
                slow += [what] if p95 > LIMIT_MS else []
            yield f"{name}: over {LIMIT_MS} ms p95: {'; '.join(slow) or 'none'}"
    finally:
        here.send(None)
        server.join(30)
        if server.is_alive():
            server.terminate()


class Client:
    """One connection to the API that is kept, signed in."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {access_token(_SECRET, _ME.id, utc_now())}"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str) -> bytes:
        """The body of an answer that must be a good one."""
        self._connection.request("GET", f"/api/v1{path}", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path} was answered with {answer.status}: {body[:300]!r}")
        return body


def _p50_p95(act: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Milliseconds."""
    for _ in range(3):
        act()
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(taken, n=20)
    return cuts[9], cuts[18]


def _spelled(p50: float, p95: float) -> str:
    return f"p50 {p50:8.2f} ms  p95 {p95:8.2f} ms"


@contextmanager
def _bare(url: str) -> Iterator[Callable[[], object]]:
    asked = f"SELECT * FROM work_order ORDER BY realm DESC, opened_at DESC, id DESC LIMIT {PAGE}"  # noqa: S608  a number of ours
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(parsed.database))) as file:
            yield lambda: file.execute(asked).fetchall()
        return
    session = pg8000.native.Connection(
        str(parsed.username), host=parsed.host or "localhost", port=parsed.port or 5432, database=parsed.database, password=parsed.password
    )
    with closing(session):
        yield lambda: session.run(asked)


class _NoRules:
    def of(self, _site: str) -> Sequence[Rule]:
        return ()

    def from_files(self) -> Sequence[Rule]:
        return ()


def _serve(url: str, uploads: Path, pipe: Pipe) -> None:
    """The API on a free port, which it tells, until it is told to end."""
    site = load_site(riverside())
    records: Records = DatabaseRecords(url, clock=utc_now)
    telemetry = SqliteTelemetry(uploads)
    services = Services(records, telemetry, {site.id: site}, _NoRules(), LiveState(), utc_now, _SECRET, uploads, None, "bench")
    stop = threading.Event()
    threading.Thread(target=_end, args=(pipe, stop), daemon=True).start()
    serve(create_app(services), "127.0.0.1", 0, stop=stop, started=pipe.send)


def _end(pipe: Pipe, stop: threading.Event) -> None:
    pipe.recv()
    stop.set()


def _fill(url: str, site: Site, wanted: int) -> None:
    schema.upgrade(url)
    records = DatabaseRecords(url, clock=utc_now)
    with records.transaction() as tx:
        tx.people.add(Account(_ME, "!"))
    engine: Engine = records._writing  # noqa: SLF001  what is written in bulk goes past the records
    rng = random.Random(1)
    with engine.begin() as connection:
        made = [_order(rng, site, number) for number in range(min(OPEN, wanted))]
        connection.execute(insert(work_orders), [{"id": order.id, **order_row(order)} for order in made])
        _turns(connection, -(-wanted // len(made)))
        _copy(connection)
        connection.execute(text(f"UPDATE work_order SET search = search || ' {RARE}' WHERE id = 'order-7-9'"))  # noqa: S608  a word of ours
        connection.execute(text("UPDATE work_order SET overridden_by = 'wang' WHERE id LIKE 'order-77-%'"))
        _parts(connection)
        leave_around(connection, site.id, utc_now())
    if engine.dialect.name == "postgresql":
        # As autovacuum does; SQLite is left as Steward leaves it.
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    order_texts.sweep(records, {site.id: site}, utc_now())  # as the worker does: the words of what was written in bulk
    records.close()


def _order(rng: random.Random, site: Site, number: int) -> WorkOrder:
    opened = datetime.now(UTC) - timedelta(seconds=number * TURN.total_seconds() / OPEN)
    what = rng.choice(_WHAT)
    return WorkOrder(
        id=f"order-{number}",
        number=f"{opened:%Y%m%d}-{number}",
        realm=LIVE,
        kind=rng.choice(list(OrderKind)),
        site=site.id,
        asset=rng.choice(sorted(site.assets)),
        department=rng.choice(list(Department)),
        priority=rng.choice(list(Priority)),
        state=rng.choice(_WORKING),
        title=Text(f"{number % 20 + 1}层{what}", f"Floor {number % 20 + 1}: {what}"),
        opened_at=opened,
        due=Due(opened + timedelta(minutes=30), None, opened + timedelta(hours=rng.randrange(1, 200))),
        assignee=rng.choice((None, *_PEOPLE)),
        requested_by=rng.choice(_PEOPLE),
        overdue=("resolve_by",) if rng.random() < 0.1 else (),
        promised_until=opened + timedelta(days=2) if rng.random() < 0.2 else None,
    )


def _turns(connection: Connection, number: int) -> None:
    connection.execute(text("CREATE TEMPORARY TABLE turn (number INTEGER)"))
    connection.execute(text("INSERT INTO turn VALUES (:number)"), [{"number": each} for each in range(1, number)] or [{"number": 0}])


def _copy(connection: Connection) -> None:
    """Each order once more for each turn, closed, that much longer ago."""
    seconds = round(TURN.total_seconds())
    ago = f"- turn.number * {seconds * 1_000_000}" if connection.dialect.name == "sqlite" else f"- turn.number * interval '{seconds} seconds'"
    changed = {
        "id": "it.id || '-' || turn.number",
        "number": "it.number || '-' || turn.number",
        "state": "CASE WHEN turn.number % 20 = 0 THEN 'cancelled' ELSE 'closed' END",
        "next_at": "NULL",
        "closed_at": f"it.opened_at {ago}",
    }
    columns = [column for column in work_orders.columns if not column.computed]
    said = [changed.get(each.name) or f'it."{each.name}"{ago if isinstance(each.type, Moment) else ""}' for each in columns]
    names = ", ".join(f'"{column.name}"' for column in columns)
    connection.execute(text(f"INSERT INTO work_order ({names}) SELECT {', '.join(said)} FROM turn CROSS JOIN work_order it WHERE turn.number > 0"))  # noqa: S608  names of ours


def _parts(connection: Connection) -> None:
    """A task for every fifth order and `LINES` lines of timeline for each."""
    _each(
        connection,
        tasks,
        {"id": "o.id || '-task'", "place": "0", "required": "o.opened_at IS NULL", "department": "'security'"},
        "o.number LIKE '%2' OR o.number LIKE '%4'",
    )
    bounced = "CASE WHEN o.number LIKE '%7' THEN 'decline' WHEN o.number LIKE '%8' THEN 'transfer' ELSE 'note' END"
    for line, event in zip(range(LINES), ("'open'", "'dispatch'", bounced, "'accept'", "'complete'"), strict=True):
        values = {"id": f"o.id || '-line-{line}'", "event": event, "actor": "'wang'", "note": "'已到现场查看，准备更换配件'"}
        _each(connection, timeline_entries, values, "o.id <> ''")


def _each(connection: Connection, table: Table, values: Mapping[str, str], where: str) -> None:
    usual: dict[str, Any] = {
        "order_id": "o.id",
        "at": "o.opened_at",
        "occurred_at": "o.opened_at",
        "state": "o.state",
        "title_zh": "'断电'",
        "title_en": "'Isolate'",
    }
    said = {**usual, **values}
    names = [column.name for column in table.columns if column.name in said]
    connection.execute(text(f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(said[name] for name in names)} FROM work_order o WHERE {where}"))  # noqa: S608  names of ours
