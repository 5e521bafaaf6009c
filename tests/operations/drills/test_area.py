"""What a drill plays: the area, what belongs to it, and a root and realm that nothing live has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.site_file import load_site
from domain.dialect import NATIVE
from domain.drill import Drill
from domain.identity import DRILL_ROOT, LIVE, LIVE_ROOT
from domain.site import Site
from ingest.codecs import codecs_of
from operations.drills.area import assets_in, devices_in, drill_site
from rules import library_path
from rules.rule_file import load_rules
from rules.ruleset import bind
from steward.drills.scenarios import HouseScenarios
from steward.examples import riverside

NOW = datetime(2026, 1, 31, tzinfo=UTC)
RULES = load_rules([library_path()])


@cache
def site() -> Site:
    return load_site(riverside())


def played(area: str | None) -> Site:
    return drill_site(site(), Drill("d1", "L-1", "riverside", "fire", "smoke", "演练", "ma", NOW, NOW, 600.0, area=area))


def areas() -> Sequence[str | None]:
    return [None, *site().spaces]


@pytest.mark.parametrize("area", [None, "t2", "b2", "t2-f17"])
def test_nothing_in_it_lacks_what_belongs_to_it(area: str | None) -> None:
    there = played(area)
    assert assets_in(site(), area) <= there.assets.keys()
    for asset in there.assets.values():
        assert set(asset.devices) <= there.devices.keys()
    for device in there.devices.values():
        assert set(device.assets) <= there.assets.keys()
        assert device.gateway is None or device.gateway in there.devices
        assert (device.dialect, device.address, dict(device.conversions)) == (NATIVE, "", {})
    assert devices_in(site(), area) == there.devices.keys()


def test_an_area_is_a_part_of_the_site() -> None:
    assert 0 < len(played("t2-f17").devices) < len(played("t2").devices) < len(played(None).devices) == len(site().devices)


@given(area=st.sampled_from(areas()))
def test_the_rules_in_force_can_be_bound_to_any_area(area: str | None) -> None:
    bind(RULES, played(area))


@given(area=st.sampled_from(areas()), data=st.data())
def test_neither_side_reads_a_word_of_the_other(area: str | None, data: st.DataObject) -> None:
    there = played(area)
    if not there.devices:
        return
    device = data.draw(st.sampled_from(sorted(there.devices)))
    kind = data.draw(st.sampled_from(["telemetry", "event", "status", "info"]))
    rest = f"riverside/{device}/{kind}"
    live_codecs, drill_codecs = codecs_of(site()), codecs_of(there)
    assert (site().realm, site().topic_root) == (LIVE, LIVE_ROOT)
    assert (there.realm, there.topic_root) == ("d1", DRILL_ROOT)
    assert all(codec.bind(site()).decode(f"{DRILL_ROOT}/{rest}", b"{}") is None for codec in live_codecs)
    assert all(codec.bind(there).decode(f"{LIVE_ROOT}/{rest}", b"{}") is None for codec in drill_codecs)
    assert codec_filters(there) == {f"{DRILL_ROOT}/riverside/+/{each}" for each in ("telemetry", "event", "status", "info")}
    assert not any(each.startswith((DRILL_ROOT, "#", "+")) for each in codec_filters(site()))


def codec_filters(there: Site) -> set[str]:
    return {each for codec in codecs_of(there) for each in codec.subscriptions(there)}


def test_scenarios_are_named_with_what_they_do_something_to() -> None:
    house = HouseScenarios()
    assert {"smoke", "flooding", "lift-entrapment"} <= house.names(site()).keys()
    assert house.assets("smoke", site()) == {"t2-smoke-17", "t2-smoke-19", "fire-panel"}
    with pytest.raises(KeyError):
        house.assets("dragons", site())
