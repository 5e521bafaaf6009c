"""What every telemetry engine does, whichever it is."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.reading import Quality, Value
from domain.telemetry import Sample, TelemetryMessage, TelemetryStore, WindowFunction
from storage.telemetry import engines
from tests.storage.telemetry.conftest import SETTINGS, OpenStore
from tests.storage.telemetry.messages import FAR_AHEAD, LONG_AGO, START, at, happened, of, said

ODD_TEXTS = ["", " ", "电梯困人 🛗", 'say "no"', "back\\slash", "\\n is no newline", "line\nbreak", "carriage\r\nreturn\r", "tab\t,=", "${1 + 1}", "a" * 65_536]
ODD_KEYS = [
    "floor level", "a,b=c", "switch:0", "temp:quality", "time", "received_ms", "event", "id", "_value", "_time", "温度", 'quo"te', "back\\slash", "end\\",
    "new\nline", "100%", "%25", "${r._field}", '") or true //', "'", "", "x" * 512,
]  # fmt: skip


def values_of(store: TelemetryStore, key: str, **series: str) -> list[Value]:
    return [sample.value for sample in store.range(of(key, **series), LONG_AGO, FAR_AHEAD)]


def test_every_engine_that_is_found_is_tested_here() -> None:
    assert engines().keys() == SETTINGS.keys()


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_the_settings_of_an_engine_explain_themselves_and_take_no_others(name: str) -> None:
    model = engines()[name].settings
    assert model.__doc__
    assert [key for key, field in model.model_fields.items() if not field.description] == []
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        model.model_validate({"folders": "x"})


def test_a_store_that_works_passes_its_check(store: TelemetryStore) -> None:
    store.check()


def test_an_empty_store_has_nothing_to_say(store: TelemetryStore) -> None:
    assert store.latest([of("floor")]) == {}
    assert store.latest([of("floor")], before=START) == {}
    assert store.latest([]) == {}
    assert store.range(of("floor"), LONG_AGO, FAR_AHEAD) == []
    assert store.windows(of("floor"), LONG_AGO, FAR_AHEAD, window_s=60, function=WindowFunction.MEAN) == []
    assert store.events("riverside", "lift-1", "lift", LONG_AGO, FAR_AHEAD) == []
    store.delete_before("riverside", START)


def test_writing_nothing_is_fine(store: TelemetryStore) -> None:
    assert store.write([]) == []


def test_a_value_is_read_as_it_was_written_with_its_own_time(store: TelemetryStore) -> None:
    assert store.write([said(0.123, {"floor": 12.0})]) == []
    assert store.range(of("floor"), LONG_AGO, FAR_AHEAD) == [Sample(at(0.123), 12.0)]
    assert store.latest([of("floor")]) == {of("floor"): Sample(at(0.123), 12.0)}


def test_what_was_written_is_there_for_who_opens_the_store_later(open_store: OpenStore) -> None:
    first = open_store()
    first.write([said(0, {"floor": 12.0})])
    first.close()
    assert values_of(open_store(), "floor") == [12.0]


def test_what_one_writes_another_reads_at_once(open_store: OpenStore) -> None:
    writer, reader = open_store(), open_store()
    writer.write([said(0, {"floor": 1.0})])
    assert values_of(reader, "floor") == [1.0]
    writer.write([said(1, {"floor": 2.0})])
    assert values_of(reader, "floor") == [1.0, 2.0]


@pytest.mark.parametrize(
    "value",
    [0.0, 1.0, -0.5, 0.1, 1e-300, 1.7976931348623157e308, True, False, "", "true", "1.0", frozenset(), frozenset({"fire"}), frozenset({"fire", "test", 'q"'})],
)
def test_a_value_keeps_its_kind(store: TelemetryStore, value: Value) -> None:
    store.write([said(0, {"status": value})])
    sample = store.latest([of("status")])[of("status")]
    assert (sample.value, type(sample.value)) == (value, type(value))


def test_keys_of_one_message_are_apart_whatever_their_kinds(store: TelemetryStore) -> None:
    values: dict[str, Value] = {"floor": 12.0, "moving": True, "mode": "normal", "bits": frozenset({"fire", "test"}), "load": None}
    store.write([said(0, values)])
    found = store.latest([of(key) for key in values])
    assert {series.key: sample.value for series, sample in found.items()} == values


def test_a_whole_number_is_stored_as_a_float(store: TelemetryStore) -> None:
    store.write([said(0, {"floor": 12}), said(1, {"floor": 12.5})])
    assert [type(value) for value in values_of(store, "floor")] == [float, float]


def test_a_bad_value_is_kept_as_bad_without_a_value(store: TelemetryStore) -> None:
    store.write([said(0, {"load": 5.0}), said(1, {"load": None}, load=Quality.BAD), said(2, {"load": None})])
    bad = [Sample(at(1), None, Quality.BAD), Sample(at(2), None, Quality.BAD)]
    assert store.range(of("load"), LONG_AGO, FAR_AHEAD) == [Sample(at(0), 5.0), *bad]
    assert store.latest([of("load")]) == {of("load"): bad[1]}


def test_a_value_that_is_called_bad_is_not_kept_as_a_value(store: TelemetryStore) -> None:
    store.write([said(0, {"load": 5.0}, load=Quality.BAD)])
    assert store.range(of("load"), LONG_AGO, FAR_AHEAD) == [Sample(at(0), None, Quality.BAD)]


def test_an_uncertain_value_is_kept_as_uncertain(store: TelemetryStore) -> None:
    store.write([said(0, {"load": 5.0, "floor": 1.0}, load=Quality.UNCERTAIN)])
    assert store.range(of("load"), LONG_AGO, FAR_AHEAD) == [Sample(at(0), 5.0, Quality.UNCERTAIN)]
    assert store.latest([of("load"), of("floor")]) == {of("load"): Sample(at(0), 5.0, Quality.UNCERTAIN), of("floor"): Sample(at(0), 1.0)}


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_characters_in_a_text_survive(store: TelemetryStore, text: str) -> None:
    store.write([said(0, {"note": text}), said(1, {"note": frozenset({text[:9]})})])
    assert values_of(store, "note") == [text, frozenset({text[:9]})]


def test_odd_characters_in_keys_survive_and_no_key_is_taken_for_another(store: TelemetryStore) -> None:
    numbers = {key: float(number) for number, key in enumerate(ODD_KEYS)}
    store.write([said(0, numbers), *(said(1 + number, {key: f"text {number}"}) for number, key in enumerate(ODD_KEYS))])
    found = {key: values_of(store, key) for key in ODD_KEYS}
    assert found == {key: [float(number), f"text {number}"] for number, key in enumerate(ODD_KEYS)}
    assert {series.key for series in store.latest([of(key) for key in ODD_KEYS])} == set(ODD_KEYS)


@pytest.mark.parametrize("odd", ['"', '" or true or "', "a,b=c d", "../riverside", "${x}", "*", "new\nline", "back\\"])
def test_an_odd_id_reaches_no_other_device_or_site(store: TelemetryStore, odd: str) -> None:
    store.write([said(0, {"floor": 1.0}), said(0, {"floor": 2.0}, device=odd), said(0, {"floor": 3.0}, site=odd)])
    assert [values_of(store, "floor"), values_of(store, "floor", device=odd), values_of(store, "floor", site=odd)] == [[1.0], [2.0], [3.0]]
    store.delete_before(odd, at(86_400 * 3))
    assert values_of(store, "floor") == [1.0]


def test_writing_again_changes_nothing(store: TelemetryStore) -> None:
    batch = [said(0, {"floor": 1.0}), said(1, {"floor": 2.0}), happened(1, "door.opened", {"by": "guard"}), happened(1, "door.opened", event_id="e1")]
    store.write(batch)
    store.write(batch)
    store.write([*batch, *batch])
    assert values_of(store, "floor") == [1.0, 2.0]
    assert len(store.events("riverside", "lift-1", "lift", LONG_AGO, FAR_AHEAD)) == 2


def test_a_second_message_of_the_same_time_adds_its_values(store: TelemetryStore) -> None:
    store.write([said(0, {"floor": 1.0, "load": 20.0}, load=Quality.UNCERTAIN)])
    store.write([said(0, {"floor": 2.0, "mode": "normal"})])
    assert [values_of(store, "floor"), values_of(store, "load"), values_of(store, "mode")] == [[2.0], [20.0], ["normal"]]
    assert store.latest([of("load")])[of("load")].quality is Quality.UNCERTAIN


def test_messages_of_one_time_in_one_batch_are_merged_too(store: TelemetryStore) -> None:
    store.write([said(0, {"floor": 1.0}), said(0, {"load": 20.0}), said(0, {"floor": 2.0})])
    assert [values_of(store, "floor"), values_of(store, "load")] == [[2.0], [20.0]]


@pytest.mark.parametrize("one_batch", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (said(0, {"load": None}), said(0, {"load": 6.0}), Sample(START, None, Quality.BAD)),
        (said(0, {"load": 5.0}), said(0, {"load": None}), Sample(START, None, Quality.BAD)),
        (said(0, {"load": 5.0}, load=Quality.UNCERTAIN), said(0, {"load": 6.0}), Sample(START, 6.0, Quality.UNCERTAIN)),
        (said(0, {"load": 5.0}), said(0, {"load": 6.0}, load=Quality.UNCERTAIN), Sample(START, 6.0, Quality.UNCERTAIN)),
        (said(0, {"load": None}), said(0, {"load": 6.0}, load=Quality.UNCERTAIN), Sample(START, 6.0, Quality.UNCERTAIN)),
    ],
)
def test_bad_never_becomes_normal_by_a_second_message_of_the_same_time(
    store: TelemetryStore, first: TelemetryMessage, second: TelemetryMessage, expected: Sample, *, one_batch: bool
) -> None:
    batches = {True: [[first, second]], False: [[first], [second]]}[one_batch]
    for batch in batches:
        store.write(batch)
    assert store.range(of("load"), LONG_AGO, FAR_AHEAD) == [expected]
    assert store.latest([of("load")]) == {of("load"): expected}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), "half a pair \ud83d", "x" * 65_537, frozenset({"\ud83d"})])
def test_what_no_store_can_keep_is_refused_alone_with_a_reason(store: TelemetryStore, value: Value) -> None:
    bad = said(1, {"floor": 2.0, "load": value})
    refused = store.write([said(0, {"floor": 1.0}), bad, said(2, {"floor": 3.0})])
    assert [one.message is bad for one in refused] == [True]
    assert refused[0].why.startswith("load: ")
    assert values_of(store, "floor") == [1.0, 3.0]


@pytest.mark.parametrize("message", [said(0, {"floor": 1.0})._replace(occurred_at=datetime(1500, 1, 1, tzinfo=UTC)), said(0, {"x" * 513: 1.0})])
def test_an_absurd_time_or_key_is_refused(store: TelemetryStore, message: TelemetryMessage) -> None:
    assert [one.message for one in store.write([message])] == [message]


def test_latest_is_the_newest_by_the_time_it_occurred_not_by_arrival(store: TelemetryStore) -> None:
    store.write([said(10, {"floor": 3.0}), said(5, {"floor": 2.0})])
    store.write([said(7, {"floor": 1.0, "load": 9.0})])
    assert store.latest([of("floor"), of("load")]) == {of("floor"): Sample(at(10), 3.0), of("load"): Sample(at(7), 9.0)}


def test_latest_leaves_out_series_without_any_value(store: TelemetryStore) -> None:
    store.write([said(0, {"floor": 3.0})])
    others = [of("load"), of("floor", device="lift-2"), of("floor", site="lakeside"), of("floor", device_type="pump"), of("floor", realm="drill-1")]
    assert store.latest(others) == {}


def test_latest_before_a_moment_includes_the_moment_itself(store: TelemetryStore) -> None:
    store.write([said(seconds, {"floor": float(seconds)}) for seconds in (0, 10, 20)])
    assert store.latest([of("floor")], before=at(10)) == {of("floor"): Sample(at(10), 10.0)}
    assert store.latest([of("floor")], before=at(9.999)) == {of("floor"): Sample(at(0), 0.0)}
    assert store.latest([of("floor")], before=at(-0.001)) == {}
    assert store.latest([of("floor")], before=FAR_AHEAD) == {of("floor"): Sample(at(20), 20.0)}


def test_latest_before_a_moment_looks_back_over_many_days(store: TelemetryStore) -> None:
    day = 86_400
    store.write([said(0, {"floor": 1.0}), said(3 * day, {"load": 2.0}), said(40 * day, {"floor": 9.0, "load": 9.0})])
    found = store.latest([of("floor"), of("load"), of("mode")], before=at(39 * day))
    assert found == {of("floor"): Sample(at(0), 1.0), of("load"): Sample(at(3 * day), 2.0)}


def test_latest_of_a_thousand_devices_comes_at_once_and_is_right(store: TelemetryStore) -> None:
    devices = [f"lift-{number}" for number in range(1_000)]
    store.write([said(seconds, {"floor": float(number + seconds)}, device=device) for seconds in (0, 60) for number, device in enumerate(devices)])
    found = store.latest([of("floor", device=device) for device in devices])
    assert {series.device: sample for series, sample in found.items()} == {device: Sample(at(60), number + 60.0) for number, device in enumerate(devices)}


def test_a_range_has_its_start_and_not_its_end(store: TelemetryStore) -> None:
    store.write([said(seconds, {"floor": float(seconds)}) for seconds in range(5)])
    assert [sample.value for sample in store.range(of("floor"), at(1), at(3))] == [1.0, 2.0]
    assert [sample.value for sample in store.range(of("floor"), at(0.9995), at(3.0005))] == [1.0, 2.0, 3.0]
    assert store.range(of("floor"), at(3), at(3)) == []
    assert store.range(of("floor"), at(3), at(1)) == []


def test_a_range_comes_in_order_and_ends_at_its_limit(store: TelemetryStore) -> None:
    store.write([said(seconds, {"floor": float(seconds), "odd": None}) for seconds in (3, 1, 2, 0)])
    assert [sample.value for sample in store.range(of("floor"), LONG_AGO, FAR_AHEAD, limit=3)] == [0.0, 1.0, 2.0]
    assert len(store.range(of("odd"), LONG_AGO, FAR_AHEAD, limit=3)) == 3
    assert store.range(of("floor"), LONG_AGO, FAR_AHEAD, limit=0) == []


def test_a_limit_counts_good_and_bad_values_together(store: TelemetryStore) -> None:
    store.write([said(0, {"load": 1.0}), said(1, {"load": None}), said(2, {"load": 2.0}, load=Quality.UNCERTAIN), said(3, {"load": None})])
    assert [sample.value for sample in store.range(of("load"), LONG_AGO, FAR_AHEAD, limit=3)] == [1.0, None, 2.0]


def test_a_range_goes_over_midnight(store: TelemetryStore) -> None:
    hour = 3_600
    store.write([said(number * 6 * hour, {"floor": float(number)}) for number in range(12)])
    assert [sample.value for sample in store.range(of("floor"), at(12 * hour), at(60 * hour))] == [float(number) for number in range(2, 10)]


def test_retention_forgets_what_is_older_and_keeps_the_rest(store: TelemetryStore) -> None:
    day = 86_400
    store.write([said(number * day, {"floor": float(number), f"only-{number}": 1.0}) for number in range(6)])
    store.write([happened(number * day, "door.opened", event_id=str(number)) for number in range(6)])
    store.write([said(0, {"floor": 9.0}, site="lakeside"), said(0, {"floor": 8.0}, realm="drill-1")])
    store.delete_before("riverside", at(3 * day))
    assert set(values_of(store, "floor")) - {2.0} == {3.0, 4.0, 5.0}
    assert {event.id for event in store.events("riverside", "lift-1", "lift", LONG_AGO, FAR_AHEAD)} - {"2"} == {"3", "4", "5"}
    assert values_of(store, "floor", site="lakeside") == [9.0]
    assert values_of(store, "floor", realm="drill-1") == []
    latest = store.latest([of("only-0"), of("only-1"), of("only-3"), of("floor")])
    assert latest == {of("only-3"): Sample(at(3 * day), 1.0), of("floor"): Sample(at(5 * day), 5.0)}


def test_after_retention_a_late_message_is_stored_again(store: TelemetryStore) -> None:
    store.write([said(0, {"floor": 1.0})])
    store.delete_before("riverside", at(3 * 86_400))
    store.write([said(1, {"floor": 2.0})])
    assert values_of(store, "floor") == [2.0]


def test_drills_and_the_live_site_never_see_each_other(store: TelemetryStore) -> None:
    store.write([said(0, {"floor": 1.0}), said(0, {"floor": 2.0}, realm="drill-1"), said(0, {"floor": 3.0}, realm="drill-2")])
    store.write([said(5, {"smoke": True}, realm="drill-1"), happened(5, "sos.pressed", realm="drill-1", event_id="d")])
    assert [values_of(store, "floor", realm=realm) for realm in ("live", "drill-1", "drill-2")] == [[1.0], [2.0], [3.0]]
    assert store.latest([of("smoke"), of("smoke", realm="drill-2")]) == {}
    assert store.latest([of("smoke", realm="drill-1"), of("floor")]) == {of("smoke", realm="drill-1"): Sample(at(5), True), of("floor"): Sample(at(0), 1.0)}
    assert store.windows(of("floor"), at(0), at(60), window_s=60, function=WindowFunction.MAX) == [Sample(at(0), 1.0)]
    assert store.windows(of("floor", realm="drill-2"), at(0), at(60), window_s=60, function=WindowFunction.MAX) == [Sample(at(0), 3.0)]
    assert store.events("riverside", "lift-1", "lift", LONG_AGO, FAR_AHEAD) == []


def test_a_message_without_values_is_no_fault(store: TelemetryStore) -> None:
    assert store.write([said(0, {}), said(1, {"floor": 1.0})]) == []
    assert values_of(store, "floor") == [1.0]


def test_thousands_of_messages_are_all_there_once(store: TelemetryStore) -> None:
    batch = [said(number / 10, {"floor": float(number)}, device=f"lift-{number % 7}") for number in range(7_000)]
    for first in range(0, len(batch), 1_500):
        store.write(batch[first : first + 1_500])
    for device in range(7):
        assert values_of(store, "floor", device=f"lift-{device}") == [float(number) for number in range(device, 7_000, 7)]


keys = st.text(max_size=20)
texts = st.text(max_size=50)
stored_values = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | texts | st.frozensets(texts, max_size=4)
devices = (f"device-{number}" for number in itertools.count())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.dictionaries(keys, stored_values, max_size=6), milliseconds=st.integers(0, 10**11))
def test_whatever_values_a_message_has_they_are_read_as_written(store: TelemetryStore, values: dict[str, Value], milliseconds: int) -> None:
    device = next(devices)
    message = said(milliseconds / 1000, values, device=device)
    moment = message.occurred_at.replace(microsecond=message.occurred_at.microsecond // 1000 * 1000)
    assert store.write([message, happened(0, "name", values, device=device)]) == []
    expected = {key: [Sample(moment, value, Quality.BAD if value is None else Quality.GOOD)] for key, value in values.items()}
    assert {key: list(store.range(of(key, device=device), moment, FAR_AHEAD)) for key in values} == expected
    assert {series.key: [sample] for series, sample in store.latest([of(key, device=device) for key in values]).items()} == expected
    assert [event.values for event in store.events("riverside", device, "lift", LONG_AGO, FAR_AHEAD)] == [values]
