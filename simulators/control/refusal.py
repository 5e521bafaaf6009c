"""A request that a running simulator does not do."""

from __future__ import annotations

from domain.text import Text


class Refused(Exception):
    """Why, in both languages; `unknown`: there is no such thing."""

    def __init__(self, why: Text, *, unknown: bool = False) -> None:
        super().__init__(why.en)
        self.why = why
        self.unknown = unknown
