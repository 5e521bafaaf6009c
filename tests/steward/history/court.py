"""A small installation to import into: a feeder, a lift and a panel in Shanghai, a feeder in Berlin."""

from __future__ import annotations

from pathlib import Path

from devices.site_file import load_site
from domain.site import Site

COURT = """
id: court
name: {zh: 小院, en: Court}
time_zone: Asia/Shanghai
spaces:
  - {id: yard, kind: common_area, name: {zh: 院子, en: Yard}}
assets:
  - {id: feeder-1, type: power, space: yard, name: {zh: 一号馈线, en: Feeder 1}}
  - {id: lift-1, type: lift, space: yard, name: {zh: 一号电梯, en: Lift 1}}
"""
HOF = """
id: hof
name: {zh: 庭院, en: Hof}
time_zone: Europe/Berlin
spaces:
  - {id: yard, kind: common_area, name: {zh: 院子, en: Yard}}
assets:
  - {id: feeder-2, type: power, space: yard, name: {zh: 二号馈线, en: Feeder 2}}
"""


def installed(folder: Path, telemetry: str = "") -> Path:
    """Its ``steward.yaml``; `telemetry` are further lines of that."""
    (folder / "court.yaml").write_text(COURT, encoding="utf-8")
    (folder / "hof.yaml").write_text(HOF, encoding="utf-8")
    (folder / "steward.yaml").write_text(f"sites: [court.yaml, hof.yaml]\n{telemetry}", encoding="utf-8")
    return folder / "steward.yaml"


def sites(folder: Path) -> dict[str, Site]:
    """Its sites."""
    installed(folder)
    return {name: load_site(folder / f"{name}.yaml") for name in ("court", "hof")}
