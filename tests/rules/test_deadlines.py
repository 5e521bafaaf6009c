"""The heap of deadlines."""

from __future__ import annotations

from rules.deadlines import Deadlines


def popped(deadlines: Deadlines, now: int, limit: int = 10) -> list[str]:
    found = [deadlines.pop(now) for _ in range(limit)]
    return [key for key in found if key is not None]


def test_deadlines_come_in_their_order_and_equal_ones_by_name() -> None:
    current = {"c": 5, "a": 5, "b": 3}
    deadlines = Deadlines(current.get)
    for key, due in current.items():
        deadlines.put(key, due)
    assert popped(deadlines, now=5) == ["b", "a", "c"]


def test_what_is_not_due_yet_stays() -> None:
    deadlines = Deadlines({"a": 5}.get)
    deadlines.put("a", 5)
    assert deadlines.pop(4) is None
    assert deadlines.next() == 5
    assert deadlines.pop(5) == "a"


def test_a_deadline_that_was_put_off_comes_at_its_new_time() -> None:
    current = {"a": 5}
    deadlines = Deadlines(current.get)
    deadlines.put("a", 5)
    current["a"] = 9
    assert deadlines.pop(8) is None
    assert deadlines.next() == 9
    assert deadlines.pop(9) == "a"


def test_a_deadline_that_was_brought_forward_comes_once() -> None:
    current = {"a": 9}
    deadlines = Deadlines(current.get)
    deadlines.put("a", 9)
    current["a"] = 5
    deadlines.put("a", 5)
    assert popped(deadlines, now=5) == ["a"]
    del current["a"]
    assert popped(deadlines, now=10) == []


def test_a_deadline_that_was_called_off_never_comes() -> None:
    current = {"a": 5}
    deadlines = Deadlines(current.get)
    deadlines.put("a", 5)
    current.clear()
    assert deadlines.next() is None
    assert deadlines.pop(100) is None
