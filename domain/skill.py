"""What people can do, in the words that rules and orders use, and which certificate the law asks for it.

Special equipment: TSG Z6001-2019 (特种设备作业人员考核规则), a certificate of the market regulator, renewed every four
years. Special operations: Order 30 of the work-safety administration (特种作业人员安全技术培训考核管理规定), valid for six
years and reviewed every three. Fire facilities: a national vocational qualification, which does not expire.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.text import Text


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that an order may ask for. `certificate` is the document that it needs; `None`: being able to do it is enough."""

    id: str
    name: Text
    certificate: Text | None = None
    expires: bool = True
    """Whether that document is valid until a day only."""


_SPECIAL_EQUIPMENT = Text("特种设备安全管理和作业人员证", "special equipment operator's certificate")
_SPECIAL_OPERATION = Text("特种作业操作证", "special operations certificate")
_FIRE_OPERATOR = Text("消防设施操作员证", "fire facility operator's qualification")

SKILLS = {
    skill.id: skill
    for skill in (
        Skill("electrical", Text("电工", "Electrician"), _SPECIAL_OPERATION),
        Skill("plumbing", Text("给排水", "Plumbing")),
        Skill("lift", Text("电梯", "Lifts")),
        Skill("lift-rescue", Text("电梯救援", "Lift rescue"), _SPECIAL_EQUIPMENT),
        Skill("fire-facilities", Text("消防设施操作", "Fire facilities"), _FIRE_OPERATOR, expires=False),
        Skill("refrigeration", Text("制冷与空调", "Refrigeration"), _SPECIAL_OPERATION),
        Skill("welding", Text("焊接与热切割", "Welding and cutting"), _SPECIAL_OPERATION),
        Skill("work-at-height", Text("高处作业", "Work at height"), _SPECIAL_OPERATION),
        Skill("network", Text("弱电网络", "Low-voltage networks")),
        Skill("masonry", Text("泥瓦木工", "Masonry and carpentry")),
        Skill("first-aid", Text("急救", "First aid")),
    )
}
"""By id."""


def skill_of(word: str) -> Skill:
    """The skill that `word` names. A word that only a rule of the site knows stands for itself and needs no certificate."""
    return SKILLS.get(word) or Skill(word, Text(word, word))


class Standing(StrEnum):
    """Whether somebody may do what they can do."""

    VALID = "valid"
    EXPIRED = "expired"
    UNPROVEN = "unproven"
    """The number of the certificate, or until when it is valid, is not on record."""


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A skill of a person (a username). `valid_until` is the last day on which the certificate is valid; `None`: no such day."""

    person: str
    skill: str
    certificate: str = ""
    valid_until: date | None = None

    def standing(self, day: date) -> Standing:
        """Whether it counts on `day` (of the site's calendar). A date in the record counts even where no certificate is asked for."""
        known = skill_of(self.skill)
        if known.certificate is not None and (not self.certificate.strip() or (known.expires and self.valid_until is None)):
            return Standing.UNPROVEN
        return Standing.EXPIRED if self.valid_until is not None and day > self.valid_until else Standing.VALID
