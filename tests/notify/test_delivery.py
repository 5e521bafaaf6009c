"""Messages on their way: claimed, sent once, tried again with patience, given up at the end; floods, quiet hours, crashes."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from domain.call_out import CallState, Proof, QuietHours
from domain.contact import ContactEnd
from domain.outbox import DeliveryState
from domain.records import Records
from domain.severity import Severity
from domain.text import Text
from notify.backoff import TRIES, wait_after
from notify.channels.message import Message, NotifyError, Sent
from tests.operations.escalation.scenes import (
    BUSY,
    GONE,
    GUARD,
    REFUSED,
    Line,
    Night,
    night,
    notification,
    reach,
    with_ladders,
)
from tests.operations.scenes import T0, told

MEDIUM = Severity.MEDIUM


def on_the_phone(records: Records, *names: str) -> Night:
    """The guard can be reached by these; nobody else by anything."""
    scene = night(records, *names)
    reach(records, GUARD, *names)
    return scene


def test_what_waits_is_sent_once(records: Records) -> None:
    scene = on_the_phone(records, "push")
    scene.tell(notification("a", severity=MEDIUM), notification("b", severity=MEDIUM))
    assert scene.step() == 2
    assert scene.step(3600) == 0
    assert [(one.state, one.sent_at) for one in told(records)] == [(DeliveryState.SENT, T0)] * 2


def test_the_open_page_hears_of_it_with_all_that_leads_on(records: Records) -> None:
    scene = on_the_phone(records)
    scene.tell(notification(order="o1", alarms=("a1",)))
    scene.step()
    (event,) = scene.logged("notification")
    assert (event["key"], event["work_order_id"], event["alarm_ids"], event["severity"], event["called"]) == ("n1", "o1", ["a1"], "critical", ["wang"])


def test_what_fails_is_tried_again_after_a_while_under_the_same_key(records: Records) -> None:
    scene = on_the_phone(records, "push")
    scene.lines["push"].failures = [BUSY]
    scene.tell(notification(severity=MEDIUM))
    assert scene.step() == 0
    (waiting,) = [each for each in scene.ladder() if each.channel == "push"]
    assert (waiting.proof, waiting.attempts, waiting.error) == (Proof.QUEUED, 1, "busy")
    assert scene.step(3) == 1
    (sent,) = [each for each in scene.ladder() if each.channel == "push"]
    assert (sent.proof, sent.error, sent.key) == (Proof.SENT, None, scene.lines["push"].keys[0])


def test_a_permanent_refusal_is_not_tried_again_and_marks_the_way(records: Records) -> None:
    scene = on_the_phone(records, "push")
    scene.lines["push"].failures = [REFUSED]
    scene.tell(notification(severity=MEDIUM))
    scene.step()
    assert scene.step(3600) == 0
    with records.reading() as tx:
        contact = tx.contacts.get("wang-push")
    assert contact is not None
    assert (contact.failure, contact.active) == ("no such number", True)


def test_an_address_that_is_gone_is_ended_and_never_tried_again(records: Records) -> None:
    scene = on_the_phone(records, "push")
    scene.lines["push"].failures = [GONE]
    scene.tell(notification(severity=MEDIUM))
    scene.step()
    with records.reading() as tx:
        contact = tx.contacts.get("wang-push")
    assert contact is not None
    assert contact.ended == ContactEnd.GONE
    scene.tell(notification("later", severity=MEDIUM, at=scene.now))
    assert scene.step(1) == 0


def test_after_enough_tries_it_is_given_up(sqlite_records: Records) -> None:
    scene = on_the_phone(sqlite_records, "push")
    scene.lines["push"].failures = [BUSY] * 100
    scene.tell(notification(severity=MEDIUM))
    scene.until(6 * 3600, every=700)
    (failed,) = [each for each in scene.ladder() if each.channel == "push"]
    assert (failed.attempts, failed.next_at, failed.error) == (TRIES, None, "busy")
    assert failed.failed_at is not None


def test_the_other_side_may_ask_for_patience(sqlite_records: Records) -> None:
    scene = on_the_phone(sqlite_records, "push")
    scene.lines["push"].failures = [NotifyError("429", retry_after_s=300)]
    scene.tell(notification(severity=MEDIUM))
    scene.step()
    assert scene.step(299) == 0
    assert scene.step(1) == 1


def test_what_is_of_no_use_any_more_is_given_up_and_says_so(sqlite_records: Records) -> None:
    scene = on_the_phone(sqlite_records, "push")
    scene.lines["push"].failures = [NotifyError("429", retry_after_s=3600)]
    scene.tell(notification())
    scene.step()
    scene.step(3601)
    (failed,) = [each for each in scene.ladder() if each.channel == "push"]
    assert (scene.lines["push"].heard, failed.error is not None, failed.next_at) == ([], True, None)


def test_a_fault_of_our_own_keeps_nobody_else_waiting(sqlite_records: Records) -> None:
    scene = on_the_phone(sqlite_records, "push")
    scene.lines["push"].failures = [ZeroDivisionError("wang's number")]
    scene.tell(notification("a", severity=MEDIUM), notification("b", severity=MEDIUM))
    assert scene.step() == 1
    assert {each.error for each in scene.ladder()} == {None, "ZeroDivisionError"}


def test_a_channel_that_is_down_delays_no_other(records: Records) -> None:
    scene = on_the_phone(records, "push", "wecom")
    scene.lines["wecom"].failures = [BUSY] * 100
    scene.tell(notification(severity=MEDIUM))
    assert scene.step() == 1
    assert scene.everything() == [(0, "wang", "push")]


def test_a_channel_that_hangs_delays_no_other(sqlite_records: Records) -> None:
    scene = on_the_phone(sqlite_records, "push", "wecom")
    let_go, sent = threading.Event(), threading.Event()

    class Hanging(Line):
        def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
            assert let_go.wait(60)
            return super().send(message, address, now)

    class Quick(Line):
        def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
            sent.set()
            return super().send(message, address, now)

    scene.channels = {"page": scene.channels["page"], "wecom": Hanging("wecom", scene.clock), "push": Quick("push", scene.clock)}
    worker, stop = scene.worker(), threading.Event()
    scene.tell(notification(severity=MEDIUM))
    thread = threading.Thread(target=worker.run, args=(stop, lambda _error: None))
    thread.start()
    try:
        assert sent.wait(60)
    finally:
        let_go.set()
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


class PowerCut(BaseException):
    """The process dies; nobody catches that."""


def test_a_crash_while_sending_repeats_it_later_under_the_same_key(records: Records) -> None:
    scene = on_the_phone(records, "push")
    scene.tell(notification(severity=MEDIUM))

    class Dying(Line):
        def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
            super().send(message, address, now)
            raise PowerCut

    dying = Dying("push", scene.clock)
    scene.channels = {**scene.channels, "push": dying}
    with pytest.raises(PowerCut):
        scene.worker().once()
    scene.channels = {**scene.channels, "push": scene.lines["push"]}
    scene.deliveries = scene.worker()
    assert scene.step(1) == 0
    assert scene.step(60) == 1
    assert dying.keys == scene.lines["push"].keys


def test_while_one_is_sending_another_leaves_it_alone(records: Records) -> None:
    scene = on_the_phone(records, "push")
    scene.tell(notification(severity=MEDIUM))
    other = scene.worker()

    class Slow(Line):
        def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
            assert other.once() == 0
            return super().send(message, address, now)

    scene.channels = {**scene.channels, "push": Slow("push", scene.clock)}
    assert scene.worker().once() == 1
    assert scene.lines["push"].heard == []


def test_a_drill_is_marked_and_leaves_only_by_what_takes_drills(records: Records) -> None:
    scene = on_the_phone(records, "push", "wecom")
    scene.lines["wecom"].takes_drills = True
    scene.deliveries = scene.worker()
    scene.tell(notification(realm="drill-7", title=Text("门被强行打开", "Door forced")))
    scene.step()
    assert [line for _, _, line in scene.everything()] == ["wecom"]
    ((_, message, _),) = scene.lines["wecom"].heard
    assert (message.title, message.drill) == (Text("【演练】门被强行打开", "[DRILL] Door forced"), True)
    (event,) = scene.logged("notification")
    assert (event["title"], event["drill_id"]) == ({"zh": "【演练】门被强行打开", "en": "[DRILL] Door forced"}, "drill-7")


def test_a_flood_becomes_one_digest_that_names_every_critical_alarm(records: Records) -> None:
    scene = on_the_phone(records, "push")
    critical = [notification(f"c{n}", title=Text(f"困人 {n:02}#", f"Entrapment {n:02}#")) for n in range(20)]
    others = [notification(f"m{n}", severity=Severity.HIGH, title=Text(f"水位 {n}", f"Level {n}")) for n in range(180)]
    scene.tell(*critical, *others)
    scene.until(20, every=1)
    messages = [message for _, message, _ in scene.lines["push"].heard]
    assert len(messages) == 2
    said = " ".join(f"{message.title.zh} {message.body.zh}" for message in messages)
    assert [n for n in range(20) if f"困人 {n:02}#" not in said] == []
    covered = [each for each in scene.ladder() if each.channel == "push" and each.covered_by is not None]
    assert len(covered) == 200 - len(messages)
    assert {each.proof for each in covered} == {Proof.SENT}


def test_a_trickle_is_told_singly_at_first_and_then_gathered(records: Records) -> None:
    scene = on_the_phone(records, "push")
    scene.trickle([notification(f"m{n:02}", severity=MEDIUM) for n in range(20)])
    moments = [at for at, _, _ in scene.lines["push"].heard]
    assert moments[:5] == [1, 2, 3, 4, 5]
    assert all(later - earlier >= 10 for earlier, later in pairwise(moments[5:]))
    scene.step(30)
    assert len([each for each in scene.ladder() if each.channel == "push" and each.proof is Proof.QUEUED]) == 0


def test_several_notifications_about_one_order_are_one_message(records: Records) -> None:
    scene = on_the_phone(records, "push")
    scene.tell(*(notification(f"n{n}", severity=MEDIUM, order="o1") for n in range(3)))
    assert scene.step() == 1


def test_a_second_message_about_one_order_says_what_is_new(sqlite_records: Records) -> None:
    scene = on_the_phone(sqlite_records, "push")
    scene.tell(notification("a", order="o1"))
    scene.step()
    scene.tell(notification("b", order="o1", title=Text("又一条", "One more"), at=scene.now))
    scene.step(5)
    assert [message.title.zh for _, message, _ in scene.lines["push"].heard] == ["告警 a", "又一条"]
    assert [each.state for each in scene.call_outs()] == [CallState.CALLING, CallState.SETTLED]


def test_quiet_hours_hold_what_can_wait_and_critical_passes_them(records: Records) -> None:
    scene = on_the_phone(records, "push")
    with records.transaction() as tx:
        tx.call_outs.set_quiet_hours("wang", QuietHours("wang", 23 * 60, 1 * 60))  # T0 is 23:59 at the site
    scene.tell(notification("medium", severity=MEDIUM), notification("critical"))
    scene.step()
    assert [message.title.en for _, message, _ in scene.lines["push"].heard] == ["Alarm critical"]
    scene.step(61 * 60)
    assert [message.title.en for _, message, _ in scene.lines["push"].heard] == ["Alarm critical", "Alarm medium"]


def test_a_group_chat_is_told_once_and_proves_nothing_about_anybody(records: Records) -> None:
    scene = night(records, groups=("wecom-robot",))
    scene.tell(notification("a", order="o1"), notification("b", order="o1"))
    assert scene.step() == 1
    scene.step(15)
    assert scene.call_outs()[0].step > 0


def test_the_secrets_of_receipts_stand_in_messages_and_nowhere_else(records: Records) -> None:
    scene = on_the_phone(records, "push")
    scene.tell(notification())
    scene.step()
    ((_, message, _),) = scene.lines["push"].heard
    assert message.receipt is not None
    assert len(message.receipt) >= 40
    with records.reading() as tx:
        written = repr(tx.events.after(0)) + repr(scene.ladder()) + repr(scene.call_outs())
    assert message.receipt not in written


def test_what_is_of_no_known_site_is_told_to_nobody(sqlite_records: Records) -> None:
    scene = on_the_phone(sqlite_records, "push")
    scene.tell(replace(notification(), site="elsewhere"))
    assert scene.step() == 0
    assert told(sqlite_records)[0].state is DeliveryState.FAILED


def test_a_site_may_have_other_limits(sqlite_records: Records) -> None:
    site = with_ladders(change=lambda ladders: replace(ladders, singly=100))
    scene = night(sqlite_records, "push", site=site)
    reach(sqlite_records, GUARD, "push")
    scene.tell(*(notification(f"m{n}", severity=MEDIUM) for n in range(40)))
    assert scene.step() == 40


def test_each_phone_of_a_person_is_told(sqlite_records: Records) -> None:
    scene = night(sqlite_records, "push")
    reach(sqlite_records, GUARD, "push", device="-1")
    reach(sqlite_records, GUARD, "push", device="-2")
    scene.tell(notification())
    assert scene.step() == 2
    assert {address["device"] for _, _, address in scene.lines["push"].heard} == {"-1", "-2"}


@pytest.mark.parametrize("tries", range(1, 12))
def test_waiting_grows_has_jitter_and_an_end(tries: int) -> None:
    waits = {wait_after(tries, asked_s=None, jitter=random.Random(seed)) for seed in range(20)}
    longest = timedelta(seconds=min(600, 2**tries))
    assert longest / 2 <= min(waits) < max(waits) <= longest


def test_nobody_makes_us_wait_for_ever() -> None:
    assert wait_after(1, asked_s=1e9, jitter=random.Random(1)) == timedelta(hours=1)
