"""What an editor of emergency plans chooses from at a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from api.plans import numbers_out
from api.rule_form import rule_form
from api.schemas.base import LocalText
from api.schemas.plan_version import PlanForm, PlanFormRule
from api.schemas.rule import NamedWord
from api.tables.columns import DEPARTMENT_NAMES
from domain.plan import PLAN_KIND_NAMES, WARNED_NAMES, WARNING_LEVEL_NAMES, Milestone, Where
from domain.post import POST_NAMES
from domain.records import Transaction
from domain.severity import SEVERITY_NAMES
from domain.site import Site
from domain.text import Text
from operations.knowledge import load as load_sops
from rules.rule import Rule

Word = TypeVar("Word", bound=StrEnum)

MILESTONE_NAMES = {
    Milestone.CONTACT: Text("首次接触", "First contact"),
    Milestone.OUTSIDE_CALLED: Text("已呼叫外部救援", "Outside help called"),
    Milestone.ARRIVAL: Text("首人到场", "First arrival"),
    Milestone.HELP_ARRIVED: Text("外部救援到场", "Outside help arrived"),
    Milestone.CONTAINED: Text("得到控制", "Contained"),
}
WHERE_NAMES = {
    Where.ASSET: Text("该设备", "That asset"),
    Where.ZONE: Text("所在分区", "Its zone"),
    Where.BUILDING: Text("所在楼栋", "Its building"),
    Where.SITE: Text("全项目", "The whole site"),
}


def plan_form(tx: Transaction, site: Site, rules: Sequence[Rule]) -> PlanForm:
    """The form; types of equipment are those that the site has, with what they measure."""
    here = {asset.type.key for asset in site.assets.values()}
    return PlanForm(
        kinds=_words(PLAN_KIND_NAMES),
        posts=_words(POST_NAMES),
        departments=_words(DEPARTMENT_NAMES),
        severities=_words(SEVERITY_NAMES),
        milestones=_words(MILESTONE_NAMES),
        wheres=_words(WHERE_NAMES),
        warned=_words(WARNED_NAMES),
        levels=_words(WARNING_LEVEL_NAMES),
        sops=[NamedWord(key=sop.id, name=LocalText.of(sop.title)) for sop in load_sops().values()],
        rules=[PlanFormRule(id=rule.id, message=LocalText.of(rule.message)) for rule in sorted(rules, key=lambda rule: rule.id)],
        contacts=numbers_out(tx, site.id),
        device_types=[each for each in rule_form(site).device_types if each.key in here],
    )


def _words(names: Mapping[Word, Text]) -> list[NamedWord]:
    return [NamedWord(key=word.value, name=LocalText.of(name)) for word, name in names.items()]
