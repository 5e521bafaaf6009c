"""Site files: what they say is built, and what is wrong in them is named with file, line and remedy."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from devices.site_file import load_site
from domain.problem import BadConfiguration
from domain.site import Site
from domain.text import Text
from tests.devices.riverside import SITE

HEAD = """\
id: small
name: {zh: 小区, en: Estate}
time_zone: Asia/Shanghai
spaces:
  - id: b1
    kind: floor
    name: {zh: 地下一层, en: Basement 1}
"""


def site(tmp_path: Path, text: str) -> Site:
    file = tmp_path / "site.yaml"
    file.write_text(HEAD + dedent(text), encoding="utf-8")
    return load_site(file)


PITS = """\
assets:
  - repeat: {n: 1..2}
    id: sump-{n}
    type: sump
    name: {zh: "集水井{n}号", en: "Sump pit {n}"}
    space: b1
    counts: {pump: 2}
  - {id: gw, type: gateway, name: {zh: 网关, en: Gateway}, space: b1}
"""


def test_riverside_has_what_it_promises() -> None:
    count = {key: len(list(SITE.assets_of_type(key))) for key in ("lift", "access_door", "fire_detector", "sump", "power", "gateway", "domestic_water")}
    assert SITE.id == "riverside"
    assert SITE.name == Text("滨江花园", "Riverside Gardens")
    assert len(SITE.devices) >= 150
    assert count["lift"] == 12
    assert count["access_door"] >= 36
    assert count["fire_detector"] >= 70
    assert count["sump"] >= 8
    assert count["power"] >= 12
    assert count["gateway"] >= 6
    assert count["domestic_water"] == 4


def test_riverside_is_named_as_people_there_speak() -> None:
    assert SITE.assets["t3-lift-2"].name == Text("3号楼2号电梯", "Tower 3 Lift 2")
    assert SITE.assets["b1-sump-3"].name == Text("地下一层集水井3号", "Basement 1 sump pit 3")
    assert SITE.place(SITE.assets["t1-smoke-09"]) == Text("1号楼 · 9层", "Tower 1 · Floor 9")


def test_every_asset_has_its_own_points_and_those_of_every_device() -> None:
    lift = SITE.assets["t1-lift-1"]
    trapped = lift.point("trapped")
    assert trapped is not None
    assert (trapped.id, trapped.device, trapped.raw_key) == ("riverside.t1-lift-1.trapped", "t1-lift-1", "trapped")
    assert {"online", "clock_skew", "battery_pct"} <= {point.key for point in lift.points}


def test_a_device_knows_its_gateway_and_its_interval() -> None:
    smoke = SITE.devices["t1-smoke-09"]
    assert (smoke.gateway, smoke.interval_s, smoke.stale_after_s) == ("gw-t1", 900.0, 2_700.0)
    assert (SITE.devices["t1-lift-1"].gateway, SITE.devices["t1-lift-1"].interval_s) == (None, 60.0)


def test_numbered_points_are_counted_out_with_names(tmp_path: Path) -> None:
    pit = site(tmp_path, PITS).assets["sump-1"]
    assert [(point.key, point.name.zh) for point in pit.points if point.key.startswith("pump_") and point.key != "pump_mode"] == [
        ("pump_1_run", "1号泵运行"),
        ("pump_2_run", "2号泵运行"),
        ("pump_1_fault", "1号泵故障"),
        ("pump_2_fault", "2号泵故障"),
    ]


def test_one_device_may_serve_several_assets_by_prefix(tmp_path: Path) -> None:
    found = site(tmp_path, PITS + "devices:\n  - {id: plc, assets: {sump-1: a_, sump-2: b_}, gateway: gw, interval_s: 30}\n")
    plc = found.devices["plc"]
    assert (plc.assets, plc.gateway, plc.interval_s, plc.type.key) == (("sump-1", "sump-2"), "gw", 30.0, "sump")
    assert (plc.points["a_level"].id, plc.points["b_level"].id) == ("small.sump-1.level", "small.sump-2.level")
    assert plc.points["online"].id == "small.sump-1.online"
    assert sorted(found.devices) == ["gw", "plc"]
    assert found.assets["sump-2"].devices == ("plc",)


def test_a_device_may_bring_a_single_point_of_an_asset_that_has_its_own_device(tmp_path: Path) -> None:
    found = site(tmp_path, PITS + "devices:\n  - {id: probe, type: environment, points: {depth: sump-1.level}}\n")
    assert found.assets["sump-1"].devices == ("sump-1", "probe")
    assert found.devices["probe"].points["depth"].id == "small.sump-1.level"
    assert "level" not in found.devices["sump-1"].points
    assert "float_high" in found.devices["sump-1"].points


def test_every_point_is_published_by_exactly_one_device_under_one_key(tmp_path: Path) -> None:
    found = site(tmp_path, PITS + "devices:\n  - {id: plc, assets: {sump-1: a_}, points: {x: sump-2.level}}\n")
    assert all(found.devices[point.device].points[point.raw_key] is point for point in found.points.values())


WRONG = {
    "an unknown key": ("assets:\n  - {id: a, type: leak, name: {zh: 甲, en: A}, space: b1, colour: red}\n", 9, "colour", "known here"),
    "an unknown type": ("assets:\n  - {id: a, type: lifft, name: {zh: 甲, en: A}, space: b1}\n", 9, "no device type `lifft`", "Did you mean `lift`"),
    "an unknown space": ("assets:\n  - {id: a, type: leak, name: {zh: 甲, en: A}, space: b2}\n", 9, "no space `b2`", "Did you mean `b1`"),
    "a bad slug": ("assets:\n  - {id: A_1, type: leak, name: {zh: 甲, en: A}, space: b1}\n", 9, "`A_1` cannot be the id", "small letters"),
    "a missing name": ("assets:\n  - {id: a, type: leak, name: {zh: 甲}, space: b1}\n", 9, "name.en", "Add it"),
    "a twin": (
        "assets:\n  - {id: a, type: leak, name: {zh: 甲, en: A}, space: b1}\n  - {id: a, type: leak, name: {zh: 乙, en: B}, space: b1}\n",
        10,
        "two assets `a`",
        "an id of its own",
    ),
    "an unknown placeholder": (
        "assets:\n  - repeat: {n: 1..2}\n    id: a-{m}\n    type: leak\n    name: {zh: 甲, en: A}\n    space: b1\n",
        10,
        "`{m}` stands for nothing; known here: {n}",
        "`repeat`",
    ),
    "a bad repeat": ("assets:\n  - repeat: {n: 2..1}\n    id: a-{n}\n    type: leak\n    name: {zh: 甲, en: A}\n    space: b1\n", 9, "runs backwards", "1..3"),
    "an unknown gateway": (
        PITS.replace("space: b1}", "space: b1}\n  - {id: a, type: leak, name: {zh: 甲, en: A}, space: b1, gateway: gv}"),
        16,
        "no gateway `gv`",
        "`gw`",
    ),
    "a gateway that is none": (
        PITS.replace("space: b1}", "space: b1}\n  - {id: a, type: leak, name: {zh: 甲, en: A}, space: b1, gateway: sump-1}"),
        16,
        "`sump-1` is no gateway",
        "type `gateway`",
    ),
    "an unknown feeder": ("assets:\n  - {id: a, type: leak, name: {zh: 甲, en: A}, space: b1, fed_by: [b]}\n", 9, "no asset `b`", "add the asset"),
    "a circle of feeders": (
        (
            "assets:\n  - {id: a, type: power, name: {zh: 甲, en: A}, space: b1, fed_by: [b]}\n"
            "  - {id: b, type: power, name: {zh: 乙, en: B}, space: b1, fed_by: [a]}\n"
        ),
        9,
        "a → b → a",
        "Nothing can feed itself",
    ),
    "a count of nothing": (
        "assets:\n  - {id: a, type: leak, name: {zh: 甲, en: A}, space: b1, counts: {pump: 2}}\n",
        9,
        "no numbered `pump`",
        "counts: nothing",
    ),
    "a device that serves nothing": (PITS + "devices:\n  - {id: plc}\n", 17, "serves nothing", "`assets`"),
    "a device of an unknown asset": (PITS + "devices:\n  - {id: plc, assets: [sump-9]}\n", 17, "no asset `sump-9`", "Did you mean"),
    "a device of an unknown point": (PITS + "devices:\n  - {id: plc, points: {x: sump-1.depth}}\n", 17, "no point `sump-1.depth`", "`sump-1.level`"),
    "two assets on the same keys": (PITS + "devices:\n  - {id: plc, assets: [sump-1, sump-2]}\n", 17, "would mean sump-1 and sump-2", "prefix"),
    "an asset served twice": (PITS + "devices:\n  - {id: p, assets: [sump-1]}\n  - {id: q, assets: [sump-1]}\n", 18, "served by `p` already", "`points`"),
    "a point published twice": (
        PITS + "devices:\n  - {id: p, points: {x: sump-1.level}}\n  - {id: q, points: {x: sump-1.level}}\n",
        18,
        "published by `p` already",
        "one device",
    ),
    "a device with the id of another asset": (PITS + "devices:\n  - {id: gw, assets: [sump-1]}\n", 15, "would be there twice", "rename"),
    "an interval that is none": ("assets:\n  - {id: a, type: leak, name: {zh: 甲, en: A}, space: b1, interval_s: 0}\n", 9, "interval_s", "Correct"),
}


@pytest.mark.parametrize(("text", "line", "problem", "remedy"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_named_with_file_line_and_remedy(tmp_path: Path, text: str, line: int, problem: str, remedy: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        site(tmp_path, text)
    first = refused.value.problems[0]
    assert (first.file, first.line) == (str(tmp_path / "site.yaml"), line)
    assert problem in first.problem
    assert remedy in first.remedy


def test_a_wrong_space_kind_and_time_zone_are_named(tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text((HEAD + PITS).replace("Asia/Shanghai", "Asia/Nowhere").replace("kind: floor", "kind: unit"), encoding="utf-8")
    with pytest.raises(BadConfiguration) as refused:
        load_site(file)
    assert [(problem.line, problem.remedy.split(" ")[0]) for problem in refused.value.problems][:2] == [(3, "Use"), (6, "Use")]


def test_every_problem_is_told_at_once_and_only_once(tmp_path: Path) -> None:
    text = "assets:\n  - repeat: {n: 1..30}\n    id: a-{n}\n    type: leek\n    name: {zh: 甲, en: A}\n    space: b9\n"
    with pytest.raises(BadConfiguration) as refused:
        site(tmp_path, text)
    assert [problem.line for problem in refused.value.problems] == [11, 13]


def test_a_file_that_is_not_there_is_a_problem_too(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="does not exist"):
        load_site(tmp_path / "nowhere.yaml")
