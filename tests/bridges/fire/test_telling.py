"""What is published of what panels report, and that what the table does not know alarms."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridges.fire.frame import Frame
from bridges.fire.memory import Memory, load
from bridges.fire.oddities import Oddities
from bridges.fire.table import read_points
from bridges.fire.telling import Happening, Message, NoPanel, Teller, Values
from bridges.fire.unit import Times
from devices.site_file import load_site
from rules import library_path
from rules.rule_test import run_cases
from tests.bridges.fire.examples import ANSWERED, DETECTOR, GUARD_CHECK, MAINS
from tests.bridges.fire.panel import FAULT, FIRE, ISOLATED, NORMAL, SHANGHAI, component, frame, measured, operation, system_state, unit
from tests.bridges.fire.site import SITE, TABLE

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
NOW = AT + timedelta(seconds=2)
A = "000000000379"


@pytest.fixture
def teller(tmp_path: Path) -> Teller:
    return told_by(tmp_path, TABLE)


def told_by(folder: Path, table: str, panel: str | None = "panel-1", panels: Mapping[str, str] | None = None) -> Teller:
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "points.csv").write_text(table, encoding="utf-8")
    site = load_site(folder / "site.yaml")
    devices = {device.id: device for device in site.devices.values() if device.gateway == "gw-fire"}
    return Teller(read_points(folder / "points.csv", devices), panel, panels or {}, "zone-position", Times(SHANGHAI), Oddities("fire"))


def frame_of(raw: bytes) -> Frame:
    return Frame(raw[:27], raw[27:-3])


class Hearing:
    """A teller and its memory."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.memory = Memory()
        self.serial = 0

    def hear(self, kind: int, *objects: bytes, source: int = 0x379) -> list[Message]:
        self.serial += 1
        return list(self.teller.tell(frame_of(frame(unit(kind, *objects), serial=self.serial, source=source)), self.memory, NOW))

    def flags(self, kind: int, *objects: bytes, source: int = 0x379) -> list[object]:
        """What the panels say of themselves."""
        return [each.values["status_bits"] for each in self.hear(kind, *objects, source=source) if isinstance(each, Values) and each.device.startswith("panel")]


@pytest.fixture
def hearing(teller: Teller) -> Hearing:
    return Hearing(teller)


def values(messages: list[Message]) -> list[tuple[str, Mapping[str, object]]]:
    return [(each.device, each.values) for each in messages if isinstance(each, Values)]


def test_a_component_of_the_table_says_its_state_and_type_at_its_own_time(hearing: Hearing) -> None:
    (only,) = hearing.hear(2, component(NORMAL | FIRE, 10, 2, AT, part=42))
    assert isinstance(only, Values)
    assert (only.device, only.values, only.at) == ("smoke-1", {"status_bits": ["normal", "fire"], "part_type": "smoke"}, AT)


def test_a_type_without_a_word_is_left_out_and_said_once(hearing: Hearing, caplog: pytest.LogCaptureFixture) -> None:
    assert values(hearing.hear(2, component(FIRE, 10, 2, AT, part=85))) == [("smoke-1", {"status_bits": ["fire"]})]
    hearing.hear(2, component(FIRE, 10, 2, AT, part=85))
    assert [record.message.split(";")[0] for record in caplog.records] == ["fire: component type 85 输入模块 has no word among part_type"]


def test_the_same_frame_again_is_the_same_message_and_another_is_not(hearing: Hearing) -> None:
    raw = frame_of(frame(unit(2, component(FIRE, 10, 2, AT), component(FIRE, 7, 9, AT)), serial=5))
    first = hearing.teller.tell(raw, Memory(), NOW)
    again = hearing.teller.tell(raw, Memory(), NOW + timedelta(seconds=30))
    assert first == again
    assert len({each.id for each in first}) == len(first) == 3
    (other,) = hearing.teller.tell(frame_of(frame(unit(2, component(FIRE, 10, 2, AT)), serial=6)), Memory(), NOW)
    assert other.id not in {each.id for each in first}


def test_without_a_usable_time_there_is_none_and_no_id(hearing: Hearing) -> None:
    assert [(each.at, each.id) for each in hearing.hear(2, component(FIRE, 10, 2, None), component(FIRE, 7, 9, None))] == [(None, None)] * 3


def test_a_component_that_is_not_in_the_table_is_the_panels_to_say_until_it_is_normal(hearing: Hearing) -> None:
    event, panel = hearing.hear(2, component(FIRE, 7, 9, AT, text="3号楼走廊"))
    data = {"address": f"{A}/1-1/7-9", "type": "40 感烟火灾探测器", "text": "3号楼走廊", "states": "fire"}
    assert isinstance(event, Happening)
    assert (event.device, event.event, event.data, event.at) == ("panel-1", "fire.unmapped", data, AT)
    assert isinstance(panel, Values)
    assert (panel.device, panel.values) == ("panel-1", {"status_bits": ["normal", "fire"]})
    assert hearing.flags(2, component(FAULT, 7, 10, AT)) == [["normal", "fire", "fault"]]
    assert hearing.flags(2, component(NORMAL, 7, 9, AT)) == [["normal", "fault"]]
    assert hearing.flags(2, component(0, 7, 10, AT)) == [["normal"]]
    assert hearing.flags(2, component(NORMAL, 7, 10, AT)) == []


