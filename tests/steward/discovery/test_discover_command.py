"""``steward device discover --home-assistant`` from a captured file: proposals, the table, and the site file, all or nothing and to the byte."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.site_file import load_site
from steward.command_line import main
from steward.discovery import retained
from steward.discovery.proposal import MOST_ENTITIES
from tests.steward.discovery.announced import BY_HAND, ESPHOME, OURS, TASMOTA, ZIGBEE, Messages, captured
from tests.steward.joining.estate import SITE, installed, steward


def discover(folder: Path, *arguments: str, dump: bytes = captured(ZIGBEE, TASMOTA, ESPHOME, BY_HAND, OURS), space: str | None = "yard") -> int | str | None:
    (folder / "dump.txt").write_bytes(dump)
    where = () if space is None else ("--space", space)
    return steward(folder, "discover", "--home-assistant", "--from-file", str(folder / "dump.txt"), *where, *arguments)


def sensor(**said: object) -> Messages:
    return {"homeassistant/sensor/probe/config": {"stat_t": "probes/p1/state", "dev": {"ids": ["p1"], "name": "Probe"}, **said}}


def binary(**said: object) -> Messages:
    return {"homeassistant/binary_sensor/probe/config": {"stat_t": "probes/p1/state", "dev": {"ids": ["p1"], "name": "Probe"}, **said}}


def test_what_is_applied_passes_the_check_and_leaves_every_byte_that_was_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert discover(tmp_path, "--apply", "--yes") == 0
    site = load_site(file)
    assert {each.id: each.type.key for each in site.assets.values() if each.id not in SITE and not each.id.startswith("lift")} == {
        "cellar-leak": "leak",
        "plant-node": "fire_detector",
        "plant-node-environment": "environment",
        "boiler-room": "gas_detector",
        "boiler-room-access-door": "access_door",
        "boiler-room-environment": "environment",
        "meter-9": "power",
    }
    leak = site.devices["cellar-leak"]
    assert (leak.dialect, leak.name_on_wire, {name: point.id for name, point in leak.points.items()}["water_leak"]) == (
        "zigbee2mqtt",
        "cellar leak",
        "annex.cellar-leak.leak",
    )
    assert site.devices["meter-9"].conversions["ENERGY.Power"].scale == 0.001
    assert (site.assets["boiler-room"].space, site.assets["meter-9"].space) == ("plant", "yard")
    former, now = SITE.splitlines(), file.read_text(encoding="utf-8").splitlines()
    rest = iter(now)
    assert all(line in rest for line in former)
    with pytest.raises(SystemExit) as ended:
        main(["check", "--config", str(tmp_path / "steward.yaml")])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "Boiler room: to be mapped by hand: sensor `odd`: its template is a programme" in said
    assert "Left out: 1 announcements of Steward's own" in said


def test_without_apply_nothing_is_written_and_all_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert discover(tmp_path) == 0
    assert file.read_text(encoding="utf-8") == SITE
    said = capsys.readouterr().out
    assert '"ENERGY.Power": {"to": "meter-9.power", "scale": 0.001}' in said
    assert said.endswith("Nothing was written; --apply does it.\n")


_LISTS = """\
dialects:
  # the old loggers
  - {id: loggers, codec: mapping, topic: "loggers/{address}/up"}
devices:
- id: logger-1          # by hand
  dialect: loggers
  points: {t: leak-1.battery_pct}

# The end.
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_lists_that_people_wrote_grow_and_keep_every_byte(tmp_path: Path, line_break: str) -> None:
    text = (SITE + _LISTS).replace("\n", line_break)
    file = installed(tmp_path, text)
    assert discover(tmp_path, "--apply", "--yes") == 0
    rest = iter(file.read_bytes().decode().splitlines(keepends=True))
    assert all(line in rest for line in text.splitlines(keepends=True))
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(line_break.encode())
    assert {"logger-1", "meter-9"} <= {*load_site(file).devices}


