"""What was done is written down beside the order, in its own time, and blocks nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.alarm import IllegalStep
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.work_done import Cause, HourKind, Labour, PartUsed, Problem, Remedy, WorkDone
from domain.work_order import OrderEvent, OrderState, WorkOrder
from operations.workdone.record import record, yuan
from tests.operations.scenes import DOOR, HOUR, MINUTE, SITE, T0, happen, only_order, timeline, work

NOW = T0 + HOUR
CABLE = PartUsed("电缆", Decimal("2.5"), "m", 333, code="C-25", owner_pays=True)
ROLLER = PartUsed("门滚轮", Decimal(4), "个", 1250)


def write(records: Records, done: WorkDone, version: int | None = None) -> WorkDone:
    with records.transaction() as tx:
        return record(tx, done, site=SITE, by="fitter", at=NOW, version=version)


@pytest.fixture
def order(records: Records) -> WorkOrder:
    happen(records, DOOR.raised("e1"))
    return only_order(records)


def test_everything_that_was_written_comes_back(records: Records, order: WorkOrder) -> None:
    labour = (Labour("fitter", 45, HourKind.NIGHT), Labour("张师傅（外委）", 30))
    saved = write(records, WorkDone(order.id, Problem.PARTIAL_FAULT, Cause.WEAR, Remedy.REPLACEMENT, "换了四个滚轮", labour, (ROLLER, CABLE)))
    with records.reading() as tx:
        assert tx.work_done.get(order.id) == saved
    assert (saved.version, saved.recorded_by, saved.recorded_at) == (1, "fitter", NOW)
    assert (saved.minutes, saved.cost_fen, saved.owner_cost_fen) == (75, 5833, 833)


def test_a_half_fen_is_rounded_up() -> None:
    assert PartUsed("漆", Decimal("0.5"), "桶", 333).cost_fen == 167


@pytest.mark.parametrize(("fen", "words"), [(0, "0.00"), (5, "0.05"), (1234, "12.34"), (100_000_000, "1000000.00")])
def test_an_amount_is_written_in_yuan(fen: int, words: str) -> None:
    assert yuan(fen) == words


def test_it_is_a_line_of_the_timeline_and_moves_nothing(records: Records, order: WorkOrder) -> None:
    write(records, WorkDone(order.id, cause=Cause.WEAR, labour=(Labour("fitter", 20),), parts=(ROLLER,)))
    last = timeline(records, order.id)[-1]
    assert (last.event, last.actor, last.state) == (OrderEvent.RECORDED, "fitter", order.state)
    assert last.note == "磨损，工时 20 分钟，备件 1 项 ¥50.00 / Wear, 20 min of work, 1 parts, ¥50.00"


def test_it_can_be_written_after_the_order_is_closed(records: Records, order: WorkOrder) -> None:
    happen(records, DOOR.returned("e1"))
    work(records, order.id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED)
    closed = work(records, order.id, OrderEvent.VERIFIED, by="lead", at=T0 + HOUR)
    write(records, WorkDone(order.id, remedy=Remedy.RESET))
    assert (closed.state, only_order(records).state) == (OrderState.CLOSED, OrderState.CLOSED)


def test_a_cancelled_order_has_no_work(records: Records, order: WorkOrder) -> None:
    happen(records, DOOR.returned("e1"))
    work(records, order.id, OrderEvent.CANCELLED)
    with pytest.raises(IllegalStep):
        write(records, WorkDone(order.id, remedy=Remedy.RESET))


def test_the_second_who_writes_on_what_he_has_not_read_is_told(records: Records, order: WorkOrder) -> None:
    write(records, WorkDone(order.id, what="先写"), version=0)
    with pytest.raises(Conflict):
        write(records, WorkDone(order.id, what="后写"), version=0)
    assert write(records, WorkDone(order.id, what="读过再写"), version=1).what == "读过再写"


def test_what_happens_to_the_order_meanwhile_collides_with_nothing(records: Records, order: WorkOrder) -> None:
    work(records, order.id, OrderEvent.ACCEPTED)
    assert write(records, WorkDone(order.id, what="换滚轮"), version=0).version == 1


def test_lines_are_replaced_not_added(records: Records, order: WorkOrder) -> None:
    write(records, WorkDone(order.id, parts=(ROLLER, CABLE), labour=(Labour("fitter", 10),)))
    write(records, WorkDone(order.id, parts=(CABLE,)))
    with records.reading() as tx:
        found = tx.work_done.get(order.id)
    assert found is not None
    assert (found.parts, found.labour) == ((CABLE,), ())


def test_from_and_until_give_the_minutes(records: Records, order: WorkOrder) -> None:
    line = Labour("fitter", 1, started_at=T0, ended_at=T0 + 42 * MINUTE)
    assert write(records, WorkDone(order.id, labour=(line,))).minutes == 42


@pytest.mark.parametrize(
    ("ended_after", "wrong"), [(timedelta(0), "after it began"), (-MINUTE, "after it began"), (61 * MINUTE, "future"), (25 * HOUR, "24 hours")]
)
def test_times_that_cannot_be_are_refused(records: Records, order: WorkOrder, ended_after: timedelta, wrong: str) -> None:
    line = Labour("fitter", 1, started_at=T0, ended_at=T0 + ended_after)
    with pytest.raises(Refusal, match=wrong):
        write(records, WorkDone(order.id, labour=(line,)))


def test_an_order_that_is_not_there_has_no_record(records: Records) -> None:
    with pytest.raises(KeyError):
        write(records, WorkDone("nowhere"))
