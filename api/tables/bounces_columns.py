"""What stands in the table of orders sent back or on."""

from __future__ import annotations

from api.tables.cells import named, plain
from api.tables.columns import DEPARTMENT_NAMES
from api.tables.csv_table import Column
from domain.text import Text
from operations.figures.bounces import Bounces

_NONE = Text("无部门", "No department")

BOUNCES_COLUMNS: tuple[Column[Bounces], ...] = (
    named("部门", "Department", lambda one: _NONE if one.department is None else DEPARTMENT_NAMES[one.department]),
    plain("退单", "Sent back", lambda one: one.declined),
    plain("转单", "Sent on", lambda one: one.transferred),
)
