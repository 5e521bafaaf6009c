"""From records to what the rules are told, and what they say."""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec
import pytest

from domain.device_info import Fact, Told
from domain.quarantine import QuarantineReason
from domain.reading import DeviceEvent, Flag, Quality
from domain.time import to_ms
from domain.transition import Change, Transition
from ingest.interpretation import LARGEST_PAYLOAD_BYTES, as_record
from ingest.journal_record import Record, RecordKind
from ingest.judging import Judging, Outcome
from ingest.snapshot import Memory
from tests.ingest.fakes import NOW, FakeJudge, transition
from tests.ingest.site_models import a_site

NOW_MS = to_ms(NOW)


def said(body: object, device: str = "lift-1", kind: str = "telemetry", at_s: float = 0, *, retained: bool = False) -> Record:
    """A message received `at_s` after `NOW`."""
    payload = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return as_record(f"steward/v1/s1/{device}/{kind}", payload, len(payload), NOW_MS * 1000 + int(at_s * 1e6), retained=retained)


def judged(*records: Record, judge: FakeJudge | None = None) -> tuple[FakeJudge, Outcome]:
    judge = judge or FakeJudge()
    judging, outcome = Judging(a_site(), judge), Outcome()
    for record in records:
        judging.take(record, outcome)
    return judge, outcome


def test_each_value_is_a_reading_of_its_point() -> None:
    judge, outcome = judged(said({"ts": NOW_MS - 1000, "values": {"floor": 3, "trapped": None}}))
    assert [(each.point, each.value, each.quality) for each in judge.readings if "clock" not in each.point] == [
        ("s1.lift-1.floor", 3.0, Quality.GOOD),
        ("s1.lift-1.trapped", None, Quality.BAD),
    ]
    assert {each.occurred_at for each in judge.readings[1:]} == {NOW - timedelta(seconds=1)}
    assert {each.received_at for each in judge.readings} == {NOW}
    told = outcome.sayings["lift-1"][-1]
    assert (told.points["floor"], told.occurred_ms, told.values["floor"]) == ("s1.lift-1.floor", NOW_MS - 1000, 3.0)
    assert judge.seen_at == {"lift-1": NOW}


def test_one_device_speaks_for_several_assets() -> None:
    judge, _ = judged(said({"values": {"a_level": 40, "b_level": 50}}, device="plc-1"))
    assert [(each.point, each.value) for each in judge.readings] == [("s1.tank-a.level", 40.0), ("s1.tank-b.level", 50.0)]


def test_a_transition_comes_of_it() -> None:
    _, outcome = judged(said({"values": {"trapped": True}}))
    assert [(each.change, each.condition) for each in outcome.transitions] == [(Change.RAISED, "true|lift-1|trapped")]


def test_a_status_is_a_reading_of_every_asset_of_the_device() -> None:
    judge, outcome = judged(said("offline", "plc-1", "status"), said("online", "plc-1", "status", at_s=1))
    assert [(each.point, each.value) for each in judge.readings] == [
        ("s1.tank-a.online", False),
        ("s1.tank-b.online", False),
        ("s1.tank-a.online", True),
        ("s1.tank-b.online", True),
    ]
    assert outcome.devices == {"plc-1"}
    assert judge.seen_at == {"plc-1": NOW + timedelta(seconds=1)}, "a will is no sign of life"


def test_a_wrong_clock_makes_readings_uncertain_and_is_a_reading_itself() -> None:
    wrong = NOW_MS + 3_600_000
    judge, outcome = judged(
        said({"ts": wrong, "values": {"trapped": True, "floor": None}}),
        said({"ts": wrong + 1, "values": {"floor": 2}}, at_s=1),
        said({"ts": NOW_MS + 2000, "values": {"floor": 3}}, at_s=2),
    )
    assert [(each.point.removeprefix("s1.lift-1."), each.value, each.quality) for each in judge.readings] == [
        ("clock_skew", True, Quality.GOOD),
        ("trapped", True, Quality.UNCERTAIN),
        ("floor", None, Quality.BAD),
        ("floor", 2.0, Quality.UNCERTAIN),
        ("clock_skew", False, Quality.GOOD),
        ("floor", 3.0, Quality.GOOD),
    ]
    assert judge.readings[1].occurred_at == NOW
    assert judge.readings[1].flags == {Flag.CLOCK_SKEW}
    assert "true|lift-1|trapped" in {each.condition for each in outcome.transitions}, "a wrong clock does not silence"


def test_a_wrong_clock_of_a_shared_device_is_told_of_its_own_asset() -> None:
    judge, _ = judged(said({"ts": 0, "values": {}}, "plc-1"))
    assert [each.point for each in judge.readings] == ["s1.tank-a.clock_skew"]


def test_late_readings_are_flagged() -> None:
    judge, _ = judged(said({"ts": NOW_MS - 3_600_000, "values": {"floor": 3}}))
    assert judge.readings[-1].flags == {Flag.LATE}


