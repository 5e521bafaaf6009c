"""``schedule``: a condition that counts only at certain times: at night, on holidays, outside office hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import ConfigDict, Field

from domain.device_type import DeviceType
from domain.site import Asset, Site
from domain.text import Text
from rules.detectors.in_calendar import InCalendar
from rules.detectors.member import joined
from rules.kind import CannotBind, DerivedCondition, Fault, KindSettings, Others
from rules.signals import When, faults_in, rules_named_in, signal_of


class ScheduleSettings(KindSettings):
    """A condition, and the calendar of the site during which it counts."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "schedule", "calendar": "night", "when": {"kind": "state", "point": "open", "equals": True}}]}
    )

    kind: Literal["schedule"] = "schedule"
    calendar: str = Field(description="One of the calendars of the site", examples=["night", "office-hours"])
    outside: bool = Field(default=False, description="It counts outside of the calendar instead")
    when: When = Field(description="The condition")


class Schedule:
    """The kind. Where the calendar says that it does not count, it is normal."""

    name = "schedule"
    title = Text("分时段", "Schedule")
    settings = ScheduleSettings
    delays = True

    def check(self, settings: ScheduleSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        yield from faults_in(settings.when, device_type, ("when",))

    def rules_named(self, settings: ScheduleSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return rules_named_in([settings.when])

    def bind(self, settings: ScheduleSettings, site: Site, asset: Asset, others: Others) -> Sequence[DerivedCondition]:
        """See `rules.kind.Kind`."""
        calendar = site.calendars.get(settings.calendar)
        if calendar is None:
            known = f"It has: {', '.join(site.calendars)}" if site.calendars else "Write it under `calendars:` in the site file"
            raise CannotBind(self.name, [Fault(("calendar",), f"`{site.id}` has no calendar `{settings.calendar}`", known)])
        bound = []
        for signal in signal_of(settings.when, site, asset, others):
            inputs, (member,) = joined([(signal.detector, signal.inputs)])
            zh = f"{calendar.name.zh}以外" if settings.outside else calendar.name.zh
            en = f"outside {calendar.name.en}" if settings.outside else calendar.name.en
            limit = Text(f"{signal.limit.zh}（{zh}）", f"{signal.limit.en} ({en})")
            bound.append(DerivedCondition(signal.point, inputs, InCalendar(member, calendar, settings.outside), limit))
        return bound


KIND = Schedule()
