"""The numbers that sites call in an emergency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, select, update

from domain.emergency_number import EmergencyNumber
from domain.records import Conflict
from domain.text import Text
from storage.database.tables.plans import emergency_numbers
from storage.database.writing import add_unless_there

_OF = emergency_numbers.c
_SAME = ("site", "contact", "number", "note", "changed_at", "changed_by", "checked_at", "checked_by", "version")


class DatabaseEmergencyNumbers:
    """`domain.emergency_number.EmergencyNumbers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, site: str) -> Sequence[EmergencyNumber]:
        """Those of a site, by contact."""
        query = select(emergency_numbers).where(_OF.site == site).order_by(_OF.contact)
        return [_number_of(row) for row in self._connection.execute(query)]

    def get(self, site: str, contact: str) -> EmergencyNumber | None:
        """The site's entry of a contact."""
        row = self._connection.execute(select(emergency_numbers).where(_OF.site == site, _OF.contact == contact)).one_or_none()
        return None if row is None else _number_of(row)

    def add(self, number: EmergencyNumber) -> None:
        """A new one. `Conflict` if the site has one of this contact."""
        if not add_unless_there(self._connection, emergency_numbers, _columns_of(number)):
            raise Conflict(f"{number.site} has an entry of {number.contact} already")

    def save(self, number: EmergencyNumber) -> EmergencyNumber:
        """Store it with the next version. `Conflict` if it is no longer at this one."""
        following = replace(number, version=number.version + 1)
        if self._connection.execute(update(emergency_numbers).where(_as_it_was(number)).values(**_columns_of(following))).rowcount != 1:
            raise Conflict(f"the entry of {number.contact} at {number.site} has changed")
        return following

    def remove(self, number: EmergencyNumber) -> None:
        """Take it away. `Conflict` if it is no longer at this version."""
        if self._connection.execute(delete(emergency_numbers).where(_as_it_was(number))).rowcount != 1:
            raise Conflict(f"the entry of {number.contact} at {number.site} has changed")


def _as_it_was(number: EmergencyNumber) -> ColumnElement[bool]:
    return and_(_OF.site == number.site, _OF.contact == number.contact, _OF.version == number.version)


def _columns_of(number: EmergencyNumber) -> dict[str, Any]:
    return {**{name: getattr(number, name) for name in _SAME}, "name_zh": number.name.zh, "name_en": number.name.en}


def _number_of(row: Row[Any]) -> EmergencyNumber:
    return EmergencyNumber(name=Text(row.name_zh, row.name_en), **{name: getattr(row, name) for name in _SAME})
