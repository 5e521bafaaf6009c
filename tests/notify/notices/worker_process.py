"""A worker that sends notices, in a process of its own, to be killed: ``python -m tests.notify.notices.worker_process URL ADDRESS SECONDS_AHEAD``."""

from __future__ import annotations

import sys
import threading
from datetime import timedelta

from domain.time import utc_now
from egress.addresses import allowed
from egress.client import Egress
from notify.channels.channel import Services
from notify.notices.pump import Outlet, Pump
from notify.registry import open_channels
from storage.database.records import DatabaseRecords
from tests.notify.channels.cases.telephone import SMS
from tests.notify.channels.contract import secrets_from
from tests.operations.notices.scenes import SECRET


def main(url: str, address: str, ahead_s: int) -> None:
    services = Services(Egress(allowed(["http://127.0.0.1"]), within_s=120), secrets_from(SMS.secrets), "https://steward.example.com")
    channel = open_channels({"sms": SMS.settings(address)}, services)["sms"]
    records = DatabaseRecords(url, clock=utc_now)
    pump = Pump(records, {"texts": Outlet("sms", channel)}, SECRET, lambda: utc_now() + timedelta(seconds=ahead_s), public_url="https://steward.example.com")
    pump.run(threading.Event(), lambda _: None)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
