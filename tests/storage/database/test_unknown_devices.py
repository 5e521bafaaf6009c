"""Who was refused as unknown, from what was put aside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.dialect import NATIVE
from domain.quarantine import Heard, Quarantined, QuarantineReason, dialect_of
from domain.records import Records
from ingest.foreign.topics import stranger
from tests.storage.database.samples import HOUR, MINUTE, NOON, something_unreadable

EVERYWHERE = ("*",)
SECOND = timedelta(seconds=1)
TOPIC = "steward/v1/riverside/pit-9/telemetry"


def refused(**changes: object) -> Quarantined:
    plain = {"topic": TOPIC, "reason": QuarantineReason.UNKNOWN_DEVICE, "detail": "no device `pit-9` in the site file", "device": "pit-9"}
    return something_unreadable(**(plain | changes))


def test_one_is_heard_as_often_as_it_spoke_from_first_to_last(records: Records) -> None:
    with records.transaction() as tx:
        for number in range(25):
            tx.quarantine.add(refused(received_at=NOON + number * SECOND))
        assert tx.quarantine.unknown_devices(EVERYWHERE, NOON - HOUR) == [
            Heard("riverside", "pit-9", NATIVE, TOPIC, NOON, NOON + 24 * SECOND, 25),
        ]


def test_each_site_topic_and_dialect_is_told_apart_and_what_was_refused_otherwise_is_left_out(records: Records) -> None:
    plant = stranger("pit-9", "plant").unreadable[0]
    items = [
        refused(),
        refused(site="hillside"),
        refused(topic=TOPIC.replace("telemetry", "status")),
        refused(topic="plant/pit-9/tele", detail=plant.detail),
        refused(device=None),
        refused(reason=QuarantineReason.UNKNOWN_POINT),
        refused(received_at=NOON - 2 * HOUR, device="pit-8"),
    ]
    with records.transaction() as tx:
        for item in items:
            tx.quarantine.add(item)
        everywhere = tx.quarantine.unknown_devices(EVERYWHERE, NOON - HOUR)
        there = tx.quarantine.unknown_devices(("hillside",), NOON - HOUR)
    assert sorted((heard.site, heard.dialect, heard.topic.rsplit("/", 1)[1]) for heard in everywhere) == [
        ("hillside", "native", "telemetry"),
        ("riverside", "native", "status"),
        ("riverside", "native", "telemetry"),
        ("riverside", "plant", "tele"),
    ]
    assert [heard.site for heard in there] == ["hillside"]


def test_its_last_messages_are_those_of_its_topic_newest_first(records: Records) -> None:
    with records.transaction() as tx:
        for number in range(4):
            tx.quarantine.add(refused(received_at=NOON + number * MINUTE, payload=b"%d" % number))
        tx.quarantine.add(refused(received_at=NOON + HOUR, topic="another"))
        tx.quarantine.add(refused(received_at=NOON + HOUR, reason=QuarantineReason.OVERSIZE))
        assert [entry.item.payload for entry in tx.quarantine.unknown_on("riverside", TOPIC, limit=3)] == [b"3", b"2", b"1"]


@pytest.mark.parametrize("name", ["0x0012", "a` in the dialect `b`", "x" * 200])
def test_the_dialect_of_a_stranger_is_read_again_from_what_was_said_of_it(name: str) -> None:
    (trouble,) = stranger(name, "plant").unreadable
    assert (trouble.reason, dialect_of(trouble.detail)) == (QuarantineReason.UNKNOWN_DEVICE, "plant")


def test_what_is_said_of_a_native_one_names_no_dialect() -> None:
    assert dialect_of("no device `pit-9` in the site file") == NATIVE
