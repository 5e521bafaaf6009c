"""Mosquitto's ACL file (mosquitto.org, *mosquitto.conf*, ``acl_file``): a part of it for each site is ours, the rest is as people wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from steward.joining.sign_ins import SignIn

_BEGIN = "# --- steward: begin {site} --- written by `steward device credentials`: what is changed by hand in this part is lost"
_END = "# --- steward: end {site} ---"
_TEMPLATE = Path(__file__).with_name("mosquitto.acl")


def template(steward: str) -> str:
    """A new file, where nobody has rights yet but Steward, whose user is `steward`. The same as ``deploy/mosquitto.acl``."""
    return _TEMPLATE.read_text(encoding="utf-8").replace("user steward\n", f"user {steward}\n")


def part(site: str, steward: str, reads: Sequence[str], those: Sequence[SignIn], asks: Sequence[str] = ()) -> list[str]:
    """The lines of a site's part: what Steward may read there besides its own, where it may ask (`asks`), and what each device that signs in may publish."""
    lines = [_BEGIN.format(site=site)]
    if reads or asks:
        lines += [f"user {steward}", *(f"topic read {topic}" for topic in reads), *(f"topic write {topic}" for topic in asks)]
    for each in those:
        lines += [f"user {each.user}", *(f"topic {access} {topic}" for access, topic in each.rights)]
    return [*lines, _END.format(site=site)]


def with_part(text: str, site: str, lines: Sequence[str], file: str) -> str:
    """`text` with `lines` in the place of the part of `site`, else at its end. Raises `BadConfiguration` where that could give rights to a wrong user."""
    _check_lines(lines, file)
    there = text.splitlines(keepends=True)
    begin, end = _where(there, site, file)
    after = there[end:]
    stray = next(_strays(after), None)
    if stray is not None:
        remedy = "Put a line `user …` of those whom it concerns before it"
        raise BadConfiguration([Problem(file, end + stray + 1, "this right stands below the devices' part, and would be the last device's", remedy)])
    before = there[:begin]
    if before and not before[-1].endswith("\n"):
        before[-1] += "\n"
    gap = ["\n"] if begin == end and before and before[-1].strip() else []
    return "".join([*before, *gap, *(f"{line}\n" for line in lines), *after])


def elsewhere(text: str, site: str, users: Sequence[str], file: str) -> Iterator[str]:
    """Words on lines outside of our part that give any of `users` rights."""
    there = text.splitlines()
    begin, end = _where(there, site, file)
    for number, line in enumerate(there):
        if not begin <= number < end and line.strip().removeprefix("user ") in users and line.startswith("user "):
            yield f"{file}:{number + 1} gives `{line.strip().removeprefix('user ')}` rights besides those made here. Remove them, unless they are meant"


def _where(there: Sequence[str], site: str, file: str) -> tuple[int, int]:
    """From which line, counted from 0, to before which one our part stands; where there is none: the end, twice."""
    words = [line.rstrip() for line in there]
    marks = [number for number, line in enumerate(words) if line.startswith(_BEGIN.format(site=site).partition(" --- written")[0] + " ---")]
    ends = [number for number, line in enumerate(words) if line == _END.format(site=site)]
    if not marks and not ends:
        return len(there), len(there)
    if len(marks) != 1 or len(ends) != 1 or marks[0] > ends[0]:
        place = (marks or ends)[0] + 1
        raise BadConfiguration([Problem(file, place, f"the part of {site} does not begin and end once", "Remove it whole; it is written anew")])
    return marks[0], ends[0] + 1


def _strays(lines: Sequence[str]) -> Iterator[int]:
    """The first right in `lines` that stands below no user of theirs."""
    for number, line in enumerate(lines):
        word = line.strip().partition(" ")[0]
        if word == "user":
            return
        if word == "topic":
            yield number


def _check_lines(lines: Sequence[str], file: str) -> None:
    """An address is written by people: it must not make another line, or another topic."""
    for line in lines:
        if not line.isprintable() or line != line.strip():
            remedy = "Correct the `address` in the site file; Mosquitto reads no topic with other characters, or with a space at its end"
            raise BadConfiguration([Problem(file, None, f"this right cannot be written: {line!a}", remedy)])
