"""With `log.format: json` every line of the log is one JSON object with the same keys."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

from steward.logs import JsonLines

KEYS = ["time", "level", "role", "room", "logger", "site", "event", "error"]


def line(name: str, text: str, *values: object, error: BaseException | None = None, thread: str = "MainThread", **extra: object) -> dict[str, object]:
    """The line that comes of such a record."""
    record = logging.LogRecord(name, logging.WARNING, "f.py", 1, text, values, None if error is None else (type(error), error, error.__traceback__))
    record.threadName = thread
    vars(record).update(extra)
    said = JsonLines("ingest").format(record)
    assert "\n" not in said
    found = json.loads(said)
    assert isinstance(found, dict)
    assert list(found)[: len(KEYS)] == KEYS
    return found


def test_a_line_has_the_same_keys_always() -> None:
    found = line("ingest.committing", "%s: the records cannot be written", "riverside")
    assert list(found) == KEYS
    assert found | {"time": ""} == {
        "time": "",
        "level": "warning",
        "role": "ingest",
        "room": "ingest",
        "logger": "ingest.committing",
        "site": "riverside",
        "event": "riverside: the records cannot be written",
        "error": None,
    }


def test_an_exception_is_in_the_same_line() -> None:
    found = line("ingest.judging", "%s: failed", "riverside", error=ValueError("two\nlines"))
    assert found["error"] == "ValueError: two\nlines"
    assert str(found["traceback"]).endswith("two\nlines")


def test_what_is_said_beside_it_cannot_take_the_place_of_a_key() -> None:
    found = line("api", "slow", seconds=3, site="forged", event="forged")
    assert (found["seconds"], found["event"], found["site"]) == (3, "slow", None)


@pytest.mark.parametrize(
    ("name", "text", "thread", "site"),
    [
        ("ingest.patience", "hill-side-2: the journal is full: no room; trying again until it works", "MainThread", "hill-side-2"),
        ("steward.shards.holding", "riverside: given back", "MainThread", "riverside"),
        ("ingest.journal", "journal /data/ingest/riverside/journal: 3 bytes are damaged", "ingest riverside", "riverside"),
        ("ingest.outage", "MQTT broker 127.0.0.1:1883: connected", "session steward-ingest-riverside", "riverside"),
        ("ingest.broker_check", "it fell silent", "broker check riverside", "riverside"),
        ("steward.wiring", "records: they answer", "MainThread", None),
        ("api.live.feed_client", "the live feed ended", "MainThread", None),
        ("ingest.timestamps", "device t1-lift-1: its clock is right again", "ingest riverside", "riverside"),
    ],
)
def test_the_site_is_known(name: str, text: str, thread: str, site: str | None) -> None:
    assert line(name, text, thread=thread)["site"] == site


SCRIPT = """
import logging, sys, threading, warnings
from steward import logs
logs.set_up("ingest", "INFO", "json")
logging.getLogger("ingest.feed").info("%s: one\\nand two", "riverside")
warnings.warn("old", stacklevel=1)
thread = threading.Thread(target=lambda: 1 / 0, name="feed riverside")
thread.start()
thread.join()
raise ValueError("the end")
"""


def test_every_line_of_a_process_is_json_also_what_nobody_caught() -> None:
    done = subprocess.run([sys.executable, "-W", "always", "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    lines = [json.loads(each) for each in done.stderr.splitlines()]
    assert [(each["level"], each["site"]) for each in lines] == [("info", "riverside"), ("warning", None), ("critical", "riverside"), ("critical", None)]
    assert [each["error"] for each in lines[2:]] == ["ZeroDivisionError: division by zero", "ValueError: the end"]
