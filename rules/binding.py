"""Making conditions: what a kind has bound, together with what the rule and the site say of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from hashlib import blake2b

from domain.site import Asset, Site
from domain.text import Text
from domain.transition import OrderTemplate
from rules.condition import DerivedCondition, DeviceCondition, Guard, ValueCondition
from rules.detector import Input
from rules.detectors.lingering import lingering
from rules.kind import Bound, CannotBind, Fault, KindSettings, PointCondition, SilenceCondition, kinds
from rules.rule import Group, Rule
from rules.signals import signal_of

_MILLISECOND = timedelta(milliseconds=1)


class CannotBe(Exception):
    """Something in a field of a rule (``when`` or ``suppress_while``) that cannot be at this site."""

    def __init__(self, field: str, faults: Sequence[Fault]) -> None:
        super().__init__(f"{field}: {'; '.join(fault.problem for fault in faults)}")
        self.field = field
        self.faults = tuple(faults)


class Binding:
    """Makes the conditions of one site; what many of them have in common is made once.

    It is the `rules.kind.Others` of the rules that are bound after.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._gateways = frozenset(device.gateway for device in site.devices.values() if device.gateway is not None)
        self._calendars = repr(
            [
                (each.id, each.zone, each.on_workdays, each.on_weekends, each.on_holidays, sorted(each.holidays), sorted(each.workdays))
                for each in site.calendars.values()
            ]
        )
        self._places: dict[str, Text] = {}
        self._order = cache(OrderTemplate)
        self._milliseconds = cache(_milliseconds)
        self._keys: set[str] = set()
        self._of: dict[tuple[str, str], list[str]] = {}

    def of(self, rule: str, asset: str) -> Sequence[str]:
        """See `rules.kind.Others`."""
        return tuple(self._of.get((rule, asset), ()))

    def bind(self, rule: Rule, asset: Asset) -> list[ValueCondition | DeviceCondition | DerivedCondition]:
        """The conditions of `rule` on `asset`. Raises `CannotBe`."""
        try:
            return [self._condition(rule, asset, bound) for bound in kinds()[rule.when.kind].bind(rule.when, self._site, asset, self)]
        except CannotBind as error:
            raise CannotBe("when", error.faults) from None

    def _condition(self, rule: Rule, asset: Asset, bound: Bound) -> ValueCondition | DeviceCondition | DerivedCondition:
        device = bound.device if isinstance(bound, SilenceCondition) else bound.point.device
        key = self._key(rule, asset, bound)
        self._keys.add(key)
        self._of.setdefault((rule.id, asset.id), []).append(key)
        plan = rule.order
        order = self._order(plan.kind, plan.skills, self._group(rule, device), plan.priority, plan.evidence, plan.watch_min)
        if asset.id not in self._places:
            self._places[asset.id] = self._site.place(asset)
        place = self._places[asset.id]
        on_delay_ms, off_delay_ms = self._milliseconds(rule.on_delay), self._milliseconds(rule.off_delay)
        if isinstance(bound, SilenceCondition):
            return DeviceCondition(key, rule, asset, place, order, bound.point, device, bound, on_delay_ms, off_delay_ms, bound.after)
        if isinstance(bound, PointCondition):
            return ValueCondition(key, rule, asset, place, order, bound.point, device, bound, on_delay_ms, off_delay_ms, rule.at_once, bound.test)
        digest = self._digest(rule.when, bound.inputs)
        return DerivedCondition(
            key, rule, asset, place, order, bound.point, device, bound, on_delay_ms, off_delay_ms, rule.at_once, bound.inputs, bound.detector, digest
        )

    def guards(self, rule: Rule, asset: Asset) -> list[Guard]:
        """What suppresses alarms of `rule` on `asset`; nothing where the asset does not have the point. Raises `CannotBe`.

        With an off-delay it lingers for a moment: see `rules.detectors.lingering`.
        """
        if rule.suppress_while is None:
            return []
        try:
            signals = signal_of(rule.suppress_while, self._site, asset, self)
        except CannotBind as error:
            raise CannotBe("suppress_while", error.faults) from None
        covers = f"{rule.id}|{asset.id}"
        off_delay_ms = self._milliseconds(rule.off_delay)
        return [
            Guard(
                f"while|{covers}|{number}",
                covers,
                signal.inputs,
                lingering(signal.detector, off_delay_ms),
                self._digest(rule.suppress_while, signal.inputs, off_delay_ms),
            )
            for number, signal in enumerate(signals)
        ]

    def _key(self, rule: Rule, asset: Asset, bound: Bound) -> str:
        key = f"{rule.id}|{asset.id}|{bound.point.id}"
        if isinstance(bound, SilenceCondition):
            # A second device whose first asset is this one: its silence is another matter.
            return f"{key}@{bound.device}" if key in self._keys else key
        if not isinstance(bound, PointCondition) and bound.tag:
            key = f"{key}@{bound.tag}"
        if key in self._keys:
            raise CannotBind(rule.when.kind, [Fault((), f"it would judge `{bound.point.id}` twice", "Name one point, or make two rules of it")])
        return key

    def _digest(self, settings: KindSettings, inputs: tuple[Input, ...], linger_ms: int = 0) -> str:
        """Another for other settings, inputs or calendars: what a detector remembers then means nothing."""
        written = f"{settings.model_dump_json(by_alias=True)}{inputs}{self._calendars}{linger_ms or ''}"
        return blake2b(written.encode(), digest_size=8).hexdigest()

    def _group(self, rule: Rule, device: str) -> str | None:
        """The name under which alarms share an order; `None`: those of one asset do."""
        if rule.order.group is Group.SITE:
            return f"site|{self._site.id}|{rule.department.value}"
        if rule.order.group is Group.ASSET:
            return None
        found = self._site.devices.get(device)
        gateway = (None if found is None else found.gateway) or (device if device in self._gateways else None)
        return None if gateway is None else f"gateway|{self._site.id}|{gateway}|{rule.department.value}"


def _milliseconds(length: timedelta) -> int:
    return length // _MILLISECOND
