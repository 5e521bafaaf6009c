"""Which point of which device type an entity means, by its device class, unit and payloads. What fits none is said why; nothing is guessed.

Device classes and units as Home Assistant's documentation lists them (sensor, binary_sensor, lock, cover, valve, alarm_control_panel).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.reading import Value
from steward.discovery.announcement import Entity
from steward.discovery.value_template import ByHand, Picked

COMMON = ""
"""In the place of a type: a point that every device has."""
SAFETY = ("fire_detector", "gas_detector", "leak")
ORDER = (*SAFETY, "intrusion", "access_door", "power", "domestic_water", "environment")
"""The types that are proposed, what a person's life depends on first: the first of a device is the one it is named for."""
_SAFETY_CLASSES = frozenset({"smoke", "gas", "carbon_monoxide", "moisture"})
_UGM3 = "µg/m³"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A point (`type`, `key`) and how the values on the wire become its own: `values` first, then `scale` and `offset`."""

    type: str
    key: str
    scale: float = 1.0
    offset: float = 0.0
    values: Mapping[str, Value] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


_CO_MG_M3 = 1.145
"""One ppm of carbon monoxide (28.01 g/mol) at 25 °C and 101.3 kPa (24.46 L/mol)."""
_SENSORS: Mapping[str, tuple[str, str, Mapping[str, tuple[float, float]]]] = {
    "temperature": ("environment", "temp", {"°C": (1, 0), "°F": (5 / 9, -160 / 9), "K": (1, -273.15)}),
    "humidity": ("environment", "humidity", {"%": (1, 0)}),
    "carbon_monoxide": ("environment", "co", {"mg/m³": (1, 0), _UGM3: (0.001, 0), "ppm": (_CO_MG_M3, 0)}),
    "carbon_dioxide": ("environment", "co2", {"ppm": (1, 0)}),
    "pm25": ("environment", "pm25", {_UGM3: (1, 0)}),
    "sound_pressure": ("environment", "noise", {"dB": (1, 0), "dBA": (1, 0)}),
    "battery": (COMMON, "battery_pct", {"%": (1, 0)}),
    "signal_strength": (COMMON, "signal_dbm", {"dBm": (1, 0)}),
    "power": ("power", "power", {"kW": (1, 0), "W": (0.001, 0), "mW": (1e-6, 0), "MW": (1000, 0)}),
    "energy": ("power", "energy", {"kWh": (1, 0), "Wh": (0.001, 0), "MWh": (1000, 0)}),
    "voltage": ("power", "voltage_l1", {"V": (1, 0), "mV": (0.001, 0), "kV": (1000, 0)}),
    "current": ("power", "current_l1", {"A": (1, 0), "mA": (0.001, 0)}),
    "frequency": ("power", "frequency", {"Hz": (1, 0)}),
    "power_factor": ("power", "power_factor", {"": (1, 0), "%": (0.01, 0)}),
    "water": ("domestic_water", "flow", {"m³": (1, 0), "L": (0.001, 0)}),
}
_BINARY: Mapping[str, tuple[str, str, Value, Value]] = {
    "smoke": ("fire_detector", "smoke", True, False),
    "gas": ("gas_detector", "state", "alarm", "normal"),
    "carbon_monoxide": ("gas_detector", "state", "alarm", "normal"),
    "moisture": ("leak", "leak", True, False),
    "door": ("access_door", "door", "open", "closed"),
    "garage_door": ("access_door", "door", "open", "closed"),
    "opening": ("access_door", "door", "open", "closed"),
    "lock": ("access_door", "lock", "unlocked", "locked"),
    "tamper": (COMMON, "tamper", True, False),
    "problem": (COMMON, "fault", True, False),
}
"""Type, key, and what *on* and *off* mean there."""
_QUIET_STATES = ("disarmed", "armed_home", "armed_away", "armed_night", "armed_vacation", "armed_custom_bypass", "arming", "pending", "disarming")
_DOORS = frozenset({"door", "garage", "gate"})
COMPONENTS = ("sensor", "binary_sensor", "lock", "cover", "valve", "switch", "alarm_control_panel")


def meaning(entity: Entity, found: Picked) -> Meaning:
    """What `entity` means, whose template picks `found`. Raises `ByHand` with the reason when no point fits."""
    match entity.component:
        case "sensor":
            return _sensor(entity, found)
        case "binary_sensor":
            return _binary(entity, found)
        case "lock":
            states = {_payload(entity, "state_locked", "LOCKED"): "locked", _payload(entity, "state_unlocked", "UNLOCKED"): "unlocked"}
            return _of_states(found, "access_door", "lock", states)
        case "cover" if entity.device_class in _DOORS:
            return _of_states(
                found, "access_door", "door", {_payload(entity, "state_open", "open"): "open", _payload(entity, "state_closed", "closed"): "closed"}
            )
        case "valve" if entity.device_class == "gas":
            states_of_valve: dict[str, Value] = {_payload(entity, "state_closed", "closed"): True, _payload(entity, "state_open", "open"): False}
            return _of_states(found, "gas_detector", "valve_closed", states_of_valve)
        case "alarm_control_panel":
            remark = "the panel's alarm is taken as its first zone; whether it is set is not taken over"
            return _of_states(found, "intrusion", "zone_1", {"triggered": "alarm", **dict.fromkeys(_QUIET_STATES, "normal")}, remark)
        case "switch":
            raise ByHand("it does not say what it switches")
        case "cover" | "valve":
            raise ByHand(f"no device type has a point for this {entity.component} ({entity.device_class or 'no device class'})")
        case _:
            raise ByHand(f"`{entity.component}` is nothing that a building is watched by")


def _sensor(entity: Entity, found: Picked) -> Meaning:
    known = _SENSORS.get(entity.device_class)
    if known is None:
        raise ByHand(f"no point for a sensor of the device class `{entity.device_class}`" if entity.device_class else "it has no device class")
    if found.equals is not None:
        raise ByHand("a number that is a comparison")
    type_, key, units = known
    if type_ and entity.said.get("entity_category") == "diagnostic":
        raise ByHand("it is of the device itself, not of what it watches")
    unit = entity.unit.replace("\N{GREEK SMALL LETTER MU}", "\N{MICRO SIGN}")
    if unit not in units:
        raise ByHand(f"{entity.device_class} in `{unit}`: only {', '.join(each or 'no unit' for each in units)} can be converted")
    scale, offset = units[unit]
    remarks = ("rounding and defaults of its template are left out: the number counts as it is sent",) if found.rounded else ()
    if (entity.device_class, unit) == ("carbon_monoxide", "ppm"):
        remarks = (*remarks, "ppm of CO are taken as at 25 °C")
    return Meaning(type_, key, round(scale, 10), round(offset, 10), remarks=remarks)


def _binary(entity: Entity, found: Picked) -> Meaning:
    known = _BINARY.get(entity.device_class)
    if known is None:
        raise ByHand(f"no point for a binary sensor of the device class `{entity.device_class}`" if entity.device_class else "it has no device class")
    type_, key, on, off = known
    if found.equals is not None and entity.device_class in _SAFETY_CLASSES:
        raise ByHand("its template takes everything but one word for normal, and safety may not rest on that")
    if found.rounded:
        raise ByHand("its template has a filter before an on or off")
    said_on, said_off = _payload(entity, "payload_on", "ON"), _payload(entity, "payload_off", "OFF")
    if found.equals is not None and {said_on, said_off} != {"True", "False"}:
        raise ByHand("its template compares, which gives True or False, and its payloads are others")
    remarks = ("Home Assistant takes it for off by itself after a while; here the device has to say so",) if entity.said.get("off_delay") else ()
    return _of_states(found, type_, key, {said_on: on, said_off: off}, *remarks)


def _of_states(found: Picked, type_: str, key: str, states: Mapping[str, Value], *remarks: str) -> Meaning:
    """Whatever `states` does not name is unknown, and never normal."""
    if len(states) < 2 or "" in states:  # noqa: PLR2004  two states
        raise ByHand("its two payloads cannot be told apart")
    if found.rounded:
        raise ByHand("its template has a filter before a word")
    return Meaning(type_, key, values=states, remarks=remarks)


def _payload(entity: Entity, key: str, usual: str) -> str:
    """As it stands on the wire; a JSON truth value as it is written in JSON."""
    said = entity.said.get(key, usual)
    if isinstance(said, bool):
        return str(said).lower()
    if isinstance(said, int | float):
        return f"{said:g}"
    if not isinstance(said, str) or not said.isprintable() or len(said) > 100 or set(said) & set("{}"):  # noqa: PLR2004
        raise ByHand(f"`{key}` is no plain word")
    return said
