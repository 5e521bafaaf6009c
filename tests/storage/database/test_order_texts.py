"""Orders are found by words, by way of an index that changes no answer: the same on both engines, indexed or not yet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.order_text import pairs
from domain.records import OrderFilter, Records, Transaction
from domain.retention import DataKind
from domain.text import Text
from domain.work_order import OrderState
from storage.database import order_texts
from tests.storage.database.requests_there import a_request
from tests.storage.database.samples import HOUR, NOON, a_line, put_order

SAID = st.text("水泵房渗漏Ab1-_%'\"ẞé😀 ", min_size=1, max_size=12)
ASKED = st.text("水泵房渗漏Ab1-_%'\"ẞé😀 ", min_size=1, max_size=4)


def found(tx: Transaction, words: str) -> set[str]:
    return {order.title.zh for order in tx.orders.list(OrderFilter(text=words), limit=200).items}


def titled(records: Records, *titles: str) -> None:
    with records.transaction() as tx:
        for title in titles:
            put_order(tx, title=Text(title, ""), asset=None)


def index(records: Records) -> int:
    with records.transaction() as tx:
        return tx.order_texts.index_waiting()


@pytest.mark.parametrize("words", ["水泵", "泵房", "b2水", "B2", "20260131-"])
def test_an_order_is_found_by_two_characters_whether_it_is_indexed_or_not(words: str, records: Records) -> None:
    titled(records, "B2水泵房漏水", "电梯异响 20260131-7")
    with records.reading() as tx:
        before = found(tx, words)
    assert index(records) == 2
    with records.reading() as tx:
        assert (found(tx, words), tx.order_texts.waiting()) == (before, 0)
    assert "B2水泵房漏水" in before


def test_pairs_that_stand_apart_are_not_the_words(records: Records) -> None:
    titled(records, "水泵与泵房", "水泵房")
    index(records)
    with records.reading() as tx:
        assert found(tx, "水泵房") == {"水泵房"}


def test_one_character_is_looked_for_the_plain_way(records: Records) -> None:
    titled(records, "水泵", "电梯")
    index(records)
    with records.reading() as tx:
        assert found(tx, "梯") == {"电梯"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(SAID, max_size=3), later=st.lists(SAID, max_size=2), words=st.lists(ASKED, min_size=1, max_size=4))
def test_the_index_finds_what_reading_everything_finds(titles: list[str], later: list[str], words: list[str], records: Records) -> None:
    titled(records, *titles)
    index(records)
    titled(records, *later)
    with records.reading() as tx:
        stored = {order.title.zh for order in tx.orders.list(OrderFilter(), limit=200).items}
        for each in words:
            plain = {title for title in stored if each.casefold() in title.casefold()}
            assert found(tx, each) - _by_number(tx, each) == plain - _by_number(tx, each)


def _by_number(tx: Transaction, words: str) -> set[str]:
    return {order.title.zh for order in tx.orders.list(OrderFilter(), limit=200).items if words.casefold() in order.number}


@pytest.mark.parametrize("enough", [0, 1, 2])
def test_what_very_many_say_is_found_all_the_same(enough: int, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_texts, "ENOUGH", enough)
    titled(records, "电梯一", "电梯二", "电梯三", "水泵")
    index(records)
    titled(records, "电梯四")
    with records.reading() as tx:
        assert found(tx, "电梯") == {"电梯一", "电梯二", "电梯三", "电梯四"}
        assert found(tx, "水泵") == {"水泵"}


def test_an_order_is_found_by_what_it_says_now(records: Records) -> None:
    with records.transaction() as tx:
        order = put_order(tx, title=Text("电梯异响", "Noise"))
    index(records)
    with records.transaction() as tx:
        tx.orders.save(replace(order, title=Text("疑似困人", "Entrapment")), a_line(order))
    with records.reading() as tx:
        assert (found(tx, "异响"), found(tx, "困人")) == (set(), {"疑似困人"})
    assert index(records) == 1
    with records.reading() as tx:
        assert (found(tx, "异响"), found(tx, "困人")) == (set(), {"疑似困人"})


def test_what_changes_nothing_that_is_said_is_not_indexed_again(records: Records) -> None:
    with records.transaction() as tx:
        order = put_order(tx)
    index(records)
    with records.transaction() as tx:
        tx.orders.save(replace(order, state=OrderState.ACCEPTED), a_line(order))
    assert index(records) == 0


def test_an_order_is_found_by_the_words_of_those_who_asked_for_it_but_not_by_their_phone(records: Records) -> None:
    with records.transaction() as tx:
        order = put_order(tx, title=Text("漏水", "Leak"))
        tx.requests.add(a_request(order, words="洗衣机后面滴水，电话13800138000", name="王秀英", phone="13900139000"))
    index(records)
    with records.reading() as tx:
        assert [found(tx, words) for words in ("洗衣", "王秀英", "13800138000", "1390013")] == [{"漏水"}, set(), set(), set()]


def test_a_forgotten_order_leaves_nothing_in_the_index(records: Records) -> None:
    with records.transaction() as tx:
        order = put_order(tx, title=Text("水泵房漏水", ""), opened_at=NOON - HOUR, state=OrderState.CLOSED, closed_at=NOON - HOUR)
        tx.requests.add(a_request(order))
        put_order(tx, title=Text("水泵", ""))
    index(records)
    with records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.WORK_ORDERS, NOON) == 1
    titled(records, "水泵房")
    index(records)
    with records.reading() as tx:
        assert found(tx, "水泵") == {"水泵", "水泵房"}


def test_orders_are_indexed_in_portions(records: Records) -> None:
    titled(records, "一号", "二号", "三号")
    with records.transaction() as tx:
        assert (tx.order_texts.index_waiting(2), tx.order_texts.waiting()) == (2, 1)


def test_pairs_do_not_reach_across_lines() -> None:
    assert pairs("ab\ncd") == ("6162", "6364")
    assert pairs("a") == ()
