"""What a panel has said is remembered, over a restart and with a bound."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.fire import memory as module
from bridges.fire.memory import Memory, Part, load

FIRE, NONE = frozenset({"fire"}), frozenset[str]()


def test_it_is_kept_whole() -> None:
    memory = Memory({"000000000379/1-1": frozenset({"normal", "mains"})}, {"000000000379/1-1/10-2": Part(FIRE, NONE)})
    assert load(memory.dump()) == memory
    assert load(b"") == Memory()


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"[]",
        b"{}",
        b'{"version":2}',
        b'{"version":1,"systems":{"x":[]},"parts":{}}',
        b'{"version":1,"systems":{},"parts":{"a/b/c":[["fire"]]}}',
        b'{"version":1,"systems":{"a/b":["flood"]},"parts":{}}',
        b'{"version":1,"systems":{"a/b":[[]]},"parts":{}}',
        b"[" * 5000,
    ],
)
def test_what_is_no_memory_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        load(data)


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(load(data), Memory)


def test_without_room_flags_are_remembered_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PARTS", 2)
    memory = Memory()
    for position in range(5):
        memory.remember(f"a/1-1/1-{position}", Part(FIRE, FIRE if position == 4 else NONE))
    assert memory.parts["a/1-1/*"] == Part(FIRE, FIRE)
    assert len(memory.parts) == 3
