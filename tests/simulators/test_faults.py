"""Faults between device and broker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from simulators.faults import NOT_READABLE, Fault, FaultKind, FaultLine
from simulators.message import Channel, Message

SAID = [Message("t1-lift-1", Channel.TELEMETRY, float(second), second, {"floor": second, "occupied": True}, due_s=float(second)) for second in range(200)]


def passed(fault: Fault, said: Sequence[Message] = SAID, seed: int = 1) -> list[Message]:
    line = FaultLine([fault], seed)
    return [message for one in said for message in line.pass_on(one)]


def test_without_faults_everything_passes_as_it_is() -> None:
    line = FaultLine([], 1)
    assert [message for one in SAID for message in line.pass_on(one)] == SAID


def test_dropout_loses_about_its_share() -> None:
    assert 120 < len(passed(Fault(FaultKind.DROPOUT, rate=0.25))) < 175


def test_a_duplicate_is_the_same_message_again() -> None:
    assert passed(Fault(FaultKind.DUPLICATE), SAID[:2]) == [SAID[0], SAID[0], SAID[1], SAID[1]]


def test_late_messages_come_in_bursts_with_the_time_of_their_measurement() -> None:
    late = passed(Fault(FaultKind.LATE, hold_s=60, from_s=10, until_s=100), SAID[:150])
    assert {message.due_s for message in late[10:70]} == {70.0}
    assert {message.due_s for message in late[70:100]} == {130.0}
    assert [message.at_s for message in late] == [message.at_s for message in SAID[:150]]
    assert [message.due_s for message in late[100:]] == [message.due_s for message in SAID[100:150]]


def test_a_wrong_clock_shows_in_the_timestamp_only() -> None:
    wrong = passed(Fault(FaultKind.CLOCK_SKEW, skew_s=-3600), SAID[:1])[0]
    assert wrong.due_s == SAID[0].due_s
    assert b'"ts":1699996400000' in wrong.payload(1_700_000_000_000, "run")


def test_garbage_takes_the_place_of_what_was_said() -> None:
    payloads = {message.payload(0, "run") for message in passed(Fault(FaultKind.GARBAGE))}
    assert payloads <= set(NOT_READABLE)
    assert len(payloads) > 5


def test_a_stuck_sensor_repeats_what_it_said_first() -> None:
    assert [message.values["floor"] for message in passed(Fault(FaultKind.STUCK, from_s=3), SAID[:7])] == [0, 1, 2, 3, 3, 3, 3]


def test_a_sensor_that_cannot_measure_says_null() -> None:
    assert passed(Fault(FaultKind.NULL), SAID[:1])[0].values == {"floor": None, "occupied": None}


@pytest.mark.parametrize("kind", [FaultKind.STUCK, FaultKind.NULL])
def test_sensor_faults_leave_events_alone(kind: FaultKind) -> None:
    event = replace(SAID[0], channel=Channel.EVENT, event="access.granted", values={"card": "R-1"})
    assert passed(Fault(kind), [event]) == [event]


@pytest.mark.parametrize("kind", list(FaultKind))
def test_a_fault_strikes_only_the_devices_and_the_time_it_names(kind: FaultKind) -> None:
    assert passed(Fault(kind, "t2-*")) == SAID
    assert passed(Fault(kind, from_s=500)) == SAID
    assert passed(Fault(kind, until_s=0)) == SAID


def test_the_same_seed_meets_the_same_faults() -> None:
    fault = Fault(FaultKind.GARBAGE, rate=0.3)
    assert passed(fault, seed=4) == passed(fault, seed=4)
    assert passed(fault, seed=4) != passed(fault, seed=5)
