"""What is wrong with a BACnet bridge is told with file and line before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.problem import BadConfiguration
from steward.bridges import check_bridges
from steward.command_line import main
from steward.settings import load
from tests.bridges.bacnet.watched_site import LIFT, PUMP_ROOM, SITE, asking, written

GOOD = asking(47808, 47809)


def told(folder: Path, rows: tuple[str, ...], bridge: Mapping[str, object]) -> list[str]:
    settings = load(written(folder, rows, bridge))
    with pytest.raises(BadConfiguration) as caught:
        check_bridges(settings, {"works": load_site(folder / "site.yaml")})
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_a_configuration_that_works_is_in_order(tmp_path: Path) -> None:
    check_bridges(load(written(tmp_path, (*PUMP_ROOM, *LIFT), GOOD)), {"works": load_site(tmp_path / "site.yaml")})
    found = {"devices": {"plc": {"instance": 12}}, "interface": "127.0.0.1/8", "cov": None}
    check_bridges(load(written(tmp_path, PUMP_ROOM, found)), {"works": load_site(tmp_path / "site.yaml")})


def test_a_table_in_chinese_says_the_same(tmp_path: Path) -> None:
    file = written(tmp_path, PUMP_ROOM, GOOD)
    rows = ["机器,对象类型,实例号,设备,测点,取值", "plc,Multi State Value,3,pit,pump_mode,1=auto；2=manual；3=off"]
    (tmp_path / "points.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    check_bridges(load(file), {"works": load_site(tmp_path / "site.yaml")})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("crane,analog-input,1,,,pit,level,,,,", "there is no machine `crane`"),
        ("plc,analogue,1,,,pit,level,,,,", "there is no object type `analogue`"),
        ("plc,analog-input,1,colour,,pit,level,,,,", "there is no property `colour`"),
        ("plc,analog-input,1,car-position,,pit,level,,,,", "analog-input has no property `car-position`"),
        ("plc,analog-input,1,,2,pit,level,,,,", "is no array"),
        ("plc,analog-input,4194303,,,pit,level,,,,", "Instance: "),
        ("plc,analog-input,1,,,pit,level,0,,,", "Scale: with 0 every value would be the same"),
        ("plc,analog-input,1,,,pit,level,nan,,,", "Scale: "),
        ("plc,analog-input,1,,,well,level,,,,", "works has no device `well`"),
        ("plc,analog-input,1,,,other,level,,,,", "`other` does not speak through gw"),
        ("plc,analog-input,1,,,pit,depth,,,,", "pit publishes no `depth`"),
        ("plc,analog-input,1,,,pit,level,,,,600", "would be stale after 180 s"),
        ("plc,trend-log,1,log-buffer,,pit,level,,,,", "is a structure"),
        ("plc,multi-state-value,3,,,pit,pump_mode,,,,", "is a number. Say under Values"),
        ("plc,multi-state-value,3,,,pit,pump_mode,,,1=auto;2=fast,", "`pump_mode` cannot be `fast`"),
        ("plc,multi-state-value,3,,,pit,pump_mode,,,1-auto,", "Values: `1-auto` is not of the form 1=normal"),
        ("plc,multi-state-value,3,,,pit,pump_mode,,,1=auto;1=off,", "Values: `1` stands there twice"),
        ("plc,binary-input,2,,,pit,float_high,,,active=wet,", "`float_high` cannot be `wet`"),
        ("plc,binary-input,2,,,pit,float_high,0.1,,,", "`float_high` is no number"),
        ("plc,life-safety-point,5,,,smoke,status_bits,,,,", "is a set of flags, and present-value of life-safety-point a single value"),
        ("plc,life-safety-point,5,,,smoke,status_bits,,,alarm=fire+wet,", "`status_bits` cannot be `fire+wet`"),
        ("plc,binary-input,2,,,pit,float_high,,,on=true,", "is never `on`"),
        ("plc,lift,4,car-door-status,,lift,door_closed,,,,", "has several bits or entries"),
        ("plc,lift,4,car-moving-direction,,lift,moving,,,,", "is a word. Say under Values"),
        ("plc,lift,4,fault-signals,,lift,fault_code,,,,", "is not a single value"),
        ("plc,analog-input,1,,,lift,floor,,,,", "in another row already"),
        ("plc2,analog-input,1,,,pit,starts,,,,", "pit is read from plc already"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    two = {"plc": {"address": "127.0.0.1:20001"}, "plc2": {"address": "127.0.0.1:20002"}}
    before = (*PUMP_ROOM, "plc,analog-input,9,,,lift,floor,,,,", "plc2,binary-input,1,,,door,fire_release,,,,")
    (problem,) = told(tmp_path, (*before, row), {**GOOD, "devices": two})
    assert problem.startswith("points.csv:7: ")
    assert said in problem


@pytest.mark.parametrize(
    ("bridge", "said"),
    [
        ({"interface": "0.0.0.0:47808"}, "it must be one address of this computer"),
        ({"interface": "plant-room"}, "`plant-room` is not of the form 192.168.10.5/24:47808"),
        ({"interface": "127.0.0.1:70000"}, "the port of `127.0.0.1:70000`"),
        ({"bbmd": "bbmd.local"}, "`bbmd.local` is not of the form"),
        ({"devices": {"plc": {"address": "192.168.10.20"}}}, "192.168.10.20 cannot be reached from 127.0.0.1"),
        ({"devices": {"plc": {"address": "127.0.0.1:47809"}}}, "127.0.0.1:47809 is the bridge itself"),
        ({"devices": {"plc": {"address": "plc.local"}}}, "`plc.local` is not of the form"),
        ({"devices": {"plc": {"instance": 12}}}, "without a mask nobody hears who is looked for"),
        ({"devices": {"plc": {"instance": 7}}, "instance": 7, "interface": "127.0.0.1/8"}, "7 is the bridge itself"),
        ({"devices": {"plc": {}}}, "give either address or instance"),
        ({"devices": {"plc": {"address": "127.0.0.1:1"}, "idle": {"address": "127.0.0.1:2"}}}, "no row of points.csv is about `idle`"),
        ({"devices": {}}, "devices"),
        ({"cov": {"lifetime_s": 0}}, "lifetime_s"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(tmp_path: Path, bridge: Mapping[str, object], said: str) -> None:
    problems = told(tmp_path, PUMP_ROOM, {**GOOD, **bridge})
    (problem,) = [line for line in problems if said in line]
    assert problem.startswith("steward.yaml:")


def test_the_example_of_the_documentation_is_in_order(tmp_path: Path) -> None:
    blocks = re.findall(r"```\w+\n(.*?)```", Path("docs/bridges/bacnet.md").read_text(encoding="utf-8"), re.DOTALL)
    site = SITE.replace("id: works", "id: riverside", 1)
    for ours, theirs in (("gw", "gw-automation"), ("pit", "b1-sump-1"), ("lift", "t1-lift-1")):
        site = re.sub(rf"(id|gateway): {ours}([,}}])", rf"\1: {theirs}\2", site)
    (tmp_path / "site.yaml").write_text(site, encoding="utf-8")
    (tmp_path / "automation.csv").write_text(blocks[1], encoding="utf-8")
    (tmp_path / "steward.yaml").write_text(f"sites: [site.yaml]\n{blocks[0]}", encoding="utf-8")
    check_bridges(load(tmp_path / "steward.yaml"), {"riverside": load_site(tmp_path / "site.yaml")})


def test_two_names_for_one_machine_are_refused(tmp_path: Path) -> None:
    same = {"plc": {"address": "127.0.0.1:20001"}, "plc2": {"address": "127.0.0.1:20001"}}
    problems = told(tmp_path, (*PUMP_ROOM, "plc2,binary-input,1,,,door,fire_release,,,,"), {**GOOD, "devices": same})
    assert any("`plc` is the same machine" in line for line in problems)


def test_steward_check_names_the_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, (*PUMP_ROOM, "plc,analog-input,1,,,pit,depth,,,,", "plc,analogue,1,,,pit,starts,,,,"), GOOD)
    with pytest.raises(SystemExit, match="2"):
        main(["check", "--config", str(file)])
    said = capsys.readouterr()
    assert "points.csv:5: pit publishes no `depth`" in said.out + said.err
    assert "points.csv:6: there is no object type `analogue`" in said.out + said.err