def test_a_retained_copy_without_time_is_flagged_and_is_no_sign_of_life() -> None:
    judge, _ = judged(said({"values": {"floor": 3}}, retained=True), said("online", kind="status", retained=True))
    assert judge.readings[0].flags == {Flag.RETAINED}
    assert judge.readings[1].flags == frozenset(), "a status is retained by contract"
    assert judge.seen_at == {}


def test_a_retained_copy_with_a_time_says_when_the_device_spoke() -> None:
    judge, _ = judged(said({"ts": NOW_MS - 60_000, "values": {"floor": 3}}, retained=True))
    assert judge.readings[-1].flags == frozenset()
    assert judge.seen_at == {"lift-1": NOW - timedelta(seconds=60)}
    judge, _ = judged(said({"values": {}}), said({"ts": NOW_MS - 60_000, "values": {}}, retained=True))
    assert judge.seen_at == {"lift-1": NOW}, "and not that it was silent since"


@pytest.mark.parametrize("body", [{"ts": NOW_MS, "values": {"trips": 1}}, {"ts": 12, "values": {"trips": 1}}, {"id": "m", "values": {"trips": 1}}])
def test_the_same_message_again_counts_once(body: dict[str, object]) -> None:
    judge, outcome = judged(said(body), said(body, at_s=5))
    assert [each.point for each in judge.readings].count("s1.lift-1.trips") == 1
    assert outcome.duplicates == 1


def test_a_message_without_time_and_id_counts_each_time() -> None:
    judge, outcome = judged(said({"values": {"trips": 1}}), said({"values": {"trips": 1}}))
    assert (len(judge.readings), outcome.duplicates) == (2, 0)


def test_a_device_that_sends_one_id_for_ever_does_not_fall_silent() -> None:
    bodies = [{"id": "lift-1", "values": {"floor": n}} for n in range(3)] + [{"id": "lift-1", "ts": NOW_MS + n, "values": {"floor": 0}} for n in range(3)]
    judge, _ = judged(*[said(body) for body in bodies])
    assert [each.point for each in judge.readings].count("s1.lift-1.floor") == 6


def test_the_items_of_an_array_are_known_each_by_itself() -> None:
    items = [{"ts": NOW_MS, "values": {"floor": 1}}, {"ts": NOW_MS, "values": {"floor": 1}}, {"values": {"floor": 2}}]
    judge, outcome = judged(said(items), said(items))
    assert [each.value for each in judge.readings if each.point.endswith("floor")] == [1.0, 1.0, 2.0, 2.0]
    assert outcome.duplicates == 2


def test_an_event_is_judged_once_by_its_id() -> None:
    events: list[DeviceEvent] = []

    def judge_event(event: DeviceEvent) -> list[Transition]:
        events.append(event)
        return [transition(Change.RAISED, "event|lift-1|opened", event.id or "", event.occurred_at)]

    judging, outcome = Judging(a_site(), FakeJudge(), judge_event), Outcome()
    judging.take(said({"event": "lift.opened", "id": "e1", "data": {"by": "x"}}, kind="event"), outcome)
    judging.take(said({"event": "lift.opened", "id": "e1", "ts": NOW_MS, "data": {"by": "x"}}, kind="event", at_s=1), outcome)
    assert [(event.asset, event.device, event.name, event.data) for event in events] == [("lift-1", "lift-1", "lift.opened", {"by": "x"})]
    assert len(outcome.transitions) == 1


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (said("{"), QuarantineReason.NOT_JSON),
        (said("7"), QuarantineReason.BAD_SHAPE),
        (said({"values": {"floor": "x"}}), QuarantineReason.WRONG_TYPE),
        (said({"values": {}}, device="nobody"), QuarantineReason.UNKNOWN_DEVICE),
        (said({"values": {"x": 1}}), QuarantineReason.UNKNOWN_POINT),
        (said({"values": {"mode": "x"}}), QuarantineReason.UNKNOWN_VALUE),
        (said({"event": "x"}, kind="event"), QuarantineReason.UNKNOWN_EVENT),
        (said('{"values": {"floor": NaN}}'), QuarantineReason.NOT_FINITE),
        (said("x" * (LARGEST_PAYLOAD_BYTES + 1)), QuarantineReason.OVERSIZE),
        (said({}, kind="nothing"), QuarantineReason.BAD_TOPIC),
        (Record(RecordKind.MESSAGE, NOW_MS * 1000, "elsewhere", b"{}"), QuarantineReason.BAD_TOPIC),
    ],
)
def test_every_reason_is_put_aside_and_what_follows_goes_on(record: Record, reason: QuarantineReason) -> None:
    judge, outcome = judged(record, said({"values": {"trips": 7}}))
    assert [each.reason for each in outcome.quarantined] == [reason]
    (put_aside,) = outcome.quarantined
    assert (put_aside.site, put_aside.received_at, put_aside.topic) == ("s1", NOW, record.topic)
    assert len(put_aside.payload) <= 4096
    assert judge.readings[-1].value == 7.0


def test_the_largest_payload_that_is_read_is_read() -> None:
    body = json.dumps({"values": {"trips": 1}, "padding": ""})
    padded = body[:-2] + "x" * (LARGEST_PAYLOAD_BYTES - len(body)) + '"}'
    _, outcome = judged(said(padded))
    assert (len(padded), outcome.decoded, outcome.quarantined) == (LARGEST_PAYLOAD_BYTES, 1, [])


