"""The benchmark of the lists of orders, run small: every list is answered on both engines, and what is too slow is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.orders import orders
from tests.parts.records import emptied


@pytest.mark.slow
def test_every_list_is_answered_on_both_engines(tmp_path: Path, postgresql_url: str) -> None:
    emptied(postgresql_url)
    lines = list(orders(tmp_path, postgresql_url, wanted=400, rounds=2))
    emptied(postgresql_url)
    asked = [{line[11:57].strip() for line in lines if line.startswith(f"{engine:<11}") and "p95" in line} for engine in ("sqlite", "postgresql")]
    assert asked[0] == asked[1]
    assert {"open, newest first", "sorted by -due, ever", "requests: words", "deliveries of a webhook", "visits", "search: a word"} <= asked[0]
    assert [line.split(":")[0] for line in lines if "over 100 ms p95: " in line] == ["sqlite", "postgresql"]
