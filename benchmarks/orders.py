"""The lists of work orders that the web app asks for, with years of orders behind them, through the real API on loopback.

200,000 orders with five lines of timeline each: some two thousand are open, the others were closed over the last three
years. The server is a process of its own; whoever asks keeps one connection. The peer is the least that a page costs on
the same database: the newest fifty rows by a bare driver, without their tasks, without JSON and HTTP.
"""

from __future__ import annotations

import http.client
import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from statistics import quantiles
from typing import Any, Self
from urllib.parse import quote, urlencode

import pg8000.native
from sqlalchemy import Connection, Engine, Table, insert, text

from api.app import create_app
from api.live.live_state import LiveState
from api.security.tokens import access_token
from api.serve import serve
from api.services import Services
from devices.site_file import load_site
from domain.identity import LIVE
from domain.people import Department, Person, Role
from domain.records import Account, Records
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.time import utc_now
from domain.work_order import Due, OrderKind, OrderState, WorkOrder
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
PAGE = 50
_SECRET = b"a secret that is only good for a benchmark, 32 bytes and more"
_ME = Person("p-bench", "wang", "王建国", Role.MANAGER, Department.ENGINEERING, ("*",))
_PEOPLE = (*tuple(f"person-{number}" for number in range(29)), "wang")
_WHAT = (
    *("大堂灯不亮", "地下车库漏水", "单元门关不上", "电梯困人", "水泵异响", "消防通道堆物", "空调不制冷", "下水道堵塞"),
    *("道闸不起杆", "门禁刷卡无反应", "配电箱发热", "外墙瓷砖松动", "绿化喷头损坏", "噪音扰民", "楼道有异味"),
)
_RARE = "石狮"
_WORKING = (OrderState.REQUESTED, OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.IN_PROGRESS, OrderState.ON_HOLD, OrderState.COMPLETED)


def orders(folder: Path, postgresql: str | None, wanted: int = ORDERS) -> Iterator[str]:
    """A line for each list. `postgresql`: the URL of an empty database; `None`: SQLite alone."""
    for url in (f"sqlite:///{folder / 'records.db'}", *(() if postgresql is None else (postgresql,))):
        begun = time.perf_counter()
        site = load_site(riverside())
        _fill(url, site, wanted)
        name = address(url).get_backend_name()
        yield f"{name}: {wanted:,} orders and {wanted * LINES:,} lines written in {time.perf_counter() - begun:.0f} s"
        yield from _of_engine(url, folder / f"uploads-{name}", site, name)


def _of_engine(url: str, uploads: Path, site: Site, name: str) -> Iterator[str]:
    uploads.mkdir()
    least = _p50_p95(_bare(url))
    yield f"{name:<11}{'bare SELECT of the newest 50':<46}{_spelled(*least)}"
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=_serve, args=(url, uploads, there))
    server.start()
    there.close()  # so that a server that ends before it has told its port is heard to end
    try:
        port = here.recv()
        with Client(port) as client:
            for what, path in _asked(site, client).items():
                p50, p95 = _p50_p95(lambda path=path: client.get(path))  # type: ignore[misc]
                yield f"{name:<11}{what:<46}{_spelled(p50, p95)}  {p50 / least[0]:6.1f} times the bare SELECT"
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


def _asked(site: Site, client: Client) -> Mapping[str, str]:
    """Path of each list by what it is."""
    now = utc_now()
    month = {"due_from": (now - timedelta(days=25)).isoformat(), "due_until": (now + timedelta(days=10)).isoformat()}
    past = {"due_from": (now - timedelta(days=760)).isoformat(), "due_until": (now - timedelta(days=725)).isoformat()}
    deep = None
    for _ in range(PAGE):
        deep = json.loads(client.get(_path(limit=PAGE, site=site.id, **({"cursor": deep} if deep else {}))))["next_cursor"]
    asset = min(site.assets)
    newest = json.loads(client.get(_path(limit=1, site=site.id)))["items"][0]["id"]
    return {
        "open, newest first": _path(state="open", site=site.id, limit=PAGE),
        "one column of the board (on hold)": _path(state="on_hold", site=site.id, limit=30),
        "counts of all open": "/work-orders/counts?" + urlencode({"state": "open", "site": site.id}),
        "mine, open": _path(state="open", assignee="me", site=site.id, limit=PAGE),
        "mine, ever": _path(assignee="me", site=site.id, limit=PAGE),
        "asked for by me, ever": _path(requested_by="me", site=site.id, limit=PAGE),
        "of one asset, ever": _path(asset=asset, site=site.id, limit=PAGE),
        "of one building, open": _path(space="t1", state="open", site=site.id, limit=PAGE),
        "of one department, open, critical": _path(department="engineering", priority="P1", state="open", site=site.id, limit=PAGE),
        "late, open": _path(state="open", overdue="true", site=site.id, limit=PAGE),
        "late, ever": _path(overdue="true", site=site.id, limit=PAGE),
        "overridden, ever (few)": _path(overridden="true", site=site.id, limit=PAGE),
        "a month of the calendar, open": _path(state="open", site=site.id, limit=200, **month),
        "a month of the calendar, all, 200 at once": _path(site=site.id, limit=200, **month),
        "a month of the calendar, two years ago": _path(site=site.id, limit=200, **past),
        "text of two characters, open": _path(text="漏水", state="open", site=site.id, limit=PAGE),
        "text of two characters, ever": _path(text="漏水", site=site.id, limit=PAGE),
        "text that only one order has": _path(text=_RARE, site=site.id, limit=PAGE),
        f"page {PAGE} deep": _path(limit=PAGE, site=site.id, cursor=str(deep)),
        "one order with its timeline": f"/work-orders/{quote(newest)}",
    }


def _path(**query: object) -> str:
    return "/work-orders?" + urlencode(query)


def _p50_p95(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds."""
    for _ in range(3):
        act()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(taken, n=20)
    return cuts[9], cuts[18]


def _spelled(p50: float, p95: float) -> str:
    return f"p50 {p50:8.2f} ms  p95 {p95:8.2f} ms"


def _bare(url: str) -> Callable[[], object]:
    asked = f"SELECT * FROM work_order ORDER BY realm DESC, opened_at DESC, id DESC LIMIT {PAGE}"  # noqa: S608  a number of ours
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite":
        file = sqlite3.connect(str(parsed.database))
        return lambda: file.execute(asked).fetchall()
    session = pg8000.native.Connection(
        str(parsed.username), host=parsed.host or "localhost", port=parsed.port or 5432, database=parsed.database, password=parsed.password
    )
    return lambda: session.run(asked)


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
        connection.execute(text(f"UPDATE work_order SET search = search || ' {_RARE}' WHERE id = 'order-7-9'"))  # noqa: S608  a word of ours
        connection.execute(text("UPDATE work_order SET overridden_by = 'wang' WHERE id LIKE 'order-77-%'"))
        _parts(connection)
    if engine.dialect.name == "postgresql":
        # As autovacuum does; SQLite is left as Steward leaves it.
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))
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
    for line in range(LINES):
        values = {"id": f"o.id || '-line-{line}'", "event": "'note'", "actor": "'wang'", "note": "'已到现场查看，准备更换配件'"}
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
