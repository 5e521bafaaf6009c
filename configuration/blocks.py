"""What the blocks of every file that people write have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from configuration.document import Document, Place
from domain.identity import is_slug
from domain.problem import BadConfiguration, Problem
from domain.text import Text

Wrong = Callable[[Place, str, str], None]
"""Notes a problem: where, what, and what to do."""


Made = TypeVar("Made")


class Block(BaseModel):
    """A part of a file: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class Words(Block):
    """A text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def text(self) -> Text:
        """As everything else knows it."""
        return Text(self.zh, self.en)


def whole(document: Document, make: Callable[[Wrong], Made]) -> Made:
    """What `make` makes of a document of its own; it is given where to note problems. Raises `BadConfiguration` with all of them."""
    problems: list[Problem] = []
    made = make(lambda *problem: problems.append(document.problem(*problem)))
    if problems:
        raise BadConfiguration(problems)
    return made


class Named(Protocol):
    """A block of a list in which the first one that matches counts."""

    id: str
    hours: str | None


Entry = TypeVar("Entry", bound=Named)


def check_entries(
    entries: Sequence[Entry], what: tuple[str, str], place: Place, wrong: Wrong, calendars: Collection[str] | None, swallows: Callable[[Entry, Entry], bool]
) -> Iterator[tuple[Place, Entry]]:
    """Each entry of the list at `place` with its own, once it has been checked: ids, hours, and that none before it `swallows` it.

    `what` is what an entry is called, one and several. `calendars` are the hours that may be named; `None`: any.
    """
    one, several = what
    for number, entry in enumerate(entries):
        at: Place = (*place, number)
        if not is_slug(entry.id):
            wrong((*at, "id"), f"`{entry.id}` cannot be the id of a {one}", "Use 1 to 64 small letters, digits and hyphens")
        if any(earlier.id == entry.id for earlier in entries[:number]):
            wrong((*at, "id"), f"there are two {several} `{entry.id}`", "Give each an id of its own")
        if calendars is not None and entry.hours is not None and entry.hours not in calendars:
            wrong((*at, "hours"), f"the site has no calendar `{entry.hours}`", f"It has: {', '.join(calendars)}. Write another under `calendars:`")
        first = next((earlier for earlier in entries[:number] if swallows(earlier, entry)), None)
        if first is not None:
            wrong((*at, "when"), f"`{entry.id}` never counts: `{first.id}` comes first and covers the same", "Put it first, or narrow the other")
        yield at, entry


def covers(pairs: Iterable[tuple[Collection[object] | None, Collection[object] | None]]) -> bool:
    """Whether in each pair the first condition holds wherever the second does; `None` is the condition that always holds."""
    return all(first is None or (second is not None and set(second) <= set(first)) for first, second in pairs)
