"""Whom notifications called is forgotten with them: whole, and not as long as somebody is being called."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.records import Records
from domain.retention import DataKind
from tests.operations.escalation.scenes import GUARD, Night, night, notification, reach

SOON, LATE = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def scene(records: Records) -> Night:
    """The guard has been called for one thing that has an alarm, by push."""
    scene = night(records, "push")
    reach(records, GUARD, "push")
    scene.tell(notification(alarms=("a1",)))
    scene.step()
    return scene


def forget(scene: Night, age: timedelta) -> None:
    with scene.records.transaction() as tx:
        tx.housekeeping.forget_before(DataKind.NOTIFICATIONS, scene.now + age)


def test_what_nobody_has_answered_yet_stays_however_old(scene: Night) -> None:
    before = scene.ladder()
    forget(scene, LATE)
    assert len(scene.call_outs()) == 1
    assert scene.ladder() == before


def test_what_is_over_goes_with_its_messages_and_its_alarms(scene: Night) -> None:
    known = scene.only()
    scene.until(600)
    forget(scene, -LATE)
    assert scene.call_outs()[0].id == known.id
    forget(scene, SOON)
    assert scene.call_outs() == []
    with scene.records.reading() as tx:
        assert tx.call_outs.deliveries([known.id])[known.id] == []
        assert tx.call_outs.about(alarm_id="a1") == []
    assert scene.step(5) == 0
