"""Drift, flapping, held values and messages out of order, on the stream of a whole site."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from simulators.fault_option import read_fault
from simulators.faults import Fault, FaultKind
from simulators.message import Channel, Message
from simulators.stage import Stage
from tests.devices.riverside import SITE

START = datetime(2026, 3, 2, 2, tzinfo=UTC)


def said(faults: Sequence[Fault], device: str, seconds: float, seed: int = 1) -> list[Message]:
    """What `device` says in the order in which it goes out."""
    stage = Stage(SITE, scenario=None, seed=seed, speed=1.0, local=START.astimezone(SITE.time_zone), faults=faults)
    messages: list[Message] = []
    while stage.now_s < seconds:
        messages += [message for message in stage.tick().messages if message.device == device]
    return sorted(messages, key=lambda message: (message.due_s, message.number))


def test_a_drift_goes_so_far_in_an_hour_and_is_told_on_the_way() -> None:
    drift = Fault(FaultKind.DRIFT, "climate-substation", point="temp", per_hour=120.0)
    plain = {message.at_s: message.values for message in said([], "climate-substation", 300)}
    drifted = [message for message in said([drift], "climate-substation", 300) if "temp" in message.values]
    assert len(drifted) > len([values for values in plain.values() if "temp" in values])
    last = drifted[-1]
    measured = next(values["temp"] for at_s, values in reversed(plain.items()) if "temp" in values and at_s <= last.at_s)
    assert isinstance(measured, float)
    assert last.values["temp"] == pytest.approx(measured + last.at_s / 30, abs=2)


def test_a_point_that_flaps_is_told_at_each_turn() -> None:
    flapping = Fault(FaultKind.FLAPPING, "b1-sump-2", point="float_high", every_s=10, from_s=20, until_s=80)
    told = [message.values["float_high"] for message in said([flapping], "b1-sump-2", 100) if "float_high" in message.values]
    changes = [value for before, value in zip([None, *told], told, strict=False) if value is not before]
    assert changes == [False, True, False, True, False, True, False]


def test_a_device_that_flaps_goes_offline_and_online_and_is_quiet_between() -> None:
    flapping = Fault(FaultKind.FLAPPING, "t1-lift-1", every_s=15, from_s=10, until_s=100)
    messages = said([flapping], "t1-lift-1", 120)
    statuses = [message for message in messages if message.channel is Channel.STATUS]
    assert [message.payload(0, "run") for message in statuses] == [b"offline", b"online"] * 3
    assert all(message.retained for message in statuses)
    away = list(zip(statuses[::2], statuses[1::2], strict=True))
    telemetry = [message for message in messages if message.channel is Channel.TELEMETRY]
    assert not [message for message in telemetry for gone, back in away if gone.at_s <= message.at_s < back.at_s - 0.5]
    assert [message for message in telemetry if message.at_s > statuses[-1].at_s]


def test_a_held_value_is_what_the_point_says_whatever_there_is() -> None:
    held = said([Fault(FaultKind.HOLD, "b1-sump-2", point="level", value=95.0, from_s=10)], "b1-sump-2", 120)
    assert {message.values["level"] for message in held if "level" in message.values and message.at_s > 11} == {95.0}


def test_reordered_messages_overtake_one_another_and_keep_their_time() -> None:
    plain = said([], "t1-lift-1", 300)
    messages = said([Fault(FaultKind.REORDER, "t1-lift-1", hold_s=30)], "t1-lift-1", 300)
    numbers = [message.number for message in messages]
    assert numbers != sorted(numbers)
    assert {(message.number, message.at_s) for message in messages} == {(message.number, message.at_s) for message in plain}
    assert all(0 <= message.due_s - message.at_s <= 30 for message in messages)


@pytest.mark.parametrize("kind", [FaultKind.REORDER, FaultKind.DRIFT, FaultKind.FLAPPING])
def test_the_same_seed_says_the_same(kind: FaultKind) -> None:
    fault = Fault(kind, "t1-lift-1")
    assert said([fault], "t1-lift-1", 90) == said([fault], "t1-lift-1", 90)
    assert said([fault], "t1-lift-1", 90) != said([fault], "t1-lift-1", 90, seed=2)


def test_a_fault_of_the_command_line() -> None:
    assert read_fault("kind=dropout,devices=t1-*,rate=0.1") == Fault(FaultKind.DROPOUT, "t1-*", rate=0.1)
    assert read_fault("kind=hold, devices=b1-sump-2, point=level, value=95, for_s=60") == Fault(
        FaultKind.HOLD, "b1-sump-2", point="level", value=95.0, until_s=60.0
    )
    assert read_fault("kind=hold,devices=t1-door-roof,point=open,value=true").value is True


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("dropout", "has no value"),
        ("kind=broken", "kind"),
        ("kind=dropout,rate=2", "rate"),
        ("kind=dropout,colour=red", "colour"),
        ("kind=drift,rate=0.5", "means nothing"),
        ("kind=hold,point=level", "needs `point` and `value`"),
        ("kind=flapping,every_s=0.2", "every_s"),
    ],
)
def test_a_fault_that_cannot_be_says_why(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_fault(written)


def test_a_payload_of_a_drift_is_a_number_that_json_knows() -> None:
    for message in said([Fault(FaultKind.DRIFT, "t1-lift-1", per_hour=1e9)], "t1-lift-1", 60):
        assert json.loads(message.payload(0, "run"))["values"]
