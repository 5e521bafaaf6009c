"""A lane's account, whatever a broker does: answers in another order, in pieces, twice, or hangs up."""

from __future__ import annotations

import json
import socket

from simulators.load import Load
from simulators.packets import puback
from tests.devices.riverside import SITE
from tests.simulators.hasty_broker import hasty_broker, publishes

DEVICES = ["t1-lift-1", "b1-sump-2", "t1-lift-2"]


def test_acknowledgements_in_any_order_count_each_message_once() -> None:
    def answers(_number: int, connection: socket.socket) -> None:
        stream = publishes(connection)
        for (_, one), (_, other) in zip(stream, stream, strict=True):
            connection.sendall(puback(other) * 2 + puback(one))

    with hasty_broker(answers) as broker:
        report = Load(broker, SITE, DEVICES, messages=400, connections=1, window=50).run()
    assert (report.sent, report.acknowledged, report.resent, report.given_up) == (400, 400, 0, False)


def test_acknowledgements_in_pieces_are_put_together() -> None:
    def answers(_number: int, connection: socket.socket) -> None:
        for _, identifier in publishes(connection):
            connection.sendall(puback(identifier)[:3])
            connection.sendall(puback(identifier)[3:])

    with hasty_broker(answers) as broker:
        report = Load(broker, SITE, DEVICES, messages=400, connections=1, window=50).run()
    assert (report.sent, report.acknowledged, report.resent) == (400, 400, 0)


def test_after_a_cut_exactly_what_was_not_acknowledged_comes_again() -> None:
    came: list[list[bytes]] = []

    def answers(number: int, connection: socket.socket) -> None:
        came.append([])
        for payload, identifier in publishes(connection):
            came[-1].append(payload)
            if number == 0 and len(came[-1]) == 45:
                return  # hangs up without answering the last five
            if number > 0 or len(came[-1]) <= 40:
                connection.sendall(puback(identifier))

    with hasty_broker(answers) as broker:
        report = Load(broker, SITE, DEVICES, messages=300, rate=2_000, connections=1, window=20).run()
    first, second = came
    assert second[: report.resent][:5] == first[40:]
    assert report.resent >= 5
    assert (report.sent, report.acknowledged) == (300, 300)
    assert sorted({json.loads(payload)["ts"] for payload in [*first, *second]}) == sorted({ts for _, ts in report.readings()})
    assert len({*first, *second}) == 300


def test_a_message_that_was_never_acknowledged_is_not_in_the_account() -> None:
    def answers(_number: int, connection: socket.socket) -> None:
        for count, (_, identifier) in enumerate(publishes(connection)):
            if count < 30:
                connection.sendall(puback(identifier))

    with hasty_broker(answers) as broker:
        report = Load(broker, SITE, DEVICES, messages=100, connections=1, window=10, give_up_s=0.5).run()
    assert (report.sent, report.acknowledged, report.given_up) == (40, 30, True)
    assert len(list(report.readings())) == 30


def test_the_times_of_a_device_differ_even_when_it_speaks_faster_than_the_clock() -> None:
    def answers(_number: int, connection: socket.socket) -> None:
        for _, identifier in publishes(connection):
            connection.sendall(puback(identifier))

    with hasty_broker(answers) as broker:
        report = Load(broker, SITE, DEVICES, messages=3_000, connections=1, window=100).run()
    readings = list(report.readings())
    assert len(set(readings)) == len(readings) == 3_000
