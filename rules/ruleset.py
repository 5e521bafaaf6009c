"""Rules bound to a site: every condition, by the point or device whose news can change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from devices.catalogue import device_types
from domain.device_type import DeviceType
from domain.problem import BadConfiguration, Problem
from domain.site import Asset, Site
from rules.binding import Binding
from rules.condition import Condition, DeviceCondition, ValueCondition
from rules.kind import kinds
from rules.rule import Rule


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The conditions of a site. Keys of `of_point` are point ids, of `of_device` device ids."""

    rules: tuple[Rule, ...]
    of_point: Mapping[str, tuple[ValueCondition, ...]]
    of_device: Mapping[str, tuple[DeviceCondition, ...]]

    @property
    def conditions(self) -> Iterator[Condition]:
        """Every one of them."""
        for values in self.of_point.values():
            yield from values
        for silences in self.of_device.values():
            yield from silences


def bind(rules: Sequence[Rule], site: Site, types: Mapping[str, DeviceType] | None = None) -> RuleSet:
    """`rules` on the assets of `site`, checked against the device types (`None`: the catalogue).

    Raises `BadConfiguration` with every problem: an unknown type, asset or point, a wrong unit, a value that cannot be.
    A rule that no asset of this site has a point for is no problem: it waits for one.
    """
    known = {**(device_types() if types is None else types), **{asset.type.key: asset.type for asset in site.assets.values()}}
    problems = [problem for rule in rules for problem in _check(rule, site, known)]
    if problems:
        raise BadConfiguration(problems)
    of_point: dict[str, list[ValueCondition]] = {}
    of_device: dict[str, list[DeviceCondition]] = {}
    binding = Binding(site)
    for rule in rules:
        kind = kinds()[rule.when.kind]
        for asset in _assets(rule, site):
            found = kind.bind(rule.when, site, asset)
            if not found and rule.applies_to.assets:
                problems.append(_problem(rule, ("when",), f"`{asset.id}` has nothing that this could judge", "Correct the point, or leave the asset out"))
            for bound in found:
                condition = binding.condition(rule, asset, bound)
                if isinstance(condition, ValueCondition):
                    of_point.setdefault(condition.point.id, []).append(condition)
                else:
                    of_device.setdefault(condition.device, []).append(condition)
    if problems:
        raise BadConfiguration(problems)
    return RuleSet(tuple(rules), {key: tuple(found) for key, found in of_point.items()}, {key: tuple(found) for key, found in of_device.items()})


def _assets(rule: Rule, site: Site) -> Iterable[Asset]:
    where = rule.applies_to
    if where.assets:
        return [site.assets[asset] for asset in where.assets]
    every = "*" in where.asset_types
    return [
        asset for asset in site.assets.values() if (every and asset.type.key not in where.except_types) or (not every and asset.type.key in where.asset_types)
    ]


def _check(rule: Rule, site: Site, types: Mapping[str, DeviceType]) -> Iterator[Problem]:
    where = rule.applies_to
    for asset in where.assets:
        if asset not in site.assets:
            yield _problem(rule, ("applies_to", "assets"), f"`{site.id}` has no asset `{asset}`", f"Its assets: {_few(site.assets)}")
    for key in (*where.asset_types, *where.except_types):
        if key != "*" and key not in types:
            field = "except_types" if key in where.except_types else "asset_types" if len(where.asset_types) > 1 else "asset_type"
            yield _problem(rule, ("applies_to", field), f"there is no device type `{key}`", f"Use one of: {', '.join(sorted(types))}")
    kind = kinds()[rule.when.kind]
    judged = _types_of(rule, site, types)
    faults = {device_type.key: list(kind.check(rule.when, device_type)) for device_type in judged}
    if "*" in where.asset_types and not all(faults.values()):
        # With every type, those that do not have the point are simply not meant; a wrong unit or value is still one.
        faults = {key: [fault for fault in found if fault.place != ("point",)] for key, found in faults.items()}
    told: set[tuple[str, str]] = set()
    for fault in (fault for found in faults.values() for fault in found):
        if (fault.problem, fault.remedy) not in told:
            told.add((fault.problem, fault.remedy))
            yield _problem(rule, ("when", *fault.place), fault.problem, fault.remedy)


def _types_of(rule: Rule, site: Site, types: Mapping[str, DeviceType]) -> list[DeviceType]:
    where = rule.applies_to
    if "*" in where.asset_types:
        return [device_type for key, device_type in types.items() if key not in where.except_types]
    keys = dict.fromkeys([*where.asset_types, *(site.assets[asset].type.key for asset in where.assets if asset in site.assets)])
    return [types[key] for key in keys if key in types]


def _problem(rule: Rule, field: tuple[str | int, ...], problem: str, remedy: str) -> Problem:
    if rule.origin is None:
        return Problem(rule.id, None, problem, remedy)
    return rule.origin.problem(field, f"{rule.id}: {problem}", remedy)


def _few(names: Iterable[str]) -> str:
    some = sorted(names)
    return ", ".join(some[:12]) + (" …" if len(some) > 12 else "")  # noqa: PLR2004  as many as one reads
