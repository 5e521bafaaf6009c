"""What is wrong with a bridge for fire panels is told by ``steward check``, with its line, without a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.problem import BadConfiguration, Problem
from steward.bridges import check_bridges
from steward.settings import load
from tests.bridges.fire.site import SITE, TABLE
from tests.e2e.installation import start

BRIDGE = """\
sites: [site.yaml]
bridges:
  fire:
    kind: gbt26875
    site: works
    gateway: gw-fire
    table: points.csv
"""


def checked(folder: Path, more: str, table: str = TABLE) -> list[Problem]:
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "points.csv").write_text(table, encoding="utf-8")
    (folder / "steward.yaml").write_text(BRIDGE + more, encoding="utf-8")
    try:
        check_bridges(load(folder / "steward.yaml"), {"works": load_site(folder / "site.yaml")})
    except BadConfiguration as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(
    "more",
    [
        "    panel: panel-1\n",
        '    panels: {"379": panel-1, "00:00:00:00:04:00": panel-2}\n',
        "    panel: panel-1\n    component_address: big-endian\n    time_tags: bcd\n    host: 0.0.0.0\n    port: 5201\n",
    ],
)
def test_configurations_that_work(more: str, tmp_path: Path) -> None:
    assert checked(tmp_path, more) == []


def test_a_panel_that_only_the_table_names_is_enough(tmp_path: Path) -> None:
    assert checked(tmp_path, "", "源地址,系统,设备\n379,1-1,panel-1\n") == []


@pytest.mark.parametrize(
    ("more", "line", "said"),
    [
        ("", 3, "no fire panel is named"),
        ("    panel: smoke-1\n", 8, "`smoke-1` is no fire panel"),
        ("    panel: lone\n", 8, "no device `lone` speaks through this gateway"),
        ('    panels: {"379": panel-9}\n', 8, "no device `panel-9`"),
        ("    panels: {the panel: panel-1}\n", 8, "expected at most twelve hexadecimal digits"),
        ("    panel: panel-1\n    port: 0\n", 9, "port"),
        ("    panel: panel-1\n    component_address: middle\n", 9, "component_address"),
        ("    panel: panel-1\n    answer_s: 60\n", 9, "answer_s"),
        ("    panel: panel-1\n    colour: red\n", 9, "colour"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_with_its_line(more: str, line: int, said: str, tmp_path: Path) -> None:
    (problem,) = checked(tmp_path, more)
    assert (problem.line, said in f"{problem.problem} {problem.remedy}") == (line, True), problem


def test_steward_check_names_every_row_that_is_wrong(tmp_path: Path) -> None:
    checked(tmp_path, "    panel: panel-1\n", TABLE + ",1,10,4,smoke-9,,,,,\n,1,10,,smoke-3,,,,,\n,11,1,5,water,pressure,,3,,\n")
    process = start(["check", "--config", str(tmp_path / "steward.yaml")], tmp_path / "check.log")
    assert process.wait(60) == 2
    said = (tmp_path / "check.log").read_text(encoding="utf-8")
    table = tmp_path / "points.csv"
    assert f"{table}:7: no device `smoke-9` speaks through this gateway" in said
    assert f"{table}:8: loop and address go together" in said
    assert f"{table}:9: analog 3 has °C, and `pressure` wants MPa" in said
