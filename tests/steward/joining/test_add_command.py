"""``steward device add``: one asset more, or the file as it was and what to do about it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from devices.site_file import load_site
from steward.examples import riverside
from tests.steward.joining.estate import ADD, SITE, installed, steward


def test_an_asset_is_added_with_everything_that_was_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    further = ("--gateway", "gw-1", "--interval", "30", "--count", "pump=3", "--attribute", "maintainer=Anlan: pumps", "--fed-by", "lift-1", "--site", "annex")
    assert steward(tmp_path, "add", "sump-1", *ADD, *further) == 0
    site = load_site(file)
    asset, device = site.assets["sump-1"], site.devices["sump-1"]
    assert (asset.type.key, asset.space, asset.name.zh, asset.name.en) == ("sump", "plant", "集水井", "Sump pit")
    assert (asset.fed_by, dict(asset.attributes), "sump-1.pump_3_run" in {f"sump-1.{point.key}" for point in asset.points}) == (
        ("lift-1",),
        {"maintainer": "Anlan: pumps"},
        True,
    )
    assert (device.gateway, device.interval_s) == ("gw-1", 30)
    said = capsys.readouterr().out
    assert "restart" in said
    assert "steward device credentials" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site.yaml", "steward.yaml"]


def test_a_foreign_dialect_with_an_address_that_looks_like_a_number(tmp_path: Path) -> None:
    file = installed(tmp_path, SITE.replace("assets:\n", "dialects: [{id: plant, codec: tasmota, topic: plant/%topic%/%prefix%/}]\nassets:\n"))
    assert steward(tmp_path, "add", "sump-1", *ADD, "--dialect", "plant", "--address", "0x0012") == 0
    assert load_site(file).devices["sump-1"].name_on_wire == "0x0012"


def test_what_people_wrote_stays_to_the_byte_with_the_rights_of_the_file(tmp_path: Path) -> None:
    file = installed(tmp_path, SITE.replace("\n", "\r\n"))
    file.chmod(0o640)
    before = file.read_bytes()
    assert steward(tmp_path, "add", "sump-1", *ADD) == 0
    after = file.read_bytes()
    added = b"  - id: sump-1\r\n    type: sump\r\n    name: {zh: \xe9\x9b\x86\xe6\xb0\xb4\xe4\xba\x95, en: Sump pit}\r\n    space: plant\r\n"
    assert after.replace(added, b"") == before
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real = installed(tmp_path / "kept")
    (tmp_path / "site.yaml").symlink_to(real)
    (tmp_path / "steward.yaml").write_text("sites: [site.yaml]\nlibrary: false\n")
    assert steward(tmp_path, "add", "sump-1", *ADD) == 0
    assert (tmp_path / "site.yaml").is_symlink()
    assert "sump-1" in load_site(real).assets


def test_a_dry_run_shows_the_entry_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert steward(tmp_path, "add", "sump-1", *ADD, "--dry-run") == 0
    assert capsys.readouterr().out.startswith("  - id: sump-1\n    type: sump\n")
    assert file.read_text() == SITE


def test_the_same_twice_is_refused_with_a_clear_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert steward(tmp_path, "add", "sump-1", *ADD) == 0
    once = file.read_bytes()
    assert steward(tmp_path, "add", "sump-1", *ADD) == 2
    assert "annex has an asset `sump-1` already" in capsys.readouterr().err
    assert file.read_bytes() == once


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--type", "smup"), "there is no device type `smup`. Did you mean `sump`?"),
        (("--space", "plnat"), "there is no space `plnat`. Did you mean `plant`?"),
        (("--gateway", "lift-1"), "`lift-1` is no gateway"),
        (("--gateway", "gw-9"), "there is no gateway `gw-9`. Did you mean `gw-1`?"),
        (("--dialect", "tasmoto"), "there is no payload dialect `tasmoto`"),
        (("--address", "here"), "Leave `address` out, or say its `dialect`"),
        (("--count", "pumps=2"), "`sump` has no numbered `pumps`"),
        (("--count", "pump"), "--count: `pump` is not written as name=value"),
        (("--count", "pump=many"), "--count: "),
        (("--interval", "often"), "--interval: "),
        (("--name-en", "Pit {t}"), "`{t}` stands for nothing"),
        (("--name-en", "a\x07b"), "--name-en: a character that cannot be printed"),
        (("--name-zh", ""), "--name-zh: "),
        (("--fed-by", "nothing"), "there is no asset `nothing`"),
        (("--site", "annexe"), "the installation has no site `annexe`. Give one of annex"),
    ],
)
def test_a_mistake_is_named_with_what_to_do_and_the_file_stays(
    arguments: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = installed(tmp_path)
    assert steward(tmp_path, "add", "sump-1", *ADD, *arguments) == 2
    assert words in capsys.readouterr().err
    assert (file.read_text(), sorted(path.name for path in tmp_path.iterdir())) == (SITE, ["site.yaml", "steward.yaml"])


def test_an_id_that_cannot_stand_in_a_topic_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    assert steward(tmp_path, "add", "Sump_1", *ADD) == 2
    assert "`Sump_1` cannot be the id of a asset. Use 1 to 64 small letters" in capsys.readouterr().err


def test_an_id_that_a_device_has_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path, f"{SITE}devices:\n  - {{id: plc, assets: [leak-1]}}\n".replace(", gateway: gw-1}", "}"))
    assert steward(tmp_path, "add", "plc", *ADD) == 2
    assert "has a device `plc` already" in capsys.readouterr().err


def test_a_file_that_cannot_be_edited_safely_shows_what_to_add_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SITE.partition("assets:")[0] + "assets: [{id: leak-1, type: leak, name: {zh: 水浸, en: Leak}, space: plant}]\n"
    file = installed(tmp_path, text)
    assert steward(tmp_path, "add", "sump-1", *ADD, "--dry-run") == 2
    said = capsys.readouterr()
    assert "  - id: sump-1\n" in said.out
    assert "site.yaml:8: `assets` is no list with an entry a line" in said.err
    assert file.read_text() == text


def test_a_site_file_that_is_wrong_already_is_told_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path, SITE.replace("type: leak", "type: laek"))
    assert steward(tmp_path, "add", "sump-1", *ADD) == 2
    assert f"{file}:18: there is no device type `laek`" in capsys.readouterr().err


def test_what_the_new_asset_would_spoil_elsewhere_is_told_of_the_line_that_people_know(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"dialects: [{{id: tasmota}}]\n{SITE}devices:\n  - {{id: plug, dialect: tasmota, address: pit, points: {{POWER1: leak-1.tamper}}}}\n"
    installed(tmp_path, text)
    assert steward(tmp_path, "add", "sump-1", *ADD, "--dialect", "tasmota", "--address", "pit") == 2
    line = len(text.splitlines())
    assert f"site.yaml:{line}: `sump-1` and `plug` are both called `pit`" in capsys.readouterr().err


def test_without_a_site_where_there_are_several_those_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    (tmp_path / "other.yaml").write_text(SITE.replace("id: annex", "id: other"), encoding="utf-8")
    (tmp_path / "steward.yaml").write_text("sites: [site.yaml, other.yaml]\nlibrary: false\n", encoding="utf-8")
    assert steward(tmp_path, "add", "sump-1", *ADD) == 2
    assert "there are several sites. Give one of annex, other" in capsys.readouterr().err
    assert steward(tmp_path, "add", "sump-1", *ADD, "--site", "other") == 0
    assert "sump-1" in load_site(tmp_path / "other.yaml").assets


def test_the_rules_of_the_installation_must_still_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    (tmp_path / "steward.yaml").write_text("sites: [site.yaml]\nrules: [own.yaml]\n", encoding="utf-8")
    (tmp_path / "own.yaml").write_text("- id: my.rule\n  applies_to: {asset_type: lift}\n  when: {kind: sorcery}\n")
    assert steward(tmp_path, "add", "sump-1", *ADD) == 2
    assert "own.yaml:" in capsys.readouterr().err
    assert file.read_text() == SITE


def test_the_example_of_the_page_gives_what_the_page_shows(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "joining-devices.md").read_text(encoding="utf-8")
    command = shlex.split(page.partition("steward device ")[2].partition("```")[0].replace("\\\n", " "))
    shown = page.partition("```yaml\n")[2].partition("```")[0]
    file = installed(tmp_path, riverside().read_text(encoding="utf-8"))
    before = file.read_text(encoding="utf-8")
    assert steward(tmp_path, *command) == 0
    assert file.read_text(encoding="utf-8") == before + shown
