"""Where a value stands: a table and an address, in the notations that manuals use.

Modbus Application Protocol 1.1b3, §4.3 and §4.4: four tables; a request counts from 0, while data models and most manuals
count from 1. The references such as 40001 are older: a leading digit for the table, then a number that counts from 1.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal

Base = Literal["0", "1", "reference"]
"""How an address counts: as requests do, from one, or with its table as leading digit (40001)."""

HIGHEST = 0xFFFF


class Table(StrEnum):
    """A table of a server, by what it holds. Nothing but reading is ever asked of any."""

    COIL = "coil"
    DISCRETE = "discrete"
    HOLDING = "holding"
    INPUT = "input"

    @property
    def of_bits(self) -> bool:
        """Whether it holds single bits, not registers of 16."""
        return self in {Table.COIL, Table.DISCRETE}


TABLE_WORDS = {
    **dict.fromkeys(("coil", "coils", "0x", "线圈"), Table.COIL),
    **dict.fromkeys(("discrete", "discrete input", "discrete inputs", "1x", "离散输入", "离散量输入"), Table.DISCRETE),
    **dict.fromkeys(("holding", "holding register", "holding registers", "4x", "保持寄存器"), Table.HOLDING),
    **dict.fromkeys(("input", "input register", "input registers", "3x", "输入寄存器"), Table.INPUT),
}
_DIGITS = {"0": Table.COIL, "1": Table.DISCRETE, "3": Table.INPUT, "4": Table.HOLDING}


class WrongAddress(ValueError):
    """It cannot be meant so; the remedy stands beside it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


def wire_address(text: str, table: Table | None, base: Base) -> tuple[Table, int]:
    """The table and the address as a request has it, from 0 to 65535. Raises `WrongAddress`.

    With base 0 or 1 `text` is a decimal number, or hexadecimal with an ``h`` behind it (1F4h). With base ``reference`` it is
    40001, 400001 or 4x0001; the table may then be left out, and must otherwise be the same.
    """
    text = text.strip()
    if base == "reference":
        found, address = _reference(text, table)
    else:
        if table is None:
            raise WrongAddress("the table is missing", "Write coil, discrete, holding or input, or count by `reference`, where 40001 says it")
        found, address = table, _number(text) - int(base)
    if address < 0:
        raise WrongAddress(f"the address {text} does not exist, as the first one is {base}", "Correct it, or correct the base")
    if address > HIGHEST:
        raise WrongAddress(f"the address {text} is beyond {HIGHEST}", "Correct it; where 400001 is the first holding register, the base is `reference`")
    return found, address


def _number(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    if re.fullmatch(r"[0-9A-Fa-f]{1,8}[hH]", text):
        return int(text[:-1], 16)
    if re.fullmatch(r"0[xX][0-9A-Fa-f]+", text):
        raise WrongAddress(f"the address {text} may be hexadecimal or a coil", f"Write it in decimal, or {text[2:]}h if it is hexadecimal")
    raise WrongAddress(f"the address {text} is no number", "Write it in decimal (500) or hexadecimal (1F4h), or count by `reference`")


def _reference(text: str, table: Table | None) -> tuple[Table, int]:
    remedy = "Write five or six digits such as 40001 or 400001, or 4x0001; otherwise the base is 0 or 1"
    if match := re.fullmatch(r"([0134])[xX]([0-9]{1,5})", text):
        said, number = _DIGITS[match[1]], int(match[2])
    elif re.fullmatch(r"[0134][0-9]{4,5}", text):
        said, number = _DIGITS[text[0]], int(text[1:])
    elif table is Table.COIL and re.fullmatch(r"[0-9]{1,4}", text):  # a spreadsheet has dropped the noughts of 00001
        said, number = Table.COIL, int(text)
    else:
        raise WrongAddress(f"{text} is no reference", remedy)
    if table is not None and table is not said:
        raise WrongAddress(f"{text} is a reference into the table {said}, and the row says {table}", "Correct one of them, or leave the table out")
    if number == 0:
        raise WrongAddress(f"{text} does not exist, as references count from 1", remedy)
    return said, number - 1
