"""What comes over a connection is given out only after the site was confirmed to be ours, since the connection was made."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from domain.records import LeaseLost
from ingest.confirmed_session import UNCONFIRMED, ConfirmedSession
from tests.ingest.awaiting import eventually
from tests.ingest.fakes import FakeSession


@dataclass
class Records:
    """Whether the records say that the site is ours; `None`: they are away."""

    ours: bool | None = True
    asked: int = 0

    def confirm(self) -> bool:
        self.asked += 1
        if self.ours is False:
            raise LeaseLost("somebody else has it")
        return self.ours is True


def payloads(session: ConfirmedSession) -> list[bytes]:
    return [message.payload for message in session.receive(10, 0.01)]


def test_it_is_asked_once_for_each_connection() -> None:
    broker, records = FakeSession(), Records()
    session = ConfirmedSession(broker, records.confirm)
    for n in range(3):
        broker.put("t", b"%d" % n, 0)
        assert payloads(session) == [b"%d" % n]
    assert (session.connected, session.trouble, records.asked) == (True, "", 1)
    broker.reconnect()
    assert not session.connected
    assert payloads(session) == [b"0", b"1", b"2"]
    assert records.asked == 2


def test_nothing_is_given_out_over_a_connection_that_came_after_the_site_was_lost() -> None:
    broker, records = FakeSession(), Records()
    session = ConfirmedSession(broker, records.confirm)
    broker.put("t", b"0", 0)
    assert payloads(session) == [b"0"]
    records.ours = False
    broker.reconnect()
    with pytest.raises(LeaseLost):
        session.receive(10, 0.01)
    assert broker.acknowledged == []


def test_while_the_records_cannot_say_messages_wait_and_none_is_lost() -> None:
    broker, records = FakeSession(), Records(ours=None)
    session = ConfirmedSession(broker, records.confirm)
    for n in range(3):
        broker.put("t", b"%d" % n, 0)
    assert payloads(session) == payloads(session) == []
    assert (session.connected, session.trouble, session.waiting) == (False, UNCONFIRMED, 3)
    records.ours = True
    given: list[bytes] = []

    def come() -> bool:
        given.extend(payloads(session))
        return bool(given)

    eventually(come)
    assert given == [b"0", b"1", b"2"]
    assert (session.connected, session.waiting) == (True, 0)
