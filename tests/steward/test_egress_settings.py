"""What may be called beside the public internet stands in ``steward.yaml``."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.problem import BadConfiguration
from steward.settings import load


def settings(folder: Path, egress: str) -> Path:
    site = folder / "site.yaml"
    site.write_text("", encoding="utf-8")
    file = folder / "steward.yaml"
    file.write_text(f"sites: [site.yaml]\n{egress}", encoding="utf-8")
    return file


def test_nothing_is_listed_unless_somebody_lists_it(tmp_path: Path) -> None:
    found = load(settings(tmp_path, "")).egress
    assert found.refuses("erp.intern", "10.20.0.1")


def test_what_is_listed_may_be_called(tmp_path: Path) -> None:
    found = load(settings(tmp_path, "egress: {allow: [10.20.0.0/16, 'http://127.0.0.1:9000']}\n")).egress
    assert not found.refuses("erp.intern", "10.20.0.1")
    assert found.may_be_plain("127.0.0.1", 9000)


def test_what_is_no_network_or_name_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration) as told:
        load(settings(tmp_path, "egress:\n  allow:\n    - https://erp.intern\n"))
    (problem,) = told.value.problems
    assert (problem.line, "https://erp.intern" in problem.problem) == (4, True)
