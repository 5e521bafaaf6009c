"""``steward device credentials``: whose passwords are made, that they are shown once, and that what others wrote stays."""

from __future__ import annotations

import csv
import logging
import re
from pathlib import Path

import pytest

from tests.steward.joining.estate import ADD, SITE, installed, steward

SHOWN = re.compile(r"^(annex/[\w-]+): ([A-Za-z0-9]{24})$", re.MULTILINE)


def credentials(folder: Path, *arguments: str) -> int | str | None:
    return steward(folder, "credentials", "--passwords", str(folder / "passwords"), "--acl", str(folder / "acl"), *arguments)


def users(folder: Path) -> list[str]:
    return [line.partition(":")[0] for line in (folder / "passwords").read_text().splitlines()]


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    installed(tmp_path)
    return tmp_path


def test_everybody_who_signs_in_gets_a_password_that_is_shown_once_and_kept_nowhere(
    annex: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert credentials(annex, "--all") == 0
    shown = dict(SHOWN.findall(capsys.readouterr().out))
    assert [*shown] == users(annex) == ["annex/gw-1", "annex/lift-1", "annex/lift-2"]
    assert len(set(shown.values())) == 3
    files = "".join(path.read_text() for path in annex.iterdir() if path.is_file())
    assert not any(password in files + caplog.text for password in shown.values())
    assert [(annex / name).stat().st_mode & 0o777 for name in ("passwords", "acl")] == [0o600, 0o600]


def test_asking_again_makes_no_new_ones(annex: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert credentials(annex, "--all") == 0
    before = (annex / "passwords").read_bytes(), (annex / "acl").read_bytes()
    assert credentials(annex, "--all") == 2
    assert "these have a password already: gw-1, lift-1, lift-2. Pass over them with --new-only" in capsys.readouterr().err
    assert credentials(annex, "--all", "--new-only") == 0
    assert SHOWN.findall(capsys.readouterr().out) == []
    assert ((annex / "passwords").read_bytes(), (annex / "acl").read_bytes()) == before


def test_renewing_makes_a_new_one_for_those_that_are_named(annex: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert credentials(annex, "--all") == 0
    before = (annex / "passwords").read_text().splitlines()
    capsys.readouterr()
    assert credentials(annex, "--device", "lift-1", "--renew") == 0
    assert [user for user, _ in SHOWN.findall(capsys.readouterr().out)] == ["annex/lift-1"]
    after = (annex / "passwords").read_text().splitlines()
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]


def test_what_joins_later_gets_its_own_and_its_gateway_the_right(annex: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert credentials(annex, "--all") == 0
    before = (annex / "passwords").read_text()
    assert steward(annex, "add", "sump-1", *ADD, "--gateway", "gw-1") == 0
    assert steward(annex, "add", "sump-2", *ADD) == 0
    capsys.readouterr()
    assert credentials(annex, "--all", "--new-only") == 0
    assert [user for user, _ in SHOWN.findall(capsys.readouterr().out)] == ["annex/sump-2"]
    assert (annex / "passwords").read_text().startswith(before)
    of_gateway = (annex / "acl").read_text().partition("user annex/gw-1\n")[2].partition("user ")[0]
    assert "topic write steward/v1/annex/sump-1/telemetry\n" in of_gateway
    assert "sump-2" not in of_gateway


def test_entries_and_rights_of_others_stay_with_the_rights_of_the_files(annex: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (annex / "passwords").write_text("steward:$7$101$abc$def\nannex/lift-1:by-hand")
    (annex / "acl").write_text("# ours\nuser steward\ntopic read steward/v1/#\npattern write steward/v1/%u/telemetry")
    (annex / "acl").chmod(0o640)
    assert credentials(annex, "--device", "gw-1") == 0
    assert (annex / "passwords").read_text().startswith("steward:$7$101$abc$def\nannex/lift-1:by-hand\nannex/gw-1:$7$")
    acl = (annex / "acl").read_text()
    assert acl.startswith("# ours\nuser steward\ntopic read steward/v1/#\npattern write steward/v1/%u/telemetry\n\n# --- steward: begin annex ---")
    assert "user annex/lift-1\n" in acl
    assert "user annex/lift-2\n" not in acl
    assert (annex / "acl").stat().st_mode & 0o777 == 0o640
    assert "chmod 600" in capsys.readouterr().out


def test_passwords_go_into_a_file_for_its_owner_alone_instead(annex: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = annex / "new.csv"
    assert credentials(annex, "--all", "--out", str(out)) == 0
    assert SHOWN.findall(capsys.readouterr().out) == []
    rows = [*csv.reader(out.read_text().splitlines())]
    assert (rows[0], [row[0] for row in rows[1:]], out.stat().st_mode & 0o777) == (["username", "password"], users(annex), 0o600)
    assert credentials(annex, "--all", "--renew", "--out", str(out)) == 2
    assert "new.csv: the file is there already" in capsys.readouterr().err
    assert [*csv.reader(out.read_text().splitlines())] == rows


def test_if_the_brokers_files_cannot_be_replaced_no_file_with_passwords_is_left(annex: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name != "new.csv":
            raise PermissionError(1, "Operation not permitted")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    assert credentials(annex, "--all", "--out", str(annex / "new.csv")) == 2
    assert sorted(path.name for path in annex.iterdir()) == ["site.yaml", "steward.yaml"]


def test_taking_away_ends_password_and_rights_of_that_device_only(annex: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert credentials(annex, "--all") == 0
    assert credentials(annex, "--revoke", "lift-1") == 0
    assert "Taken away: annex/lift-1" in capsys.readouterr().out
    assert users(annex) == ["annex/gw-1", "annex/lift-2"]
    assert "annex/lift-1" not in (annex / "acl").read_text()
    assert credentials(annex, "--revoke", "lift-1") == 2
    assert "there is no password of `annex/lift-1`. Those of annex: gw-1, lift-2" in capsys.readouterr().err


def test_what_has_left_the_site_is_named_and_can_be_taken_away(annex: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert credentials(annex, "--all") == 0
    installed(annex, SITE.replace("n: 1..2", "n: 1..1"))
    capsys.readouterr()
    assert credentials(annex, "--all", "--new-only") == 0
    assert "`annex/lift-2` has a password, but the site has no such device that signs in: --revoke lift-2" in capsys.readouterr().out
    assert "annex/lift-2" not in (annex / "acl").read_text()
    assert credentials(annex, "--revoke", "lift-2") == 0
    assert users(annex) == ["annex/gw-1", "annex/lift-1"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--device", "leak-1"), "`leak-1` does not sign in by itself: it speaks through `gw-1`. Give --device gw-1"),
        (("--device", "lift-7"), "annex has no device `lift-7`. Did you mean `lift-"),
        (("--revoke", "lift-1", "--renew"), "--revoke makes no passwords"),
        (("--all", "--acl", "{folder}/passwords"), "the same file as --passwords"),
        (("--all", "--passwords", "{folder}/nowhere/passwords"), "nowhere: the folder cannot be used"),
        (("--all", "--passwords", "{folder}"), "the file cannot be read"),
        ((), "one of the arguments --device --all --revoke is required"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_written(arguments: tuple[str, ...], words: str, annex: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert credentials(annex, *(argument.replace("{folder}", str(annex)) for argument in arguments)) == 2
    assert words in capsys.readouterr().err
    assert sorted(path.name for path in annex.iterdir()) == ["site.yaml", "steward.yaml"]


def test_what_to_do_besides_is_said(annex: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(annex, more="mqtt: {embedded: true, username: watcher}\nbridges: {fire: {kind: none, site: annex, gateway: gw-1}}\n")
    (annex / "acl").write_text("user annex/lift-1\ntopic readwrite #\n")
    assert credentials(annex, "--all") == 0
    said = capsys.readouterr().out
    assert "systemctl reload mosquitto" in said
    assert "has no password of Steward itself: mosquitto_passwd" in said
    assert "acl gives Steward itself (`user watcher`) no rights" in said
    assert "acl:1 gives `annex/lift-1` rights besides those made here" in said
    assert "The bridge `fire` is annex/gw-1: write `username: annex/gw-1`" in said
    assert "runs the embedded broker, which knows none of these files" in said
