"""``make bench``: prints the machine, then each figure beside its peer. Everything on loopback, bounded, cleaned up."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import engine as engine_alone
from benchmarks.backtest import backtests
from benchmarks.chain import bare_subscriber, whole_chain
from benchmarks.first_page import clone_to_page
from benchmarks.live import alarm_to_stream
from benchmarks.machine import describe
from tests.parts.influxdb import start_influxdb
from tests.parts.mosquitto import start_mosquitto


def chain(folder: Path) -> None:
    """Messages a second through the whole chain into each store."""
    with start_mosquitto(folder / "mosquitto") as mosquitto, start_influxdb(folder / "influxdb") as influxdb:
        peer = bare_subscriber(mosquitto)
        print(peer.row(None), flush=True)
        print(whole_chain(folder / "sqlite-chain", mosquitto, None).row(peer), flush=True)
        print(whole_chain(folder / "influxdb-chain", mosquitto, influxdb).row(peer), flush=True)


def live(folder: Path) -> None:
    """Publish to live stream, and memory."""
    for line in alarm_to_stream(folder / "live"):
        print(line, flush=True)


def backtest(_folder: Path) -> None:
    """A month of one site through a changed rule; the month is kept in the folder for temporary files."""
    for line in backtests():
        print(line, flush=True)


def first_page(folder: Path) -> None:
    """From a clone to a working page."""
    print(clone_to_page(folder / "clone"), flush=True)


def engine(_folder: Path) -> None:
    """Readings a second through the rules engine alone, bytes a condition, and where the time goes."""
    for lines in (engine_alone.measured(), engine_alone.memory(), engine_alone.profile()):
        for line in lines:
            print(line, flush=True)


BENCHMARKS: dict[str, Callable[[Path], None]] = {"chain": chain, "live": live, "engine": engine, "first-page": first_page, "backtest": backtest}
_BY_DEFAULT = ("engine", "chain", "live")


def main() -> None:
    """Run those that are named, or the default ones."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help=f"default: {' '.join(_BY_DEFAULT)}")
    names = parser.parse_args().names or _BY_DEFAULT
    for line in describe():
        print(line)
    for name in names:
        print(f"\n{name}: {(BENCHMARKS[name].__doc__ or '').strip()}")
        with tempfile.TemporaryDirectory(prefix="steward-bench-") as scratch:
            Path(scratch, "live").mkdir()
            BENCHMARKS[name](Path(scratch))


if __name__ == "__main__":
    main()
