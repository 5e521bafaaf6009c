"""Home Assistant finds the site's alarms at the broker as entities, and no more than there are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.alarm import AlarmEvent, HiddenBy, Hiding
from domain.event_log import EventType, NewEvent
from domain.people import Department
from domain.severity import Severity
from domain.text import Text
from ingest.home_assistant import entities
from ingest.home_assistant.announcer import TOLD, Announcer
from ingest.home_assistant.entities import HomeAssistant
from ingest.session import SessionSettings
from storage.database.records import DatabaseRecords
from tests.ingest.awaiting import eventually
from tests.ingest.devices_that_publish import client, publish
from tests.ingest.site_models import a_site
from tests.parts.broker import PASSWORD, USERNAME, Broker
from tests.parts.mosquitto import start_mosquitto
from tests.storage.database.samples import NOON, an_alarm, an_entry

LIFT_CONFIG = "homeassistant/binary_sensor/steward_s1/lift-1/config"
LIFT_STATE = "steward/v1/s1/_out/home_assistant/assets/lift-1"
SITE_STATE = "steward/v1/s1/_out/home_assistant/site"
ALARM = an_alarm(site="s1")
HOW = HomeAssistant()


class Hub:
    """Home Assistant's place: what stands retained with the broker for it, as it changes."""

    def __init__(self) -> None:
        self.standing: dict[str, Any] = {}
        self.heard: list[str] = []

    @contextmanager
    def listening(self, broker: Broker, prefix: str = "homeassistant") -> Iterator[None]:
        with client(broker) as found:
            subscribed: list[int] = []
            found.on_message = lambda _client, _data, message: self._take(message.topic, bytes(message.payload))
            found.on_subscribe = lambda _client, _data, mid, _reasons, _properties: subscribed.append(mid)
            found.subscribe([(f"{prefix}/#", 1), ("steward/v1/+/_out/home_assistant/#", 1)])
            eventually(lambda: subscribed)
            yield

    def _take(self, topic: str, payload: bytes) -> None:
        if topic.endswith("/_mark"):
            return
        self.heard.append(topic)
        if payload:
            self.standing[topic] = json.loads(payload)
        else:
            self.standing.pop(topic, None)

    @property
    def entities(self) -> set[str]:
        return {topic for topic in self.standing if topic.endswith("/config")}

    def follow(self, path: Sequence[str]) -> object:
        found: Any = self.standing
        for key in path:
            found = found.get(key, {})
        return found


@contextmanager
def announcing(records: DatabaseRecords, broker: Broker, folder: Path, how: HomeAssistant | None = HOW, protocol: int = 5) -> Iterator[Announcer]:
    settings = SessionSettings(broker.host, broker.port, broker.username, broker.password, protocol)
    announcer = Announcer(a_site(), records, settings, folder, how)
    announcer.start()
    try:
        yield announcer
    finally:
        announcer.stop()


def raise_alarm(records: DatabaseRecords, **changes: Any) -> str:  # noqa: ANN401  fields of any type
    alarm = an_alarm(site="s1", **changes)
    with records.transaction() as tx:
        tx.alarms.add(alarm, an_entry(alarm), condition=f"{alarm.rule}|{alarm.asset}|{alarm.id}")
        tx.events.append(_event(alarm.id, alarm.realm))
    return alarm.id


def end_alarm(records: DatabaseRecords, alarm_id: str) -> None:
    with records.transaction() as tx:
        alarm = tx.alarms.get(alarm_id)
        assert alarm is not None
        over = replace(alarm, condition=False, acknowledged=True, ended_at=NOON)
        tx.alarms.save(over, an_entry(over, AlarmEvent.CLEARED))
        tx.events.append(_event(alarm_id, "live"))


def _event(alarm_id: str, realm: str) -> NewEvent:
    return NewEvent(NOON, realm, "s1", "lift-1", EventType.ALARM, "x", alarm_id, frozenset({Department.SECURITY}), {"id": alarm_id}, "system")


