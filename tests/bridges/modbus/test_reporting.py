"""What is published, and when: against a publisher that writes down what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

import pytest

from bridges.modbus.addresses import Table
from bridges.modbus.batches import Span
from bridges.modbus.decoding import Layout
from bridges.modbus.meaning import meaning_of
from bridges.modbus.points import ReadPoint, Source
from bridges.modbus.reporting import Reporter
from bridges.modbus.rows import Row
from bridges.publisher import MOST_WAITING, Broker, Full, Publisher, Sent
from domain.device_type import PointType
from domain.reading import PointKind
from domain.text import Text

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
LATER = AT + timedelta(seconds=10)
ONE, TWO = Source("plc", 1), Source("plc", 2)
MEANING = meaning_of(Row(device="d", key="k", address="0", type="u16"), PointType("k", Text("值", "Value"), PointKind.ANALOG), Layout())


class Written(Publisher):
    """A publisher that never connects; `room` is how many messages it still takes."""

    def __init__(self) -> None:
        super().__init__("works", "gw-plant", Broker("127.0.0.1", 1))
        self.room = MOST_WAITING
        self.sent: list[tuple[str, Mapping[str, Sent], datetime | None]] = []
        self.there: list[tuple[str, bool]] = []

    @property
    def waiting(self) -> int:
        return MOST_WAITING - self.room

    def telemetry(self, device: str, values: Mapping[str, Sent], at: datetime | None = None, message_id: str | None = None) -> Future[None]:
        assert message_id is None
        if self.room == 0:
            raise Full("no room")
        self.room -= 1
        self.sent.append((device, dict(values), at))
        return Future()

    def status(self, device: str, *, online: bool) -> None:
        self.there.append((device, online))


def point(key: str, source: Source = ONE) -> ReadPoint:
    return ReadPoint("sump-1", key, source, Table.HOLDING, Span(0, 1), 10.0, MEANING, 2)


def reporter(*points: ReadPoint, every_s: float = 60.0) -> tuple[Written, Reporter]:
    publisher = Written()
    return publisher, Reporter(publisher, points, {"sump-1": every_s})


def test_the_first_value_a_change_and_what_is_due_again_are_published() -> None:
    publisher, reporting = reporter(point("level"), point("starts"))
    for now, level in ((0.0, 1.0), (10.0, 1.0), (20.0, 2.0), (60.0, 2.0), (80.0, 2.0)):
        reporting.values("sump-1", {"level": level, "starts": 5}, AT, now)
    assert [values for _, values, _ in publisher.sent] == [{"level": 1.0, "starts": 5}, {"level": 2.0}, {"starts": 5}, {"level": 2.0}]


def test_a_repetition_may_come_a_little_early_as_polls_do() -> None:
    publisher, reporting = reporter(point("level"))
    reporting.values("sump-1", {"level": 1}, AT, 0.0)
    reporting.values("sump-1", {"level": 1}, AT, 59.9, slack_s=5)
    assert len(publisher.sent) == 2


@pytest.mark.parametrize(("before", "after"), [(True, 1), (0, False), (None, 0), (["fire"], [])])
def test_what_only_looks_alike_is_a_change(before: Sent, after: Sent) -> None:
    publisher, reporting = reporter(point("level"))
    reporting.values("sump-1", {"level": before}, AT, 0.0)
    reporting.values("sump-1", {"level": after}, AT, 1.0)
    assert [values["level"] for _, values, _ in publisher.sent] == [before, after]


def test_while_there_is_no_room_the_newest_value_is_kept_with_its_own_time(caplog: pytest.LogCaptureFixture) -> None:
    publisher, reporting = reporter(point("level"), point("starts"))
    publisher.room = 0
    reporting.values("sump-1", {"starts": 5}, AT, 0.0)
    for level in range(50):
        reporting.values("sump-1", {"level": level}, LATER, float(level))
    assert publisher.sent == []
    publisher.room = 10
    reporting.again(60.0)
    assert publisher.sent == [("sump-1", {"starts": 5}, AT), ("sump-1", {"level": 49}, LATER)]
    reporting.again(61.0)
    assert len(publisher.sent) == 2
    assert len(caplog.records) == 1


def test_while_there_is_no_room_the_last_status_is_kept() -> None:
    publisher, reporting = reporter(point("level"))
    publisher.room = 0
    for now in range(50):
        reporting.answers(ONE, AT, now)
        reporting.silent(ONE, AT, now + 0.5)
    assert publisher.there == []
    publisher.room = 10
    reporting.again(60.0)
    reporting.again(61.0)
    assert publisher.there == [("sump-1", False)]


def test_whoever_answers_again_is_online_and_published_in_full() -> None:
    publisher, reporting = reporter(point("level"))
    reporting.answers(ONE, AT, 0.0)
    reporting.values("sump-1", {"level": 1}, AT, 0.0)
    reporting.silent(ONE, AT, 1.0)
    reporting.silent(ONE, AT, 2.0)
    reporting.answers(ONE, AT, 3.0)
    reporting.values("sump-1", {"level": 1}, AT, 3.0)
    assert publisher.there == [("sump-1", True), ("sump-1", False), ("sump-1", True)]
    assert [values for _, values, _ in publisher.sent] == [{"level": 1}, {"level": 1}]


def test_a_device_of_two_units_is_null_where_one_is_silent_and_offline_where_both_are() -> None:
    publisher, reporting = reporter(point("level", ONE), point("starts", TWO))
    reporting.silent(TWO, AT, 0.0)
    assert publisher.there == [("sump-1", False)]
    reporting.answers(ONE, AT, 1.0)
    reporting.values("sump-1", {"level": 1}, AT, 1.0)
    assert publisher.there[-1] == ("sump-1", True)
    assert [values for _, values, _ in publisher.sent] == [{"starts": None}, {"level": 1}]
    reporting.answers(TWO, AT, 2.0)
    reporting.values("sump-1", {"starts": 5}, AT, 2.0)
    reporting.silent(ONE, AT, 3.0)
    assert [values for _, values, _ in publisher.sent][2:] == [{"starts": 5}, {"level": None}]
    reporting.silent(TWO, AT, 4.0)
    assert publisher.there[-1] == ("sump-1", False)
