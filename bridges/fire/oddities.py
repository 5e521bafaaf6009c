"""What is heard and not understood: said once in the log, and counted."""

from __future__ import annotations

import logging
from collections import Counter

log = logging.getLogger(__name__)

_MOST = 1_000
_OTHERS = "others"


class Oddities:
    """`counts` by what it is; of more kinds than there is room for, the rest is counted together."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.counts: Counter[str] = Counter()

    def tell(self, what: str, text: str) -> None:
        """`text` in the log when `what` is met for the first time."""
        if what not in self.counts and len(self.counts) >= _MOST:
            what, text = _OTHERS, "more oddities than can be told one by one; look at what the panels send"
        self.counts[what] += 1
        if self.counts[what] == 1:
            log.warning("%s: %s. It is said once, and counted", self._name, text)

    def summary(self) -> str:
        """How often each was met; empty if none was."""
        return ", ".join(f"{what} {count} times" for what, count in self.counts.most_common(20))
