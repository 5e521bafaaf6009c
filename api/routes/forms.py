"""Printed forms of work orders."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.asked import Language, LanguageAsked
from api.printing import print_forms
from api.schemas.printing import PrintForms
from api.security.signed_in import SignedIn
from api.services import Parts
from operations.forms.form import OrderForm

router = APIRouter(prefix="/work-orders", tags=["work-order"])

_PDF: dict[int | str, dict[str, Any]] = {200: {"description": "The form.", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/{order_id}/forms/{form}.pdf", response_class=Response, responses=_PDF)
def print_form(order_id: str, form: OrderForm, request: Request, parts: Parts, rights: SignedIn, lang: LanguageAsked = Language.ZH) -> Response:
    """The contact sheet or service sheet of an order, A4."""
    return print_forms(parts, rights, request, [order_id], form, lang)


@router.post("/forms", response_class=Response, responses=_PDF)
def print_several(body: PrintForms, request: Request, parts: Parts, rights: SignedIn) -> Response:
    """The forms of several orders in one PDF; each begins on a page of its own."""
    return print_forms(parts, rights, request, body.ids, body.form, body.lang)
