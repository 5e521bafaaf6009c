"""The posts that an alarm calls, and what each of them does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from domain.people import Department
from domain.post import Post
from domain.severity import Severity
from domain.text import Text


@dataclass(frozen=True, slots=True)
class Route:
    """A post that is called, and what it does."""

    post: Post
    does: Text


@dataclass(frozen=True, slots=True)
class RoutingEntry:
    """Which alarms call which posts. `rules` are ids, or beginnings of ids with ``*`` at the end; `None` means any."""

    routes: tuple[Route, ...]
    confirmed: bool = False
    rules: tuple[str, ...] | None = None
    severities: frozenset[Severity] | None = None

    def matches(self, rule: str, severity: Severity, *, confirmed: bool) -> bool:
        """Whether it is about this alarm."""
        return (
            self.confirmed is confirmed
            and (self.rules is None or any(fnmatchcase(rule, pattern) for pattern in self.rules))
            and (self.severities is None or severity in self.severities)
        )


@dataclass(frozen=True, slots=True)
class Routing:
    """The whole table; the first entry that matches counts. `usual` are the posts of a department where no entry says otherwise."""

    entries: tuple[RoutingEntry, ...]
    usual: Mapping[Department, tuple[Post, ...]]

    def routes(self, rule_id: str, severity: Severity, *, confirmed: bool = False) -> tuple[Route, ...]:
        """Whom an alarm of this rule and severity calls; `confirmed`: it is a confirmed fire. Empty: nobody but the rule's departments."""
        return next((entry.routes for entry in self.entries if entry.matches(rule_id, severity, confirmed=confirmed)), ())

    def usual_posts(self, department: Department) -> tuple[Post, ...]:
        """Who of `department` is meant where nothing else is said."""
        return self.usual.get(department, ())
