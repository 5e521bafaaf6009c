"""How messages are written for InfluxDB."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Quality
from storage.telemetry.influx.flux import literal
from storage.telemetry.influx.line_protocol import QUALITY, VALUE_KINDS, field_name, key_and_kind, line, measurement
from tests.storage.telemetry.messages import happened, said


def test_a_message_is_one_line_with_the_device_type_as_measurement_and_two_tags() -> None:
    message = said(0, {"floor": 12, "moving": True, "mode": "normal", "bits": frozenset({"test", "fire"}), "load": None})
    assert line(message) == (
        "lift,device=lift-1,site=riverside received_ms=1769846400250.0,floor=12.0,moving:bool=true,"
        'mode:text="normal",bits:flags="[\\"fire\\",\\"test\\"]",load:quality="bad" 1769846400000000000'
    )


def test_an_uncertain_value_has_its_mark_beside_it() -> None:
    assert 'load=5.0,load:quality="uncertain"' in line(said(0, {"load": 5.0}, load=Quality.UNCERTAIN))


def test_an_event_has_a_measurement_of_its_own_and_a_time_of_its_own_below_the_millisecond() -> None:
    first, second = (line(happened(0, "access.denied", {"card": 1.0}, event_id=event_id)) for event_id in ("a", "b"))
    assert first.startswith('lift_event,device=lift-1,site=riverside received_ms=1769846400250.0,card=1.0,event="access.denied",id="a" 1769846400000')
    assert first.rsplit(" ", 1)[1] != second.rsplit(" ", 1)[1]
    assert line(happened(0, "access.denied", {"card": 1.0}, event_id="a")) == first


def test_a_drill_is_written_where_no_live_query_looks() -> None:
    assert line(said(0, {"floor": 1.0}, realm="drill-7")).startswith("drill/lift,device=lift-1,realm=drill-7,site=riverside ")
    assert measurement("lift", "drill-7") != measurement("lift")


@pytest.mark.parametrize("text", ["new\nline", "return\r", 'quo"te', "back\\slash"])
def test_a_text_never_ends_its_line_or_its_quotes(text: str) -> None:
    written = line(said(0, {"note": text}))
    assert written.splitlines() == [written]
    assert written.endswith('" 1769846400000000000')


def test_a_message_that_differs_only_in_time_differs_only_in_time() -> None:
    message = said(0, {"floor": 1.0})
    later = message._replace(occurred_at=said(1, {}).occurred_at)
    assert line(message).rsplit(" ", 1)[0] == line(later).rsplit(" ", 1)[0]


@given(st.text(), st.sampled_from((*VALUE_KINDS, QUALITY)))
def test_a_field_tells_its_key_and_kind(key: str, kind: str) -> None:
    assert key_and_kind(field_name(key, kind)) == (key, kind)


@pytest.mark.parametrize("own", ["received_ms", "event", "id", "time"])
def test_our_own_fields_are_no_keys(own: str) -> None:
    assert key_and_kind(own) is None
    assert key_and_kind(field_name(own, "number")) == (own, "number")


@given(st.text())
def test_a_flux_literal_holds_nothing_that_could_end_it(text: str) -> None:
    inside = literal(text)[1:-1]
    assert {'"', "$", "{", "\n", "'"} & set(inside) == set()
    assert inside.encode().decode("unicode_escape").encode("latin-1").decode() == text
