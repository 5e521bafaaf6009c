"""The rules in force."""

from __future__ import annotations

from fastapi import APIRouter

from api.paging import Paging
from api.schemas.rule import Rule, RulePage
from api.security.signed_in import SignedIn
from api.services import Parts
from domain.people import Permission

router = APIRouter(prefix="/rules", tags=["rule"])


@router.get("")
def list_rules(parts: Parts, rights: SignedIn, paging: Paging) -> RulePage:
    """When a condition on points is an alarm, how urgent, for whom."""
    rights.need_anywhere(Permission.VIEW)
    page = paging.of(sorted((Rule.model_validate(rule) for rule in parts.rules), key=lambda rule: rule.id), lambda rule: rule.id)
    return RulePage(items=list(page.items), next_cursor=page.next_cursor)
