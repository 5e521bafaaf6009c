"""A site with a supply: a feeder, what it feeds, gateways and what speaks through them; and what can go wrong there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.alarm import Alarm
from domain.device_type import DeviceType
from domain.incident import Incident
from domain.people import Department
from domain.records import Records
from domain.severity import Severity
from domain.site import Asset, Device, Site
from domain.suppression import CauseKind
from domain.text import Text
from tests.operations.scenes import ENGINEERING, SECURITY, SITE, Condition, alarms

_ANY = DeviceType("any", Text("设备", "Equipment"), (), 60)
POWER, NETWORK = CauseKind.POWER, CauseKind.NETWORK
OUTLIVES_S, WINDOW_S = 600, 300


def grid(fed_by: Mapping[str, Sequence[str]], gateways: Mapping[str, str | None] | None = None) -> Site:
    """A site of these assets: what each needs, and the gateway that each device (named as its asset) speaks through."""
    gateways = gateways or {}
    return replace(
        SITE,
        assets={each: Asset(each, SITE.id, "t3", _ANY, Text(each, each), (each,), (), tuple(needs)) for each, needs in fed_by.items()},
        devices={each: Device(each, SITE.id, _ANY, (each,), 60, {}, gateways.get(each)) for each in fed_by},
        settings={**SITE.settings, "outlives_s": OUTLIVES_S, "cause_window_s": WINDOW_S},
    )


HOUSE = grid(
    {"incomer": (), "feeder": ("incomer",), "gateway": ("feeder",), "pump": ("feeder",), "lift": ("feeder",), "meter": (), "leak": ()},
    {"meter": "gateway", "leak": "gateway"},
)
"""incomer → feeder → gateway, pump, lift; meter and leak have batteries and speak through the gateway."""


def condition(
    word: str,
    asset: str,
    *,
    causes: CauseKind | None = None,
    explained_by: tuple[CauseKind, ...] = (),
    severity: Severity = Severity.HIGH,
    department: Department = ENGINEERING,
) -> Condition:
    return Condition(f"{word}.{asset}", asset, severity, department, Text(f"{asset} {word}", f"{asset} {word}"), causes=causes, explained_by=explained_by)


LOST = condition("lost", "incomer", causes=POWER)
TRIP = condition("trip", "feeder", causes=POWER, explained_by=(POWER,))
DARK = condition("dark", "gateway", causes=NETWORK, explained_by=(POWER, NETWORK))
PUMP = condition("stopped", "pump", explained_by=(POWER,))
LIFT = condition("stopped", "lift", explained_by=(POWER,), severity=Severity.MEDIUM)
TRAPPED = condition("trapped", "lift", explained_by=(POWER,), severity=Severity.CRITICAL, department=SECURITY)
METER = condition("silent", "meter", explained_by=(NETWORK,), severity=Severity.MEDIUM)
LEAK = condition("silent", "leak", explained_by=(NETWORK,), severity=Severity.MEDIUM)
WET = condition("wet", "leak")
"""Nothing explains water."""


def alarm_of(records: Records, one: Condition) -> Alarm:
    """The newest alarm of a condition."""
    return [alarm for alarm in alarms(records) if alarm.rule == one.rule][-1]


def incidents(records: Records) -> Sequence[Incident]:
    """All of them, oldest first."""
    with records.reading() as tx:
        return sorted(tx.incidents.list(("*",), realm="*", limit=100).items, key=lambda each: (each.opened_at, each.id))


def members(records: Records, incident: Incident) -> set[str]:
    """The rules of the alarms that belong to it."""
    with records.reading() as tx:
        return {alarm.rule for alarm in tx.incidents.alarms(incident.id)}