@pytest.mark.parametrize(("answer", "written"), [("y\n", True), ("n\n", False), ("", False)])
def test_it_asks_before_it_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, *, written: bool) -> None:
    file = installed(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert discover(tmp_path, "--apply") == 0
    assert (file.read_text(encoding="utf-8") != SITE) is written


def test_a_second_time_there_is_nothing_to_add(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert discover(tmp_path, "--apply", "--yes") == 0
    once = file.read_bytes()
    capsys.readouterr()
    assert discover(tmp_path, "--apply", "--yes") == 0
    said = capsys.readouterr().out
    assert "Cellar leak: there already, as cellar-leak" in said
    assert said.endswith("There is nothing to add.\n")
    assert file.read_bytes() == once


def test_a_further_node_speaks_the_dialects_that_are_there(tmp_path: Path) -> None:
    file = installed(tmp_path)
    assert discover(tmp_path, "--apply", "--yes") == 0
    other = captured(ESPHOME).replace(b"plant-node", b"yard-node").replace(b"a4c138000001", b"a4c138000002")
    assert discover(tmp_path, "--apply", "--yes", dump=other) == 0
    site = load_site(file)
    assert site.devices["yard-node"].dialect == site.devices["plant-node"].dialect
    assert site.devices["yard-node-environment"].name_on_wire == "yard-node"


def test_an_entity_that_a_known_device_has_more_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    few = {topic: said for topic, said in ZIGBEE.items() if "battery" not in topic}
    assert discover(tmp_path, "--apply", "--yes", dump=captured(few)) == 0
    assert discover(tmp_path, dump=captured(ZIGBEE)) == 0
    assert "the device `cellar-leak` is there already: add its field `battery` to the `points` of that" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "type_", "point"),
    [
        (binary(dev_cla="smoke"), "fire_detector", "smoke"),
        (binary(dev_cla="gas"), "gas_detector", "state"),
        (binary(dev_cla="carbon_monoxide"), "gas_detector", "state"),
        (binary(dev_cla="moisture"), "leak", "leak"),
        (binary(dev_cla="door"), "access_door", "door"),
        (sensor(dev_cla="temperature", unit_of_meas="K"), "environment", "temp"),
        (sensor(dev_cla="pm25", unit_of_meas="μg/m³"), "environment", "pm25"),
        (sensor(dev_cla="energy", unit_of_meas="MWh"), "power", "energy"),
        ({"homeassistant/lock/probe/config": {"stat_t": "probes/p1/state", "dev": {"ids": ["p1"], "name": "Probe"}}}, "access_door", "lock"),
        ({"homeassistant/alarm_control_panel/probe/config": {"stat_t": "probes/p1/state", "dev": {"ids": ["p1"], "name": "Probe"}}}, "intrusion", "zone_1"),
        (
            {"homeassistant/cover/probe/config": {"stat_t": "probes/p1/state", "dev_cla": "garage", "dev": {"ids": ["p1"], "name": "Probe"}}},
            "access_door",
            "door",
        ),
        (
            {"homeassistant/valve/probe/config": {"stat_t": "probes/p1/state", "dev_cla": "gas", "dev": {"ids": ["p1"], "name": "Probe"}}},
            "gas_detector",
            "valve_closed",
        ),
    ],
)
def test_the_type_and_point_that_fit(tmp_path: Path, said: Messages, type_: str, point: str) -> None:
    file = installed(tmp_path)
    assert discover(tmp_path, "--apply", "--yes", dump=captured(said)) == 0
    site = load_site(file)
    assert site.assets["probe"].type.key == type_
    assert {each.key for name, each in site.devices["probe"].points.items() if name in {"value", "p1"}} == {point}


