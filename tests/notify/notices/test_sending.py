"""Notices on their way: by real adapters to servers that misbehave; counted, repeated under the same key, and never of a drill."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.notice import Notice, NoticeState
from domain.notice_delivery import Counts, NoticeDelivery, RecipientEnd, SendState
from domain.outbox import NotificationKind
from domain.records import Records
from domain.text import Text
from domain.time import utc_now
from notify.channels.sms import short_key
from notify.notices.messages import KEEP_TRYING
from notify.notices.pump import CLAIM, Outlet, Pump
from operations.notices import recipients, steps, updating
from operations.notices.tokens import off_token, page_token
from tests.house.test_imports_point_one_way import ROOT
from tests.ingest.awaiting import eventually
from tests.notify.channels.cases.email import EMAIL
from tests.notify.channels.cases.telephone import SMS
from tests.notify.channels.cases.wecom import CASES as WECOM_CASES
from tests.notify.channels.contract import Opened, opened
from tests.notify.channels.servers.platform import Asked, Reply, Trouble
from tests.notify.channels.servers.sms import SmsServer
from tests.operations.notices.scenes import HOUR, MINUTE, OUTLETS, SECRET, SITE, T0, approved, import_people, now, published

URL = "https://steward.example.com"
ROBOT = next(case for case in WECOM_CASES if case.kind == "wecom-robot")


class Clock:
    def __init__(self, at: datetime = T0) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@contextmanager
def outlets(data_dir: Path) -> Iterator[Mapping[str, Opened]]:
    with opened(ROBOT, data_dir) as group, opened(SMS, data_dir) as texts, opened(EMAIL, data_dir) as mails:
        yield {"group": group, "texts": texts, "mails": mails}


def pump_on(records: Records, ways: Mapping[str, Opened], clock: Clock) -> Pump:
    return Pump(records, {name: Outlet(each.case.kind, each.channel) for name, each in ways.items()}, SECRET, clock, public_url=URL, jitter=random.Random(1))


def counts(records: Records, notice: Notice) -> Mapping[str, Counts]:
    with records.reading() as tx:
        return {each.channel: each for each in tx.notices.counts([notice.id])[notice.id]}


def deliveries(records: Records, notice: Notice) -> list[NoticeDelivery]:
    with records.reading() as tx:
        return list(tx.notices.deliveries.list(notice.id, limit=200).items)


def test_it_goes_by_every_channel_in_the_reader_s_language_with_the_link_to_its_page(records: Records, tmp_path: Path) -> None:
    import_people(records)
    notice = published(records)
    with outlets(tmp_path) as ways:
        assert pump_on(records, ways, Clock()).once() == 4
        (group,) = ways["group"].server.shown.values()
        texts = list(ways["texts"].server.shown.values())
        (mail,) = ways["mails"].server.shown.values()
    page = f"{URL}/n/{page_token(SECRET, notice.id)}"
    assert group.startswith("关于2号楼、3号楼临时停水的紧急通知")
    assert group.endswith(page)
    chinese, english = sorted(texts, key=lambda each: "Water cut" in each)
    assert chinese.startswith("【滨江物业】关于2号楼、3号楼临时停水")
    assert "Water cut: Tower 2 and Tower 3" in english
    with records.reading() as tx:
        person = next(each for each in tx.notices.recipients.of(SITE.id, "sms") if each.unit == "t2-201")
    assert english.endswith(f"{page}#{off_token(SECRET, person.id)}")
    assert "停水" in mail
    assert counts(records, notice) == {"group": Counts("group", sent=1), "texts": Counts("texts", sent=2), "mails": Counts("mails", sent=1)}


@pytest.mark.parametrize("trouble", [Trouble.DOWN, Trouble.HANGS_UP, Trouble.GARBAGE, Trouble.TOO_MANY, Trouble.BUSY])
def test_what_a_server_refuses_for_now_is_tried_again_under_the_same_key(records: Records, tmp_path: Path, trouble: Trouble) -> None:
    import_people(records)
    notice = published(records)
    clock = Clock()
    with opened(SMS, tmp_path) as texts:
        pump = pump_on(records, {"texts": texts}, clock)
        texts.server.trouble = trouble
        pump.once()
        assert counts(records, notice)["texts"] == Counts("texts", queued=2)
        assert all(each.error for each in deliveries(records, notice) if each.channel == "texts")
        texts.server.trouble = None
        clock.at = T0 + MINUTE
        pump.once()
        keys = {short_key(each.key) for each in deliveries(records, notice) if each.channel == "texts"}
        assert set(texts.server.shown) == keys
    assert counts(records, notice)["texts"] == Counts("texts", sent=2)


def test_a_server_that_is_down_for_hours_is_given_up_and_the_staff_is_told_once(records: Records, tmp_path: Path) -> None:
    import_people(records)
    notice = published(records)
    clock = Clock()
    with opened(SMS, tmp_path) as texts:
        texts.server.trouble = Trouble.DOWN
        pump = pump_on(records, {"texts": texts}, clock)
        while clock.at < T0 + KEEP_TRYING + HOUR:
            pump.once()
            clock.at += 10 * MINUTE
    assert counts(records, notice)["texts"] == Counts("texts", failed=2)
    with records.reading() as tx:
        told = [each for each in tx.outbox.list() if each.kind is NotificationKind.NOTICE and "未送达" in each.title.zh]
    assert sorted(each.posts for each in told) == [("manager",), ("service_centre",)]
    assert not any("138" in each.body.zh for each in told)


def test_a_number_that_does_not_exist_ends_and_is_wiped(records: Records, tmp_path: Path) -> None:
    import_people(records)
    notice = published(records)
    with opened(SMS, tmp_path) as texts:
        texts.server.trouble = Trouble.GONE
        pump_on(records, {"texts": texts}, Clock()).once()
    assert counts(records, notice)["texts"] == Counts("texts", failed=2)
    with records.reading() as tx:
        gone = [each for each in tx.notices.recipients.list(("*",)).items if each.ended is RecipientEnd.GONE]
    assert [each.sealed for each in gone] == ["", ""]


def test_an_update_and_the_closing_go_out_as_such(records: Records, tmp_path: Path) -> None:
    notice = published(records)
    more = Text("管道已更换，正在试压。", "Being tested.")
    with records.transaction() as tx:
        wrote = updating.write_update(tx, notice.id, more, until=None, closing=True, site=SITE, by="desk", at=T0)
        updating.approve_update(tx, notice.id, wrote.updates[0].id, site=SITE, outlets=OUTLETS, by="manager", at=T0)
    with opened(ROBOT, tmp_path) as group:
        pump_on(records, {"group": group}, Clock()).once()
        first, second = sorted(group.server.shown.values(), key=lambda each: each.startswith("【已恢复】"))
    assert first.startswith("关于2号楼、3号楼临时停水")
    assert second.startswith("【已恢复】关于2号楼、3号楼临时停水")
    assert "管道已更换" in second


def test_what_was_withdrawn_and_whoever_opted_out_in_between_get_nothing(records: Records, tmp_path: Path) -> None:
    import_people(records)
    kept, gone = published(records), published(records)
    with records.transaction() as tx:
        steps.withdraw(tx, gone.id, words="误发", by="manager", at=T0)
        person = next(each for each in tx.notices.recipients.of(SITE.id, "sms") if each.unit == "t2-201")
        recipients.opt_out(tx, off_token(SECRET, person.id), T0)
    with outlets(tmp_path) as ways:
        pump_on(records, ways, Clock()).once()
        assert len(ways["texts"].server.shown) == 1
        assert len(ways["group"].server.shown) == 1
    assert counts(records, gone)["texts"] == Counts("texts", cancelled=2)
    assert counts(records, kept)["texts"] == Counts("texts", sent=1, cancelled=1)


def test_a_notice_that_became_a_drill_s_or_was_never_let_out_is_not_handed_over(records: Records, tmp_path: Path) -> None:
    notice = published(records)
    waits = approved(records)
    with records.transaction() as tx:
        tx.notices.save(replace(now(records, notice), realm="drill-1"), [])
        tx.notices.deliveries.add(NoticeDelivery("forged", "forged", waits.id, SITE.id, "live", "group", T0, next_at=T0))
    with opened(ROBOT, tmp_path) as group:
        pump_on(records, {"group": group}, Clock()).once()
        assert group.server.shown == {}
    assert {each.state for each in (*deliveries(records, notice), *deliveries(records, waits)) if each.channel == "group"} == {SendState.CANCELLED}
    assert now(records, waits).state is NoticeState.APPROVED


def test_two_workers_send_everything_once(records: Records, tmp_path: Path) -> None:
    import_people(records, many_people(60))
    notice = published(records)
    with opened(SMS, tmp_path) as texts:
        pumps = [pump_on(records, {"texts": texts}, Clock()) for _ in range(2)]
        with ThreadPoolExecutor(2) as both:
            tried = list(both.map(lambda pump: pump.once(), pumps))
        assert isinstance(texts.server, SmsServer)
        assert len(texts.server.asked) == len(texts.server.shown) == sum(tried) == 60
    assert counts(records, notice)["texts"] == Counts("texts", sent=60)


def many_people(number: int) -> str:
    return "unit,phone,consent\n" + "".join(f"t2-101,139{each:08d},yes\n" for each in range(number))


class HoldsAfter(SmsServer):
    """Answers the first `number`, and then holds every request until it is let go."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.left = number
        self.holding = threading.Event()

    def judge(self, asked: Asked) -> Reply | None:
        with self.lock:
            self.left -= 1
            holds = self.left < 0 and not self.let_go.is_set()
        if holds:
            with self.lock:
                self.asked.append(asked)
                taken = self.take(asked)  # it has the message, and never says so
            self.holding.set()
            self.let_go.wait(240)
            return taken
        return super().judge(asked)


