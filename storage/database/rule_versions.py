"""Versions of rules that people put live: append-only, in the order in which they became visible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, select, text, true

from domain.records import Conflict
from domain.rule_version import RuleVersion
from storage.database.prepared import Prepared
from storage.database.tables import rule_versions
from storage.database.writing import add_unless_there

_LOCK = 0x53_54_45_57_03
"""Of PostgreSQL's advisory locks: whoever puts a rule live."""


_NEWEST = Prepared(lambda _: select(func.max(rule_versions.c.sequence).label("sequence")))


class DatabaseRuleVersions:
    """`domain.rule_version.RuleVersions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, version: RuleVersion) -> RuleVersion:
        """Add it; returns it with its `sequence` and `number`, whatever `sequence` was given.

        A `number` that is not 0 is the one that the author expects it to get. `Conflict` if it would get another one,
        because somebody has put this rule live meanwhile, or while this waited for its turn.

        Whoever has seen `newest` n never finds a version of a smaller sequence later: from here to the commit no
        other transaction adds one (on SQLite the write lock sees to that).
        """
        before = self._last_number(version.site, version.rule)
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        number = self._last_number(version.site, version.rule) + 1
        if number != before + 1 or version.number not in (0, number):
            raise Conflict(f"somebody else has put a version of the rule {version.rule} live at {version.site}: its next number is {number} now")
        added = replace(version, sequence=self.newest() + 1, number=number)
        if not add_unless_there(self._connection, rule_versions, _columns_of(added)):
            raise Conflict(f"the version {number} of the rule {version.rule} is there already")
        return added

    def newest(self) -> int:
        """The greatest sequence; 0 when there is none."""
        found: int | None = _NEWEST.rows(self._connection)[0].sequence
        return found or 0

    def in_force(self, site: str, sequence: int | None = None) -> Sequence[RuleVersion]:
        """The newest version of each rule of the site, up to `sequence` (`None`: up to the newest), by rule."""
        newest = (
            select(func.max(rule_versions.c.sequence))
            .where(rule_versions.c.site == site, true() if sequence is None else rule_versions.c.sequence <= sequence)
            .group_by(rule_versions.c.rule)
        )
        query = select(rule_versions).where(rule_versions.c.sequence.in_(newest)).order_by(rule_versions.c.rule)
        return [_version_of(row) for row in self._connection.execute(query)]

    def of_rule(self, site: str, rule: str) -> Sequence[RuleVersion]:
        """All versions of a rule, newest first."""
        query = select(rule_versions).where(rule_versions.c.site == site, rule_versions.c.rule == rule)
        return [_version_of(row) for row in self._connection.execute(query.order_by(rule_versions.c.number.desc()))]

    def _last_number(self, site: str, rule: str) -> int:
        query = select(func.max(rule_versions.c.number)).where(rule_versions.c.site == site, rule_versions.c.rule == rule)
        return self._connection.execute(query).scalar() or 0


def _columns_of(item: RuleVersion) -> dict[str, Any]:
    return {
        "sequence": item.sequence,
        "site": item.site,
        "rule": item.rule,
        "number": item.number,
        "definition": item.definition,
        "author": item.author,
        "reason": item.reason,
        "at": item.at,
        "backtest_id": item.backtest_id,
        "restores": item.restores,
    }


def _version_of(row: Row[Any]) -> RuleVersion:
    return RuleVersion(
        sequence=row.sequence,
        site=row.site,
        rule=row.rule,
        number=row.number,
        definition=row.definition,
        author=row.author,
        reason=row.reason,
        at=row.at,
        backtest_id=row.backtest_id,
        restores=row.restores,
    )
