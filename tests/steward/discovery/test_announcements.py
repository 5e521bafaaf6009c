"""Discovery messages: short names, base topics, devices with components; whatever is strange is named, and nothing of Steward's own is read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steward.discovery.announcement import MOST_COMPONENTS, Availability, Entity, Own, Strange, read
from tests.steward.discovery.announced import BY_HAND, ESPHOME, OURS, ZIGBEE, encoded

PREFIX = "homeassistant"


def entities(topic: str, said: object) -> list[Entity | Strange]:
    return list(read(topic, said if isinstance(said, bytes) else json.dumps(said).encode(), PREFIX))


def only(topic: str, said: object) -> Entity:
    (found,) = entities(topic, said)
    assert isinstance(found, Entity), found
    return found


def test_short_and_long_names_say_the_same() -> None:
    short = {
        "stat_t": "a/b",
        "val_tpl": "{{ value }}",
        "dev_cla": "temperature",
        "unit_of_meas": "°C",
        "exp_aft": 60,
        "dev": {"ids": ["x"], "mf": "M", "sw": 1.5},
    }
    long = {
        "state_topic": "a/b",
        "value_template": "{{ value }}",
        "device_class": "temperature",
        "unit_of_measurement": "°C",
        "expire_after": 60,
        "device": {"identifiers": ["x"], "manufacturer": "M", "sw_version": "1.5"},
    }
    one, other = (only(f"{PREFIX}/sensor/x/config", said) for said in (short, long))
    assert (one.state_topic, one.template, one.device_class, one.unit, one.expire_after_s, one.device) == (
        other.state_topic,
        other.template,
        other.device_class,
        other.unit,
        other.expire_after_s,
        other.device,
    )


def test_a_base_topic_stands_at_either_end_and_in_the_list_of_availability() -> None:
    found = only(f"{PREFIX}/sensor/x/config", {"~": "home/x", "stat_t": "~/state", "avty": [{"t": "lwt/~"}]})
    assert (found.state_topic, found.availability) == ("home/x/state", (Availability("lwt/home/x"),))


def test_a_device_gives_its_components_what_it_says_itself() -> None:
    (topic, payload), *_ = encoded(BY_HAND).items()
    found = [each for each in entities(topic, payload) if isinstance(each, Entity)]
    assert [(each.component, each.state_topic) for each in found] == [
        ("sensor", "plant/boiler-7/state"),
        ("binary_sensor", "plant/boiler-7/state"),
        ("binary_sensor", "plant/boiler-7/state"),
        ("sensor", "plant/boiler-7/state"),
    ]
    assert {each.device.key for each in found} == {"boiler-7"}
    assert {each.availability for each in found} == {(Availability("plant/boiler-7/lwt", None, "up", "down"),)}


def test_entities_of_one_device_belong_together() -> None:
    found = [each for messages in (ZIGBEE, ESPHOME) for topic, payload in encoded(messages).items() for each in read(topic, payload, PREFIX)]
    assert {each.device.name for each in found if isinstance(each, Entity)} == {"Cellar leak", "plant-node"}


def test_what_steward_announces_itself_is_known_again() -> None:
    for topic, payload in encoded(OURS, {f"{PREFIX}/sensor/other/config": {"state_topic": "steward/v1/x/_out/home_assistant/site"}}).items():
        with pytest.raises(Own):
            list(read(topic, payload, PREFIX))


@pytest.mark.parametrize(
    ("topic", "said", "why"),
    [
        ("other/sensor/x/config", {}, "no topic like"),
        (f"{PREFIX}/status", b"online", "no topic like"),
        (f"{PREFIX}/sensor/x/config", b"{", "no JSON"),
        (f"{PREFIX}/sensor/x/config", b"\xff\xfe", "no JSON"),
        (f"{PREFIX}/sensor/x/config", b"[" * 200_000, "no JSON"),
        (f"{PREFIX}/sensor/x/config", [1], "no JSON object"),
        (f"{PREFIX}/button/x/config", {"command_topic": "a"}, "it says nothing"),
        (f"{PREFIX}/sensor/x/config", {"stat_t": "a/#"}, "is no topic"),
        (f"{PREFIX}/sensor/x/config", {"stat_t": "a\x00b"}, "is no topic"),
        (f"{PREFIX}/sensor/x/config", {"stat_t": "a/b", "val_tpl": "x" * 3000}, "far too long"),
        (f"{PREFIX}/sensor/x/config", {"stat_t": "a/b", "val_tpl": {"a": 1}}, "no text"),
        (f"{PREFIX}/device/x/config", {"cmps": {}}, "without `components`"),
        (f"{PREFIX}/device/x/config", {"cmps": {"a": 1}}, "no JSON object"),
        (f"{PREFIX}/device/x/config", {"cmps": {"a": {"stat_t": "a/b"}}}, "does not say its `platform`"),
    ],
)
def test_what_is_strange_is_named(topic: str, said: object, why: str) -> None:
    (found,) = entities(topic, said)
    assert isinstance(found, Strange)
    assert why in found.why


def test_an_announcement_that_was_taken_away_says_nothing() -> None:
    assert entities(f"{PREFIX}/sensor/x/config", b"") == []


def test_too_many_components_are_cut_and_that_is_said() -> None:
    said = {"cmps": {f"c{n}": {"p": "sensor", "stat_t": "a/b"} for n in range(MOST_COMPONENTS + 5)}}
    found = entities(f"{PREFIX}/device/x/config", said)
    assert len(found) == MOST_COMPONENTS + 1
    assert isinstance(found[-1], Strange)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["~", "stat_t", "dev", "ids", "avty", "t", "cmps", "p", "o", "name", "cns", "val_tpl"]), inner, max_size=6)
    ),
)


@given(st.sampled_from(["sensor/x", "device/x", "binary_sensor/n/x"]), st.one_of(st.binary(max_size=200), _JSON.map(lambda said: json.dumps(said).encode())))
def test_any_bytes_give_entities_or_reasons(where: str, payload: bytes) -> None:
    try:
        found = list(read(f"{PREFIX}/{where}/config", payload, PREFIX))
    except Own:
        return
    assert all(isinstance(each, Entity | Strange) for each in found)
    assert found or not payload