def test_our_own_fault_is_put_aside_and_what_follows_goes_on() -> None:
    judge = FakeJudge()
    judge.poison = "s1.lift-1.floor"
    judge, outcome = judged(said({"values": {"floor": 3}}), said({"values": {"trips": 7}}), judge=judge)
    assert [each.reason for each in outcome.quarantined] == [QuarantineReason.INTERNAL]
    assert "divided by nothing" in outcome.quarantined[0].detail
    assert judge.readings[-1].value == 7.0


def test_memory_survives_a_restart() -> None:
    message = said({"ts": NOW_MS, "values": {"trips": 1}})
    before, after, outcome = Judging(a_site(), FakeJudge()), Judging(a_site(), FakeJudge()), Outcome()
    before.take(message, Outcome())
    before.take(said("online", kind="status"), Outcome())
    after.restore(before.snapshot())
    after.take(message, outcome)
    assert outcome.duplicates == 1
    assert after.rows() == before.rows()
    assert after.rows()["lift-1"] == (True, NOW_MS, 0.0)
    (checkpoint,) = after.checkpoints(["lift-1"])
    assert (checkpoint.online, checkpoint.last_seen, checkpoint.clock_offset_s) == (True, NOW, 0.0)


def test_a_damaged_memory_is_refused() -> None:
    memory = Judging(a_site(), FakeJudge()).snapshot()
    memory.deduplication = "???"
    with pytest.raises(ValueError, match="base64"):
        Judging(a_site(), FakeJudge()).restore(memory)


def counts_of(judging: Judging, device: str = "lift-1") -> tuple[int, int | None]:
    """Messages in this span of ten minutes, and in the one before."""
    (known,) = judging.checkpoints([device])
    assert known.counted is not None
    return known.counted.messages, known.counted.before


def test_messages_are_counted_and_not_their_readings_nor_what_the_broker_says_in_their_place() -> None:
    judging = Judging(a_site(), FakeJudge())
    batch = [{"ts": NOW_MS - 2000, "values": {"floor": 2}}, {"ts": NOW_MS - 1000, "values": {"floor": 3}}]
    for record in (
        said(batch),
        said({"values": {"floor": 4}}, at_s=1),
        said("offline", kind="status", at_s=2),
        said({"values": {"floor": 4}}, at_s=3, retained=True),
    ):
        judging.take(record, Outcome())
    assert counts_of(judging) == (2, None)


def test_the_count_begins_anew_with_each_span() -> None:
    judging = Judging(a_site(), FakeJudge())
    for at_s in (0, 60, 660):
        judging.take(said({"values": {"floor": 2}}, at_s=at_s), Outcome())
    assert counts_of(judging) == (1, 2)
    judging.take(said({"values": {"floor": 2}}, at_s=7200), Outcome())
    assert counts_of(judging) == (1, 0), "a whole span passed without any"


def test_what_a_device_says_of_itself_is_known_and_no_sign_of_life() -> None:
    judging, outcome = Judging(a_site(), FakeJudge()), Outcome()
    judging.take(said({"firmware": "2.4.1"}, kind="info", retained=True), outcome)
    judging.take(said({"firmware": "2.4.1"}, kind="info", at_s=60, retained=True), Outcome())
    (known,) = judging.checkpoints(["lift-1"])
    assert outcome.devices == {"lift-1"}
    assert (known.told, known.last_seen, known.counted) == ({Fact.FIRMWARE: Told("2.4.1", NOW)}, None, None), "what the broker repeats is as old as before"


def test_counts_and_what_was_told_survive_a_restart_by_snapshot_and_by_the_records() -> None:
    before = Judging(a_site(), FakeJudge())
    for record in (said({"values": {"floor": 2}}), said({"firmware": "2.4.1", "mains": True}, kind="info")):
        before.take(record, Outcome())
    restored, adopted = Judging(a_site(), FakeJudge()), Judging(a_site(), FakeJudge())
    restored.restore(msgspec.json.decode(msgspec.json.encode(before.snapshot()), type=Memory))
    adopted.adopt(before.checkpoints(["lift-1"]))
    for after in (restored, adopted):
        assert after.checkpoints(["lift-1"]) == before.checkpoints(["lift-1"])
        after.take(said({"values": {"floor": 2}}, at_s=5), Outcome())
        assert counts_of(after) == (2, None)


def test_a_snapshot_of_before_there_were_counts_is_taken_up() -> None:
    memory = msgspec.json.decode(msgspec.json.encode(Judging(a_site(), FakeJudge()).snapshot()))
    del memory["counted"], memory["told"]
    memory["devices"]["lift-1"] = [NOW_MS, True]
    judging = Judging(a_site(), FakeJudge())
    judging.restore(msgspec.convert(memory, Memory))
    (known,) = judging.checkpoints(["lift-1"])
    assert (known.last_seen, known.online, known.counted, dict(known.told)) == (NOW, True, None, {})
