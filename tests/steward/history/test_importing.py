"""Rows become history: in the store and nowhere else, once however often they are imported."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.problem import BadConfiguration
from domain.reading import Quality
from domain.telemetry import Refused, Sample, Series, StoreUnavailable, TelemetryMessage, TelemetryStore
from steward.history.csv_table import CsvTable
from steward.history.importing import Importing, Sink
from steward.history.mapping import Long, Meaning
from steward.history.rejections import Rejections
from storage.telemetry.sqlite import SqliteTelemetry
from tests.steward.history.court import sites

NOW = datetime(2026, 2, 1, tzinfo=UTC)
START = datetime(2026, 1, 31, tzinfo=UTC)
LOAD = Series("court", "feeder-1", "power", "load_pct")
POWER = Series("court", "feeder-1", "power", "power")
BREAKER = Series("court", "feeder-1", "power", "breaker")
LONG = """time,point,value
2026-01-31T00:00:00Z,court.feeder-1.load_pct,41.5
2026-01-31 08:00:00,court.feeder-1.breaker,closed
2026-01-31 08:01:00,court.feeder-1.load_pct,null
2026-01-31 01:00:00,hof.feeder-2.load_pct,7
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TelemetryStore]:
    opened = SqliteTelemetry(tmp_path / "telemetry")
    yield opened
    opened.close()


@dataclass
class Imported:
    """How an import went."""

    rows: int
    values: int
    not_measured: int
    rejected: list[tuple[str, str, str]]


def imported(folder: Path, store: Sink, text: str, *, site: str | None = None, map_: str | None = None, batch: int = 2) -> Imported:
    (folder / "history.csv").write_text(text, encoding="utf-8")
    known = sites(folder)
    path = None
    if map_ is not None:
        path = folder / "map.yaml"
        path.write_text(map_, encoding="utf-8")
    meaning = Meaning(known if site is None else {site: known[site]}, path)
    with CsvTable(folder / "history.csv", meaning.file.time) as table, Rejections(folder / "history.rejected.csv") as rejections:
        importing = Importing(store, meaning, rejections, NOW, threading.Event(), batch=batch)
        importing.run(table, meaning.form(table.columns, folder / "history.csv"))
    return Imported(importing.rows, importing.values, importing.not_measured, list(rejected(folder)))


def rejected(folder: Path) -> Iterator[tuple[str, str, str]]:
    if (folder / "history.rejected.csv").exists():
        with (folder / "history.rejected.csv").open(encoding="utf-8", newline="") as file:
            yield from ((row["row"], row["point"], row["reason"]) for row in csv.DictReader(file))


def history(store: TelemetryStore, series: Series) -> list[Sample]:
    return list(store.range(series, START - timedelta(days=30), NOW))


def test_the_long_form_is_one_value_a_row(tmp_path: Path, store: TelemetryStore) -> None:
    found = imported(tmp_path, store, LONG)
    assert found == Imported(rows=4, values=4, not_measured=1, rejected=[])
    assert history(store, LOAD) == [Sample(START, 41.5), Sample(START + timedelta(minutes=1), None, Quality.BAD)]
    assert history(store, BREAKER) == [Sample(START, "closed")]
    assert history(store, Series("hof", "feeder-2", "power", "load_pct")) == [Sample(START, 7.0)]


def test_the_wide_form_is_a_column_for_each_point(tmp_path: Path, store: TelemetryStore) -> None:
    text = "time,court.feeder-1.load_pct,court.feeder-1.power\n2026-01-31 08:00,41,\n2026-01-31 08:01,42,3.5\n"
    assert imported(tmp_path, store, text) == Imported(rows=2, values=3, not_measured=0, rejected=[])
    assert history(store, LOAD) == [Sample(START, 41.0), Sample(START + timedelta(minutes=1), 42.0)]
    assert history(store, POWER) == [Sample(START + timedelta(minutes=1), 3.5)]


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_importing_twice_changes_nothing(tmp_path: Path, store: TelemetryStore, batch: int) -> None:
    imported(tmp_path, store, LONG, batch=batch)
    store.close()
    before = dump(tmp_path)
    imported(tmp_path, store, LONG, batch=batch)
    store.close()
    assert dump(tmp_path) == before != []


