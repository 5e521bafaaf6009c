"""Discovery messages in the shapes that public documentation shows: Zigbee2MQTT's, Tasmota's, ESPHome's, and some made by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping

Messages = Mapping[str, object]

_BRIDGE = {"topic": "zigbee2mqtt/bridge/state", "value_template": "{{ value_json.state }}"}
_LEAK = {"identifiers": ["zigbee2mqtt_0x00158d0001bb8a38"], "manufacturer": "Aqara", "model": "Water leak sensor", "name": "Cellar leak"}


def _of_leak(**more: object) -> dict[str, object]:
    availability = [_BRIDGE, {"topic": "zigbee2mqtt/cellar leak/availability", "value_template": "{{ value_json.state }}"}]
    return {"availability": availability, "availability_mode": "all", "device": _LEAK, "state_topic": "zigbee2mqtt/cellar leak", **more}


ZIGBEE: Messages = {
    "homeassistant/binary_sensor/0x00158d0001bb8a38/water_leak/config": _of_leak(
        device_class="moisture", payload_on=True, payload_off=False, value_template="{{ value_json.water_leak }}"
    ),
    "homeassistant/sensor/0x00158d0001bb8a38/battery/config": _of_leak(
        device_class="battery", unit_of_measurement="%", entity_category="diagnostic", value_template="{{ value_json.battery }}"
    ),
    "homeassistant/sensor/0x00158d0001bb8a38/device_temperature/config": _of_leak(
        device_class="temperature", unit_of_measurement="°C", entity_category="diagnostic", value_template="{{ value_json.device_temperature }}"
    ),
    "homeassistant/sensor/0x00158d0001bb8a38/linkquality/config": _of_leak(unit_of_measurement="lqi", value_template="{{ value_json.linkquality }}"),
}
_TASMOTA = {"avty_t": "tele/meter_9/LWT", "pl_avail": "Online", "pl_not_avail": "Offline", "dev": {"ids": ["3D5E26"], "name": "Meter 9", "mf": "Tasmota"}}
TASMOTA: Messages = {
    "homeassistant/sensor/3D5E26_ENERGY_Power/config": {
        **_TASMOTA,
        "stat_t": "tele/meter_9/SENSOR",
        "dev_cla": "power",
        "unit_of_meas": "W",
        "val_tpl": "{{value_json['ENERGY'].Power}}",
    },
    "homeassistant/sensor/3D5E26_ENERGY_Total/config": {
        **_TASMOTA,
        "stat_t": "tele/meter_9/SENSOR",
        "dev_cla": "energy",
        "unit_of_meas": "kWh",
        "val_tpl": "{{value_json['ENERGY'].Total}}",
    },
}
_NODE = {"avty_t": "plant-node/status", "dev": {"ids": "a4c138000001", "name": "plant-node", "sw": "esphome v2024.6", "mf": "espressif"}}
ESPHOME: Messages = {
    "homeassistant/sensor/plant-node/room_temperature/config": {
        **_NODE,
        "dev_cla": "temperature",
        "unit_of_meas": "°F",
        "stat_t": "plant-node/sensor/room_temperature/state",
        "name": "Room",
    },
    "homeassistant/sensor/plant-node/room_humidity/config": {
        **_NODE,
        "dev_cla": "humidity",
        "unit_of_meas": "%",
        "stat_t": "plant-node/sensor/room_humidity/state",
        "exp_aft": 180,
    },
    "homeassistant/binary_sensor/plant-node/smoke/config": {**_NODE, "dev_cla": "smoke", "stat_t": "plant-node/binary_sensor/smoke/state"},
}
BY_HAND: Messages = {
    "homeassistant/device/boiler-7/config": {
        "~": "plant/boiler-7",
        "dev": {"ids": ["boiler-7"], "name": "Boiler room", "sa": "Plant room"},
        "o": {"name": "gateway"},
        "state_topic": "plant/boiler-7/state",
        "avty": [{"t": "plant/boiler-7/lwt", "pl_avail": "up", "pl_not_avail": "down"}],
        "cmps": {
            "temp": {"p": "sensor", "dev_cla": "temperature", "unit_of_meas": "°C", "val_tpl": "{{ value_json.air.temp | float | round(1) }}"},
            "co": {"p": "binary_sensor", "dev_cla": "carbon_monoxide", "pl_on": "ALARM", "pl_off": "OK", "val_tpl": "{{ value_json['co state'] }}"},
            "door": {"p": "binary_sensor", "dev_cla": "door", "pl_on": "True", "pl_off": "False", "val_tpl": "{{ value_json.door == 'open' }}"},
            "odd": {
                "p": "sensor",
                "dev_cla": "humidity",
                "unit_of_meas": "%",
                "val_tpl": "{% if value_json.h %}{{ value_json.h }}{% else %}0{% endif %}",
            },
        },
    }
}
OURS: Messages = {
    "homeassistant/sensor/steward_annex/active_all/config": {"origin": {"name": "Steward"}, "state_topic": "steward/v1/annex/_out/home_assistant/site"}
}


def encoded(*messages: Messages) -> dict[str, bytes]:
    """As they stand with a broker."""
    return {topic: json.dumps(said, ensure_ascii=False).encode() for each in messages for topic, said in each.items()}


def captured(*messages: Messages) -> bytes:
    """As ``mosquitto_sub -v`` writes them."""
    return b"".join(topic.encode() + b" " + payload + b"\n" for topic, payload in encoded(*messages).items())
