"""``steward check``: what a site file says of foreign devices is checked by those who will read them, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.problem import BadConfiguration, Problem
from steward.installation import Installation, load_installation
from tests.ingest.codecs.sites import HEAD

SITE = (
    HEAD
    + """\
assets:
  - {id: room, type: environment, name: {zh: 机房, en: Room}, space: b1}
  - {id: hall, type: environment, name: {zh: 大厅, en: Hall}, space: b1}
dialects:
  - id: plant
    codec: mapping
    topic: plant/{address}/data
devices:
  - {id: d-room, dialect: plant, address: room, assets: [room]}
  - {id: d-hall, dialect: plant, address: hall, assets: [hall], points: {t: {to: hall.temp, scale: 0.1}}}
"""
)


def line(text: str) -> int:
    return SITE[: SITE.index(text)].count("\n") + 1


def installed(folder: Path, site: str) -> Installation:
    (folder / "site.yaml").write_text(site, encoding="utf-8")
    (folder / "steward.yaml").write_text("sites: [site.yaml]\n")
    return load_installation(folder / "steward.yaml")


def test_a_site_of_foreign_devices_is_read(tmp_path: Path) -> None:
    site = installed(tmp_path, SITE).sites["small"]
    assert (site.dialects["plant"].codec, site.devices["d-room"].name_on_wire) == ("mapping", "room")


WRONG = {
    "a dialect that nothing reads": ("codec: mapping", "codec: maping", "codec: mapping", "no payload dialect `maping`", "Did you mean `mapping`?"),
    "a device of no dialect": ("d-hall, dialect: plant", "d-hall, dialect: plnt", "- {id: d-hall", "no payload dialect `plnt`", "Did you mean `plant`?"),
    "a topic that cannot be heard": ("plant/{address}", "plant/#/{address}", "- id: plant", "the dialect `plant`: `#`", "write `+`"),
    "an option that is not there": ("topic:", "options: {itms: a}\n    topic:", "- id: plant", "options.itms", "known here: address, items"),
    "an address twice": ("address: hall", "address: room", "- {id: d-hall", "`d-room` and `d-hall` are both called `room`", "`address`"),
    "an address that no topic has": ("address: hall", "address: b1/hall", "- {id: d-hall", "which cannot be one level", "Correct its `address`"),
    "a conversion of what is no value": ("scale: 0.1", "scale: 0", "- {id: d-hall", "with scale 0", "Write how many °C"),
}


@pytest.mark.parametrize(("good", "bad", "at", "problem", "remedy"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_named_with_file_line_and_remedy(tmp_path: Path, good: str, bad: str, at: str, problem: str, remedy: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        installed(tmp_path, SITE.replace(good, bad))
    told: Problem = refused.value.problems[0]
    assert (told.file, told.line) == (str(tmp_path / "site.yaml"), line(at))
    assert problem in told.problem
    assert remedy in told.remedy


def test_a_device_that_repeats_has_no_line_of_its_own(tmp_path: Path) -> None:
    repeated = SITE.replace("- {id: d-hall, dialect: plant, address: hall", '- {repeat: {n: [hall]}, id: "d-{n}", dialect: plant, address: room')
    with pytest.raises(BadConfiguration) as refused:
        installed(tmp_path, repeated)
    assert [(told.line, "both called `room`" in told.problem) for told in refused.value.problems] == [(None, True)]
