"""Adding entries to a site file: tried out as a whole before anything is replaced, then all of them or none."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from domain.site import Site
from steward.joining.asked import Asked
from steward.joining.asset_list import Extended, extended
from steward.joining.replacing import Replacement, alone_in

Usable = Callable[[Path], Site]
"""Gives the site that a file has. Raises `BadConfiguration` if it could not be used."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An asset to be added, and where it is asked for: `line` of `source`; `None` if that has no lines."""

    asked: Asked
    source: str
    line: int | None = None

    def problem(self, problem: str, remedy: str) -> Problem:
        """A problem with it."""
        return Problem(self.source, self.line, problem, remedy)


def join(file: Path, choose: Callable[[Site], Sequence[Entry]], usable: Usable, *, write: bool) -> Sequence[Entry]:
    """Add to the site file `file` what `choose` asks for, given what is there; returns that.

    Without `write` everything is done but the replacing. Raises `BadConfiguration` with every problem, and then the file is as
    it was: what is wrong with an entry is said of where it is asked for.
    """
    with alone_in([file.resolve().parent] if write else []), Replacement(file) as replacement:
        site = usable(file)
        entries = choose(site)
        if not entries:
            return ()
        former = (replacement.data or b"").decode()
        result = extended(former, [entry.asked for entry in entries], str(file))
        data = result.text.encode()
        if write:
            _try(replacement.prepare(data), file, result, entries, site, usable)
            replacement.commit()
        else:
            with tempfile.TemporaryDirectory() as folder:
                elsewhere = Path(folder) / file.name
                elsewhere.write_bytes(data)
                _try(elsewhere, file, result, entries, site, usable)
    return entries


def _try(trial: Path, file: Path, result: Extended, entries: Sequence[Entry], before: Site, usable: Usable) -> None:
    """Raise `BadConfiguration` unless `trial` is the site as it was and `entries`."""
    try:
        after = usable(trial)
    except BadConfiguration as error:
        raise BadConfiguration([_said_of(problem, trial, file, result, entries) for problem in error.problems]) from None
    if [*after.assets] != [*before.assets, *(entry.asked.id for entry in entries)]:
        raise BadConfiguration([Problem(str(file), None, "the file would have other assets than those added", "Add them by hand; --dry-run prints them")])


def _said_of(problem: Problem, trial: Path, file: Path, result: Extended, entries: Sequence[Entry]) -> Problem:
    """`problem` of the file that was tried, said of the entry that it is in, or of the line as it is in the file now."""
    if problem.file != str(trial):
        return problem
    number = None if problem.line is None else result.entry_at(problem.line)
    if number is not None:
        return entries[number].problem(problem.problem, problem.remedy)
    return Problem(str(file), None if problem.line is None else result.former(problem.line), problem.problem, problem.remedy)
