"""A drill on real parts: Mosquitto with the rights of deploy/, each role a process; killed in the middle; broken off by a real alarm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from domain.alarm import AlarmEvent
from domain.drill import Drill, DrillState
from domain.identity import LIVE
from domain.outbox import NotificationKind
from domain.time import utc_now
from ingest.leaving import leave
from operations.drills import ending
from rules.alarms import steps
from steward.roles.drills import ROLE
from tests.drills.rehearsal import REAL, Rehearsal, live_alarms_of_area, rehearsal
from tests.e2e.chain import now_ms
from tests.e2e.installation import eventually, publisher

pytestmark = pytest.mark.real

SILENT_WITHIN = timedelta(seconds=5)
"""Half a second is usual; a machine that is busy gets more."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with rehearsal(tmp_path_factory.mktemp("drills")) as started:
        yield started


class Ear:
    """Somebody who tries to listen, and to speak, under the root of drills."""

    def __init__(self, here: Rehearsal, user: str) -> None:
        self.heard: list[str] = []
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self.client.username_pw_set(user, here.mosquitto.passwords[user])
        self.client.on_message = lambda _client, _data, message: self.heard.append(message.topic)
        self.client.connect(here.mosquitto.host, here.mosquitto.port)
        self.client.subscribe("steward-drill/#", 1)
        self.client.loop_start()
        eventually(self.client.is_connected, what="the connection of whoever tries to listen")

    def close(self) -> None:
        leave(self.client)


def real_high_water(here: Rehearsal) -> None:
    """The real pit in the yard overflows."""
    with publisher(here.in_place_of(REAL)) as client:
        for value in (False, True):
            client.publish(
                f"steward/v1/{REAL}/telemetry", f'{{"ts": {now_ms()}, "values": {{"float_overflow": {str(value).lower()}}}}}', qos=1
            ).wait_for_publish(20)


def settled(here: Rehearsal, drill: Drill) -> None:
    """It is over, and has left nothing but its record."""
    eventually(lambda: here.drill(drill).ended_at is not None, within_s=60, what=f"the end of the drill: {here.said()}")
    eventually(lambda: not (here.journals / drill.id).exists(), within_s=60, what=f"the end of its journal: {here.said()}")


def test_a_drill_goes_on_after_kill_9_and_a_real_alarm_breaks_it_off(here: Rehearsal) -> None:
    ears = [Ear(here, user) for user in ("integrator", "steward", REAL)]
    drill = here.begun()
    first = here.await_alarm(drill.id, "fire_detector.smoke", "t2-smoke-17")

    here.kill(ROLE)
    killed_at = utc_now()
    with publisher(here.in_place_of("integrator")) as stranger:
        topic = "steward-drill/v1/court/t2-smoke-19/telemetry"
        stranger.publish(topic, f'{{"ts": {now_ms()}, "values": {{"smoke": true}}}}', qos=1).wait_for_publish(20)
    here.start(ROLE)
    eventually(lambda: bool(here.stored(drill.id, killed_at)), within_s=90, what=f"its voice again: {here.said()}")
    second = here.await_alarm(drill.id, "fire_detector.smoke", "t2-smoke-19")
    # Nobody but its own user speaks in a drill: the second detector senses smoke when the scenario says so, and not before.
    assert drill.started_at is not None
    assert second.occurred_at >= drill.started_at + timedelta(seconds=60)
    smoke = [each for each in here.alarms(drill.id) if each.rule == "fire_detector.smoke"]
    assert [each.asset for each in smoke] == ["t2-smoke-17", "t2-smoke-19"]
    assert next(each for each in smoke if each.asset == first.asset).episode == first.episode
    assert here.drill(drill).state is DrillState.RUNNING

    real_high_water(here)
    real = here.await_alarm(LIVE, "sump.overflow", "yard-pit")
    over = here.drill(drill)
    with here.records.reading() as tx:
        committed_at = tx.alarms.history(real.id)[0].at
    assert (over.state, over.interrupted_by, over.ended_at) == (DrillState.INTERRUPTED, real.id, committed_at)
    settled(here, drill)
    with here.records.reading() as tx:
        events = [each.event for each in tx.events.after(0, limit=10_000)]
        assert tx.alarms.open_at("court", drill.id) == []
        told = [each for each in tx.outbox.list(limit=500) if each.kind is NotificationKind.DRILL and each.realm == LIVE]
    end = next(index for index, event in enumerate(events) if event.subject_id == drill.id and event.body.get("state") == "interrupted")
    later = [event for event in events[end:] if event.realm == drill.id]
    assert [event.transition for event in later if event.transition not in ("notification", "call-out")] == []
    assert [each.title.zh for each in told] == ["真实告警！演练已中断"]
    # Silent: nothing that was said much later is stored, and there is nobody who could say more.
    assert over.ended_at is not None
    assert here.stored(drill.id, over.ended_at + SILENT_WITHIN) == []
    assert live_alarms_of_area(here) == []
    assert not here.speaks(LIVE)
    assert [ear.heard for ear in ears] == [[], [], []]
    for ear in ears:
        ear.close()


def test_a_drill_outlives_its_broker_and_its_worker_and_ends_while_nobody_plays_it(here: Rehearsal) -> None:
    with here.records.transaction() as tx:
        for alarm in tx.alarms.open_at("court", LIVE):
            steps.acknowledge(tx, alarm.id, by="manager", at=utc_now())
    drill = here.begun()
    eventually(lambda: bool(here.stored(drill.id, drill.planned_at)), within_s=90, what=f"its voice: {here.said()}")
    for role in ("broker", "worker"):
        here.kill(role)
    back_at = utc_now()
    here.start_broker()
    here.start("worker")
    here.await_alarm(drill.id, "fire_detector.smoke", "t2-smoke-19", within_s=150)
    assert here.stored(drill.id, back_at)
    smoke = [each.asset for each in here.alarms(drill.id) if each.rule == "fire_detector.smoke"]
    assert (smoke, here.drill(drill).state) == (["t2-smoke-17", "t2-smoke-19"], DrillState.RUNNING)
    here.kill(ROLE)
    with here.records.transaction() as tx:
        ending.stop(tx, drill.id, site=here.site, by="manager", at=utc_now(), reason="够了")
    assert (here.journals / drill.id).exists()
    here.start(ROLE)
    settled(here, drill)
    with here.records.reading() as tx:
        assert {entry.event for alarm in here.alarms(drill.id) for entry in tx.alarms.history(alarm.id)[-1:]} <= {AlarmEvent.RETIRED}
    assert not here.speaks(LIVE)
