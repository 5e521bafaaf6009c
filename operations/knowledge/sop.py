"""A procedure (SOP, 处置规程): what each department does, what nobody may do, whom to call, what to record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.people import Department
from domain.text import Text


@dataclass(frozen=True, slots=True)
class Sop:
    """A procedure. Engineering and security always have steps, in the order in which they are taken.

    `call` holds ids of `contacts.CONTACTS`, the most urgent first. `source` names the standard or practice that it
    follows, by the numbers of DEVICES and REQUIREMENTS. `general`: it belongs to no single rule.
    """

    id: str
    title: Text
    purpose: Text
    steps: Mapping[Department, tuple[Text, ...]]
    never: tuple[Text, ...]
    call: tuple[str, ...]
    evidence: tuple[Text, ...]
    source: str
    general: bool = False
