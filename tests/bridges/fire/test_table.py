"""The point table: which component is which device, and every row that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.fire.table import Points, place_of, read_points, source_of
from devices.site_file import load_site
from domain.problem import BadConfiguration
from domain.site import Device
from tests.bridges.fire.site import SITE

A = "000000000379"


@pytest.fixture
def devices(tmp_path: Path) -> Mapping[str, Device]:
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    site = load_site(tmp_path / "site.yaml")
    return {device.id: device for device in site.devices.values() if device.gateway == "gw-fire"}


def points(folder: Path, devices: Mapping[str, Device], *rows: str, heading: str = "源地址,系统,回路,地址,设备,键,状态,模拟量,倍率,位置") -> Points:
    path = folder / "points.csv"
    path.write_text("\n".join((heading, *rows)), encoding="utf-8-sig")
    return read_points(path, devices)


def test_a_component_of_one_panel_and_of_any(tmp_path: Path, devices: Mapping[str, Device]) -> None:
    table = points(tmp_path, devices, f"{A},1-1,10,2,smoke-1,,,,,3号楼走廊", ",1,10,2,smoke-2,,,,,", ",,1,1,smoke-3,,,,,")
    assert [each.device for each in table.targets(A, "1-1", (10, 2))] == ["smoke-1"]
    assert [each.device for each in table.targets(A, "1-2", (10, 2))] == ["smoke-2"]
    assert [each.device for each in table.targets("000000000001", "1-1", (10, 2))] == ["smoke-2"]
    assert [each.device for each in table.targets(A, "17-9", (1, 1))] == ["smoke-3"]
    assert table.targets(A, "11-1", (10, 2)) == ()


def test_things_that_a_component_says_go_to_their_keys(tmp_path: Path, devices: Mapping[str, Device]) -> None:
    rows = ("11,1,5,water,pump_run,started,,,", "11,1,5,water,pump_fault,fault,,,", "11,1,6,water,pressure,,5,,", "11,1,6,water,tank_level,,200,0.001,")
    table = points(tmp_path, devices, *rows, heading="系统,回路,地址,设备,键,状态,模拟量,倍率,位置")
    assert [(each.key, each.state) for each in table.targets(A, "11-1", (1, 5))] == [("pump_run", "started"), ("pump_fault", "fault")]
    assert [(each.key, each.analog, each.scale) for each in table.targets(A, "11-1", (1, 6))] == [
        ("pressure", 5, pytest.approx(0.0001)),
        ("tank_level", 200, 0.001),
    ]


def test_a_panel_for_a_whole_system(tmp_path: Path, devices: Mapping[str, Device]) -> None:
    table = points(tmp_path, devices, f"{A},1-2,,,panel-2,,,,,", "379,1-3,,,panel-1,,,,,")
    assert (table.panel(A, "1-2"), table.panel(A, "1-3"), table.panel(A, "1-1")) == ("panel-2", "panel-1", None)
    assert table.panels(A) == {"panel-1", "panel-2"}
    assert table.panels("000000000001") == frozenset()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"{A},1-1,10,2,smoke-9,,,,,", "no device `smoke-9` speaks through this gateway"),
        (f"{A},1-1,10,2,lone,,,,,", "no device `lone` speaks through this gateway"),
        (f"{A},1-1,10,2,smoke-1,colour,,,,", "`smoke-1` has no key `colour`"),
        (f"{A},1-1,10,,smoke-1,,,,,", "loop and address go together"),
        (f"{A},1-1,,,smoke-1,,,,,", "`smoke-1` is no fire panel"),
        (f"{A},1-1,,,panel-1,silenced,fire,,,", "a row for a whole system names its panel, and nothing else"),
        (f"{A},1-1,10,2,water,pressure,,3,,", "analog 3 has °C, and `pressure` wants MPa"),
        (f"{A},1-1,10,2,water,pressure,,200,,", "analog 200 has no unit that the standard knows"),
        (f"{A},1-1,10,2,water,pump_run,,4,,", "`pump_run` is binary, no number"),
        (f"{A},1-1,10,2,water,pump_run,,,,", "`pump_run` is binary, not flags"),
        (f"{A},1-1,10,2,smoke-1,,fire,,,", "`status_bits` is flags, not binary"),
        (f"{A},1-1,10,2,water,pump_run,started,4,,", "a row has a state or an analog type, not both"),
        (f"{A},1-1,10,2,smoke-1,,,,2,", "a scale is for measurements"),
        (f"{A},1-1,10,2,water,pump_run,running,,,", "State: there is no state running"),
        (f"{A},256,10,2,smoke-1,,,,,", "System: expected a system type"),
        (f"{A},1-x,10,2,smoke-1,,,,,", "System: expected a system type"),
        (f"{A},1-1,10,70000,smoke-1,,,,,", "Address: "),
        ("the panel,1-1,10,2,smoke-1,,,,,", "Source: expected at most twelve hexadecimal digits"),
        ("379,1-1,1,1,smoke-1,,,,,", "the same is said in row 2"),
    ],
)
def test_every_row_that_cannot_be_is_named_by_its_line(row: str, said: str, tmp_path: Path, devices: Mapping[str, Device]) -> None:
    with pytest.raises(BadConfiguration, match=r"points\.csv:3: ") as caught:
        points(tmp_path, devices, f"{A},1-1,1,1,smoke-1,,,,,", row)
    assert said in str(caught.value)


def test_addresses_in_the_orders_of_makers() -> None:
    address = bytes.fromhex("0a000201")
    assert place_of(address, "zone-position") == (10, 0x102)
    assert place_of(address, "position-zone") == (0x102, 10)
    assert place_of(address, "big-endian") == (0xA00, 0x201)


@given(st.text(max_size=20))
def test_a_source_is_twelve_digits_or_refused(written: str) -> None:
    with suppress(ValueError):
        assert len(bytes.fromhex(source_of(written))) == 6