@pytest.mark.real
@pytest.mark.parametrize("protocol", [4, 5])
def test_an_alarm_comes_and_goes_and_its_asset_stays_an_entity(sqlite_records: DatabaseRecords, mosquitto: Broker, tmp_path: Path, protocol: int) -> None:
    hub = Hub()
    with hub.listening(mosquitto), announcing(sqlite_records, mosquitto, tmp_path, protocol=protocol) as announcer:
        eventually(lambda: hub.follow([SITE_STATE, "all"]) == 0)
        alarm = raise_alarm(sqlite_records)
        announcer.wake()
        eventually(lambda: LIFT_CONFIG in hub.standing)
        assert hub.standing[SITE_STATE] == {"all": 1, "critical": 1, "high": 0, "medium": 0, "low": 0}
        told = hub.standing[LIFT_STATE]
        assert (told["problem"], told["severity"], told["alarms"][0]["message"]) == ("ON", "critical", "1号梯 疑似困人")
        end_alarm(sqlite_records, alarm)
        eventually(lambda: hub.follow([LIFT_STATE, "problem"]) == "OFF")
        eventually(lambda: hub.follow([SITE_STATE, "all"]) == 0)
        assert LIFT_CONFIG in hub.standing


@pytest.mark.real
def test_who_comes_later_finds_everything_retained(sqlite_records: DatabaseRecords, mosquitto: Broker, tmp_path: Path) -> None:
    raise_alarm(sqlite_records)
    first, later = Hub(), Hub()
    with announcing(sqlite_records, mosquitto, tmp_path):
        with first.listening(mosquitto):
            eventually(lambda: LIFT_CONFIG in first.standing)
        with later.listening(mosquitto):
            eventually(lambda: later.standing == first.standing)


@pytest.mark.real
def test_drills_are_never_told(sqlite_records: DatabaseRecords, mosquitto: Broker, tmp_path: Path) -> None:
    hub = Hub()
    raise_alarm(sqlite_records, realm="drill-7")
    raise_alarm(sqlite_records, asset="tank-a")
    with hub.listening(mosquitto), announcing(sqlite_records, mosquitto, tmp_path):
        eventually(lambda: hub.follow([SITE_STATE, "all"]) == 1)
        eventually(lambda: "homeassistant/binary_sensor/steward_s1/tank-a/config" in hub.standing)
    assert LIFT_CONFIG not in hub.standing


@pytest.mark.real
def test_turned_off_everything_is_taken_away_once(sqlite_records: DatabaseRecords, mosquitto: Broker, tmp_path: Path) -> None:
    raise_alarm(sqlite_records)
    hub = Hub()
    with hub.listening(mosquitto):
        with announcing(sqlite_records, mosquitto, tmp_path):
            eventually(lambda: LIFT_CONFIG in hub.standing)
        with announcing(sqlite_records, mosquitto, tmp_path, how=None) as announcer:
            eventually(lambda: not hub.standing)
            eventually(lambda: not announcer.needed)
    assert not (tmp_path / TOLD).exists()


@pytest.mark.real
def test_another_prefix_takes_the_place_of_the_old_one(sqlite_records: DatabaseRecords, mosquitto: Broker, tmp_path: Path) -> None:
    raise_alarm(sqlite_records)
    hub = Hub()
    with hub.listening(mosquitto), hub.listening(mosquitto, "ha"):
        with announcing(sqlite_records, mosquitto, tmp_path):
            eventually(lambda: LIFT_CONFIG in hub.standing)
        with announcing(sqlite_records, mosquitto, tmp_path, how=HomeAssistant("ha")):
            eventually(lambda: "ha/binary_sensor/steward_s1/lift-1/config" in hub.standing)
            eventually(lambda: all(topic.startswith("ha/") for topic in hub.entities))
            eventually(lambda: LIFT_STATE in hub.standing)


@pytest.mark.real
def test_an_asset_that_is_gone_is_taken_away_and_what_others_told_stays(sqlite_records: DatabaseRecords, mosquitto: Broker, tmp_path: Path) -> None:
    gone, others = "homeassistant/binary_sensor/steward_s1/lift-9/config", "homeassistant/light/kitchen/config"
    publish(mosquitto, [(gone, b"{}"), ("steward/v1/s1/_out/home_assistant/assets/lift-9", b"{}"), (others, b"{}")], retain=True)
    hub = Hub()
    with hub.listening(mosquitto):
        eventually(lambda: len(hub.standing) == 3)
        with announcing(sqlite_records, mosquitto, tmp_path):
            eventually(lambda: SITE_STATE in hub.standing)
            eventually(lambda: not any("lift-9" in topic for topic in hub.standing))
    assert others in hub.standing


@pytest.mark.real
def test_an_asset_that_alarmed_before_is_an_entity_though_the_broker_has_forgotten(sqlite_records: DatabaseRecords, mosquitto: Broker, tmp_path: Path) -> None:
    end_alarm(sqlite_records, raise_alarm(sqlite_records))
    hub = Hub()
    with hub.listening(mosquitto), announcing(sqlite_records, mosquitto, tmp_path):
        eventually(lambda: hub.follow([LIFT_STATE, "problem"]) == "OFF")


