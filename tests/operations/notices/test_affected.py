"""Exactly whom it concerns: along what feeds what, to the dwellings that the equipment serves."""

from __future__ import annotations

import pytest

from domain.notice import Affected
from operations.notices.affected import affected, chosen
from operations.notices.units import buildings, in_words, summary, units_in
from tests.devices.riverside import SITE as RIVERSIDE
from tests.operations.notices.scenes import SITE


def spaces(*assets: str) -> set[str]:
    return {each.space for each in affected(SITE, assets)}


def all_of(*towers: str) -> set[str]:
    return {unit for tower in towers for unit in units_in(SITE, tower)}


def test_a_booster_pump_concerns_the_dwellings_of_the_towers_that_it_feeds() -> None:
    assert spaces("booster") == all_of("t2", "t3")
    assert len(all_of("t2")) == 7


def test_what_feeds_the_pump_concerns_the_same_and_the_reason_says_the_way() -> None:
    found = affected(SITE, ["feeder"])
    assert {each.space for each in found} == all_of("t2", "t3")
    assert found[0].reason.zh == "水泵馈线停用，影响地下车库 · 泵房 加压泵"


def test_a_lift_concerns_the_dwellings_of_its_building_above_the_ground() -> None:
    assert spaces("b1") == all_of("t2") - {"t2-store"}


@pytest.mark.parametrize("asset", ["unsaid", "gw", "sump", "no-such-asset"])
def test_equipment_that_does_not_say_whom_it_serves_adds_nobody_by_a_guess(asset: str) -> None:
    assert spaces(asset) == set()


def test_several_causes_name_each_unit_once_in_the_order_of_the_site_file() -> None:
    found = [each.space for each in affected(SITE, ["b1", "booster"])]
    assert len(found) == len(set(found)) == 14
    assert found == sorted(found, key=list(SITE.spaces).index)


def test_a_person_adds_and_removes_and_the_reasons_stay_with_what_was_found() -> None:
    before = affected(SITE, ["b1"])
    after = chosen(SITE, before, ["t2-101", "t1", "garage"])
    assert [each.space for each in after] == ["garage", *[unit.id for unit in buildings(SITE)[0].units], "t2-101"]
    assert {each.space: each.reason.zh for each in after}["t2-101"] == "B1电梯停用"
    assert {each.space: each.reason.zh for each in after}["garage"] == "人工添加"
    with pytest.raises(KeyError):
        chosen(SITE, before, ["t9"])


def test_units_in_words() -> None:
    assert in_words(SITE, all_of("t2", "t3")).zh == "2号楼、3号楼"
    assert in_words(SITE, ["t2-101", "t2-102", "t2-202"]).zh == "2号楼101室至102室、202室"
    assert in_words(SITE, ["garage"]).en == "Garage"
    assert summary(SITE, ["t2-101", "t2-102", "garage"]) == {"t2": 2, "": 1}


def test_at_the_example_site_a_zone_of_water_concerns_its_floors_in_every_tower() -> None:
    low = [each.space for each in affected(RIVERSIDE, ["water-low"])]
    assert len(low) == 33
    assert in_words(RIVERSIDE, low).zh == "1号楼1至11层、2号楼1至11层、3号楼1至11层"
    assert in_words(RIVERSIDE, low).en == "Tower 1 floors 1 to 11, Tower 2 floors 1 to 11 and Tower 3 floors 1 to 11"
    assert len(affected(RIVERSIDE, ["feeder-pumps"])) == 99
    assert {each.space[:2] for each in affected(RIVERSIDE, ["t2-lift-1"])} == {"t2"}
    assert affected(RIVERSIDE, ["gw-pump-room"]) == ()
    assert isinstance(affected(RIVERSIDE, ["water-tank"])[0], Affected)
