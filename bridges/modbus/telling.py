"""What is said of troubles: each once when it begins, and once when it is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable

log = logging.getLogger(__name__)


class Told:
    """Which troubles have been told. What they are about is any key, a tuple whose first part is their source."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._open: dict[tuple[Hashable, ...], str] = {}

    def trouble(self, about: tuple[Hashable, ...], what: str) -> None:
        """Say that something is wrong with `about`, unless that is known."""
        if about not in self._open:
            self._open[about] = what
            log.warning("%s: %s", self._name, what)

    def over(self, about: tuple[Hashable, ...], what: str) -> None:
        """Say that `about` is in order again, if it was not."""
        if self._open.pop(about, None) is not None:
            log.info("%s: %s", self._name, what)

    def forget(self, which: Callable[[tuple[Hashable, ...]], bool]) -> None:
        """Troubles that are looked for anew, and told anew if they are still there."""
        for about in [each for each in self._open if which(each)]:
            del self._open[about]
