"""What the page about the bridge shows is in order."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from bridges.modbus.rows import TABLE
from bridges.modbus.settings import ModbusSettings, ServerSettings
from steward.bridges import check_bridges
from steward.installation import load_installation

PAGE = (Path(__file__).parents[3] / "docs" / "bridges" / "modbus.md").read_text(encoding="utf-8")
SITE = """\
id: riverside
name: {zh: 滨江花园, en: Riverside Gardens}
time_zone: Asia/Shanghai
spaces: [{id: hall, kind: building, name: {zh: 厅, en: Hall}}]
assets:
  - {id: gw-plant, type: gateway, name: {zh: 网关, en: Gateway}, space: hall}
  - {id: b1-sump-1, type: sump, name: {zh: 集水井, en: Sump}, space: hall, gateway: gw-plant}
  - {id: transformer-1, type: power, name: {zh: 变压器, en: Transformer}, space: hall, gateway: gw-plant}
"""


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_configuration_on_the_page_works(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "plant.csv").write_text(block("csv"), encoding="utf-8")
    file = tmp_path / "steward.yaml"
    file.write_text(yaml.safe_dump({"sites": ["site.yaml"]}) + block("yaml"), encoding="utf-8")
    installation = load_installation(file)
    check_bridges(installation.settings, installation.sites)
    assert len(TABLE.read(tmp_path / "plant.csv")) == 4


def test_every_column_and_every_setting_is_on_the_page() -> None:
    words = {name for names in TABLE.headings.values() for name in (names[0], names[-1])}
    settings = {*ServerSettings.model_fields, *ModbusSettings.model_fields}
    assert [word for word in words | settings if word not in PAGE] == []
