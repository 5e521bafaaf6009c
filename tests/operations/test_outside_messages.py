"""Whether messages still get out of the house, as their own tries tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.call_out import Delivery
from domain.records import Records
from notify.channels.message import NotifyError
from operations.outside_messages import LOOKED_BACK, Stuck, outside_messages, stuck
from tests.operations.escalation.scenes import GUARD, Night, night, notification, on_post, reach
from tests.operations.scenes import SITE, T0

SECOND = timedelta(seconds=1)


def found(scene: Night) -> Stuck | None:
    with scene.records.reading() as tx:
        return outside_messages(tx, SITE.id, scene.now)


def a_night_with_a_guard(records: Records) -> Night:
    scene = night(records, "push", "sms")
    on_post(records, GUARD, None)
    reach(records, GUARD, "push", "sms")
    return scene


def test_what_never_got_out_is_told_with_since_when_and_by_what(records: Records) -> None:
    scene = a_night_with_a_guard(records)
    for line in scene.lines.values():
        line.failures += [NotifyError("no way out", permanent=False) for _ in range(50)]
    scene.tell(notification())
    scene.step()
    assert found(scene) == Stuck(T0, ("push",))


def test_one_message_that_gets_out_ends_it(records: Records) -> None:
    scene = a_night_with_a_guard(records)
    scene.lines["push"].failures.append(NotifyError("no way out", permanent=False))
    scene.tell(notification())
    scene.step()
    assert found(scene) is not None
    scene.until(120)
    assert found(scene) is None


def test_it_is_not_told_of_yesterday(sqlite_records: Records) -> None:
    scene = a_night_with_a_guard(sqlite_records)
    scene.lines["push"].failures += [NotifyError("no way out", permanent=True)]
    scene.tell(notification())
    scene.step()
    scene.now += LOOKED_BACK + SECOND
    assert found(scene) is None


@pytest.mark.parametrize(
    "told",
    [
        Delivery("d", "c", "riverside", "live", "wang", "page", None, "k", 0, T0, attempts=1, error="closed"),
        Delivery("d", "c", "riverside", "live", "wang", "push", None, "k", 0, T0, attempts=0, error="no address"),
        Delivery("d", "c", "riverside", "live", "wang", "push", None, "k", 0, T0, attempts=1, error="late", sent_at=T0),
        Delivery("d", "c", "riverside", "live", "wang", "push", None, "k", 0, T0),
    ],
    ids=["the open page", "never tried", "sent at last", "still to come"],
)
def test_this_alone_says_nothing_of_the_way_out(told: Delivery) -> None:
    assert stuck([told]) is None
