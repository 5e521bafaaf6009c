"""``steward import``: telemetry of former times from CSV or Parquet into the telemetry store. It raises no alarms."""

from __future__ import annotations

import argparse
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from domain.site import Site
from domain.time import utc_now
from simulators.terminal_line import Rate, TerminalLine
from steward import logs
from steward.folders import own_folder
from steward.history.csv_table import CsvTable
from steward.history.importing import Importing
from steward.history.mapping import Meaning
from steward.history.parquet_table import ParquetTable
from steward.history.rejections import Rejections
from steward.installation import Installation, load_installation
from steward.stopping import stop_event
from steward.wiring import open_telemetry

_BAR = 24


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="CSV, or Parquet if its name ends in .parquet: `time,point,value`, or `time` and a column for each point"
    )
    parser.add_argument("--config", type=Path, default=Path("steward.yaml"), help="the installation's file (default: steward.yaml)")
    parser.add_argument("--site", help="only points of this site, which may then be called `asset.key`")
    parser.add_argument("--map", type=Path, metavar="FILE", help="what the file calls things (docs/record-and-replay.md)")
    parser.add_argument("--encoding", default="utf-8", help="of CSV (default: utf-8)")
    parser.add_argument("--quiet", action="store_true", help="no progress and no summary")


def run(arguments: argparse.Namespace) -> int:
    """Import it. 1 if any row was rejected, or not all of it was read."""
    installation = load_installation(arguments.config)
    logs.set_up("import", "WARNING", "text")
    meaning = Meaning(_sites(installation, arguments.site), arguments.map)
    table = ParquetTable(arguments.file) if arguments.file.suffix == ".parquet" else CsvTable(arguments.file, meaning.file.time, encoding=arguments.encoding)
    with table:
        form = meaning.form(table.columns, arguments.file)
        stop = stop_event()
        own_folder(installation.settings.data_dir)
        store = open_telemetry(installation.settings)
        line, rate = TerminalLine(quiet=arguments.quiet), Rate()
        try:
            with _rejections(arguments.file) as rejections:
                importing = Importing(store, meaning, rejections, utc_now(), stop)

                def told() -> str:
                    done = table.progress
                    bar = "█" * round(done * _BAR) + "░" * (_BAR - round(done * _BAR))
                    return f"{bar} {done:4.0%} · {importing.rows:,} rows · {rate.of(importing.rows):,.0f}/s · {rejections.count:,} rejected"

                importing.run(table, form, lambda: line.show(told))
        finally:
            line.end()
            store.close()
    if not arguments.quiet:
        bad = f" ({importing.not_measured:,} of them could not be measured)" if importing.not_measured else ""
        print(f"{importing.rows:,} rows read, {importing.values:,} values stored{bad}, {rejections.count:,} rejected")
    if rejections.count:
        print(f"What was rejected, and why: {rejections.path}")
    if stop.is_set():
        print("Stopped before the end; import the file again for the rest, what is stored stays as it is")
    return int(bool(rejections.count) or stop.is_set())


def _sites(installation: Installation, chosen: str | None) -> dict[str, Site]:
    if chosen is None:
        return dict(installation.sites)
    if chosen not in installation.sites:
        remedy = f"Give one of {', '.join(installation.sites)}"
        raise BadConfiguration([Problem("--site", None, f"the installation has no site `{chosen}`", remedy)])
    return {chosen: installation.sites[chosen]}


def _rejections(file: Path) -> Rejections:
    path = file.with_suffix(".rejected.csv")
    try:
        return Rejections(path)
    except OSError as error:
        raise BadConfiguration([Problem(str(path), None, f"the file cannot be replaced ({error.strerror})", "Correct its rights")]) from None
