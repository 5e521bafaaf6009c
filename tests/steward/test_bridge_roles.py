"""Bridges among the roles: written in the settings, started with the others, and nobody else's trouble."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from domain.problem import BadConfiguration
from steward.every_role import role_commands
from steward.installation import load_installation
from steward.settings import load

SITE = """
id: annex
name: {zh: 附楼, en: Annex}
time_zone: Asia/Shanghai
spaces: [{id: plant, kind: common_area, name: {zh: 机房, en: Plant room}}]
assets:
  - {id: gw-1, type: gateway, name: {zh: 网关, en: Gateway}, space: plant}
  - {id: pump-1, type: sump, name: {zh: 泵, en: Pump}, space: plant, gateway: gw-1}
"""
FIRE = "{kind: gbt26875, site: annex, gateway: gw-1, points: points.csv, panel: pump-1}"


def installed(folder: Path, bridges: str) -> Path:
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    file = folder / "steward.yaml"
    file.write_text(f"sites: [site.yaml]\nlibrary: false\nbridges:\n{bridges}", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("bridges", "said"),
    [
        ("  Fire: {kind: modbus, site: annex, gateway: gw-1}\n", "steward.yaml:4: `Fire` cannot be the name of a bridge"),
        ("  fire: {kind: modbuss, site: annex, gateway: gw-1}\n", "steward.yaml:4: there is no kind of bridge `modbuss`. Use one of "),
        ("  fire: {kind: modbus, site: annexe, gateway: gw-1}\n", "there is no site `annexe`. Use one of annex"),
        (
            "  fire: {kind: modbus, site: annex, gateway: pump-1}\n",
            "`pump-1` is no gateway of annex. Name a device of type gateway in the site file; annex has gw-1",
        ),
        ("  fire: {kind: modbus, gateway: gw-1}\n", "site: Field required"),
    ],
)
def test_what_is_wrong_with_a_bridge_is_found_without_a_network(bridges: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration) as caught:
        load_installation(installed(tmp_path, bridges))
    assert any(said in str(problem) for problem in caught.value.problems), caught.value


def test_each_bridge_is_a_role_after_the_others(tmp_path: Path) -> None:
    commands = role_commands(load(installed(tmp_path, f"  fire: {FIRE}\n  water: {FIRE}\n")))
    assert [*commands][-2:] == ["bridge:fire", "bridge:water"]
    assert list(commands["bridge:fire"].arguments)[-2:] == ["--role", "bridge:fire"]


@pytest.mark.parametrize(
    ("role", "said"), [("bridge", "`bridge` is no role"), ("bridge:", "`bridge:` is no role"), ("bridge:none", "there is no bridge `none`")]
)
def test_a_bridge_that_is_not_there_is_said_so(role: str, said: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "steward", "run", "--config", str(installed(tmp_path, "  {}\n")), "--role", role]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
