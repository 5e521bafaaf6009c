"""Sharing out what each thread took among what it was seen at."""

from __future__ import annotations

import pytest

from benchmarks.profiling import Stack, read_stacks, tables, weighed

RAW = """\
thread (12): ingest site;run (/x/python3.11/threading.py:982);Pipeline.run (ingest/pipeline.py:90);Journal.sync (ingest/journal.py:7) 30
thread (12): ingest site;run (/x/python3.11/threading.py:982);Pipeline.run (ingest/pipeline.py:91);loads (/x/python3.11/json/__init__.py:7) 10
thread (12): ingest site;Condition.wait (/x/python3.11/threading.py:331) 500
thread (13): idle;Condition.wait (/x/python3.11/threading.py:331) 540
"""


def test_stacks_are_read_with_their_threads() -> None:
    stacks = list(read_stacks(RAW))
    assert stacks[0] == Stack(
        12, "ingest site", (("~ python3.11/threading.py", "run"), ("ingest/pipeline.py", "Pipeline.run"), ("ingest/journal.py", "Journal.sync")), 30
    )
    assert [stack.samples for stack in stacks] == [30, 10, 500, 540]


def test_waiting_takes_no_share_of_what_a_thread_took() -> None:
    found = weighed(list(read_stacks(RAW)), {12: 20.0, 13: 1.0, 14: 0.5})
    assert [stack.thread for stack in found] == ["ingest site", "ingest site", "idle", "never seen at work"]
    assert [stack.samples for stack in found] == pytest.approx([15.0, 5.0, 1.0, 0.5])


def test_what_is_called_outside_the_house_counts_for_the_file_that_called_it() -> None:
    lines = list(tables(weighed(list(read_stacks(RAW)), {12: 20.0})))
    assert "| `ingest/pipeline.py` | 25.0% | 5.00 |" in lines
    assert "| `~ json/__init__.py: loads` | 25.0% | 5.00 |" in lines
    assert "| `ingest site` | 100.0% | 20.00 |" in lines
