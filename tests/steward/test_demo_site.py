"""The demonstration's own copy of its site."""

from __future__ import annotations

from pathlib import Path

import pytest

from steward.demo_site import own_site


@pytest.fixture
def example(tmp_path: Path) -> Path:
    file = tmp_path / "example.yaml"
    file.write_text("as delivered", encoding="utf-8")
    return file


def test_it_is_copied_at_the_first_start(tmp_path: Path, example: Path) -> None:
    file = own_site(tmp_path / "data", example)
    assert file.read_text(encoding="utf-8") == "as delivered"
    assert tmp_path / "data" in file.parents


def test_what_nobody_has_changed_becomes_the_example_of_a_newer_version(tmp_path: Path, example: Path) -> None:
    own_site(tmp_path / "data", example)
    example.write_text("as delivered later", encoding="utf-8")
    assert own_site(tmp_path / "data", example).read_text(encoding="utf-8") == "as delivered later"


def test_what_somebody_has_changed_is_theirs(tmp_path: Path, example: Path) -> None:
    own_site(tmp_path / "data", example).write_text("with a device more", encoding="utf-8")
    example.write_text("as delivered later", encoding="utf-8")
    assert own_site(tmp_path / "data", example).read_text(encoding="utf-8") == "with a device more"


def test_a_copy_of_which_nobody_knows_whose_it_is_is_kept(tmp_path: Path, example: Path) -> None:
    file = own_site(tmp_path / "data", example)
    (file.parent / "delivered.sha256").unlink()
    example.write_text("as delivered later", encoding="utf-8")
    assert own_site(tmp_path / "data", example).read_text(encoding="utf-8") == "as delivered"
