"""A procedure with a mistake is refused with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.people import Department
from domain.problem import BadConfiguration
from operations.knowledge import load

GOOD = """id: mine
title: {zh: 我的, en: Mine}
purpose: {zh: 试一试, en: To try}
steps:
  security:
    - {zh: 到场, en: Go there}
    - {zh: 拍照, en: Photograph it}
  engineering:
    - {zh: 修好, en: Mend it}
never:
  - {zh: 不要慌, en: Never panic}
call: [fire, duty-engineer]
evidence:
  - {zh: 照片, en: A photo}
source: practice
"""


def problems(folder: Path, text: str, name: str = "mine.yaml") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadConfiguration) as refused:
        load(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in refused.value.problems]


def test_a_site_may_keep_its_own(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    sop = load(tmp_path)["mine"]
    assert list(sop.steps) == [Department.ENGINEERING, Department.SECURITY]
    assert [step.zh for step in sop.steps[Department.SECURITY]] == ["到场", "拍照"]
    assert (sop.call, sop.general) == (("fire", "duty-engineer"), False)


@pytest.mark.parametrize(
    ("written", "instead", "line", "said"),
    [
        ("  engineering:\n    - {zh: 修好, en: Mend it}\n", "", 1, "there are no steps for engineering. Write `steps: {engineering: […]}`"),
        ("call: [fire, duty-engineer]", "call: [fire, plumber]", 12, "nobody is known as `plumber`. Use one of: fire, medical"),
        ("call: [fire, duty-engineer]", "call: [fire, fire]", 1, "somebody stands twice in `call`. Name each once"),
        ("zh: 到场", "zh: " + "到" * 61, 6, "at most 60 characters"),
        ("{zh: 拍照, en: Photograph it}", "{zh: 拍照}", 7, "Field required. Add it"),
        ("id: mine", "id: Mine!", 1, "`Mine!` is no id of a procedure. Use small letters"),
        ("id: mine", "id: other", 1, "the id `other` is not the name of the file. Write `id: mine`"),
        ("never:\n  - {zh: 不要慌, en: Never panic}\n", "", 1, "never: Field required"),
        ("  security:", "  gardeners:", 5, "steps.gardeners"),
        ("source: practice", "sauce: practice", 15, "Remove it, or correct its spelling"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, written: str, instead: str, line: int, said: str) -> None:
    assert written in GOOD
    found = problems(tmp_path, GOOD.replace(written, instead))
    assert any(text.startswith(f"mine.yaml:{line}: ") and said in text for text in found), found


def test_the_mistakes_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(GOOD, encoding="utf-8")
    found = problems(tmp_path, "- no mapping\n")
    assert [text.split(":")[0] for text in found] == ["first.yaml", "mine.yaml"]