def test_what_the_table_covers_only_in_part_is_said_by_the_panel_for_the_rest(hearing: Hearing) -> None:
    messages = hearing.hear(2, component(NORMAL | FAULT | 32, 1, 5, AT, part=91, system=(11, 1)))
    assert values(messages) == [("water", {"pump_run": True}), ("panel-1", {"status_bits": ["normal", "fault"]})]
    assert [each.data["states"] for each in messages if isinstance(each, Happening)] == ["fault"]


def test_the_same_report_again_is_no_new_event(hearing: Hearing) -> None:
    hearing.hear(2, component(FIRE, 7, 9, AT))
    assert [type(each) for each in hearing.hear(2, component(FIRE, 7, 9, AT))] == [Values]
    assert [type(each) for each in hearing.hear(2, component(FIRE | FAULT, 7, 9, AT))] == [Happening, Values]


def test_a_panel_says_its_systems_together(hearing: Hearing) -> None:
    assert hearing.flags(1, system_state(NORMAL | 1 << 8, AT), system_state(NORMAL | 1 << 11, AT, system=(11, 1))) == [
        ["normal", "mains"],
        ["normal", "mains", "manual"],
    ]
    assert hearing.flags(1, system_state(0, AT, system=(11, 1))) == [["mains"]]
    (device,) = hearing.teller.tell(frame_of(MAINS), hearing.memory, NOW)
    assert isinstance(device, Values)
    assert device.values == {"status_bits": ["mains"]}


def test_a_reset_ends_fires_and_leaves_faults_and_isolations(hearing: Hearing) -> None:
    hearing.hear(1, system_state(NORMAL | FIRE, AT))
    hearing.hear(2, component(NORMAL | FIRE | FAULT, 10, 2, AT), component(FIRE, 7, 9, AT), component(ISOLATED, 7, 10, AT))
    hearing.hear(2, component(FIRE, 10, 3, AT, system=(1, 2)))
    assert values(hearing.hear(4, operation(1, AT))) == [
        ("panel-1", {"silenced": False}),
        ("smoke-1", {"status_bits": ["normal", "fault"]}),
        ("panel-1", {"status_bits": ["normal", "isolated"]}),
    ]
    assert hearing.memory.parts.keys() == {f"{A}/1-1/10-2", f"{A}/1-1/7-10", f"{A}/1-2/10-3"}


def test_the_reset_bit_of_a_system_does_the_same_and_is_shown(hearing: Hearing) -> None:
    hearing.hear(2, component(FIRE, 7, 9, AT))
    assert hearing.flags(1, system_state(NORMAL | 1 << 13, AT)) == [["normal", "reset"]]
    assert hearing.flags(1, system_state(NORMAL, AT)) == [["normal"]]


def test_somebody_calls_a_fire_by_hand_and_clears_it(hearing: Hearing) -> None:
    event, panel = hearing.hear(24, b"\x04\x07" + system_state(0, AT)[4:])
    assert isinstance(event, Happening)
    assert isinstance(panel, Values)
    assert (event.data["type"], panel.values) == ("手动报警", {"status_bits": ["normal", "fire"]})
    assert hearing.flags(24, b"\x08\x07" + system_state(0, AT)[4:]) == [["normal"]]


def test_silencing_is_noted_and_guard_checks_are_events(hearing: Hearing) -> None:
    assert values(hearing.hear(4, operation(2, AT))) == [("panel-1", {"silenced": True})]
    (answered,) = hearing.teller.tell(frame_of(ANSWERED), hearing.memory, NOW)
    (asked,) = hearing.teller.tell(frame_of(GUARD_CHECK), hearing.memory, NOW)
    assert [each.event for each in (answered, asked) if isinstance(each, Happening)] == ["fire.guard_answered", "fire.guard_check"]


def test_measurements_come_in_the_units_of_their_points_and_unusable_ones_as_null(hearing: Hearing, caplog: pytest.LogCaptureFixture) -> None:
    told = hearing.hear(3, measured(5, 6000, 1, 5, AT), measured(2, 250, 1, 5, AT), measured(2, -1, 1, 5, AT), measured(3, 215, 1, 5, AT))
    assert values(told) == [("water", {"pressure": 0.6}), ("water", {"tank_level": 2.5}), ("water", {"tank_level": None})]
    assert [record.message.split(",")[0] for record in caplog.records] == [f"fire: {A}/11-1/1-5 measures analog type 3"]


