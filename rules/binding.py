"""Making conditions: what a kind has bound, together with what the rule and the site say of it."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from domain.site import Asset, Site
from domain.text import Text
from domain.transition import OrderTemplate
from rules.condition import DeviceCondition, ValueCondition
from rules.kind import Bound, SilenceCondition
from rules.rule import Group, Rule

_MILLISECOND = timedelta(milliseconds=1)


class Binding:
    """Makes the conditions of one site; what many of them have in common is made once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._gateways = frozenset(device.gateway for device in site.devices.values() if device.gateway is not None)
        self._places: dict[str, Text] = {}
        self._order = cache(OrderTemplate)
        self._keys: set[str] = set()

    def condition(self, rule: Rule, asset: Asset, bound: Bound) -> ValueCondition | DeviceCondition:
        """The condition of `rule` on `asset`."""
        key = f"{rule.id}|{asset.id}|{bound.point.id}"
        if isinstance(bound, SilenceCondition) and key in self._keys:
            # A second device whose first asset is this one: its silence is another matter.
            key = f"{key}@{bound.device}"
        self._keys.add(key)
        device = bound.device if isinstance(bound, SilenceCondition) else bound.point.device
        order = self._order(rule.order.kind, rule.order.skills, self._group(rule, device), rule.order.priority)
        if asset.id not in self._places:
            self._places[asset.id] = self._site.place(asset)
        place = self._places[asset.id]
        on_delay_ms, off_delay_ms = rule.on_delay // _MILLISECOND, rule.off_delay // _MILLISECOND
        if isinstance(bound, SilenceCondition):
            return DeviceCondition(key, rule, asset, place, order, bound.point, device, bound, on_delay_ms, off_delay_ms, bound.after)
        return ValueCondition(key, rule, asset, place, order, bound.point, device, bound, on_delay_ms, off_delay_ms, bound.test, rule.at_once)

    def _group(self, rule: Rule, device: str) -> str | None:
        """The name under which alarms share an order; `None`: those of one asset do."""
        if rule.order.group is Group.SITE:
            return f"site|{self._site.id}|{rule.department.value}"
        if rule.order.group is Group.ASSET:
            return None
        found = self._site.devices.get(device)
        gateway = (None if found is None else found.gateway) or (device if device in self._gateways else None)
        return None if gateway is None else f"gateway|{self._site.id}|{gateway}|{rule.department.value}"
