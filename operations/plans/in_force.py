"""The plans in force at a site: its own approved versions, and the library's where it has none."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from domain.plan import Plan
from domain.problem import BadConfiguration
from domain.records import Transaction
from operations.plans import library

log = logging.getLogger(__name__)

LIBRARY_VERSION = 0
"""The number by which the library's plans go."""


def in_force(tx: Transaction, site_id: str) -> Mapping[str, tuple[Plan, int]]:
    """Every plan in force at the site with the number of its version, by key. 0: the library's."""
    own = {version.plan.key: (version.plan, version.number) for version in tx.plans.in_force(site_id)}
    return dict(sorted({**{key: (plan, LIBRARY_VERSION) for key, plan in _library().items()}, **own}.items()))


def plan_in_force(tx: Transaction, site_id: str, key: str) -> tuple[Plan, int] | None:
    """The plan `key` as it is in force at the site; `None`: there is none."""
    return in_force(tx, site_id).get(key)


class Triggers:
    """Which plan an alarm calls for, asked often within one transaction: the site's own versions are looked at once."""

    def __init__(self, tx: Transaction, site_id: str) -> None:
        self._tx = tx
        self._site = site_id
        self._rules: Mapping[str, str] | None = None
        self._plans: Mapping[str, tuple[Plan, int]] | None = None

    def plan(self, named: str | None, rule: str) -> tuple[Plan, int] | None:
        """The plan that a rule names (`named`), else the one whose trigger names the rule (its id), as it is in force; `None`: neither."""
        if not self.any(named, rule):
            return None
        if self._plans is None:
            self._plans = self._in_force()
        return self._plans.get(named if named is not None else self._by_rule()[rule])

    def any(self, named: str | None, rule: str) -> bool:
        """Whether it may call for one at all: cheaper to ask."""
        return named is not None or rule in self._by_rule()

    def _in_force(self) -> Mapping[str, tuple[Plan, int]]:
        """As little as a library does, a version that cannot be read (of a later Steward) must keep an alarm from being kept and told."""
        try:
            return in_force(self._tx, self._site)
        except ValueError:
            log.exception("the plans of %s cannot be read: none starts by itself", self._site)
            return {}

    def _by_rule(self) -> Mapping[str, str]:
        if self._rules is None:
            own = self._tx.plans.triggers(self._site)
            theirs = {rule: key for key, plan in _library().items() if key not in own for rule in plan.trigger.rules}
            self._rules = theirs | {rule: key for key, rules in own.items() for rule in rules}
        return self._rules


def _library() -> Mapping[str, Plan]:
    """A library that cannot be read must not keep an alarm from being kept and told."""
    try:
        return library.load()
    except BadConfiguration:
        log.exception("the library of emergency plans cannot be read: no plan starts from it")
        return {}