def test_what_cannot_be_read_is_said_once_with_its_bytes_and_what_may_be_a_fire_alarms(hearing: Hearing, caplog: pytest.LogCaptureFixture) -> None:
    assert hearing.hear(200, b"abc") == hearing.hear(200, b"abc") == []
    (event,) = hearing.hear(2, bytes(41))
    assert isinstance(event, Happening)
    assert (event.event, event.data["type"], str(event.data["text"])[:11]) == ("fire.unmapped", "unreadable 2", "02 01 00 00")
    assert [f"c8 01 {b'abc'.hex(' ')}" in record.message for record in caplog.records] == [True, False]
    assert hearing.teller.oddities.counts[f"type/{A}/200"] == 2
    assert f"type/{A}/200 2 times" in hearing.teller.oddities.summary()


def test_sources_have_their_panels(tmp_path: Path) -> None:
    hearing = Hearing(told_by(tmp_path, "源地址,系统,回路,地址,设备\n379,1-2,,,panel-2\n", panel=None, panels={A: "panel-1"}))
    hearing.hear(1, system_state(NORMAL | FIRE, AT, system=(1, 2)))
    assert values(hearing.hear(1, system_state(NORMAL, AT))) == [("panel-1", {"status_bits": ["normal"]})]
    assert hearing.teller.panels_of(A) == hearing.teller.every_panel() == {"panel-1", "panel-2"}
    with pytest.raises(NoPanel):
        hearing.hear(1, system_state(NORMAL, AT), source=1)


def test_what_is_told_late_does_not_make_the_panel_older_than_it_is(hearing: Hearing) -> None:
    hearing.hear(2, component(FIRE, 7, 9, AT))
    (_, panel) = hearing.hear(2, component(FAULT, 7, 10, AT - timedelta(minutes=5)))
    assert panel.at == AT


def test_it_goes_on_from_what_was_kept(hearing: Hearing) -> None:
    hearing.hear(2, component(FIRE, 7, 9, AT))
    hearing.memory = load(hearing.memory.dump())
    assert hearing.flags(2, component(FAULT, 7, 10, AT)) == [["normal", "fire", "fault"]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([0, 1, 2, 3, 4, 5, 21, 24, 91, 200]), st.integers(0, 3), st.binary(max_size=60)), max_size=8))
def test_no_unit_raises_and_what_is_told_is_json(teller: Teller, units: list[tuple[int, int, bytes]]) -> None:
    memory = Memory()
    logging.disable(logging.WARNING)
    try:
        for kind, number, rest in units:
            for each in teller.tell(frame_of(frame(bytes([kind, number]) + rest, serial=1)), memory, NOW):
                json.dumps(each.values if isinstance(each, Values) else each.data, allow_nan=False)
        assert load(memory.dump()) == Memory(memory.systems, memory.parts)
    finally:
        logging.disable(logging.NOTSET)


def rows(messages: list[Message]) -> list[dict[str, object]]:
    """As the cases of rules are written."""
    made: dict[type, Callable[[Message], dict[str, object]]] = {
        Values: lambda each: dict(each.values) if isinstance(each, Values) else {},
        Happening: lambda each: {"event": each.event, "data": dict(each.data)} if isinstance(each, Happening) else {},
    }
    return [{"at": f"{0 if each.at is None else int((each.at - AT).total_seconds())}s", **made[type(each)](each)} for each in messages]


def test_a_component_that_nobody_has_in_the_table_raises_alarms_by_the_librarys_rules(hearing: Hearing, tmp_path: Path) -> None:
    told = [
        *hearing.hear(1, system_state(NORMAL, AT)),
        *hearing.hear(2, component(FIRE, 7, 9, AT + timedelta(seconds=10), text="走廊")),
        *hearing.hear(4, operation(1, AT + timedelta(seconds=600))),
    ]
    case = {
        "case": "A component that is not in the table",
        "asset_type": "fire_panel",
        "readings": rows(told),
        "until": "2h",
        "expect": [
            {"rule": "fire_panel.fire", "raised": "10s", "returned": "600s"},
            {"rule": "fire_panel.unmapped", "raised": "10s", "returned": "3610s"},
        ],
    }
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "fire_panel.yaml").write_text((library_path() / "fire_panel.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (rules / "fire_panel.test.yaml").write_text(yaml.safe_dump([case], allow_unicode=True), encoding="utf-8")
    (result,) = run_cases([rules])
    assert result.wrong == ()


def test_the_worked_example_of_a_detector(hearing: Hearing) -> None:
    (only,) = hearing.teller.tell(frame_of(DETECTOR), hearing.memory, NOW)
    assert isinstance(only, Values)
    assert (only.device, only.values) == ("smoke-1", {"status_bits": ["fire"], "part_type": "smoke"})
