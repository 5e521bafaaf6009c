"""Extensions are found by themselves; two of one name are refused."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from configuration.extensions import DuplicateExtension, discover


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, ModuleType]]:
    folder = tmp_path / "made_for_a_test"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "b.py").write_text("THING = 'bee'\n")
    (folder / "a.py").write_text("THING = 'ay'\n")
    (folder / "plain.py").write_text("OTHER = 1\n")
    (folder / "_hidden.py").write_text("raise RuntimeError\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder, importlib.import_module("made_for_a_test")
    for name in [name for name in sys.modules if name.startswith("made_for_a_test")]:
        del sys.modules[name]


def name_of(thing: str) -> str:
    return thing


def test_every_module_with_the_attribute_is_found(package: tuple[Path, ModuleType]) -> None:
    assert discover(package[1], "THING", name_of) == {"ay": "ay", "bee": "bee"}


def test_a_name_that_two_files_claim_is_refused(package: tuple[Path, ModuleType]) -> None:
    (package[0] / "c.py").write_text("THING = 'bee'\n")
    with pytest.raises(DuplicateExtension, match=r"b\.py and by c\.py"):
        discover(package[1], "THING", name_of)
