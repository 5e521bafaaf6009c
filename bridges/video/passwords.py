"""The passwords of cameras: one a line, ``device: password``; with ``*`` in the name for a group of them, the first line that fits counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Passwords:
    """In the order of the lines; `unreadable` are the numbers of those (from 1) that are not as they should be."""

    lines: Sequence[tuple[int, str, str]] = field(default=(), repr=False)
    unreadable: Sequence[int] = ()

    def of(self, device: str) -> str | None:
        """The password of `device`; `None`: there is none."""
        return next((password for _, name, password in self.lines if fnmatchcase(device, name)), None)

    def unused(self, devices: Sequence[str]) -> Sequence[int]:
        """The numbers of lines that fit none of `devices`."""
        return [line for line, name, _ in self.lines if not any(fnmatchcase(device, name) for device in devices)]


def read_passwords(text: str) -> Passwords:
    """From `text`; empty lines and those that begin with ``#`` say nothing. A password lasts to the end of its line, without the spaces around it."""
    lines: list[tuple[int, str, str]] = []
    unreadable: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, password = (part.strip() for part in line.partition(":"))
        if name and password:
            lines.append((number, name, password))
        else:
            unreadable.append(number)
    return Passwords(lines, unreadable)
