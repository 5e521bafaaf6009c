"""Weather warnings with their histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, true, update

from domain.page import Page
from domain.plan import Warned, WarningLevel
from domain.records import Conflict
from domain.weather import WarningEntry, WarningState, WarningStep, WeatherWarning
from storage.database.listing import among, page
from storage.database.tables.before_the_rain import WARNING_IN_FORCE, warning_entries, weather_warnings
from storage.database.writing import add_unless_there

_WARNING = weather_warnings.c


class DatabaseWeatherWarnings:
    """`domain.weather.WeatherWarnings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, warning_id: str) -> WeatherWarning | None:
        """The warning."""
        return next(iter(self._all(_WARNING.id == warning_id)), None)

    def open_of(self, site: str, kind: Warned) -> WeatherWarning | None:
        """The one of this kind that is in force at the site."""
        return next(iter(self._all(WARNING_IN_FORCE & (_WARNING.site == site) & (_WARNING.kind == kind))), None)

    def heard(self, site: str, source: str, outside_id: str) -> WeatherWarning | None:
        """The newest that a feed calls by this id."""
        return next(iter(self._all((_WARNING.site == site) & (_WARNING.source == source) & (_WARNING.outside_id == outside_id))), None)

    def newest_of(self, site: str, source: str, kind: Warned) -> WeatherWarning | None:
        """The one of this kind that a feed issued last, over or not."""
        where = (_WARNING.site == site) & (_WARNING.source == source) & (_WARNING.kind == kind)
        query = select(weather_warnings).where(where).order_by(_WARNING.issued_at.desc(), _WARNING.id).limit(1)
        return next(iter(_warnings_of(self._connection.execute(query).all())), None)

    def add(self, warning: WeatherWarning, entry: WarningEntry) -> None:
        """A new one, or `Conflict`."""
        if not add_unless_there(self._connection, weather_warnings, asdict(warning)):
            raise Conflict(f"a warning of {warning.kind} is in force at {warning.site} already")
        self._note(entry)

    def save(self, warning: WeatherWarning, entry: WarningEntry) -> WeatherWarning:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(warning, version=warning.version + 1)
        where = (_WARNING.id == warning.id) & (_WARNING.version == warning.version)
        columns = {name: value for name, value in asdict(following).items() if name != "id"}
        if self._connection.execute(update(weather_warnings).where(where).values(**columns)).rowcount == 0:
            raise Conflict(f"the warning {warning.id} is no longer at version {warning.version}")
        self._note(entry)
        return following

    def history(self, warning_id: str) -> Sequence[WarningEntry]:
        """Its history, oldest first."""
        query = select(warning_entries).where(warning_entries.c.warning_id == warning_id).order_by(warning_entries.c.position)
        return [
            WarningEntry(row.warning_id, row.at, WarningStep(row.step), row.actor, WarningLevel(row.level), row.until, row.note)
            for row in self._connection.execute(query)
        ]

    def due_before(self, moment: datetime) -> Sequence[WeatherWarning]:
        """Those in force whose `until` has come, the longest waiting first."""
        query = select(weather_warnings).where(WARNING_IN_FORCE, _WARNING.until <= moment).order_by(_WARNING.until, _WARNING.id)
        return _warnings_of(self._connection.execute(query).all())

    def list(self, sites: tuple[str, ...], *, state: WarningState | None = None, cursor: str | None = None, limit: int = 50) -> Page[WeatherWarning]:
        """Newest given first. Raises `ValueError` for a cursor that is not ours."""
        query = select(weather_warnings).where(among(_WARNING.site, sites), true() if state is None else _WARNING.state == state)
        return page(self._connection, query, (_WARNING.given_at, _WARNING.id), cursor=cursor, limit=limit, items=_warnings_of)

    def _all(self, where: ColumnElement[bool]) -> Sequence[WeatherWarning]:
        return _warnings_of(self._connection.execute(select(weather_warnings).where(where).order_by(_WARNING.given_at.desc(), _WARNING.id.desc())).all())

    def _note(self, entry: WarningEntry) -> None:
        self._connection.execute(insert(warning_entries).values(**asdict(entry)))


def _warnings_of(rows: Sequence[Row[Any]]) -> Sequence[WeatherWarning]:
    return [
        WeatherWarning(**{**row._mapping, "kind": Warned(row.kind), "level": WarningLevel(row.level), "state": WarningState(row.state)})  # noqa: SLF001  the row's columns
        for row in rows
    ]