def dump(folder: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Everything in the files of the store."""
    import sqlite3  # noqa: PLC0415  only to look into the files
    from contextlib import closing  # noqa: PLC0415

    found = []
    for path in sorted((folder / "telemetry").rglob("*.sqlite")):
        with closing(sqlite3.connect(path)) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            found.append((path.name, [row for name in tables for row in connection.execute(f"SELECT * FROM {name}")]))  # noqa: S608  its own names
    return found


def test_what_is_newer_stays_the_newest(tmp_path: Path, store: TelemetryStore) -> None:
    store.write([TelemetryMessage("court", "feeder-1", "power", NOW, NOW, {"load_pct": 99.0})])
    imported(tmp_path, store, LONG)
    assert store.latest([LOAD])[LOAD] == Sample(NOW, 99.0)


def test_an_import_and_a_running_ingest_do_not_lose_each_others_values(tmp_path: Path, store: TelemetryStore) -> None:
    moments = [START + timedelta(seconds=second) for second in range(300)]
    ingest = SqliteTelemetry(tmp_path / "telemetry")  # as another process would: with connections of its own

    def live() -> None:
        for moment in moments:
            ingest.write([TelemetryMessage("court", "feeder-1", "power", moment, moment, {"power": 5.0})])
        ingest.close()

    thread = threading.Thread(target=live)
    thread.start()
    rows = "".join(f"{moment.isoformat()},court.feeder-1.load_pct,41\n" for moment in moments)
    imported(tmp_path, store, f"time,point,value\n{rows}", batch=10)
    thread.join(60)
    assert history(store, POWER) == [Sample(moment, 5.0) for moment in moments]
    assert history(store, LOAD) == [Sample(moment, 41.0) for moment in moments]


def test_what_the_store_has_of_the_same_time_is_kept_beside(tmp_path: Path, store: TelemetryStore) -> None:
    store.write([TelemetryMessage("court", "feeder-1", "power", START, START, {"power": 5.0})])
    imported(tmp_path, store, LONG)
    assert history(store, POWER) == [Sample(START, 5.0)]
    assert history(store, LOAD)[0] == Sample(START, 41.5)


@pytest.mark.parametrize(
    ("row", "point", "reason"),
    [
        ("soon,court.feeder-1.load_pct,1", "court.feeder-1.load_pct", "'soon' is no time"),
        ("2026-02-01T00:00:01Z,court.feeder-1.load_pct,1", "court.feeder-1.load_pct", "has not come yet"),
        ("2026-01-31T00:00:00Z,court.feeder-1.load,1", "court.feeder-1.load", "there is no point `court.feeder-1.load` at court, hof"),
        ("2026-01-31T00:00:00Z,feeder-1.load_pct,1", "feeder-1.load_pct", "there is no point"),
        ("2026-01-31T00:00:00Z,court.feeder-1.load_pct,", "court.feeder-1.load_pct", "there is no value; write null"),
        ("2026-01-31T00:00:00Z,court.feeder-1.load_pct,high", "court.feeder-1.load_pct", "expected a number, found 'high'"),
        ("2026-01-31T00:00:00Z,court.feeder-1.breaker,ajar", "court.feeder-1.breaker", "is not among open, closed, tripped"),
        ("2026-01-31T00:00:00Z,court.lift-1.trapped,1", "court.lift-1.trapped", "expected true or false"),
        ("2026-01-31T00:00:00Z,=1+1,1", "'=1+1", "there is no point"),
        ("2026-01-31T00:00:00Z,court.feeder-1.load_pct", "", "2 cells, but the header has 3"),
        ("2025-10-26 02:30,hof.feeder-2.load_pct,1", "hof.feeder-2.load_pct", "twice in Europe/Berlin"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_costs_only_itself(tmp_path: Path, store: TelemetryStore, row: str, point: str, reason: str) -> None:
    found = imported(tmp_path, store, LONG + row + "\n2026-01-31T00:02:00Z,court.feeder-1.power,1\n")
    ((number, said, why),) = found.rejected
    assert (number, said) == ("6", point)
    assert reason in why
    assert found.values == 5
    assert history(store, POWER) == [Sample(START + timedelta(minutes=2), 1.0)]


def test_a_bad_cell_does_not_cost_its_row(tmp_path: Path, store: TelemetryStore) -> None:
    text = "time,court.feeder-1.load_pct,court.feeder-1.power\n2026-01-31 08:00,41,n/a\n"
    assert imported(tmp_path, store, text).rejected == [("2", "court.feeder-1.power", "expected a number, found 'n/a'")]
    assert history(store, LOAD) == [Sample(START, 41.0)]


def test_a_bad_time_is_told_once_a_row(tmp_path: Path, store: TelemetryStore) -> None:
    text = "time,court.feeder-1.load_pct,court.feeder-1.power\nsoon,41,3\n"
    assert [(row, point) for row, point, _ in imported(tmp_path, store, text).rejected] == [("2", "")]


def test_with_one_site_points_have_short_names(tmp_path: Path, store: TelemetryStore) -> None:
    text = "time,feeder-1.load_pct,court.feeder-1.power\n2026-01-31 08:00,41,3\n"
    assert imported(tmp_path, store, text, site="court").values == 2


def test_points_of_another_site_are_not_touched(tmp_path: Path, store: TelemetryStore) -> None:
    found = imported(tmp_path, store, LONG, site="court")
    assert [(row, why) for row, _, why in found.rejected] == [("5", "there is no point `hof.feeder-2.load_pct` at court")]


MAP = """
time: Zeit
time_format: "%d.%m.%Y %H:%M"
time_zone: Europe/Berlin
points:
  LAST: {to: court.feeder-1.load_pct, scale: 0.1}
  SCHALTER: {to: court.feeder-1.breaker, values: {EIN: closed, AUS: open}}
  TUER: {to: court.feeder-1.cabinet_door, values: {0: false, 1: true}}
ignore: [Bemerkung]
"""


def test_a_map_says_what_foreign_names_mean(tmp_path: Path, store: TelemetryStore) -> None:
    text = "Zeit;LAST;SCHALTER;TUER;Bemerkung\n31.01.2026 01:00;415;EIN;1;alles gut\n"
    assert imported(tmp_path, store, text, map_=MAP) == Imported(rows=1, values=3, not_measured=0, rejected=[])
    assert history(store, LOAD) == [Sample(START, 41.5)]
    assert history(store, BREAKER) == [Sample(START, "closed")]
    assert history(store, Series("court", "feeder-1", "power", "cabinet_door")) == [Sample(START, True)]


def test_in_the_long_form_a_map_names_points_too(tmp_path: Path, store: TelemetryStore) -> None:
    map_ = "{time: at, point: tag, value: val, points: {K1.P: court.feeder-1.power}}"
    imported(tmp_path, store, "at,tag,val\n2026-01-31 08:00,K1.P,3\n", map_=map_)
    assert history(store, POWER) == [Sample(START, 3.0)]


@pytest.mark.parametrize(
    ("header", "map_", "said"),
    [
        ("when,a", None, "history.csv:1: there is no column `time`; it has when, a. Name the column"),
        ("time,court.feeder-1.laod", None, "the column `court.feeder-1.laod`: there is no point .* Say in --map"),
        ("time", None, "there is nothing beside the times"),
        ("time,x", "points: {x: court.nowhere.load_pct}", r"map.yaml:1: x: there is no point `court.nowhere.load_pct`"),
        ("time,x", "points:\n  x: {to: court.feeder-1.breaker, values: {a: ajar}}", r"map.yaml:2: x: 'ajar' is not among"),
        ("time,x", "points:\n  x: {of: court.feeder-1.breaker}", r"map.yaml:2"),
        ("time,x", "time_zone: Mars/Base", r"map.yaml:1: there is no time zone `Mars/Base`"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_before_anything_is_written(
    tmp_path: Path, store: TelemetryStore, header: str, map_: str | None, said: str
) -> None:
    with pytest.raises(BadConfiguration, match=said):
        imported(tmp_path, store, f"{header}\n2026-01-31,1\n", map_=map_)
    assert not (tmp_path / "telemetry").exists()


class Moody:
    """A store that is away at first, and never takes what is of one device."""

    def __init__(self, away: int = 0, never: str = "") -> None:
        self.away = away
        self.never = never
        self.taken: list[TelemetryMessage] = []

    def write(self, messages: Sequence[TelemetryMessage]) -> Sequence[Refused]:
        if self.away:
            self.away -= 1
            raise StoreUnavailable("away")
        self.taken += [message for message in messages if message.device != self.never]
        return [Refused(message, "because") for message in messages if message.device == self.never]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steward.history.importing._WAITS_S", (0.0, 0.0, 0.0))


@pytest.mark.usefixtures("impatient")
def test_a_store_that_comes_back_loses_nothing(tmp_path: Path) -> None:
    store = Moody(away=3)
    assert imported(tmp_path, store, LONG).values == 4
    assert sum(len(message.values) for message in store.taken) == 4


def test_what_could_not_be_measured_is_bad_never_normal(tmp_path: Path) -> None:
    store = Moody()
    imported(tmp_path, store, "time,court.feeder-1.load_pct,court.feeder-1.power\n2026-01-31 08:00,null,3\n2026-01-31 08:01,501,\n")
    assert [message.qualities for message in store.taken] == [{"load_pct": Quality.BAD}, {"load_pct": Quality.BAD}]
    assert [message.values["load_pct"] for message in store.taken] == [None, None]


@pytest.mark.usefixtures("impatient")
def test_a_store_that_stays_away_ends_it(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        imported(tmp_path, Moody(away=9), LONG)


def test_what_the_store_refuses_is_rejected_with_its_reason(tmp_path: Path) -> None:
    found = imported(tmp_path, Moody(never="feeder-2"), LONG)
    assert found.rejected == [("5", "hof.feeder-2.load_pct", "the telemetry store refuses it: because")]
    assert found.values == 3


def test_who_is_told_to_stop_keeps_what_was_read(tmp_path: Path, store: TelemetryStore) -> None:
    (tmp_path / "history.csv").write_text(LONG)
    meaning, stop = Meaning(sites(tmp_path)), threading.Event()
    with CsvTable(tmp_path / "history.csv", "time") as table, Rejections(tmp_path / "r.csv") as rejections:
        Importing(store, meaning, rejections, NOW, stop).run(table, Long(0, 1, 2), stop.set)
    assert history(store, LOAD) == [Sample(START, 41.5)]


def test_the_rejections_of_an_earlier_import_are_gone(tmp_path: Path, store: TelemetryStore) -> None:
    imported(tmp_path, store, "time,point,value\n,,\n")
    assert imported(tmp_path, store, LONG).rejected == []
    assert not (tmp_path / "history.rejected.csv").exists()
