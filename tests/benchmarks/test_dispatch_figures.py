"""The benchmark of dispatch runs, and says each of its figures."""

from __future__ import annotations

from benchmarks.dispatch import table


def test_it_prints_itself_beside_its_peers() -> None:
    lines = list(table(runs=1, orders=20, people=5))
    assert [line.split("  ")[1] for line in lines[1:]] == [
        "scored, assigned, with reasons",
        "assigned alone",
        "peer: scipy on a bare matrix",
        "peer: one order after the other",
    ]
