"""Reading the repeated blocks of a site file, noting every problem with its line instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TypeVar

from configuration.document import Document, Place
from devices.repetition import Names, UnknownName, fill, repetitions
from devices.site_blocks import AssetBlock, DeviceBlock, NameBlock, SpaceBlock
from domain.identity import is_slug
from domain.problem import BadConfiguration, Problem
from domain.text import Text

Written = TypeVar("Written", SpaceBlock, AssetBlock, DeviceBlock)

SLUG_REMEDY = "Use 1 to 64 small letters, digits and hyphens: it stands in MQTT topics and addresses"


class BlockReader:
    """One reading of one document. `problems` grows; each problem is noted once, however often its block repeats."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._problems: dict[Problem, None] = {}
        self._blocks: dict[Place, SpaceBlock | AssetBlock | DeviceBlock | None] = {}

    @property
    def problems(self) -> list[Problem]:
        """What is wrong so far, in the order of lines."""
        return sorted(self._problems, key=lambda problem: problem.line or 0)

    def wrong(self, place: Place, problem: str, remedy: str) -> None:
        """Note a problem at `place`."""
        self._problems[self.document.problem(place, problem, remedy)] = None

    def blocks(self, model: type[Written], count: int, place: Place, around: Names) -> Iterator[tuple[Place, Written, Names]]:
        """Each block of the list at `place` once for each of its repetitions, with what the names stand for; bad ones are noted and left out."""
        for index in range(count):
            at: Place = (*place, index)
            block = self._block(model, at)
            if block is None:
                continue
            try:
                for names in repetitions(block.repeat):
                    yield at, block, {**around, **names}
            except ValueError as error:
                self.wrong((*at, "repeat"), f"repeat: {error}", "Write `repeat: {t: 1..3}` or `repeat: {t: [a, b]}`")

    def filled(self, text: str, names: Names, place: Place) -> str:
        """`text` with its places filled; an unknown place is noted, and the text comes back as it stands."""
        try:
            return fill(text, names)
        except UnknownName as error:
            self.wrong(place, str(error), "Correct what is in the braces, or add it to `repeat`")
            return text

    def named(self, name: NameBlock, names: Names, place: Place) -> Text:
        """A name in both languages, filled."""
        return Text(self.filled(name.zh, names, (*place, "zh")), self.filled(name.en, names, (*place, "en")))

    def fresh(self, new: str, seen: set[str], place: Place, what: str) -> bool:
        """Whether `new` may be the id of a `what` and is none yet; then it is in `seen`."""
        if not is_slug(new):
            self.wrong(place, f"`{new}` cannot be the id of a {what}", SLUG_REMEDY)
            return False
        if new in seen:
            self.wrong(place, f"there are two {what}s `{new}`", "Give each an id of its own")
            return False
        seen.add(new)
        return True

    def unknown(self, place: Place, what: str, word: str, known: Iterable[str]) -> None:
        """Note that `word` names no `what`, with the nearest that exists."""
        near = get_close_matches(word, list(known), n=1, cutoff=0.5)
        self.wrong(place, f"there is no {what} `{word}`", f"Did you mean `{near[0]}`?" if near else f"Correct it, or add the {what}")

    def _block(self, model: type[Written], at: Place) -> Written | None:
        if at not in self._blocks:
            try:
                self._blocks[at] = self.document.model(model, at)
            except BadConfiguration as error:
                self._blocks[at] = None
                self._problems.update(dict.fromkeys(error.problems))
        block = self._blocks[at]
        return block if isinstance(block, model) else None
