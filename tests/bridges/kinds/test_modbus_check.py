"""``steward check`` names what is wrong with a Modbus bridge, with its line, before anything is connected to."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from bridges.modbus.rows import TABLE
from domain.problem import BadConfiguration, Problem
from steward.commands import check
from steward.installation import load_installation
from tests.bridges.modbus.installation import write

SERVERS: Mapping[str, Mapping[str, object]] = {"plc": {"host": "10.0.8.20", "base": 0}, "meters": {"host": "meters.plant", "base": "reference"}}
HEAD = "server,table,address,type,device,key,scale,values,interval,base\n"
GOOD = HEAD + "plc,holding,0,u16,sump-1,level,0.01,,,\nmeters,,40001,f32,meter-1,power,,,,\n"


def told(file: Path) -> list[Problem]:
    with pytest.raises(BadConfiguration) as raised:
        load_installation(file)
    return list(raised.value.problems)


def test_what_is_in_order_is_checked_without_a_network(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run(argparse.Namespace(config=write(tmp_path, GOOD, SERVERS))) == 0
    assert "No problem found" in capsys.readouterr().out


def test_every_wrong_row_is_told_with_its_line_and_a_remedy(tmp_path: Path) -> None:
    rows = {
        3: ("plc,holding,1,u16,sump-9,level,,,,", "no device `sump-9`"),
        4: ("plc,holding,1,u16,ups-1,load,,,,", "`ups-1` does not speak through this bridge"),
        5: ("plc,holding,1,u16,sump-1,depth,,,,", "no key `depth`"),
        6: ("plc2,holding,1,u16,sump-1,starts,,,,", "no server `plc2`"),
        7: (",holding,1,u16,sump-2,starts,,,,", "the server is missing"),
        8: ("plc,,1,u16,sump-2,level,,,,", "the table is missing"),
        9: ("plc,holding,70000,u16,sump-1,pump_1_run,,,,", "beyond 65535"),
        10: ("plc,holding,65535,u32,meter-1,energy,,,,", "beyond the last address"),
        11: ("meters,holding,100,u16,meter-1,voltage_l1,,,,", "100 is no reference"),
        12: ("plc,coil,5,u16,sump-1,float_high,,,,", "a coil is one bit"),
        13: ("plc,holding,5,u16,sump-1,float_overflow,,,,", "true or false"),
        14: ("plc,holding,5,u16,sump-1,pump_mode,,0=sleeping,,", "no word `sleeping`"),
        15: ("plc,holding,5,u16,sump-1,pump_2_run,,0=off;1=on,900,", "counts as silent after 180 s"),
        16: ("plc,holding,0,u16,sump-1,level,,,,", "is read by line 2 already"),
        17: ("plc,holding,0,u16,meter-1,frequency,0,,,", "Scale"),
        18: ("plc,holding,0,u16,meter-1,voltage_l2,,,,1", "the first one is 1"),
    }
    file = write(tmp_path, GOOD.partition("meters")[0] + "".join(f"{row}\n" for row, _ in rows.values()) + "meters,,40001,f32,meter-1,power,,,,\n", SERVERS)
    problems = told(file)
    for line, (_, words) in rows.items():
        assert any(f"points.csv:{line}: " in str(problem) and words in problem.problem for problem in problems), (line, words)
    assert len(problems) == len(rows)
    assert all(problem.remedy for problem in problems)


def test_cells_that_cannot_be_read_are_told_with_their_line(tmp_path: Path) -> None:
    problems = told(write(tmp_path, HEAD + "plc,5x,0,u17,sump-1,level,much,0,x,2\n", SERVERS))
    assert {problem.line for problem in problems} == {2}
    words = ("Table", "Type", "Scale", "Values", "Interval", "Base")
    assert [word for word in words if not any(problem.problem.startswith(f"{word}: ") for problem in problems)] == []


@pytest.mark.parametrize(
    ("servers", "more", "word"),
    [
        ({"plc": {"host": "10.0.8.20"}}, {}, "servers.plc.base: "),
        ({"plc": {"host": "10.0.8.20", "base": 2}}, {}, "servers.plc.base: "),
        ({"plc": {"host": "10.0.8.20", "base": 0, "colour": 1}}, {}, "colour"),
        ({"plc": {"host": "10.0.8.20", "base": 0, "port": 0}}, {}, "servers.plc.port: "),
        ({}, {}, "servers: "),
        ({**SERVERS, "spare": {"host": "10.0.8.21", "base": 0}}, {}, "no row reads the server `spare`"),
        (SERVERS, {"every_s": 900}, "counts as silent after"),
        (SERVERS, {"interval_s": 0}, "interval_s: "),
        (SERVERS, {"points": "none.csv"}, "does not exist"),
    ],
)
def test_settings_that_cannot_be_used(servers: Mapping[str, Mapping[str, object]], more: dict[str, object], word: str, tmp_path: Path) -> None:
    problems = told(write(tmp_path, GOOD, servers, None, **more))
    assert any(word in problem.problem for problem in problems), problems


def test_a_table_without_rows(tmp_path: Path) -> None:
    assert any("no rows" in problem.problem for problem in told(write(tmp_path, HEAD, SERVERS)))


def test_the_same_table_in_chinese_as_a_workbook(tmp_path: Path) -> None:
    rows = TABLE.read(write(tmp_path, GOOD, SERVERS).with_name("points.csv"))
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in (
        ("服务器", "寄存器区", "地址", "类型", "设备", "测点", "倍率"),
        ("plc", "保持寄存器", 0, "u16", "sump-1", "level", 0.01),
        ("meters", None, 40001, "浮点", "meter-1", "power", None),
    ):
        sheet.append(cells)
    book.save(tmp_path / "points.xlsx")
    assert TABLE.read(tmp_path / "points.xlsx") == rows
    assert load_installation(write(tmp_path, GOOD, SERVERS, None, points="points.xlsx"))


def test_the_kind_is_known_and_checked_without_the_library() -> None:
    program = "import sys; sys.modules['pymodbus'] = None; from bridges.kinds.modbus import BRIDGE; print(BRIDGE.key, BRIDGE.needs)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["modbus", "('pymodbus',)"]
