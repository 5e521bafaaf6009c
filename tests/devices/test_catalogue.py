"""The catalogue of device types: found by discovery, complete in both languages, with behaviours that keep to it."""

from __future__ import annotations

import random
import types
from datetime import UTC, datetime
from pathlib import Path

import pytest

import devices
from configuration.extensions import DuplicateExtension, discover
from devices.behaviour import Surroundings, UnknownCommand
from devices.catalogue import behaviours, device_types
from domain.device_type import COMMON_POINTS, DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text
from tests.devices.riverside import SITE

TYPES = list(device_types().values())
ASSETS = [next(iter(SITE.assets_of_type(key))) for key in sorted(device_types())]
COMMANDS = [(asset, command) for asset in ASSETS for command in behaviours()[asset.type.key].commands]

PYTHON_KINDS: dict[PointKind, tuple[type, ...]] = {
    PointKind.ANALOG: (int, float),
    PointKind.COUNTER: (int, float),
    PointKind.BINARY: (bool,),
    PointKind.ENUM: (str,),
    PointKind.FLAGS: (frozenset,),
    PointKind.TEXT: (str,),
}


def test_the_types_of_the_first_issue_are_there() -> None:
    wanted = {"lift", "access_door", "fire_detector", "fire_panel", "fire_water", "domestic_water", "sump", "leak", "power", "gateway", "environment"}
    assert wanted <= device_types().keys()


def test_each_file_is_named_for_its_type() -> None:
    folder = Path(devices.__file__).parent
    assert [key for key in device_types() if not (folder / f"{key}.py").exists()] == []


def test_two_files_that_claim_one_key_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "claimants").mkdir()
    (tmp_path / "claimants" / "__init__.py").write_text("")
    for name in ("one", "other"):
        (tmp_path / "claimants" / f"{name}.py").write_text("class TYPE:\n    key = 'lift'\n")
    monkeypatch.syspath_prepend(tmp_path)
    package = types.ModuleType("claimants")
    package.__path__ = [str(tmp_path / "claimants")]
    with pytest.raises(DuplicateExtension, match=r"one\.py and by other\.py"):
        discover(package, "TYPE", lambda found: str(found.key))


@pytest.mark.parametrize("device_type", TYPES, ids=lambda device_type: device_type.key)
def test_every_text_of_a_type_is_in_both_languages(device_type: DeviceType) -> None:
    texts = [device_type.name, *(point.name for point in device_type.points), *(event.title for event in device_type.events)]
    texts += [name for point in device_type.points for _, _, name in point.codes]
    assert [text for text in texts if not (text.zh.strip() and text.en.strip())] == []


@pytest.mark.parametrize("device_type", TYPES, ids=lambda device_type: device_type.key)
def test_every_type_says_where_it_comes_from_and_where_it_belongs(device_type: DeviceType) -> None:
    assert "" not in (device_type.source, device_type.system, device_type.icon)
    assert device_type.interval_s > 0


@pytest.mark.parametrize("device_type", TYPES, ids=lambda device_type: device_type.key)
def test_keys_and_codes_of_a_type_are_unambiguous(device_type: DeviceType) -> None:
    keys = [point.key for point in (*device_type.points, *COMMON_POINTS)]
    assert len(keys) == len(set(keys))
    words = [[word for code, key, _ in point.codes for word in {code, key}] for point in device_type.points]
    assert [found for found in words if len(found) != len(set(found))] == []


@pytest.mark.parametrize("device_type", TYPES, ids=lambda device_type: device_type.key)
def test_points_with_words_list_them_and_quiet_values_are_among_them(device_type: DeviceType) -> None:
    worded = [point for point in device_type.points if point.kind in {PointKind.ENUM, PointKind.FLAGS}]
    assert [point.key for point in worded if not point.codes] == []
    assert [p.key for p in worded if p.normal_value is not None and p.normal_value not in {key for _, key, _ in p.codes}] == []