@pytest.mark.parametrize(
    ("said", "dialect", "address", "field"),
    [
        ({"avty_t": "a/bridge/state", "stat_t": "a/hall/north door", "val_tpl": "{{ value_json.contact }}"}, "zigbee2mqtt-a", "hall/north door", "contact"),
        ({"avty_t": "zigbee2mqtt/bridge/state", "stat_t": "zigbee2mqtt/x", "val_tpl": "{{ value_json.contact }}"}, "zigbee2mqtt", "x", "contact"),
        ({"avty_t": "tele/d1/LWT", "stat_t": "tele/d1/SENSOR", "val_tpl": "{{ value_json.Switch1 }}"}, "tasmota", "d1", "Switch1"),
        ({"avty_t": "d1/tele/LWT", "stat_t": "d1/stat/POWER"}, "tasmota-topic-prefix", "d1", "POWER"),
        ({"stat_t": "shellies/shellydw-1/sensor/state"}, "shelly-gen1", "shellydw-1", "sensor/state"),
        ({"avty_t": "b1/meter/online", "stat_t": "b1/meter/status/input:0", "val_tpl": "{{ value_json.state }}"}, "shelly", "b1/meter", "input:0.state"),
    ],
)
def test_a_dialect_that_steward_speaks_itself_is_proposed_before_a_mapping(
    tmp_path: Path, said: dict[str, object], dialect: str, address: str, field: str
) -> None:
    file = installed(tmp_path)
    door = {"dev_cla": "door", "pl_on": False, "pl_off": True, "dev": {"ids": ["d"], "name": "Door"}}
    assert discover(tmp_path, "--apply", "--yes", dump=captured({"homeassistant/binary_sensor/door/config": {**door, **said}})) == 0
    device = load_site(file).devices["door"]
    assert (device.dialect, device.name_on_wire, device.points[field].id) == (dialect, address, "annex.door.door")
    assert dict(device.conversions[field].values) == {"false": "open", "true": "closed"}


def test_of_two_devices_that_share_a_topic_one_is_left_to_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    both = {f"homeassistant/binary_sensor/{n}/config": {"stat_t": "gw/a", "dev_cla": "smoke", "dev": {"ids": [n], "name": n}} for n in ("one", "two")}
    assert discover(tmp_path, "--apply", "--yes", dump=captured(both)) == 0
    assert "another device announced it already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (sensor(dev_cla="temperature", unit_of_meas="°X"), "temperature in `°X`: only °C, °F, K can be converted"),
        (sensor(), "it has no device class"),
        (sensor(dev_cla="illuminance", unit_of_meas="lx"), "no point for a sensor of the device class `illuminance`"),
        (binary(dev_cla="smoke", val_tpl="{{ value_json.s == 'fire' }}", pl_on="True", pl_off="False"), "safety may not rest on that"),
        (binary(dev_cla="smoke", pl_on="1", pl_off="1"), "its two payloads cannot be told apart"),
        (binary(dev_cla="door", val_tpl="{{ value_json.s == 'open' }}"), "its payloads are others"),
        (sensor(dev_cla="voltage", unit_of_meas="V"), "without a power or an energy it is no meter"),
        (sensor(dev_cla="battery", unit_of_meas="%"), "nothing else of the device is a point of any device type"),
        (sensor(dev_cla="humidity", unit_of_meas="%", val_tpl="{{ value_json.a + 1 }}"), "its template computes something"),
        ({"homeassistant/switch/probe/config": {"stat_t": "a/b"}}, "it does not say what it switches"),
        ({"homeassistant/light/probe/config": {"stat_t": "a/b"}}, "`light` is nothing that a building is watched by"),
    ],
)
def test_what_is_not_proposed_is_told_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str], said: Messages, why: str) -> None:
    installed(tmp_path)
    assert discover(tmp_path, "--out", str(tmp_path / "found.csv"), dump=captured(said)) == 0
    assert why in capsys.readouterr().out
    assert why in (tmp_path / "found.csv").read_text(encoding="utf-8-sig")


