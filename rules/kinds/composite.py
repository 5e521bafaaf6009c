"""``composite``: all, any, or at least so many of several conditions, on one asset or in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError

from domain.device_type import DeviceType
from domain.site import Asset, Point, Site
from domain.text import Text
from rules.detector import Detector, Input
from rules.detectors.combination import Combination
from rules.detectors.member import joined, standing, standing_somewhere
from rules.kind import DerivedCondition, Fault, KindSettings, Others
from rules.kind_part import KindPart, whole_schema
from rules.rule_model import RuleId
from rules.signals import Schema, faults_in, inline_schema, read_inline, rules_named_in, signal_of, write_inline

MOST_MEMBERS = 32


class Place(StrEnum):
    """Where the conditions of the rules that are named are looked for."""

    ASSET = "asset"
    SPACE = "space"
    ZONE = "zone"
    SITE = "site"


class RuleMember(KindPart):
    """Whether the condition of another rule stands: raised, and not returned."""

    rule: RuleId = Field(description="Its id", examples=["fire_detector.smoke"])
    within: Place | None = Field(default=None, description="Look for it there, and take it as one: true while it stands on any asset there")


def _read_plain(written: object) -> KindSettings | RuleMember:
    if isinstance(written, RuleMember):
        return written
    if isinstance(written, Mapping) and "rule" in written and "kind" not in written:
        return RuleMember.model_validate(written)
    return read_inline(written)


class NotMember(KindPart):
    """The opposite of a member."""

    member: Annotated[KindSettings | RuleMember, PlainValidator(_read_plain)] = Field(alias="not", description="What must not be")


Member = KindSettings | RuleMember | NotMember


def _read_member(written: object) -> Member:
    if isinstance(written, NotMember):
        return written
    if isinstance(written, Mapping) and "not" in written and "kind" not in written:
        return NotMember.model_validate(written)
    return _read_plain(written)


def _write_member(member: BaseModel) -> dict[str, Any]:
    return {"not": write_inline(member.member)} if isinstance(member, NotMember) else write_inline(member)


def _member_schema() -> JsonSchemaValue:
    plain = [inline_schema(), whole_schema(RuleMember)]
    negated = {"type": "object", "title": "Not", "required": ["not"], "properties": {"not": {"anyOf": plain}}, "additionalProperties": False}
    return {"anyOf": [*plain, negated]}


Members = Annotated[
    tuple[Annotated[Member, PlainValidator(_read_member), PlainSerializer(_write_member, return_type=dict[str, Any]), Schema(_member_schema)], ...],
    Field(min_length=1, max_length=MOST_MEMBERS),
]

_NONE: frozenset[int] = frozenset()
"""One for all: each new empty set takes 216 bytes."""


class CompositeSettings(KindSettings):
    """Exactly one of `all`, `any`, and `at_least` with `of`. A member is a condition, a `rule`, or the `not` of one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "composite",
                    "all": [{"kind": "state", "point": "run", "equals": True}, {"kind": "threshold", "point": "flow", "below": 1, "unit": "m³/h"}],
                },
                {"kind": "composite", "at_least": 2, "of": [{"rule": "fire_detector.smoke"}], "within": "zone"},
            ]
        }
    )

    kind: Literal["composite"] = "composite"
    every: Members | None = Field(default=None, alias="all", description="True while all of these are")
    some: Members | None = Field(default=None, alias="any", description="True while one of these is")
    at_least: Annotated[int, Field(ge=1, le=1_000)] | None = Field(default=None, description="True while so many of those under `of` are")
    of: Members | None = Field(default=None, description="The conditions of which `at_least` must be true; a pattern is one for each point")
    within: Place = Field(
        default=Place.ASSET, description="Where rules are looked for: on the asset, in its space, on its floor or in its zone, or anywhere at the site"
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name, value in (("all", self.every), ("any", self.some), ("at_least", self.at_least)) if value is not None]
        if len(given) != 1 or (self.at_least is None) is not (self.of is None):
            said = " and ".join([*given, *(["of"] if self.of is not None else [])]) or "none of them"
            remedy = "Write one of: `all: […]`, `any: […]`, `at_least: 2` with `of: […]`"
            raise PydanticCustomError("ways", "exactly one way of combining is needed; here is {said}", {"said": said, "remedy": remedy})
        if self.within is not Place.ASSET and any(isinstance(_plain(member), KindSettings) for member in self.members):
            remedy = "Make rules of its conditions, and name those: {rule: …}"
            raise PydanticCustomError("place", "within a {place} only rules can be combined", {"place": self.within.value, "remedy": remedy})
        return self

    @property
    def members(self) -> tuple[Member, ...]:
        """What it combines."""
        return self.every or self.some or self.of or ()

    @property
    def way(self) -> str:
        """The field that holds the members."""
        return "all" if self.every is not None else "any" if self.some is not None else "of"


