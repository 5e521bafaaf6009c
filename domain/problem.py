"""What is wrong with something a person wrote or asked for: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file. `line` is 1-based; `None` when it concerns the file as a whole."""

    file: str
    line: int | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.problem}. {self.remedy}"


class BadConfiguration(Exception):
    """Configuration that cannot be used; every problem found is in it. The command line exits with 2."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Refusal(ValueError):
    """Something that a person asked for and that cannot be done as asked; `text` says in both languages what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)
