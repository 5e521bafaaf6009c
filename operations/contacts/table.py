"""Contacts from a table that somebody keeps elsewhere, e.g. a company's address book."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from operations.row_table import RowTable

_TABLE = RowTable(
    headings={
        "username": ("用户名", "账号", "username"),
        "channel": ("通知方式", "渠道", "channel"),
        "address": ("地址", "号码", "账号ID", "address"),
        "label": ("备注", "名称", "label"),
    },
    most_rows=2_000,
    longest_cell=300,
)
_NEEDED = ("username", "channel", "address")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A line of the table."""

    username: str
    channel: str
    address: str
    label: str


def import_contacts(table: str, take: Callable[[ContactRow], None]) -> int:
    """Give each row to `take`, which raises `Refusal` for what cannot be used; returns how many there were.

    Raises `BadRows` with every bad row; the transaction must then be given up.
    """

    def taken(row: Mapping[str, str]) -> bool:
        take(ContactRow(row["username"], row["channel"], row["address"], row.get("label", "")))
        return True

    return _TABLE.take(table, _NEEDED, taken)