@pytest.mark.parametrize("device_type", TYPES, ids=lambda device_type: device_type.key)
def test_normal_ranges_lie_within_what_can_be_measured(device_type: DeviceType) -> None:
    def inside(point: PointType) -> bool:
        low, high = point.normal or (None, None)
        return (low is None or point.low is None or low >= point.low) and (high is None or point.high is None or high <= point.high)

    assert [point.key for point in device_type.points if not inside(point)] == []


def test_every_type_has_a_behaviour() -> None:
    assert behaviours().keys() == device_types().keys()


def fits(asset: Asset, key: str, value: Value) -> bool:
    """Whether `value` may be a value of that point of `asset`; `None` (could not be measured) always may."""
    point = asset.point(key)
    if point is None:
        return False
    if value is None:
        return True
    words = {word for _, word, _ in point.type.codes}
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        isinstance(value, PYTHON_KINDS[point.type.kind])
        and (point.type.kind is PointKind.BINARY or not isinstance(value, bool))
        and (not isinstance(value, str) or value in words)
        and (not isinstance(value, frozenset) or value <= words)
        and (not numeric or float(value) >= (point.type.low if point.type.low is not None else float("-inf")))  # type: ignore[arg-type]  # numeric says so
        and (not numeric or float(value) <= (point.type.high if point.type.high is not None else float("inf")))  # type: ignore[arg-type]  # numeric says so
    )


@pytest.mark.parametrize(("asset", "command"), COMMANDS, ids=lambda value: value if isinstance(value, str) else value.id)
def test_whatever_happens_a_behaviour_says_only_what_its_type_has(asset: Asset, command: str) -> None:
    behaviour = behaviours()[asset.type.key](asset, random.Random(7))
    behaviour.do(command)
    events = {event.name for event in asset.type.events}
    around = Surroundings(local=datetime(2026, 3, 2, 8, tzinfo=UTC), smoke=1, fire=True)
    for _ in range(240):
        assert {happening.name for happening in behaviour.step(1.0, around)} <= events
        assert [(key, value) for key, value in behaviour.values().items() if not fits(asset, key, value)] == []


@pytest.mark.parametrize(("asset", "command"), COMMANDS, ids=lambda value: value if isinstance(value, str) else value.id)
def test_restoring_ends_what_a_command_began(asset: Asset, command: str) -> None:
    quiet = {point.key: point.type.normal_value for point in asset.points if point.type.normal_value is not None}
    behaviour = behaviours()[asset.type.key](asset, random.Random(7))
    around = Surroundings(local=datetime(2026, 3, 2, 3, tzinfo=UTC))
    behaviour.do(command)
    behaviour.step(1.0, around)
    behaviour.do("restore")
    for _ in range(60):
        behaviour.step(1.0, around)
    said = behaviour.values()
    judged = quiet.keys() & said.keys() - {"door", "lock"}  # a door may well be passed meanwhile
    assert {key: said[key] for key in judged} == {key: quiet[key] for key in judged}


def test_an_unknown_command_names_those_that_are_known() -> None:
    lift = behaviours()["lift"](next(iter(SITE.assets_of_type("lift"))), random.Random(1))
    with pytest.raises(UnknownCommand, match="trap"):
        lift.do("fly")


def test_commands_are_documented() -> None:
    undocumented = [(key, command) for key, behaviour in behaviours().items() for command in behaviour.commands if not getattr(behaviour, command).__doc__]
    assert undocumented == []


def test_a_numbered_point_keeps_one_place_for_its_number() -> None:
    numbered = [point.key for device_type in TYPES for point in device_type.points if "{" in point.key]
    assert [key for key in numbered if key.count("{n}") != 1 or "_{n}" not in key] == []
    assert Text("{n}号泵运行", "Pump {n} running").filled(n="2") == Text("2号泵运行", "Pump 2 running")
