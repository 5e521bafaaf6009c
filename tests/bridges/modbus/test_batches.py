"""Requests cover what is wanted, within what a server takes; and one that is refused is divided."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bridges.modbus.addresses import Table
from bridges.modbus.batches import Batch, Span, batches

SPANS = st.lists(st.builds(Span, st.integers(0, 3000), st.integers(1, 8)), min_size=1, max_size=60)


def spans(*pairs: tuple[int, int]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs)


def test_gaps_are_bridged_up_to_the_setting() -> None:
    found = batches(Table.HOLDING, spans((0, 2), (10, 1), (20, 1)), most=125, gap=8)
    assert [(batch.start, batch.count) for batch in found] == [(0, 11), (20, 1)]


def test_a_value_is_never_divided_between_requests() -> None:
    found = batches(Table.HOLDING, spans(*((address, 4) for address in range(0, 400, 4))), most=125, gap=0)
    assert [(batch.start, batch.count) for batch in found] == [(0, 124), (124, 124), (248, 124), (372, 28)]


def test_a_refused_batch_is_divided_at_its_widest_gap_and_else_in_the_middle() -> None:
    halves = Batch(Table.HOLDING, spans((0, 1), (2, 1), (3, 1), (9, 1))).halves()
    assert [(half.start, half.count) for half in halves] == [(0, 4), (9, 1)]
    halves = Batch(Table.HOLDING, spans((0, 1), (1, 1), (2, 1), (3, 1))).halves()
    assert [(half.start, half.count) for half in halves] == [(0, 2), (2, 2)]


@given(SPANS, st.integers(8, 125), st.integers(0, 20))
def test_every_span_is_in_exactly_one_request_and_none_is_too_long(wanted: list[Span], most: int, gap: int) -> None:
    found = batches(Table.INPUT, wanted, most=most, gap=gap)
    assert sorted(span for batch in found for span in batch.spans) == sorted(set(wanted))
    for batch in found:
        assert batch.count <= most
        assert all(batch.start <= span.start and span.end <= batch.start + batch.count for span in batch.spans)


@given(SPANS, st.sets(st.integers(0, 3010), max_size=30))
def test_dividing_isolates_what_is_refused_and_loses_nothing(wanted: list[Span], missing: set[int]) -> None:
    waiting, read, refused = list(batches(Table.INPUT, wanted, most=125, gap=8)), list[Span](), list[Span]()
    while waiting:
        batch = waiting.pop()
        if not missing & set(range(batch.start, batch.start + batch.count)):
            read += batch.spans
        elif len(batch.spans) == 1:
            refused += batch.spans
        else:
            waiting += batch.halves()
    bad = {span for span in wanted if missing & set(range(span.start, span.end))}
    assert set(refused) == bad
    assert sorted(read) == sorted(set(wanted) - bad)
