"""Whatever comes at once: every critical alarm is named to somebody on duty, nobody is pushed twice for one thing, and no telephone rings without end."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from domain.call_out import QuietHours
from domain.outbox import Notification, NotificationKind
from domain.post import Post
from domain.records import Records
from domain.severity import Severity
from domain.text import Text
from notify.channels.message import NotifyError
from operations.escalation.ladders import ladders_of
from tests.operations.escalation.scenes import GUARD, SECOND_GUARD, Line, Night, night, notification, on_post, reach
from tests.operations.scenes import SITE

ON_DUTY = {"wang", "zhao", "li", "sun", "ma"}
KINDS = (NotificationKind.ORDER_OPENED, NotificationKind.ORDER_JOINED, NotificationKind.ORDER_OVERDUE)
SEVERITIES = (Severity.CRITICAL, Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
POSTS = (Post.NEAREST_GUARD, Post.CONTROL_ROOM, Post.DUTY_ENGINEER)
LADDERS = ladders_of(SITE)
WITHIN_S = LADDERS.within.total_seconds()


def flood(scene: Night, chance: random.Random) -> list[Notification]:
    """Bursts within two minutes: some about the same order, some by name, all with words of their own."""
    told: list[Notification] = []
    for burst in range(chance.randint(1, 3)):
        for number in range(chance.choice((1, 6, 20))):
            key = f"{burst}-{number}"
            title = Text(f"第{key}号告警。", f"Alarm {key}.")
            posts = tuple(chance.sample(POSTS, chance.randint(1, 2)))
            order = chance.choice((None, None, f"o{chance.randint(1, 4)}"))
            told.append(notification(key, severity=chance.choice(SEVERITIES), kind=chance.choice(KINDS), posts=posts, order=order, title=title, at=scene.now))
            scene.tell(told[-1])
        scene.step(chance.choice((0, 1, 4, 15, 30)))
    for _ in range(8):
        scene.step(chance.choice((10, 15, 20)))
    return told


def crowd(records: Records, chance: random.Random) -> Night:
    """Two guards with two phones each, one of whom sleeps; a channel that is full now and then."""
    scene = night(records, "push", "voice")
    on_post(records, SECOND_GUARD, Post.CONTROL_ROOM)
    for person in (GUARD, SECOND_GUARD):
        reach(records, person, "push", device="-1")
        reach(records, person, "push", "voice", device="-2")
    with records.transaction() as tx:
        tx.call_outs.set_quiet_hours("wang", QuietHours("wang", 22 * 60, 7 * 60))
    scene.lines["push"].failures = [NotifyError("full", retry_after_s=2)] * chance.randint(0, 3)
    return scene


def heard(line: Line) -> list[tuple[float, str, str, str]]:
    """When, on which phone of whom, under which key, and all of the words."""
    return [
        (at, f"{address['of']}{address['device']}", message.key, f"{message.title.zh} {message.body.zh}")
        for at, message, address in line.heard
        if message.replaces is None
    ]


def check(scene: Night, told: list[Notification]) -> None:
    pushes = heard(scene.lines["push"])
    by_phone = Counter((phone, key) for _, phone, key, _ in pushes)
    assert [each for each, times in by_phone.items() if times > 1] == []
    words = " ".join(words for _, phone, _, words in pushes if phone.split("-", maxsplit=1)[0] in ON_DUTY)
    critical = [each.title.zh for each in told if each.severity is Severity.CRITICAL and Post.DUTY_ENGINEER.value not in each.posts]
    assert [title for title in critical if title not in words] == []
    for name, line in scene.lines.items():
        most = LADDERS.limit(name) + WITHIN_S / LADDERS.gather.total_seconds() + 1
        for at, phone, _, _ in heard(line):
            assert sum(other == phone and at <= later < at + WITHIN_S for later, other, _, _ in heard(line)) <= most


@pytest.mark.parametrize("seed", range(5))
def test_of_any_flood_every_critical_alarm_is_named_and_nobody_is_pushed_twice_for_one_thing(sqlite_records: Records, seed: int) -> None:
    chance = random.Random(seed)
    scene = crowd(sqlite_records, chance)
    check(scene, flood(scene, chance))


def test_the_same_on_postgresql(postgresql_records: Records) -> None:
    chance = random.Random(100)
    scene = crowd(postgresql_records, chance)
    check(scene, flood(scene, chance))
