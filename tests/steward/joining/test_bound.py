"""New devices that are bound in the web app, on real site files."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.joining import Newcomer, Taken
from domain.problem import BadConfiguration
from domain.text import Text
from steward.joining.bound import SiteFiles
from steward.settings import load
from tests.steward.joining.estate import SITE, installed

PIT = Newcomer("annex", "pit-9", "sump", Text("九号井", "Pit 9"), "plant", "native", "pit-9", counts={"pump": 2})
DIALECTS = "dialects: [{id: plant, codec: tasmota, topic: plant/%topic%/%prefix%/}]\nassets:\n"


def files(folder: Path) -> SiteFiles:
    return SiteFiles(load(folder / "steward.yaml"))


def test_it_is_written_as_an_editor_would_have_and_the_rest_stays(tmp_path: Path) -> None:
    file = installed(tmp_path)
    joining = files(tmp_path)
    assert joining.join(PIT, write=True) is True
    entry = joining.entry(PIT)
    assert file.read_text(encoding="utf-8").replace(f"{entry}\n", "") == SITE
    site = load_site(file)
    assert (site.assets["pit-9"].space, [key for key in site.devices["pit-9"].points if key.startswith("pump_2")]) == ("plant", ["pump_2_run", "pump_2_fault"])


def test_without_write_all_is_tried_and_nothing_written(tmp_path: Path) -> None:
    file = installed(tmp_path)
    assert files(tmp_path).join(PIT, write=False) is True
    assert file.read_text(encoding="utf-8") == SITE
    with pytest.raises(BadConfiguration, match="nowhere"):
        files(tmp_path).join(replace(PIT, space="nowhere"), write=False)


def test_the_same_again_does_nothing(tmp_path: Path) -> None:
    file = installed(tmp_path)
    files(tmp_path).join(PIT, write=True)
    before = file.read_bytes()
    assert files(tmp_path).join(PIT, write=True) is False
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"space": "yard"}, "space is plant, not yard"),
        ({"id": "gw-1", "name_on_wire": "gw-1"}, "`gw-1` is there already, but type is gateway, not sump"),
        ({"id": "pit-10", "name_on_wire": "pit-9"}, "`pit-9` is the device `pit-9` already"),
    ],
)
def test_what_is_another_s_already_is_told(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    file = installed(tmp_path)
    files(tmp_path).join(PIT, write=True)
    before = file.read_bytes()
    with pytest.raises(Taken, match=words):
        files(tmp_path).join(replace(PIT, **changes), write=True)  # type: ignore[arg-type]  # fields of text
    assert file.read_bytes() == before


def test_a_foreign_one_keeps_its_name_as_its_address(tmp_path: Path) -> None:
    file = installed(tmp_path, SITE.replace("assets:\n", DIALECTS))
    assert files(tmp_path).join(replace(PIT, dialect="plant", name_on_wire="Pump 9"), write=True)
    device = load_site(file).devices["pit-9"]
    assert (device.dialect, device.name_on_wire) == ("plant", "Pump 9")


@pytest.mark.parametrize("changes", [{"space": "nowhere"}, {"type": "unicorn"}, {"gateway": "nobody"}, {"id": "Not A Slug"}, {"counts": {"wings": 2}}])
def test_what_would_not_be_sound_leaves_the_file_as_it_is(tmp_path: Path, changes: dict[str, object]) -> None:
    file = installed(tmp_path)
    with pytest.raises(BadConfiguration):
        files(tmp_path).join(replace(PIT, **changes), write=True)  # type: ignore[arg-type]  # fields of their types
    assert file.read_text(encoding="utf-8") == SITE


def test_several_at_once_wait_for_each_other_and_all_are_there(tmp_path: Path) -> None:
    file = installed(tmp_path)
    joining = files(tmp_path)
    pits = [replace(PIT, id=f"pit-{number}", name_on_wire=f"pit-{number}") for number in range(10, 14)]
    threads = [threading.Thread(target=joining.join, args=(pit,), kwargs={"write": True}) for pit in pits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {pit.id for pit in pits} <= load_site(file).assets.keys()
