"""What the probe publishes raises the alarms of the library: a lost picture, a wrong clock; and a camera that is gone falls silent."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bridges.publisher import Broker as Address
from bridges.publisher import Publisher
from bridges.video.camera import Camera
from bridges.video.probing import Plan, Probing
from domain.site import Site
from domain.time import to_ms
from domain.transition import Change
from ingest.interpretation import as_record
from ingest.journal_record import Record, RecordKind
from ingest.judging import Judging, Outcome
from rules import library_path
from rules.rule_file import load_rules
from rules.ruleset import RuleSet, bind
from rules.versioned_engine import VersionedEngine
from tests.bridges.kinds.test_video_probe import SITE
from tests.bridges.listening import Heard, listening
from tests.bridges.video.peers import peer
from tests.bridges.video.simulated_onvif import Onvif
from tests.bridges.video.simulated_rtsp import Rtsp
from tests.e2e.installation import eventually
from tests.ingest.codecs.sites import site_of
from tests.parts.broker import Broker

pytestmark = pytest.mark.real
AT = datetime(2026, 11, 23, 8, 15, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLAN = Plan(interval_s=0.2, timeout_s=20, at_once=4)


class Clock:
    """Time stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def probing(broker: Broker, cameras: list[Camera], clock: Clock) -> Iterator[None]:
    publisher, stop = Publisher("riverside", "gw-video", Address(broker.host, broker.port, broker.username, broker.password)), threading.Event()
    thread = threading.Thread(target=Probing(cameras, PLAN).run, args=(publisher, clock, stop))
    publisher.start()
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
        publisher.stop()


@pytest.fixture(name="site", scope="module")
def _site() -> Site:
    return site_of(SITE)


@pytest.fixture(name="ruleset", scope="module")
def _library(site: Site) -> RuleSet:
    return bind(load_rules([library_path()]), site)


Message = tuple[datetime, str, bytes]
"""Received when, its topic and its payload."""


def raised(site: Site, ruleset: RuleSet, messages: Sequence[Message], until: datetime) -> dict[str, datetime]:
    """Which rules of the library raise an alarm of ``camera-1``, and when: through the judging of ingest, with a tick each second."""
    engine = VersionedEngine(site, lambda _sequence: ruleset, 0, started_at=AT, settle_s=0)
    judging, outcome = Judging(site, engine, engine.event), Outcome()
    records = [as_record(topic, payload, len(payload), to_ms(at) * 1000, retained=False) for at, topic, payload in messages]
    records += [Record(RecordKind.TICK, to_ms(AT + timedelta(seconds=second)) * 1000) for second in range(1, int((until - AT).total_seconds()))]
    for record in sorted(records, key=lambda record: record.received_us):
        judging.take(record, outcome)
    assert not outcome.quarantined
    return {each.condition.partition("|")[0]: each.known_at for each in outcome.transitions if each.change is Change.RAISED and "camera-1" in each.condition}


def settled(heard: Heard, now: datetime) -> Message:
    """What is told at `now` once a probe that was under way before it is over."""
    stamp = f'"ts":{to_ms(now)}'.encode()

    def look() -> Sequence[tuple[str, bytes]]:
        with heard.lock:
            found = [(topic, payload) for topic, payload in heard.messages if topic.endswith("/camera-1/telemetry") and stamp in payload]
        return found[1:]

    topic, payload = eventually(look, what=f"two messages of {now}")[-1]
    return now, topic, payload


def test_a_lost_picture_and_a_wrong_clock_raise_the_alarms_of_the_library(mosquitto: Broker, site: Site, ruleset: RuleSet) -> None:
    rtsp, clock, messages = Rtsp(), Clock(), list[Message]()
    onvif = Onvif(0, clock)
    with peer(rtsp.handle) as there, peer(onvif.handle) as service, listening(mosquitto) as heard:
        camera = Camera("camera-1", "127.0.0.1", there.port, "/s", service.port, video="video", clock="clock_error")
        with probing(mosquitto, [camera], clock):
            for status, ahead_s in (({}, 0.0), ({"DESCRIBE": 404}, 0.0), ({"DESCRIBE": 404}, 600.0), ({"DESCRIBE": 404}, 600.0)):
                rtsp.status, onvif.ahead_s = status, ahead_s
                messages.append(settled(heard, clock.now))
                clock.now += MINUTE
    assert raised(site, ruleset, messages, AT + 4 * MINUTE) == {"camera.lost": AT + 2 * MINUTE, "camera.clock": AT + 3 * MINUTE}


def test_a_camera_that_is_gone_falls_silent_and_one_that_is_there_does_not(mosquitto: Broker, site: Site, ruleset: RuleSet) -> None:
    rtsp, clock = Rtsp(), Clock()
    with listening(mosquitto) as heard:
        with peer(rtsp.handle) as there, probing(mosquitto, [Camera("camera-1", "127.0.0.1", there.port, "/s", None, video="video")], clock):
            last = settled(heard, clock.now)
            rtsp.deaf = True
            eventually(lambda: heard.status("camera-1") == "offline", what="offline")
            clock.now += MINUTE
            before = len(heard.bodies("camera-1"))
            asked = len(rtsp.asked)
            eventually(lambda: len(rtsp.asked) > asked + 4, what="more probes")
            assert len(heard.bodies("camera-1")) == before, "it is told by its silence"
        gone = (AT + 2 * MINUTE, last[1].replace("telemetry", "status"), b"offline")
    assert raised(site, ruleset, [last, gone], AT + 3 * MINUTE) == {}
    assert raised(site, ruleset, [last, gone], AT + 4 * MINUTE) == {"device.stale": AT + 3 * MINUTE}
