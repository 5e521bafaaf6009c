"""Short names in discovery messages, as Home Assistant's documentation of MQTT discovery lists them; those that we read."""

from __future__ import annotations

from collections.abc import Mapping

ENTITY: Mapping[str, str] = {
    "avty": "availability",
    "avty_mode": "availability_mode",
    "avty_t": "availability_topic",
    "avty_tpl": "availability_template",
    "cmps": "components",
    "dev": "device",
    "dev_cla": "device_class",
    "ent_cat": "entity_category",
    "exp_aft": "expire_after",
    "o": "origin",
    "obj_id": "object_id",
    "off_dly": "off_delay",
    "p": "platform",
    "pl_avail": "payload_available",
    "pl_not_avail": "payload_not_available",
    "pl_off": "payload_off",
    "pl_on": "payload_on",
    "stat_clsd": "state_closed",
    "stat_locked": "state_locked",
    "stat_open": "state_open",
    "stat_t": "state_topic",
    "stat_unlocked": "state_unlocked",
    "t": "topic",
    "uniq_id": "unique_id",
    "unit_of_meas": "unit_of_measurement",
    "val_tpl": "value_template",
}
DEVICE: Mapping[str, str] = {
    "cns": "connections",
    "ids": "identifiers",
    "mdl": "model",
    "mf": "manufacturer",
    "sa": "suggested_area",
    "sw": "sw_version",
}


def spelt_out(data: Mapping[str, object], names: Mapping[str, str] = ENTITY) -> dict[str, object]:
    """`data` with long names; a long name that is there goes before its short one."""
    found = {names[key]: value for key, value in data.items() if key in names}
    return found | {key: value for key, value in data.items() if key not in names}


def with_base(value: object, base: str) -> object:
    """A topic with its ``~``, at the beginning or the end, replaced by `base`."""
    if not isinstance(value, str) or not base:
        return value
    if value.startswith("~"):
        return base + value[1:]
    return value[:-1] + base if value.endswith("~") else value