class Composite:
    """The kind. A message's ``{value}`` is that of the first member that has one; with `at_least`, how many are true."""

    name = "composite"
    title = Text("组合条件", "Composite")
    settings = CompositeSettings
    delays = True

    def check(self, settings: CompositeSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        for number, member in enumerate(settings.members):
            plain = _plain(member)
            if isinstance(plain, KindSettings):
                inside: tuple[str | int, ...] = ("not",) if isinstance(member, NotMember) else ()
                yield from faults_in(plain, device_type, (settings.way, number, *inside))

    def rules_named(self, settings: CompositeSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        plain = [_plain(member) for member in settings.members]
        own = [member.rule for member in plain if isinstance(member, RuleMember)]
        return tuple(dict.fromkeys([*own, *rules_named_in([member for member in plain if isinstance(member, KindSettings)])]))

    def bind(self, settings: CompositeSettings, site: Site, asset: Asset, others: Others) -> Sequence[DerivedCondition]:
        """See `rules.kind.Kind`. Within a space or zone there is one condition, with the first asset of the type that is there."""
        around = _around(settings.within, site, asset)
        if next(each for each in around if each.type.key == asset.type.key) is not asset:
            return []
        found: list[tuple[Point | None, Detector[Any], tuple[Input, ...], bool]] = []
        for member in settings.members:
            of = list(_bound(_plain(member), site, asset, around, others))
            if not of and isinstance(member, NotMember) and isinstance(member.member, RuleMember):
                continue  # nothing that could stand does not stand
            if not of and settings.every is not None:
                return []
            found += [(*each, isinstance(member, NotMember)) for each in of]
        needed = len(found) if settings.every is not None else settings.at_least or 1
        if not found or len(found) < needed:
            return []
        inputs, members = joined([(detector, heard) for _, detector, heard, _ in found])
        negated = frozenset(number for number, each in enumerate(found) if each[-1]) or _NONE
        shown = next((point for point, *_ in found if point is not None), asset.points[0])
        combination = Combination(members, needed, negated, counts=settings.at_least is not None)
        return [DerivedCondition(shown, inputs, combination, _limit(needed), _tag(settings.within, site, asset))]


KIND = Composite()


def _plain(member: Member) -> KindSettings | RuleMember:
    return member.member if isinstance(member, NotMember) else member


def _around(within: Place, site: Site, asset: Asset) -> Sequence[Asset]:
    """The assets of the same space, zone or site, in the order of the site."""
    if within is Place.ASSET:
        return [asset]
    if within is Place.SITE:
        return list(site.assets.values())
    if within is Place.SPACE:
        return [each for each in site.assets.values() if each.space == asset.space]
    return site.assets_in_zone(site.zone_of(asset))


def _tag(within: Place, site: Site, asset: Asset) -> str:
    """Names the place, so that the condition is another where the place is."""
    return {Place.ASSET: "", Place.SPACE: asset.space, Place.ZONE: site.zone_of(asset), Place.SITE: site.id}[within]


def _bound(
    member: KindSettings | RuleMember, site: Site, asset: Asset, around: Sequence[Asset], others: Others
) -> Iterator[tuple[Point | None, Detector[Any], tuple[Input, ...]]]:
    if isinstance(member, RuleMember) and member.within is not None:
        keys = [key for each in _around(member.within, site, asset) for key in others.of(member.rule, each.id)]
        if keys:
            yield None, *standing_somewhere(keys)
        return
    for each in around:
        if isinstance(member, RuleMember):
            yield from ((None, *standing(key)) for key in others.of(member.rule, each.id))
        else:
            yield from ((signal.point, signal.detector, signal.inputs) for signal in signal_of(member, site, each, others))


@cache
def _limit(needed: int) -> Text:
    """How many must be true, in words; conditions that need as many share it."""
    return Text(f"{needed}", f"{needed}")