def test_an_edited_table_gives_ids_names_and_spaces_and_leaves_out_the_rows_taken_away(tmp_path: Path) -> None:
    file = installed(tmp_path)
    table = tmp_path / "found.csv"
    assert discover(tmp_path, "--out", str(table), space=None) == 0
    heading, *rows = csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig")))
    kept = [row for row in rows if row[1] in {"leak", "power"}]
    edited = [["b1-meter", row[1], "九号表", "Meter nine", "plant", *row[5:]] if row[1] == "power" else [*row[:4], "yard", *row[5:]] for row in kept]
    with table.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([heading, *edited])
    assert discover(tmp_path, "--rows", str(table), "--apply", "--yes", space=None) == 0
    site = load_site(file)
    assert {*site.assets} - {"gw-1", "lift-1", "lift-2", "leak-1"} == {"cellar-leak", "b1-meter"}
    meter = site.assets["b1-meter"]
    assert (meter.space, meter.name.zh, site.devices["b1-meter"].name_on_wire, site.devices["b1-meter"].points["ENERGY.Power"].id) == (
        "plant",
        "九号表",
        "meter_9",
        "annex.b1-meter.power",
    )


def test_a_row_that_nobody_announces_and_a_cell_that_cannot_be_taken_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    (tmp_path / "rows.csv").write_text("ID,Type,Dialect,Address,Gateway\nx,leak,zigbee2mqtt,nobody,\n")
    assert discover(tmp_path, "--rows", str(tmp_path / "rows.csv")) == 2
    assert "`x`: nothing like it is announced now" in capsys.readouterr().err
    (tmp_path / "rows.csv").write_text("ID,Type,Dialect,Address,Gateway\nx,leak,zigbee2mqtt,cellar leak,gw-1\n")
    assert discover(tmp_path, "--rows", str(tmp_path / "rows.csv")) == 2
    assert "rows.csv:2: Gateway cannot be given here" in capsys.readouterr().err


def test_a_workbook_holds_what_others_wrote_as_text_never_as_a_formula(tmp_path: Path) -> None:
    installed(tmp_path)
    said = sensor(dev_cla="humidity", unit_of_meas="%", dev={"ids": ["p1"], "name": "=1+1"})
    assert discover(tmp_path, "--out", str(tmp_path / "found.xlsx"), dump=captured(said)) == 0
    sheet = openpyxl.load_workbook(tmp_path / "found.xlsx").worksheets[0]
    assert [cell.data_type for cell in sheet[2] if cell.value is not None].count("f") == 0
    assert sheet["C2"].value == "'=1+1"


def test_nobody_says_where_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert discover(tmp_path, "--apply", "--yes", space=None) == 2
    assert "nobody says where these are: cellar-leak" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == SITE


def test_a_site_file_in_which_nothing_can_be_added_stays_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SITE + "devices: []\n"
    file = installed(tmp_path, text)
    assert discover(tmp_path, "--apply", "--yes") == 2
    assert "`devices` is no list with an entry a line" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--prefix", "a/#"), "--prefix: `a/#` is no beginning of a topic"),
        (("--wait", "0"), "--wait: 0 is no number of seconds"),
        (("--wait", "nan"), "--wait: nan is no number of seconds"),
        (("--broker", "mqtt://127.0.0.1:1"), "both a file and a broker"),
        (("--yes",), "there is no question without --apply"),
        (("--out", "x.pdf"), "a table is either CSV or XLSX"),
        (("--space", "nowhere"), "the site has no space `nowhere`"),
    ],
)
def test_wrong_options_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str) -> None:
    installed(tmp_path)
    assert discover(tmp_path, *arguments, space=None) == 2
    assert words in capsys.readouterr().err


