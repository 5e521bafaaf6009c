"""A table that somebody sends: all its rows or none, and every bad row named."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from api.schemas.base import LocalText
from api.schemas.skill import Imported, RowProblem, TableIn
from api.writing import Write
from domain.records import Transaction
from operations.row_table import BadRows

_MOST_TOLD = 200


def table_import(write: Write, body: TableIn, action: str, take: Callable[[Transaction], int]) -> Response:
    """Let `take` store the table in one transaction. Where it raises `BadRows` nothing is stored, and the answer says which rows."""
    try:
        return write.once(action, body.site, body.model_dump_json(), lambda tx: Imported(stored=take(tx), problems=[]))
    except BadRows as bad:
        problems = [RowProblem(line=each.line, text=LocalText.of(each.text)) for each in bad.problems[:_MOST_TOLD]]
        return Response(Imported(stored=0, problems=problems).model_dump_json(), media_type="application/json")
