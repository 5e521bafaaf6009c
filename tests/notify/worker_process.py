"""A worker's deliveries in a process of its own, to be killed: ``python -m tests.notify.worker_process URL ADDRESS SECONDS_AHEAD PACE [DIES]``.

Its clock is so many seconds ahead when it starts and goes `PACE` times as fast as others.

`DIES` names a point at which it kills itself with SIGKILL (`tests.notify.dying`).
"""

from __future__ import annotations

import sys
import threading
import urllib.request
from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.records import Records
from domain.time import utc_now
from notify.channels.channel import Channel, Reaches
from notify.channels.message import Message, Sent
from notify.channels.page import Page
from notify.claiming import PostOffice
from notify.delivery import Deliveries
from storage.database.records import DatabaseRecords
from tests.notify.dying import dying
from tests.operations.escalation.scenes import SECRETS, PlainAddresses
from tests.operations.scenes import SITE


class Wire:
    """Posts the key to a local server."""

    reaches = Reaches.PERSON
    takes_drills = False

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self._address = address

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        assert now.tzinfo is not None
        asked = urllib.request.Request(self._address, data=f"{self.name} {address['of']} {message.key}".encode(), method="POST")  # noqa: S310  the test's own server
        with urllib.request.urlopen(asked, timeout=300) as answer:  # noqa: S310  the test's own server
            answer.read()
        return Sent()


def main(url: str, address: str, ahead_s: int, pace: int, dies: str | None = None) -> None:
    begun = utc_now()
    opened = DatabaseRecords(url, clock=utc_now)
    records: Records = opened if dies is None else dying(opened, dies)
    channels: dict[str, Channel] = {"page": Page(), "push": Wire("push", address), "voice": Wire("voice", address)}
    office = PostOffice({SITE.id: SITE}, channels, SECRETS)
    worker = Deliveries(records, office, PlainAddresses(), lambda: begun + (utc_now() - begun) * pace + timedelta(seconds=ahead_s), watch=opened.watch())
    worker.run(threading.Event(), lambda _: None)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:])
