"""What a site file says of foreign devices: their dialects, their names on the wire, what their fields mean."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from textwrap import dedent, indent

import pytest

from devices.site_file import load_site
from domain.dialect import Conversion, Dialect
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from tests.devices.test_site_file import HEAD

CODECS = ("native", "zigbee2mqtt", "tasmota", "mapping")
ASSETS = """\
assets:
  - {id: leak-1, type: leak, name: {zh: 漏水1, en: Leak 1}, space: b1}
  - {id: leak-2, type: leak, name: {zh: 漏水2, en: Leak 2}, space: b1}
  - {id: room, type: environment, name: {zh: 机房, en: Room}, space: b1}
  - {id: lamp, type: lighting, name: {zh: 照明, en: Lighting}, space: b1}
"""
FIRST_LINE = len((HEAD + ASSETS).splitlines()) + 1
"""Of what a test adds."""


def site(tmp_path: Path, text: str, codecs: Collection[str] | None = CODECS) -> Site:
    file = tmp_path / "site.yaml"
    file.write_text(HEAD + ASSETS + text, encoding="utf-8")
    return load_site(file, codecs=codecs)


def problems(tmp_path: Path, text: str) -> list[Problem]:
    with pytest.raises(BadConfiguration) as refused:
        site(tmp_path, text)
    assert {problem.file for problem in refused.value.problems} == {str(tmp_path / "site.yaml")}
    return list(refused.value.problems)


def foreign(points: str) -> str:
    """A device with these points, each on a line of its own from the fifth on."""
    return "devices:\n  - id: probe\n    dialect: tasmota\n    points:\n" + indent(dedent(points), "      ")


def test_a_dialect_has_a_kind_a_topic_and_options(tmp_path: Path) -> None:
    text = "dialects:\n  - {id: z2m-garage, codec: zigbee2mqtt, topic: garage/z2m, options: {bridge: gw, deep: {list: [1]}}}\n"
    assert site(tmp_path, text).dialects == {
        "z2m-garage": Dialect("z2m-garage", "zigbee2mqtt", "garage/z2m", {"bridge": "gw", "deep": {"list": [1]}}),
    }


def test_a_dialect_without_a_kind_is_of_the_kind_it_is_called(tmp_path: Path) -> None:
    assert site(tmp_path, "dialects:\n  - {id: tasmota, topic: tele}\n").dialects == {"tasmota": Dialect("tasmota", "tasmota", "tele")}


def test_a_device_may_name_a_dialect_that_is_not_written(tmp_path: Path) -> None:
    found = site(tmp_path, "devices:\n  - {id: l1, dialect: zigbee2mqtt, assets: [leak-1]}\n")
    assert found.dialects == {"zigbee2mqtt": Dialect("zigbee2mqtt", "zigbee2mqtt")}
    assert (found.devices["l1"].dialect, found.devices["l1"].name_on_wire) == ("zigbee2mqtt", "l1")
    assert found.devices["leak-2"].dialect == "native"


def test_an_assets_own_device_has_a_dialect_and_an_address(tmp_path: Path) -> None:
    text = "{id: leak-3, type: leak, name: {zh: 漏水3, en: Leak 3}, space: b1, dialect: zigbee2mqtt, address: b1/leak 3}"
    found = site(tmp_path, f"  - {text}\n").devices["leak-3"]
    assert (found.dialect, found.address, found.name_on_wire) == ("zigbee2mqtt", "b1/leak 3", "b1/leak 3")


def test_dialect_and_address_are_filled_when_a_device_repeats(tmp_path: Path) -> None:
    text = """\
    dialects:
      - {id: z2m-1, codec: zigbee2mqtt}
      - {id: z2m-2, codec: zigbee2mqtt, topic: other}
    devices:
      - repeat: {n: 1..2}
        id: l{n}
        dialect: z2m-{n}
        address: "b1/leak {n:02}"
        assets: ["leak-{n}"]
        points: {"zone_{n}": "leak-{n}.leak"}
    """
    found = site(tmp_path, dedent(text)).devices
    assert [(found[key].dialect, found[key].address) for key in ("l1", "l2")] == [("z2m-1", "b1/leak 01"), ("z2m-2", "b1/leak 02")]
    assert found["l2"].points["zone_2"].id == "small.leak-2.leak"


def test_a_point_may_be_scaled_moved_or_looked_up(tmp_path: Path) -> None:
    points = """\
    temp: {to: room.temp, scale: 0.1, offset: -40}
    water_leak: leak-1.leak
    contact: {to: leak-2.leak, values: {true: false, on: true, 3: true, OFF: false}}
    plain: {to: leak-1.tamper}
    """
    device = site(tmp_path, foreign(points)).devices["probe"]
    assert {key: point.id for key, point in device.points.items() if key == point.raw_key} == {
        "temp": "small.room.temp",
        "water_leak": "small.leak-1.leak",
        "contact": "small.leak-2.leak",
        "plain": "small.leak-1.tamper",
    }
    assert device.conversions == {
        "temp": Conversion(0.1, -40.0),
        "contact": Conversion(values={"true": False, "on": True, "3": True, "OFF": False}),
    }


def test_a_scale_of_one_that_is_written_stays(tmp_path: Path) -> None:
    device = site(tmp_path, foreign("temp: {to: room.temp, scale: 1}")).devices["probe"]
    assert device.conversions == {"temp": Conversion()}, "somebody says that the unit is the point's"


@pytest.mark.parametrize("written", ["'0x00158d0001dc126a'", "b1/leak 7", "'0012'", "A4:C1:38", "70B3D57ED0051234"])
def test_an_address_is_what_is_written_to_the_letter(tmp_path: Path, written: str) -> None:
    found = site(tmp_path, f"devices:\n  - {{id: l1, dialect: zigbee2mqtt, assets: [leak-1], address: {written}}}\n")
    assert found.devices["l1"].address == written.strip("'")


WRONG = {
    "a dialect that nothing reads": ("dialects:\n  - {id: z2m, codec: zigbe2mqtt}\n", 1, "no payload dialect `zigbe2mqtt`", "Did you mean `zigbee2mqtt`"),
    "a name that is no dialect either": ("dialects:\n  - id: tasmotta\n", 1, "no payload dialect `tasmotta`", "Did you mean `tasmota`"),
    "a device of an unknown dialect": (
        "dialects:\n  - {id: z2m-garage, codec: zigbee2mqtt}\ndevices:\n  - id: l1\n    assets: [leak-1]\n    dialect: z2m-garge\n",
        5,
        "no payload dialect `z2m-garge`",
        "Did you mean `z2m-garage`",
    ),
    "a dialect twice": (
        "dialects:\n  - {id: z, codec: zigbee2mqtt}\n  - {id: z, codec: tasmota}\n",
        2,
        "two dialects `z`",
        "an id of its own",
    ),
    "a dialect's id that is no slug": ("dialects:\n  - {id: Z 2, codec: tasmota}\n", 1, "`Z 2` cannot be the id of a dialect", "small letters"),
    "the native dialect written": ("dialects:\n  - {id: native, topic: x}\n", 1, "native dialect is always there", "Leave this entry out"),
    "the native dialect by another name": ("dialects:\n  - {id: own, codec: native}\n", 1, "native dialect is always there", "Leave this entry out"),
    "an unknown key of a dialect": ("dialects:\n  - {id: tasmota, topics: tele}\n", 1, "dialects.0.topics", "known here: id, codec, topic, options"),
    "a conversion on a native device": (
        "devices:\n  - id: l1\n    assets: [leak-1]\n    points: {x: {to: room.temp, scale: 10}}\n",
        3,
        "`l1` speaks the native dialect, in which values are the points' own",
        "Leave out scale, offset and values",
    ),
    "an address of a native device": ("devices:\n  - {id: l1, assets: [leak-1], address: l7}\n", 1, "in which it is called by its id", "say its `dialect`"),
    "an asset's address where a device took over": (
        "  - {id: gas, type: leak, name: {zh: 甲, en: A}, space: b1, dialect: tasmota}\ndevices:\n  - {id: p, dialect: tasmota, assets: [gas]}\n",
        0,
        "no device of its own that could speak a dialect",
        "under `devices`",
    ),
    "an address that YAML reads as hexadecimal": (
        "devices:\n  - {id: l1, dialect: zigbee2mqtt, assets: [leak-1], address: 0x00158d0001dc126a}\n",
        1,
        "without quotes YAML reads it as 6066005",
        "Put it in quotes",
    ),
    "an address that YAML reads as octal": ("devices:\n  - {id: l1, dialect: tasmota, assets: [leak-1], address: 0012}\n", 1, "reads it as 10", "quotes"),
    "an address that YAML reads by the clock": (
        "devices:\n  - {id: l1, dialect: tasmota, assets: [leak-1], address: 11:22:33}\n",
        1,
        "reads it as 40953",
        "quotes",
    ),
    "a topic that YAML reads as a number": ("dialects:\n  - {id: tasmota, topic: 1_000}\n", 1, "without quotes YAML reads it as 1000", "quotes"),
    "an unknown point": (foreign("temp: {to: room.tmep, scale: 0.1}"), 4, "no point `room.tmep`", "`room.temp`"),
    "an unknown key of a conversion": (foreign("temp: {to: room.temp, factor: 0.1}"), 4, "points.temp.factor", "known here: to, scale, offset, values"),
    "a point that is neither": (foreign("temp: [room.temp]"), 4, "points.temp", "Correct the value"),
    "a scale on a truth value": (foreign("a: {to: leak-1.leak, scale: 2}"), 4, "points.a: the point is no number that could have scale 2", "`values`"),
    "an offset on a truth value": (foreign("a: {to: leak-1.leak, offset: 2}"), 4, "could have offset 2", "`values`"),
    "a scale of nothing": (foreign("a: {to: room.temp, scale: 0}"), 4, "the same for ever", "°C"),
    "a scale beyond numbers": (foreign("a: {to: room.temp, scale: .inf}"), 4, "points.a.scale: Input should be a finite number", ""),
    "a word that is no truth value": (
        foreign("b: leak-2.leak\na:\n  to: leak-1.leak\n  values: {wet: true, dry: untrue}"),
        7,
        "what stands for `dry` cannot be `untrue`",
        "true or false",
    ),
    "a word that is no number": (foreign("a: {to: room.temp, values: {hot: 50, cold: low}}"), 4, "`cold` cannot be `low`", "Write a number"),
    "a truth value that is no number": (foreign("a: {to: room.temp, values: {hot: on}}"), 4, "`hot` cannot be true", "Write a number"),
    "a number that is none": (foreign("a: {to: room.temp, values: {hot: .nan}}"), 4, "`hot` cannot be `nan`", "Write a number"),
}


@pytest.mark.parametrize(("text", "line", "problem", "remedy"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_named_with_line_and_remedy(tmp_path: Path, text: str, line: int, problem: str, remedy: str) -> None:
    found = problems(tmp_path, text)[0]
    assert found.line == FIRST_LINE + line
    assert problem in found.problem
    assert remedy in found.remedy


def test_a_word_that_the_point_never_says_is_refused_with_those_that_it_says(tmp_path: Path) -> None:
    text = """\
  - {id: lift, type: lift, name: {zh: 电梯, en: Lift}, space: b1}
devices:
  - {id: plc, dialect: tasmota, points: {m: {to: lift.fault_code, values: {1: none, 2: nrmal, 3: on, 4: "00"}}}}
"""
    found = problems(tmp_path, text)
    assert ["`2` cannot be `nrmal`" in each.problem or "`3` cannot be true" in each.problem for each in found] == [True, True]
    assert "none" in found[0].remedy
    assert "quotes" in found[1].remedy


def test_who_reads_no_payloads_checks_no_dialects(tmp_path: Path) -> None:
    found = site(tmp_path, "dialects:\n  - {id: z, codec: someday}\ndevices:\n  - {id: l1, dialect: never, assets: [leak-1]}\n", codecs=None)
    assert found.dialects == {"z": Dialect("z", "someday"), "never": Dialect("never", "never")}


def test_one_wrong_dialect_is_not_blamed_on_every_device_of_it(tmp_path: Path) -> None:
    text = "dialects:\n  - {id: z, codec: someday}\ndevices:\n  - {id: l1, dialect: z, assets: [leak-1]}\n  - {id: l2, dialect: z, assets: [leak-2]}\n"
    assert len(problems(tmp_path, text)) == 1
