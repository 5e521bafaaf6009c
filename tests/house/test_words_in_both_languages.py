"""Every `Text` that the code writes has both languages, and Chinese really is Chinese."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.test_imports_point_one_way import ROOMS, ROOT


def texts_of(path: Path) -> list[tuple[int, str, str]]:
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text" and len(node.args) == 2
    ]
    constants = [(call.lineno, [argument.value for argument in call.args if isinstance(argument, ast.Constant)]) for call in calls]
    return [(line, str(words[0]), str(words[1])) for line, words in constants if len(words) == 2]


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_texts_are_complete(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}" for path in (ROOT / room).rglob("*.py") for line, zh, en in texts_of(path) if bool(zh.strip()) != bool(en.strip())
    ]
    assert wrong == []


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_english_has_no_chinese_in_it(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in (ROOT / room).rglob("*.py")
        for line, _, en in texts_of(path)
        if any("一" <= letter <= "鿿" for letter in en)
    ]
    assert wrong == []
