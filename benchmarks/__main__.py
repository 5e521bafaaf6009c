"""``make bench``: prints the machine, then each figure beside its peer. Everything on loopback, bounded, cleaned up."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import codecs as codecs_alone
from benchmarks import dispatch as dispatch_alone
from benchmarks import engine as engine_alone
from benchmarks import ingest as ingest_beside_peers
from benchmarks import latency as latency_of_alarms
from benchmarks import pages as open_pages
from benchmarks import phone as pages_on_a_phone
from benchmarks import profiling
from benchmarks import push as push_to_people
from benchmarks import response as response_of_records
from benchmarks import restart as restart_after_kill
from benchmarks import session as session_alone
from benchmarks import trends as trends_of_points
from benchmarks.backtest import backtests
from benchmarks.disk import fsync_cost
from benchmarks.first_page import clone_to_page
from benchmarks.live import alarm_to_stream
from benchmarks.machine import busy, describe
from benchmarks.orders import orders as lists_of_orders
from tests.parts.mosquitto import start_mosquitto
from tests.parts.postgresql import start_postgresql

Options = argparse.Namespace


def ingest(folder: Path, options: Options) -> Iterator[str]:
    """Messages a second through the whole chain into each store, beside mosquitto_sub, a bare subscriber and the hand-written script."""
    who = [receiver for receiver in ingest_beside_peers.receivers() if options.only.lower() in receiver.name.lower()]
    return ingest_beside_peers.table(folder, who, messages=options.messages or ingest_beside_peers.MESSAGES, runs=options.runs)


def latency(folder: Path, options: Options) -> Iterator[str]:
    """From publishing to the announcement of the alarm with its work order, under load."""
    return latency_of_alarms.table(folder, samples=options.samples or latency_of_alarms.SAMPLES)


def push(folder: Path, options: Options) -> Iterator[str]:
    """From publishing to the message about it that is handed to a channel, under load."""
    return push_to_people.table(folder, samples=options.samples or push_to_people.SAMPLES)


def pages(folder: Path, options: Options) -> Iterator[str]:
    """From publishing to every one of 200 open pages, under load, beside a bare asyncio broadcaster."""
    return open_pages.table(folder, samples=options.samples or open_pages.SAMPLES)


def phone(folder: Path, _options: Options) -> Iterator[str]:
    """Lighthouse on a mid-range phone: signing in, a guard's tasks, an alarm, the board."""
    return pages_on_a_phone.table(folder)


def restart(folder: Path, options: Options) -> Iterator[str]:
    """Back after kill -9 with a million messages in the journal."""
    return restart_after_kill.table(folder, messages=options.messages or restart_after_kill.MESSAGES)


def profile(folder: Path, options: Options) -> Iterator[str]:
    """Where the time of ingest goes."""
    return profiling.profile(folder, rate=options.rate or profiling.RATE)


def response(folder: Path, _options: Options) -> Iterator[str]:
    """An alarm with its order into the records: processor time and statements, on SQLite and PostgreSQL."""
    (folder / "postgresql").mkdir()
    with start_postgresql(folder / "postgresql") as postgresql:
        yield from response_of_records.response(folder, postgresql.new_database())


def session(folder: Path, _options: Options) -> Iterator[str]:
    """What receiving and acknowledging costs, beside a bare paho subscriber."""
    with start_mosquitto(folder / "mosquitto") as mosquitto:
        yield from session_alone.sessions(mosquitto)


def codec_costs(_folder: Path, _options: Options) -> Iterator[str]:
    """What decoding costs in each payload dialect, beside the native one."""
    return codecs_alone.table()


def live(folder: Path, _options: Options) -> Iterator[str]:
    """Publish to live stream, and memory."""
    (folder / "live").mkdir()
    yield from alarm_to_stream(folder / "live")


def backtest(_folder: Path, _options: Options) -> Iterator[str]:
    """A month of one site through a changed rule; the month is kept in the folder for temporary files."""
    return backtests()


def first_page(folder: Path, _options: Options) -> Iterator[str]:
    """From a clone to a working page."""
    yield clone_to_page(folder / "clone")


def orders(folder: Path, options: Options) -> Iterator[str]:
    """The web app's lists of work orders with 200,000 of them, on SQLite and PostgreSQL."""
    (folder / "postgresql").mkdir()
    with start_postgresql(folder / "postgresql") as postgresql:
        yield from lists_of_orders(folder, None if "sqlite" in options.only else postgresql.new_database())


def dispatch(_folder: Path, options: Options) -> Iterator[str]:
    """200 orders for 30 people: scored, assigned and explained, beside scipy's bare solve and a dispatcher in a hurry."""
    return dispatch_alone.table(max(options.runs, dispatch_alone.RUNS))


def trends(folder: Path, options: Options) -> Iterator[str]:
    """A day, a month and a year of four points through downsampling, beside a full scan by plain sqlite3."""
    return trends_of_points.table(folder, max(options.runs, trends_of_points.RUNS))


def engine(_folder: Path, _options: Options) -> Iterator[str]:
    """Readings a second through the rules engine alone, bytes a condition, and where the time goes."""
    yield from engine_alone.measured()
    yield from engine_alone.memory()
    yield from engine_alone.profile()


BENCHMARKS: dict[str, Callable[[Path, Options], Iterator[str]]] = {
    "engine": engine,
    "ingest": ingest,
    "latency": latency,
    "push": push,
    "pages": pages,
    "phone": phone,
    "restart": restart,
    "profile": profile,
    "response": response,
    "session": session,
    "codecs": codec_costs,
    "live": live,
    "first-page": first_page,
    "backtest": backtest,
    "orders": orders,
    "dispatch": dispatch,
    "trends": trends,
}
_BY_DEFAULT = ("engine", "ingest", "live")


def main() -> None:
    """Run those that are named, or the default ones."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help=f"default: {' '.join(_BY_DEFAULT)}")
    parser.add_argument("--messages", type=int, help="ingest, restart: how many (default: 200,000; 1,000,000)")
    parser.add_argument("--runs", type=int, default=1, help="ingest: so many of each, and the medians (default: 1)")
    parser.add_argument("--only", default="", help="ingest: only lines whose name holds this; orders: `sqlite` leaves PostgreSQL out")
    parser.add_argument("--samples", type=int, help="latency, push, pages: alarms for each figure (default: 300, 200, 150)")
    parser.add_argument("--rate", type=int, help="profile: messages a second (default: 8,000)")
    options = parser.parse_args()
    # Whoever ends us wants the parts that we started to end too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for line in describe():
        print(line)
    for name in options.names or _BY_DEFAULT:
        with tempfile.TemporaryDirectory(prefix="steward-bench-") as scratch:
            print(f"\n{name}: {(BENCHMARKS[name].__doc__ or '').strip()}\n{busy()}; {fsync_cost(Path(scratch))}\n", flush=True)
            for line in BENCHMARKS[name](Path(scratch), options):
                print(line, flush=True)


if __name__ == "__main__":
    main()