def test_killed_in_the_middle_of_sending_nothing_is_lost_and_what_is_repeated_has_its_old_key(records: Records, records_url: str) -> None:
    """Kill -9 while some are answered, some are taken but not answered, and some have not left."""
    begun = utc_now()
    import_people(records, many_people(30), at=begun)
    notice = published(records, at=begun)
    server = HoldsAfter(5)
    try:
        first = process(records_url, server.url, 1)
        assert server.holding.wait(240)
        eventually(lambda: counts(records, notice)["texts"] == Counts("texts", queued=25, sent=5), within_s=240)
        first.send_signal(signal.SIGKILL)
        first.wait()
        taken = len(server.asked)
        server.let_go.set()
        second = process(records_url, server.url, int(CLAIM / timedelta(seconds=1)) + 30)
        try:
            eventually(lambda: counts(records, notice)["texts"] == Counts("texts", sent=30), within_s=240)
        finally:
            second.send_signal(signal.SIGKILL)
            second.wait()
        assert set(server.shown) == {short_key(each.key) for each in deliveries(records, notice) if each.channel == "texts"}
        assert 30 <= len(server.asked) <= 30 + taken
    finally:
        server.close()


def process(url: str, address: str, ahead_s: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.notify.notices.worker_process", url, address, str(ahead_s)], cwd=ROOT)
