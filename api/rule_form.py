"""What a form for rules is made from: schemas of a rule and of every kind, and what devices measure and say."""

from __future__ import annotations

from functools import cache

from api.schemas.base import LocalText
from api.schemas.rule import FormDeviceType, FormPoint, NamedWord, RuleForm, RuleKind
from devices.catalogue import device_types
from domain.device_type import COMMON_POINTS, DeviceType, PointType
from domain.site import Site
from rules.kind import kinds
from rules.rule_model import PLACEHOLDERS, RuleModel


def rule_form(site: Site | None) -> RuleForm:
    """The form; with `site`, its calendars and the types of its own assets too."""
    types = {**device_types(), **({} if site is None else {asset.type.key: asset.type for asset in site.assets.values()})}
    calendars = [] if site is None else site.calendars.values()
    return RuleForm.model_validate(
        {
            "schema": RuleModel.model_json_schema(),
            "kinds": _kinds(),
            "placeholders": list(PLACEHOLDERS),
            "device_types": [_device_type(each) for _, each in sorted(types.items())],
            "calendars": [NamedWord(key=calendar.id, name=LocalText.of(calendar.name)) for calendar in calendars],
        }
    )


@cache
def _kinds() -> list[RuleKind]:
    return [
        RuleKind.model_validate({"name": kind.name, "title": LocalText.of(kind.title), "schema": kind.settings.model_json_schema(), "delays": kind.delays})
        for kind in kinds().values()
    ]


def _device_type(each: DeviceType) -> FormDeviceType:
    own = {point.key for point in each.points}
    points = (*each.points, *(point for point in COMMON_POINTS if point.key not in own))
    events = [NamedWord(key=event.name, name=LocalText.of(event.title)) for event in each.events]
    return FormDeviceType(key=each.key, name=LocalText.of(each.name), points=[_point(point) for point in points], events=events)


def _point(point: PointType) -> FormPoint:
    values = [NamedWord(key=key, name=LocalText.of(name)) for _, key, name in point.codes]
    return FormPoint(key=point.key, name=LocalText.of(point.name), kind=point.kind, unit=point.unit, values=values)
