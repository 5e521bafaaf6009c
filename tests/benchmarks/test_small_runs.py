"""Each benchmark of the chain, run small: it works to the end and counts rightly."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import ingest, latency, pages, push, restart
from benchmarks.disk import fsync_cost
from benchmarks.receivers import MosquittoSub, Peer, Receiver, Steward
from benchmarks.thousand import Rules
from tests.parts import missing
from tests.parts.influxdb import InfluxDBMissing

pytestmark = [pytest.mark.real, pytest.mark.slow]


def rows(lines: Iterator[str]) -> list[list[str]]:
    """The cells of each row of a table in Markdown, without its head."""
    try:
        found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    except InfluxDBMissing as error:
        missing("InfluxDB 2.7", str(error))
    except FileNotFoundError as error:
        missing("Mosquitto", str(error))
    return found[2:]


def test_everybody_receives_everything_in_the_ingest_benchmark(tmp_path: Path) -> None:
    if shutil.which("mosquitto_sub") is None:
        missing("mosquitto_sub", "apt install mosquitto-clients")
    peers: list[Receiver] = [MosquittoSub(), Peer("bare", "subscriber.py"), Peer("script", "script.py", stores=True, limits=True)]
    stewards: list[Receiver] = [Steward(Rules.ALL, influx=False, devices=50), Steward(Rules.OWN, influx=True, devices=50)]
    found = rows(ingest.table(tmp_path, peers + stewards, messages=600, devices=50))
    assert [row[-2] for row in found] == ["0"] * 5
    assert [row[-1] for row in found] == ["–", "–", "0", "0", "0"]
    assert all(float(row[1].replace(",", "")) > 0 for row in found)


def test_every_alarm_of_the_latency_benchmark_is_announced_with_its_order(tmp_path: Path) -> None:
    found = rows(latency.table(tmp_path, samples=5, rates=(100,), per_s=20))
    assert [(row[0], row[2], row[7]) for row in found] == [("SQLite", "5", "0"), ("InfluxDB", "5", "0")]


def test_every_alarm_of_the_push_benchmark_is_handed_to_its_channel(tmp_path: Path) -> None:
    found = rows(push.table(tmp_path, samples=5, rate=100, per_s=20, at_rest_s=0.5))
    assert [(row[1], row[6]) for row in found] == [("5", "0")]


def test_every_alarm_of_the_pages_benchmark_is_on_every_page(tmp_path: Path) -> None:
    found = rows(pages.table(tmp_path, samples=4, pages=3, watching=(1,), rate=50, per_s=4))
    assert [(row[1], row[2], row[3], row[8]) for row in found] == [("3", "1", "4", "0"), ("3", "0", "4", "0")]


def test_the_restart_benchmark_comes_back_twice(tmp_path: Path) -> None:
    found = rows(restart.table(tmp_path, messages=600))
    assert len(found) == 2
    assert all(re.fullmatch(r"\d+\.\d", row[2]) for row in found)


def test_the_cost_of_the_disk_is_told(tmp_path: Path) -> None:
    assert re.search(r"fdatasync of 4 KiB takes [\d,]+ µs \(median of 200\)", fsync_cost(tmp_path))
