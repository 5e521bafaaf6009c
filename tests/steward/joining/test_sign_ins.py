"""Who signs in at the broker, and where each may publish: itself, what is behind it, and in which dialect."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.site import Site
from ingest.codecs import codecs, codecs_of
from steward.examples import riverside
from steward.joining.sign_ins import SignIns, sign_ins
from tests.steward.joining.estate import installed

HEAD = """\
id: annex
name: {zh: 附楼, en: Annex}
time_zone: Asia/Shanghai
spaces: [{id: yard, kind: common_area, name: {zh: 院子, en: Yard}}]
assets:
  - {id: gw-1, type: gateway, name: {zh: 网关, en: Gateway}, space: yard}
"""


def asset(id_: str, more: str = "", type_: str = "leak") -> str:
    return f"  - {{id: {id_}, type: {type_}, name: {{zh: 水浸, en: Leak}}, space: yard{more}}}\n"


def of(folder: Path, text: str) -> SignIns:
    return sign_ins(site_of(folder, text))


def site_of(folder: Path, text: str) -> Site:
    site = load_site(installed(folder, HEAD + text), codecs=codecs())
    assert [wrong for codec in codecs_of(site) for wrong in codec.check(site)] == []
    return site


def topics(found: SignIns, device: str) -> list[str]:
    return [f"{access} {topic}" for access, topic in found.of[device].rights]


def native(device: str) -> list[str]:
    return [f"write steward/v1/annex/{device}/{kind}" for kind in ("telemetry", "event", "status", "info")]


def gateway(device: str) -> list[str]:
    return [*native(device), f"readwrite steward/v1/annex/{device}/memory"]


def test_a_device_without_a_gateway_for_itself_and_a_gateway_for_those_behind_it(tmp_path: Path) -> None:
    found = of(tmp_path, asset("leak-1") + asset("leak-2", ", gateway: gw-1"))
    assert {name: each.user for name, each in found.of.items()} == {"gw-1": "annex/gw-1", "leak-1": "annex/leak-1"}
    assert topics(found, "leak-1") == native("leak-1")
    assert topics(found, "gw-1") == [*gateway("gw-1"), *native("leak-2")]
    assert (found.by_hand, found.reads, found.notes) == ({}, (), [])


def test_each_device_of_the_example_site_is_spoken_for_by_one_sign_in() -> None:
    site = load_site(riverside())
    found = sign_ins(site)
    spoken = [topic for each in found.of.values() for _, topic in each.rights]
    assert len(spoken) == len(set(spoken)) == 4 * len(site.devices) + len(list(site.assets_of_type("gateway")))
    assert set(found.of) == {name for name, device in site.devices.items() if device.gateway is None}


@pytest.mark.parametrize(
    ("dialects", "device", "expected", "reads"),
    [
        ("", "dialect: tasmota", ["write tele/leak-1/#", "write stat/leak-1/#"], ["tele/+/+", "stat/+/+"]),
        (
            "[{id: t, codec: tasmota, topic: plant/%topic%/%prefix%/}]",
            "dialect: t, address: a b",
            ["write plant/a b/tele/#", "write plant/a b/stat/#"],
            ["plant/+/tele/+", "plant/+/stat/+"],
        ),
        ("", "dialect: shelly-gen1, address: shellyflood-1", ["write shellies/shellyflood-1/#"], ["shellies/#"]),
        ("", "dialect: shelly, address: shellyplus-1", ["write shellyplus-1/#"], ["shellyplus-1/#"]),
        ("[{id: s, codec: shelly, topic: b1}]", "dialect: s", ["write b1/leak-1/#"], ["b1/#"]),
        (
            "[{id: m, codec: mapping, topic: 'meters/+/m-{address}/{field}', options: {format: text, online: {topic: 'meters/{address}/lwt'}}}]",
            "dialect: m, address: 'a1'",
            ["write meters/a1/lwt", "write meters/+/m-a1/+"],
            ["meters/+/lwt", "meters/+/+/+"],
        ),
    ],
)
def test_where_devices_of_other_dialects_publish(dialects: str, device: str, expected: list[str], reads: list[str], tmp_path: Path) -> None:
    found = of(tmp_path, f"{asset('leak-1', ', ' + device)}{f'dialects: {dialects}' if dialects else ''}\n")
    assert topics(found, "leak-1") == expected
    assert list(found.reads) == reads


def test_behind_a_gateway_it_is_the_gateway_that_publishes_for_them(tmp_path: Path) -> None:
    found = of(tmp_path, asset("leak-1", ", dialect: tasmota, gateway: gw-1"))
    assert "leak-1" not in found.of
    assert topics(found, "gw-1") == [*gateway("gw-1"), "write tele/leak-1/#", "write stat/leak-1/#"]


@pytest.mark.parametrize(
    ("device", "dialects"),
    [(", dialect: zigbee2mqtt, gateway: gw-1", "[]"), (", dialect: zigbee2mqtt", "[{id: zigbee2mqtt, options: {bridge: gw-1}}]")],
)
def test_zigbee2mqtt_publishes_and_reads_its_commands_under_its_base_topic(device: str, dialects: str, tmp_path: Path) -> None:
    found = of(tmp_path, f"{asset('leak-1', device)}dialects: {dialects}\n")
    assert topics(found, "gw-1") == [*gateway("gw-1"), "readwrite zigbee2mqtt/#"]
    assert "leak-1" not in found.of


@pytest.mark.parametrize(
    ("device", "words"),
    [
        ("dialect: zigbee2mqtt", "does not say which device that is. Write `options: {bridge: GATEWAY}`"),
        ('dialect: chirpstack, address: "a84041000181c061"', "topic write application/+/device/+/event/+"),
        ('dialect: things-stack, address: "a84041000181c061"', "topic write v3/+/devices/+/up"),
    ],
)
def test_for_whom_a_program_signs_in_what_to_write_by_hand_is_said(device: str, words: str, tmp_path: Path) -> None:
    found = of(tmp_path, asset("leak-1", f", {device}"))
    assert (set(found.of), set(found.by_hand)) == ({"gw-1"}, {"leak-1"})
    assert words in found.notes[0]


def test_where_the_payload_says_who_speaks_that_is_told(tmp_path: Path) -> None:
    found = of(tmp_path, asset("leak-1", ", dialect: m") + "dialects: [{id: m, codec: mapping, topic: loggers/+/up, options: {address: mac}}]\n")
    assert topics(found, "leak-1") == ["write loggers/+/up"]
    assert "each of leak-1 may publish where all of them do" in found.notes[0]
