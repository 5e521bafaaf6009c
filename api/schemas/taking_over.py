"""Taking over open orders from a file."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from api.schemas.base import LocalText, Schema


class OrderRowState(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    WRONG = "wrong"


class OrderImportProblem(Schema):
    """What is wrong in one cell, and what to do about it."""

    column: LocalText
    problem: LocalText
    remedy: LocalText


class OrderImportRow(Schema):
    """A row of the file."""

    row: int = Field(description="As a spreadsheet counts.")
    outside_id: str
    title: str
    state: OrderRowState = Field(description="`new`: it is or will be opened; `known`: its number is here already, it is left alone; `wrong`: see `problems`.")
    problems: list[OrderImportProblem]
    number: str | None = Field(description="The order's number here; null: there is none yet.")
    order_id: str | None


class OrderImport(Schema):
    """What was, or would be, done."""

    dry_run: bool
    new: int
    known: int
    wrong: int
    rows: list[OrderImportRow]
