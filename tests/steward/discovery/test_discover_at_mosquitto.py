"""From announcements that a real Mosquitto retains to readings that a real ingest process stores; and brokers that are away or refuse."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
import yaml
from paho.mqtt.enums import CallbackAPIVersion

from devices.site_file import load_site
from domain.reading import Value
from domain.site import Point, Site
from domain.telemetry import Series, TelemetryStore
from steward.command_line import main
from steward.settings import load
from steward.wiring import open_telemetry
from tests.e2e.installation import end, eventually, start
from tests.parts import free_port
from tests.parts.broker import Broker
from tests.parts.mosquitto import start_mosquitto
from tests.steward.discovery.announced import BY_HAND, ESPHOME, OURS, ZIGBEE, encoded
from tests.steward.joining.estate import installed, steward

pytestmark = pytest.mark.real
HEARD: Mapping[str, str] = {
    "zigbee2mqtt/cellar leak": json.dumps({"water_leak": True, "battery": 88, "device_temperature": 21}),
    "plant/boiler-7/state": json.dumps({"air": {"temp": 31.5}, "co state": "ALARM", "door": "open"}),
    "plant-node/sensor/room_temperature/state": "68.0",
    "plant-node/binary_sensor/smoke/state": "ON",
}

_STORED: Mapping[str, Value] = {
    "cellar-leak.leak": True,
    "cellar-leak.battery_pct": 88,
    "boiler-room.state": "alarm",
    "boiler-room-access-door.door": "open",
    "boiler-room-environment.temp": 31.5,
    "plant-node.smoke": True,
}


@contextlib.contextmanager
def speaking(broker: Broker) -> Iterator[mqtt.Client]:
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(broker.username, broker.password)
    client.connect(broker.host, broker.port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def announce(broker: Broker, messages: Mapping[str, bytes]) -> None:
    with speaking(broker) as client:
        for topic, payload in messages.items():
            client.publish(topic, payload, qos=1, retain=True).wait_for_publish(10)


def at(broker: Broker, folder: Path) -> Path:
    """An installation at `broker`; its site file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "password").write_text(broker.password)
    mqtt_settings = {"host": broker.host, "port": broker.port, "username": broker.username, "password_file": "password"}
    return installed(folder, more=yaml.safe_dump({"mqtt": mqtt_settings, "ingest": {"settle_s": 5, "probe_broker": False}}))


def stored(store: TelemetryStore, site: Site, point: str) -> Value:
    asset, _, key = point.partition(".")
    found: Point = next(each for each in site.assets[asset].points if each.key == key)
    series = Series(site.id, found.device, site.devices[found.device].type.key, found.raw_key)
    sample = store.latest([series]).get(series)
    return None if sample is None else sample.value


def test_what_is_announced_becomes_devices_whose_readings_are_stored(mosquitto: Broker, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = at(mosquitto, tmp_path)
    announce(mosquitto, encoded(ZIGBEE, BY_HAND, ESPHOME, OURS))
    assert steward(tmp_path, "discover", "--home-assistant", "--space", "yard", "--apply", "--yes") == 0
    assert "Left out: 1 announcements of Steward's own" in capsys.readouterr().out
    config = str(tmp_path / "steward.yaml")
    for command in (["check", "--config", config], ["db", "upgrade", "--config", config]):
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert ended.value.code == 0
    site = load_site(file)
    ingest = start(["run", "--config", config, "--role", "ingest"], tmp_path / "ingest.log")
    try:
        store = open_telemetry(load(Path(config)))
        with speaking(mosquitto) as client:

            def arrived(point: str, value: Value) -> bool:
                for topic, payload in HEARD.items():
                    client.publish(topic, payload, qos=1).wait_for_publish(10)
                return stored(store, site, point) == value

            for point, value in _STORED.items():
                eventually(partial(arrived, point, value), within_s=60, what=f"{point} = {value} in the store")
            celsius = stored(store, site, "plant-node-environment.temp")
            assert celsius == pytest.approx(20.0, abs=1e-6)
        store.close()
    finally:
        ingest.terminate()
        with contextlib.suppress(Exception):
            ingest.wait(30)
        end(ingest)


def test_a_broker_with_nothing_announced_is_no_error(mosquitto: Broker, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at(mosquitto, tmp_path)
    assert steward(tmp_path, "discover", "--home-assistant", "--wait", "0.5") == 0
    said = capsys.readouterr().out
    assert said.startswith("0 devices announced")
    assert "Nothing is retained under homeassistant/" in said


def test_another_broker_and_another_prefix(mosquitto: Broker, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path)
    announce(mosquitto, {topic.replace("homeassistant", "ha/one", 1): payload for topic, payload in encoded(ZIGBEE).items()})
    monkeypatch.setenv("STEWARD_MQTT_PASSWORD", mosquitto.password)
    url = f"mqtt://{mosquitto.username}@{mosquitto.host}:{mosquitto.port}"
    assert steward(tmp_path, "discover", "--home-assistant", "--broker", url, "--prefix", "ha/one", "--space", "yard") == 0
    assert '  - id: "cellar-leak"' in capsys.readouterr().out


def test_a_wrong_password_is_said(mosquitto: Broker, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at(mosquitto, tmp_path)
    (tmp_path / "password").write_text("wrong")
    assert steward(tmp_path, "discover", "--home-assistant") == 2
    said = capsys.readouterr().err
    assert f"the broker {mosquitto.host}:{mosquitto.port}: " in said
    assert "the login is not accepted" in said
    assert "wrong" not in said


def test_a_broker_that_lets_us_not_read_there_shows_nothing_and_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "acl").write_text("topic read other/#\n")
    with start_mosquitto(tmp_path / "mosquitto", settings=(f"acl_file {tmp_path / 'acl'}",)) as broker:
        at(broker, tmp_path / "installation")
        code = steward(tmp_path / "installation", "discover", "--home-assistant", "--wait", "0.5")
    said = capsys.readouterr()
    assert (code, "access rules" in said.out + said.err) in {(0, True), (2, True)}


def test_a_broker_that_is_away_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    port = free_port()
    assert steward(tmp_path, "discover", "--home-assistant", "--broker", f"mqtt://127.0.0.1:{port}") == 2
    said = capsys.readouterr().err
    assert f"the broker 127.0.0.1:{port}: " in said
    assert "Correct --broker or the block `mqtt` of steward.yaml" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("url", ["http://127.0.0.1", "mqtt://"])
def test_an_address_that_is_none_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str) -> None:
    installed(tmp_path)
    assert steward(tmp_path, "discover", "--home-assistant", "--broker", url) == 2
    assert "steward: --broker: " in capsys.readouterr().err
