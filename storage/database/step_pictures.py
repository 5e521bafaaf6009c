"""Pictures of the steps of emergency plans: what they are; their bytes lie among the uploads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from domain.records import Conflict
from domain.step_picture import StepPicture
from storage.database.tables.plans import step_pictures
from storage.database.writing import add_unless_there

_SAME = ("id", "site", "name", "content_type", "size", "sha256", "added_at", "added_by")


class DatabaseStepPictures:
    """`domain.step_picture.StepPictures`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, picture_id: str) -> StepPicture | None:
        """The picture."""
        row = self._connection.execute(select(step_pictures).where(step_pictures.c.id == picture_id)).one_or_none()
        return None if row is None else _picture_of(row)

    def of_plan(self, site: str, plan: str) -> Sequence[StepPicture]:
        """Those of a plan, oldest first."""
        query = select(step_pictures).where(step_pictures.c.site == site, step_pictures.c.plan_key == plan)
        return [_picture_of(row) for row in self._connection.execute(query.order_by(step_pictures.c.added_at, step_pictures.c.id))]

    def add(self, picture: StepPicture) -> None:
        """A new one. `Conflict` if its id is there already."""
        row = {**{name: getattr(picture, name) for name in _SAME}, "plan_key": picture.plan}
        if not add_unless_there(self._connection, step_pictures, row):
            raise Conflict(f"the picture {picture.id} is there already")


def _picture_of(row: Row[Any]) -> StepPicture:
    return StepPicture(plan=row.plan_key, **{name: getattr(row, name) for name in _SAME})