def test_so_many_messages_and_no_more_are_read_and_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path)
    monkeypatch.setattr(retained, "MOST_MESSAGES", 2)
    assert discover(tmp_path) == 0
    assert "it was stopped early, at more than 2 messages: there may be more devices" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{ value_json['\u2028'] }}", "signs that cannot be printed"),
        ("{{ value_json['\ud800'] }}", "signs that cannot be printed"),
        ("{{ value_json." + "a" * 600 + " }}", "its template is far too long"),
        ("{{ value_json['{x}'] }}", "its template"),
    ],
)
def test_one_hostile_template_does_not_keep_others_from_being_added(tmp_path: Path, capsys: pytest.CaptureFixture[str], template: str, why: str) -> None:
    file = installed(tmp_path)
    assert discover(tmp_path, "--apply", "--yes", dump=captured(TASMOTA) + captured_raw(sensor(dev_cla="humidity", unit_of_meas="%", val_tpl=template))) == 0
    assert "meter-9" in load_site(file).assets
    assert why in capsys.readouterr().out


def captured_raw(messages: Messages) -> bytes:
    """With everything but ASCII escaped: halves of characters, too."""
    return b"".join(topic.encode() + b" " + json.dumps(said).encode() + b"\n" for topic, said in messages.items())


def test_of_a_device_with_too_many_entities_the_rest_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    many = {
        f"homeassistant/sensor/p/{n}/config": {
            "stat_t": "p/state",
            "dev_cla": "humidity",
            "unit_of_meas": "%",
            "val_tpl": f"{{{{ value_json.h{n} }}}}",
            "dev": {"ids": "p"},
        }
        for n in range(MOST_ENTITIES + 3)
    }
    assert discover(tmp_path, dump=captured(many)) == 0
    assert capsys.readouterr().out.count(f"the device has more than {MOST_ENTITIES} entities") == 3


def test_so_many_bytes_and_no_more_are_read_and_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path)
    monkeypatch.setattr(retained, "MOST_BYTES", 2**10)
    assert discover(tmp_path) == 0
    assert "it was stopped early, at more than " in capsys.readouterr().out


def test_a_huge_message_is_named_and_the_rest_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    huge = b"homeassistant/sensor/huge/config " + b"x" * (3 * retained.LONGEST_MESSAGE) + b"\n"
    assert discover(tmp_path, dump=huge + captured(TASMOTA)) == 0
    said = capsys.readouterr().out
    assert "Left out: homeassistant/sensor/huge/config: far too long" in said
    assert '  - id: "meter-9"' in said


_WORDS = st.text(max_size=12) | st.sampled_from(["a/b/state", "{address}", "a/{x}/c", "zigbee2mqtt/x", "tele/x/SENSOR", "steward/v1/x", "x" * 400, "ON", ""])
_SAID = st.fixed_dictionaries(
    {"stat_t": _WORDS},
    optional={
        "dev_cla": st.sampled_from(["temperature", "smoke", "door", "battery"]),
        "unit_of_meas": st.sampled_from(["°C", "%"]),
        "val_tpl": st.sampled_from(["{{ value_json.a }}", "{{ value_json['{x}'] }}", "{{ value_json['é\U0001f600'] }}", "{{ value_json.a == 'x' }}"]),
        "pl_on": _WORDS,
        "avty_t": _WORDS,
        "name": _WORDS,
        "dev": st.fixed_dictionaries({"name": _WORDS, "ids": _WORDS}),
    },
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.sampled_from([f"homeassistant/{kind}/{n}/config" for kind in ("sensor", "binary_sensor") for n in "abc"]), _SAID, max_size=4),
    st.binary(max_size=50),
)
def test_whatever_is_announced_the_proposals_pass_the_check(tmp_path: Path, said: dict[str, object], more: bytes) -> None:
    file = installed(tmp_path)
    dump = b"".join(topic.encode() + b" " + json.dumps(each).encode() + b"\n" for topic, each in said.items())
    assert discover(tmp_path, "--apply", "--yes", dump=dump + more) == 0
    load_site(file)
