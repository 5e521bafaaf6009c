"""What a push means: its values in Steward's form, and a note for all that is not understood."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.publisher import Sent
from bridges.pushed.known_devices import KnownDevices
from bridges.pushed.mapping import LONGEST_ID, MOST_ITEMS, Queries, Read, Reader
from bridges.pushed.message import Message
from bridges.pushed.query import PushedQuery
from bridges.pushed.times import TimeUnit, moment
from bridges.pushed.value import ValueReader, ValueSettings
from tests.bridges.pushed.pushing import SITE
from tests.ingest.codecs.sites import site_of

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
THE_SITE = site_of(SITE)
BEHIND = {device.id: device for device in THE_SITE.devices.values() if device.gateway == "gw-push"}
LEAK = {"leak": ValueSettings(path="leak")}


def reader(values: dict[str, ValueSettings] | None = None, time_unit: TimeUnit | None = None, **queries: str) -> Reader:
    compiled = {name: PushedQuery(text) for name, text in {"device": "d", **queries}.items()}
    readers = {key: ValueReader(settings) for key, settings in (values or LEAK).items()}
    known = KnownDevices("src", {("", "x-1"): "leak-1", ("src", "x-1"): "leak-2", ("other", "x-2"): "leak-1"}, BEHIND)
    return Reader("src", Queries(values=readers, time_unit=time_unit, **compiled), known, THE_SITE, "gw-push")


def read(said: object, of: Reader | None = None, seal: bytes | None = None) -> Read:
    return (of or reader()).read(json.dumps(said).encode(), seal)


def one(said: object, of: Reader | None = None, seal: bytes | None = None) -> Message:
    (message,) = read(said, of, seal).messages
    return message


def value_of(raw: object, **settings: object) -> tuple[Sent, list[str]]:
    found = read({"d": "leak-1", "v": raw}, reader({"leak": ValueSettings.model_validate({"path": "v", **settings})}))
    return found.messages[0].values["leak"], list(found.troubles)


def test_a_device_is_known_by_its_own_id_and_by_the_table_of_its_source_first() -> None:
    assert [one({"d": name, "leak": True}).device for name in ("leak-1", "x-1", "x-2")] == ["leak-1", "leak-2", "x-2"]
    assert read({"d": "x-2", "leak": True}).strangers == ["x-2"]


@pytest.mark.parametrize(
    ("raw", "settings", "value", "trouble"),
    [
        (21.5, {}, 21.5, ""),
        (215, {"scale": 0.1, "offset": -1}, 20.5, ""),
        (None, {"scale": 0.1}, None, ""),
        (["a", "b"], {}, ["a", "b"], ""),
        ("1", {"values": {"1": True, "0": False}}, True, ""),
        (0, {"values": {"1": True, "0": False}}, False, ""),
        (1.0, {"values": {"1": True, "0": False}}, True, ""),
        (True, {"values": {"true": False}}, False, ""),
        (2, {"values": {"1": True, "0": False}}, None, "2 is not among 1, 0"),
        (True, {"values": {"1": True}}, None, "true is not among 1"),
        ("21", {"scale": 2}, None, "expected a number, found '21'"),
        ({"a": 1}, {}, None, "an object is no value"),
        ([1], {}, None, "a list is no value"),
        ("a\0b", {}, None, "is no value"),
        (10**400, {"scale": 2}, None, "beyond any number"),
        (10**30, {}, None, "a huge number is no value"),
        (1e308, {"scale": 1e10}, None, "inf is no value"),
    ],
)
def test_a_value_is_plainly_one_or_could_not_be_measured_and_is_noted(raw: object, settings: dict[str, object], value: Sent, trouble: str) -> None:
    found, troubles = value_of(raw, **settings)
    assert found == value
    assert type(found) is type(value)
    assert trouble in " ".join(troubles)
    assert bool(troubles) is bool(trouble)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999", "9" * 5000])
def test_a_number_that_is_none_is_not_passed_on(text: str) -> None:
    found = reader().read(f'{{"d": "leak-1", "leak": {text}}}'.encode(), None)
    assert found.messages[0].values == {"leak": None}
    assert len(found.messages) == 2


def test_a_text_in_a_text_can_be_read() -> None:
    of = reader({"leak": ValueSettings(path="from_json(from_base64(payload)).leak")})
    assert one({"d": "leak-1", "payload": "eyJsZWFrIjogdHJ1ZX0="}, of).values == {"leak": True}
    broken = read({"d": "leak-1", "payload": "%%%"}, of)
    assert broken.messages[0].values == {"leak": None}
    assert "from_base64" in broken.troubles[0]


def test_what_jmespath_says_of_strange_characters_can_be_sent_and_logged() -> None:
    found = read({"d": "leak-1", "v": "\ud800\x1b[2J"}, reader({"leak": ValueSettings(path="abs(v)")}))
    assert "abs" in found.troubles[0]
    assert found.troubles[0].isprintable()
    json.dumps(found.messages[-1].values, ensure_ascii=False).encode()


def test_an_id_is_the_platform_s_own_or_made_so_that_a_repeat_has_it_again() -> None:
    own, timed, bare = reader(id="seq", time="at"), reader(time="at"), reader()
    said: dict[str, object] = {"d": "leak-1", "leak": True, "at": 1795420800, "seq": 5}
    assert (one(said, own).id, one(said, own).at) == ("5", AT)
    assert one(said, timed, b"1").id == one(said, timed, b"2").id
    assert one(said, timed).id != one({**said, "at": 1795420801}, timed).id
    assert one(said, bare, b"1").id == one(said, bare, b"1").id
    assert one(said, bare, b"1").id != one(said, bare, b"2").id, "the same words signed anew may be a new alarm"
    assert one(said, bare).id is None
    assert (read(said, bare).repeatable, read(said, timed).repeatable) == (False, True)
    strange = read({**said, "seq": "x" * (LONGEST_ID + 1)}, own)
    assert strange.messages[0].id == one(said | {"seq": "x" * (LONGEST_ID + 1)}, timed).id
    assert "id: 'xxx" in strange.troubles[0]


def test_items_have_ids_of_their_own() -> None:
    of = reader(items="list", id="id", time="at")
    found = read(
        {"id": "b", "at": 1795420800, "list": [{"d": "leak-1", "leak": True}, {"d": "leak-1", "leak": False}, {"d": "leak-1", "leak": True, "id": "own"}]}, of
    )
    assert [message.id for message in found.messages] == ["b-0", "b-1", "own"]
    assert [message.at for message in found.messages] == [AT] * 3


@pytest.mark.parametrize(
    ("written", "unit", "found"),
    [
        (1795420800, None, AT),
        (1795420800000, None, AT),
        ("1795420800000", None, AT),
        (1795420800000000, "us", AT),
        ("20261123T080000Z", None, AT),
        ("2026-11-23T16:00:00+08:00", "text", AT),
        (1795420800.5, "s", AT + timedelta(milliseconds=500)),
        ("2026-11-23 16:00:00", None, None),
        ("1795420800", "text", None),
        (True, None, None),
        ("soon", None, None),
        (1e300, None, None),
        (10**40, "ms", None),
        ("9" * 40, None, None),
        ("٣", None, None),
        ({}, None, None),
    ],
)
def test_a_time_is_one_with_a_zone_or_none(written: object, unit: TimeUnit | None, found: datetime | None) -> None:
    assert moment(written, unit) == found


def test_a_time_that_is_none_is_noted_and_that_of_the_arrival_counts() -> None:
    found = read({"d": "leak-1", "leak": True, "at": "2026-11-23 16:00:00"}, reader(time="at"))
    assert (found.messages[0].values, found.messages[0].at) == ({"leak": True}, None)
    assert "no time with a zone" in found.troubles[0]


def test_a_note_says_what_and_shows_it_and_is_short_enough_to_be_kept() -> None:
    found = read([{"d": "leak-1", "leak": "x" * 5_000}, {"d": "", "leak": 1}, *([{}] * 50)])
    note = found.messages[-1]
    text = str(note.values["not_understood"])
    assert note.device == "gw-push"
    assert text.startswith("src: [1] no device at `d`; [2] no device")
    assert "and 41 more" in text
    assert len(text.encode()) < 4_096


def test_of_very_many_items_the_first_are_read_and_the_rest_is_noted() -> None:
    found = read([{"d": "leak-1", "leak": True}] * (MOST_ITEMS + 1))
    assert len(found.messages) == MOST_ITEMS + 1
    assert f"the first {MOST_ITEMS} are read" in found.troubles[0]


@pytest.mark.parametrize(("when", "wanted"), [({"k": 0}, True), ({"k": False}, False), ({}, False), ({"k": []}, False), ({"k": "x"}, True)])
def test_of_interest_is_what_jmespath_takes_for_true(when: dict[str, object], wanted: bool) -> None:  # noqa: FBT001  a column of the table
    assert bool(read({"d": "leak-1", "leak": True, **when}, reader(when="k")).messages) is wanted


@given(st.binary(max_size=300), st.none() | st.binary(max_size=8))
def test_any_bytes_are_read_or_noted(content: bytes, seal: bytes | None) -> None:
    assert reader(items="a", id="b", time="c").read(content, seal).messages


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(["leak-1", "x-1", "leak-9", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["d", "leak", "at", "id", "a", "b"]), inner, max_size=5),
    max_leaves=12,
)


@given(JSON)
def test_any_json_becomes_messages_that_can_be_sent(said: object) -> None:
    of = reader({"leak": ValueSettings(path="to_number(leak) || leak", scale=2), "battery_pct": ValueSettings(path="sum(b)")}, time="at", id="id")
    for message in read(said, of).messages:
        json.dumps(message.values, ensure_ascii=False, allow_nan=False).encode()
        assert message.device in {"leak-1", "leak-2", "gw-push"} or message.device not in THE_SITE.devices


def test_what_is_nested_too_deeply_is_no_json() -> None:
    assert "nested too deeply" in reader().read(b"[" * 100_000, None).troubles[0]
