"""Printing forms of several orders."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.asked import Language
from api.schemas.base import Schema
from operations.forms.form import MOST_ORDERS, OrderForm

_Id = Annotated[str, Field(min_length=1, max_length=64)]


class PrintForms(Schema):
    """Which orders, as which form."""

    ids: list[_Id] = Field(min_length=1, max_length=MOST_ORDERS, description="Printed in this order, each once.")
    form: OrderForm
    lang: Language = Language.ZH
