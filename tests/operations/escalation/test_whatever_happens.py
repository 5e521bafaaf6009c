"""Random answers, failures, doubled workers and crashes between any two rungs: nothing is lost, nothing decided twice, nobody asked twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import pytest

from domain.call_out import Answer, CallState, Proof, Receipt
from domain.outbox import DeliveryState
from domain.people import Person
from domain.post import Post
from domain.records import Records, Transaction
from domain.severity import Severity
from notify.channels.message import Message, NotifyError, Sent
from notify.delivery import Deliveries
from notify.receipts import take
from tests.operations.escalation.scenes import CREW, GUARD, SECOND_GUARD, SECRETS, Line, Night, night, notification, on_post, reach
from tests.operations.scenes import told

CHANNELS = ("push", "voice", "sms")
POSTS = (Post.NEAREST_GUARD, Post.CONTROL_ROOM, Post.DUTY_ENGINEER)


class PowerCut(BaseException):
    """The process dies; nobody catches that."""


@dataclass
class Crashing:
    """Records whose user dies every so often, just before a commit or just after it."""

    records: Records
    chance: random.Random

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self.records.transaction() as tx:
            yield tx
            self._perhaps()
        self._perhaps()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self.records.reading() as tx:
            yield tx

    def _perhaps(self) -> None:
        if self.chance.random() < 0.04:
            raise PowerCut


class Unreliable(Line):
    """Fails now and then, and now and then the process dies when the message has left."""

    chance = random.Random()

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        if self.chance.random() < 0.15:
            raise self.chance.choice([NotifyError("busy"), NotifyError("slow down", retry_after_s=20), NotifyError("no", permanent=True)])
        sent = super().send(message, address, now)
        if self.chance.random() < 0.05:
            raise PowerCut
        return sent


@dataclass
class Chaos:
    """A night, the workers in it, and what goes wrong."""

    scene: Night
    chance: random.Random
    workers: list[Deliveries]

    @classmethod
    def on(cls, records: Records, seed: int) -> Chaos:
        scene, chance = night(records), random.Random(seed)
        on_post(records, SECOND_GUARD, None)
        reach(records, GUARD, *CHANNELS)
        reach(records, SECOND_GUARD, *CHANNELS)
        lines = {name: Unreliable(name, scene.clock) for name in CHANNELS}
        for line in lines.values():
            line.chance = chance
        scene.lines = cast("dict[str, Line]", lines)
        scene.channels = {"page": scene.channels["page"], **lines}
        chaos = cls(scene, chance, [])
        chaos.workers = [chaos.worker(), chaos.worker()]
        return chaos

    def worker(self) -> Deliveries:
        real = self.scene.records
        self.scene.records = cast("Records", Crashing(real, self.chance))
        try:
            return self.scene.worker()
        finally:
            self.scene.records = real

    def run(self, turns: int) -> None:
        for number in range(turns):
            self.scene.now += timedelta(seconds=self.chance.choice((0, 1, 3, 7, 15)))
            if number < turns // 2 and self.chance.random() < 0.3:
                self._news(number)
            for index in range(len(self.workers)):
                try:
                    self.workers[index].once()
                except PowerCut:
                    self.workers[index] = self.worker()
            self._somebody_does_something()
        self._calm()

    def _news(self, number: int) -> None:
        posts = tuple(self.chance.sample(POSTS, self.chance.randint(1, 2)))
        severity = self.chance.choice((Severity.CRITICAL, Severity.CRITICAL, Severity.HIGH, Severity.LOW))
        order = self.chance.choice((None, "o1", "o2", f"o{number}"))
        self.scene.tell(notification(f"n{number}", severity=severity, posts=posts, order=order, at=self.scene.now))

    def _somebody_does_something(self) -> None:
        ladder = [each for each in self.scene.ladder() if each.sent_at is not None and each.contact_id is not None]
        if ladder and self.chance.random() < 0.25:
            proof = self.chance.choice((Proof.RECEIVED, Proof.OPENED, Proof.ACKNOWLEDGED))
            chosen = self.chance.choice(ladder)
            receipt = Receipt(proof, self.scene.now, secret=SECRETS.of(chosen.id))
            take(self.scene.records, chosen.channel, [receipt] * self.chance.randint(1, 2), self.scene.now, sites={"riverside": self.scene.site})
        if self.chance.random() < 0.05 and self.scene.call_outs():
            call_out = self.chance.choice(self.scene.call_outs())
            person = next((each for each in CREW if each.username in call_out.people), None)
            self._answer(call_out.id, person)

    def _answer(self, call_out_id: str, person: Person | None) -> None:
        if person is not None:
            self.scene.answer(call_out_id, self.chance.choice(list(Answer)), person)

    def _calm(self) -> None:
        """Nothing goes wrong any more, and time passes."""
        self.scene.deliveries = self.scene.worker()
        for _ in range(60):
            with suppress(PowerCut):
                self.scene.step(30)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_lost_nothing_is_decided_twice_and_nobody_is_asked_twice(sqlite_records: Records, seed: int) -> None:
    chaos = Chaos.on(sqlite_records, seed)
    chaos.run(50)
    check(chaos)


@pytest.mark.parametrize("seed", [100, 101])
def test_the_same_on_postgresql(postgresql_records: Records, seed: int) -> None:
    chaos = Chaos.on(postgresql_records, seed)
    chaos.run(40)
    check(chaos)


def check(chaos: Chaos) -> None:
    """What holds whatever happens."""
    scene = chaos.scene
    notifications, call_outs = told(scene.records), scene.call_outs()
    assert {one.state for one in notifications} <= {DeliveryState.SENT}
    assert sorted(each.notification_id for each in call_outs) == sorted(one.id for one in notifications)
    assert {each.state for each in call_outs} <= {CallState.ANSWERED, CallState.UNANSWERED, CallState.SETTLED}
    begun = Counter((str(event["id"]), event["step"]) for event in scene.logged("call-out") if event["state"] == "calling")
    assert [one for one, times in begun.items() if times > 1] == []
    shown = Counter(str(event["id"]) for event in scene.logged("notification"))
    assert set(shown.values()) <= {1}
    asked = [Counter(each.people) for each in call_outs]
    assert [each for each in asked if set(each.values()) - {1}] == []
    for each in call_outs:
        sent = Counter((one.person, one.channel) for one in scene.ladder(each.id) if one.replaces is None)
        assert [one for one, times in sent.items() if times > 1] == []
    for line in scene.lines.values():
        known = {one.key for one in scene.ladder()}
        assert set(line.keys) <= known
    assert [one for one in scene.ladder() if one.next_at is not None and one.next_at < scene.now - timedelta(hours=1)] == []
