"""A small installation that equipment joins, and the command line as people use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from steward.command_line import main

SITE = """\
# The annex: what stands here was written by hand.
id: annex
name: {zh: 附楼, en: Annex}
time_zone: Asia/Shanghai
spaces:
  - {id: yard, kind: common_area, name: {zh: 院子, en: Yard}}
  - {id: plant, kind: common_area, name: {zh: 机房, en: Plant room}}
assets:
  - id: gw-1                     # in the cupboard
    type: gateway
    name: {zh: 网关, en: Gateway}
    space: plant
  - repeat: {n: 1..2}
    id: lift-{n}
    type: lift
    name: {zh: "{n}号电梯", en: "Lift {n}"}
    space: yard
  - {id: leak-1, type: leak, name: {zh: 水浸, en: Leak}, space: plant, gateway: gw-1}
    # it is the one under the pump
# Nothing below this line concerns assets.
settings: {night_c: 3}
"""
ADD = ("--type", "sump", "--space", "plant", "--name-zh", "集水井", "--name-en", "Sump pit")


def installed(folder: Path, site: str = SITE, more: str = "") -> Path:
    """Its site file; ``steward.yaml`` is beside it. `more` are further lines of that."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_bytes(site.encode())
    (folder / "steward.yaml").write_text(f"sites: [site.yaml]\nlibrary: false\n{more}", encoding="utf-8")
    return folder / "site.yaml"


def steward(folder: Path, *arguments: str) -> int | str | None:
    """``steward device …`` with the installation in `folder`; its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["device", *arguments, "--config", str(folder / "steward.yaml")])
    return ended.value.code
