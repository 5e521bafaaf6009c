"""Query parameters that several routes share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import Header, Query
from pydantic import AwareDatetime, BeforeValidator

from domain.people import Department
from domain.severity import Severity


def _split(given: object) -> object:
    """``a,b`` and repeated parameters alike."""
    return [word for item in given for word in str(item).split(",") if word] if isinstance(given, list) else given


SplitList = BeforeValidator(_split)
"""Lets a list parameter be repeated or separated by commas."""


class Form(StrEnum):
    """In what form a list is wanted."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class Language(StrEnum):
    """The language of a table's headings."""

    ZH = "zh"
    EN = "en"


SiteAsked = Annotated[str | None, Query(description="Only this site.", max_length=64)]
AssetAsked = Annotated[str | None, Query(description="Only this asset.", max_length=64)]
TextAsked = Annotated[str | None, Query(description="Words to look for.", max_length=100)]
SinceAsked = Annotated[AwareDatetime | None, Query(description="Not before this moment (RFC 3339 with zone).")]
UntilAsked = Annotated[AwareDatetime | None, Query(description="Before this moment (RFC 3339 with zone).")]
DepartmentAsked = Annotated[Department | None, Query(description="Leads or assists.")]
SeveritiesAsked = Annotated[list[Severity] | None, Query(description="Repeat or separate by commas."), SplitList]
DrillAsked = Annotated[str | None, Query(description="A drill's id, or `*` for everything; otherwise drills are left out.", max_length=64)]
FormAsked = Annotated[Form, Query(alias="format", description="`csv` and `xlsx` give a table (or send `Accept: text/csv`).")]
LanguageAsked = Annotated[Language, Query(alias="lang", description="Of the table's headings.")]
Accept = Annotated[str | None, Header(include_in_schema=False)]


def wants_csv(form: Form, accept: str | None) -> bool:
    """Whether a table is wanted rather than JSON; as what, its answer sees for itself (`api.tables.csv_table`)."""
    return form is not Form.JSON or (accept or "").split(",")[0].split(";")[0].strip() == "text/csv"