@pytest.mark.real
def test_what_happens_while_the_broker_is_away_is_told_when_it_is_back(
    sqlite_records: DatabaseRecords, mosquitto: Broker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before, after = Hub(), Hub()
    with announcing(sqlite_records, mosquitto, tmp_path):
        with before.listening(mosquitto):
            eventually(lambda: SITE_STATE in before.standing)
        mosquitto.kill()
        raise_alarm(sqlite_records)
        eventually(lambda: "Home Assistant cannot be told" in caplog.text)
        mosquitto.restart()
        with after.listening(mosquitto):
            eventually(lambda: after.follow([LIFT_STATE, "problem"]) == "ON", within_s=60)
    assert caplog.text.count("Home Assistant cannot be told") == 1


@pytest.mark.real
def test_a_broker_that_forbids_it_is_said_and_hurts_nothing(sqlite_records: DatabaseRecords, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "strict"
    folder.mkdir()
    (folder / "acl").write_text(f"user {USERNAME}\ntopic readwrite steward/v1/#\n")
    with start_mosquitto(folder, settings=(f"acl_file {folder / 'acl'}",)) as strict, announcing(sqlite_records, strict, tmp_path):
        eventually(lambda: "its access rules must let us" in caplog.text)
    assert PASSWORD not in caplog.text


def test_every_entity_has_what_home_assistant_asks_for() -> None:
    told = {topic: json.loads(body) for topic, body in entities.retained(a_site(), [ALARM], set(), HomeAssistant()).items()}
    configs = [body for topic, body in told.items() if topic.endswith("/config")]
    assert len(configs) == 6
    assert len({body["unique_id"] for body in configs}) == 6
    assert {body["availability_topic"] for body in configs} == {"steward/v1/s1/_status"}
    assert {body["payload_available"] for body in configs} == {"online"}
    assert {body["state_topic"] for body in configs} <= told.keys()
    assert all(body["device"]["identifiers"] and body["device"]["name"] and body["origin"]["name"] == "Steward" for body in configs)
    assert told[LIFT_CONFIG]["device_class"] == "problem"
    assert told[LIFT_CONFIG]["device"]["via_device"] == "steward_s1"


@pytest.mark.parametrize(("language", "name"), [("zh", "1号梯"), ("en", "Lift 1")])
def test_it_speaks_the_language_that_was_asked_for(language: Any, name: str) -> None:  # noqa: ANN401  a literal
    told = entities.retained(a_site(), [ALARM], set(), HomeAssistant(language=language))
    assert json.loads(told[LIFT_CONFIG])["device"]["name"] == name


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({}, 1),
        ({"acknowledged": True}, 1),
        ({"condition": False}, 1),
        ({"condition": False, "acknowledged": True}, 0),
        ({"hidden_by": HiddenBy(Hiding.SHELVED, "works", "p1")}, 0),
        ({"hidden_by": HiddenBy(Hiding.SUPPRESSED, "a permit", "p1")}, 0),
    ],
)
def test_what_is_active_everywhere_is_active_here(changes: dict[str, Any], number: int) -> None:
    assert len(entities.active([replace(ALARM, **changes)])) == number


def test_the_most_urgent_alarm_names_the_assets_severity() -> None:
    both = entities.active([replace(ALARM, id="a", severity=Severity.LOW), replace(ALARM, id="b", severity=Severity.HIGH)])
    told = json.loads(entities.retained(a_site(), both, set(), HomeAssistant())[LIFT_STATE])
    assert (told["severity"], told["active"]) == ("high", 2)


def test_however_many_assets_alarm_the_entities_are_bounded_and_active_ones_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entities, "MOST_ASSETS", 2)
    shown = entities.shown_assets(a_site(lifts=3), [replace(ALARM, asset="lift-3")], {"lift-1", "lift-2", "no-more"})
    assert shown == ["lift-3", "lift-1"]


def test_an_assets_attributes_stay_small_however_many_alarms_it_has() -> None:
    many = [replace(ALARM, id=f"a{n}", message=Text("长" * 40, "long")) for n in range(300)]
    body = entities.retained(a_site(), many, set(), HomeAssistant())[LIFT_STATE]
    assert len(body) < 16_384, "Home Assistant keeps no larger attributes"
    assert json.loads(body)["active"] == 300


def test_nobody_is_bothered_who_never_asked_for_it(sqlite_records: DatabaseRecords, tmp_path: Path) -> None:
    assert not Announcer(a_site(), sqlite_records, SessionSettings("127.0.0.1"), tmp_path, None).needed
