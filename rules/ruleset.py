"""Rules bound to a site: every condition, by the point or device whose news can change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from devices.catalogue import device_types
from domain.device_type import DeviceType
from domain.problem import BadConfiguration, Problem
from domain.site import Asset, Site
from rules.binding import Binding, CannotBe
from rules.condition import Condition, DerivedCondition, DeviceCondition, Guard, ValueCondition
from rules.dependence import in_order, problem_of
from rules.kind import KindSettings, kinds
from rules.rule import Rule


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The conditions of a site. Keys of `of_point` are point ids, of `of_device` device ids.

    `listening` are those with a detector, guards among them: each stands behind all that it looks at.
    """

    rules: tuple[Rule, ...]
    of_point: Mapping[str, tuple[ValueCondition, ...]]
    of_device: Mapping[str, tuple[DeviceCondition, ...]]
    listening: tuple[DerivedCondition | Guard, ...] = ()

    @property
    def conditions(self) -> Iterator[Condition]:
        """Every one of them."""
        for values in self.of_point.values():
            yield from values
        for silences in self.of_device.values():
            yield from silences
        yield from (each for each in self.listening if isinstance(each, DerivedCondition))


def bind(rules: Sequence[Rule], site: Site, types: Mapping[str, DeviceType] | None = None) -> RuleSet:
    """`rules` on the assets of `site`, checked against the device types (`None`: the catalogue).

    Raises `BadConfiguration` with every problem: an unknown type, asset, point or rule, a wrong unit, a value that cannot
    be, rules that look at each other in a circle. A rule that no asset of this site has a point for is no problem: it
    waits for one.
    """
    known = {**(device_types() if types is None else types), **{asset.type.key: asset.type for asset in site.assets.values()}}
    ordered, problems = in_order(rules)
    problems = [*(problem for rule in rules for problem in _check(rule, site, known)), *problems]
    if problems:
        raise BadConfiguration(problems)
    bound = _Bound(site)
    for rule in ordered:
        for asset in _assets(rule, site):
            bound.add(rule, asset)
    if bound.problems:
        raise BadConfiguration(bound.problems)
    points = {key: tuple(found) for key, found in bound.of_point.items()}
    return RuleSet(tuple(rules), points, {key: tuple(found) for key, found in bound.of_device.items()}, tuple(bound.listening))


class _Bound:
    """What has been bound so far, and what could not be."""

    def __init__(self, site: Site) -> None:
        self.of_point: dict[str, list[ValueCondition]] = {}
        self.of_device: dict[str, list[DeviceCondition]] = {}
        self.listening: list[DerivedCondition | Guard] = []
        self.problems: list[Problem] = []
        self._binding = Binding(site)

    def add(self, rule: Rule, asset: Asset) -> None:
        """The conditions of `rule` on `asset`, and before them what guards them."""
        try:
            found = self._binding.bind(rule, asset)
            if found:
                self.listening += self._binding.guards(rule, asset)
        except CannotBe as error:
            self.problems += [problem_of(rule, (error.field, *fault.place), fault.problem, fault.remedy) for fault in error.faults]
            return
        if not found and rule.applies_to.assets:
            self.problems.append(problem_of(rule, ("when",), f"`{asset.id}` has nothing that this could judge", "Correct the point, or leave the asset out"))
        for condition in found:
            if isinstance(condition, ValueCondition):
                self.of_point.setdefault(condition.point.id, []).append(condition)
            elif isinstance(condition, DeviceCondition):
                self.of_device.setdefault(condition.device, []).append(condition)
            else:
                self.listening.append(condition)


def _assets(rule: Rule, site: Site) -> Iterable[Asset]:
    where = rule.applies_to
    if where.assets:
        return [site.assets[asset] for asset in where.assets]
    return [asset for asset in site.assets.values() if where.covers(asset)]


def _check(rule: Rule, site: Site, types: Mapping[str, DeviceType]) -> Iterator[Problem]:
    where = rule.applies_to
    for asset in where.assets:
        if asset not in site.assets:
            yield problem_of(rule, ("applies_to", "assets"), f"`{site.id}` has no asset `{asset}`", f"Its assets: {_few(site.assets)}")
    for key in (*where.asset_types, *where.except_types):
        if key != "*" and key not in types:
            field = "except_types" if key in where.except_types else "asset_types" if len(where.asset_types) > 1 else "asset_type"
            yield problem_of(rule, ("applies_to", field), f"there is no device type `{key}`", f"Use one of: {', '.join(sorted(types))}")
    yield from _faults(rule, site, types, "when", rule.when)
    if rule.suppress_while is not None:
        if kinds()[rule.suppress_while.kind].delays:
            yield from _faults(rule, site, types, "suppress_while", rule.suppress_while)
        else:
            remedy = "Write a condition on points or events: state, threshold, schedule …"
            yield problem_of(rule, ("suppress_while", "kind"), f"`{rule.suppress_while.kind}` is judged by the clock and cannot stand here", remedy)


def _faults(rule: Rule, site: Site, types: Mapping[str, DeviceType], field: str, settings: KindSettings) -> Iterator[Problem]:
    kind = kinds()[settings.kind]
    judged = _types_of(rule, site, types)
    faults = {device_type.key: list(kind.check(settings, device_type)) for device_type in judged}
    if "*" in rule.applies_to.asset_types and not all(faults.values()):
        # With every type, those that do not have the point are simply not meant; a wrong unit or value is still one.
        faults = {key: [fault for fault in found if fault.place[-1:] != ("point",)] for key, found in faults.items()}
    told: set[tuple[str, str]] = set()
    for fault in (fault for found in faults.values() for fault in found):
        if (fault.problem, fault.remedy) not in told:
            told.add((fault.problem, fault.remedy))
            yield problem_of(rule, (field, *fault.place), fault.problem, fault.remedy)


def _types_of(rule: Rule, site: Site, types: Mapping[str, DeviceType]) -> list[DeviceType]:
    where = rule.applies_to
    if "*" in where.asset_types:
        return [device_type for key, device_type in types.items() if key not in where.except_types]
    keys = dict.fromkeys([*where.asset_types, *(site.assets[asset].type.key for asset in where.assets if asset in site.assets)])
    return [types[key] for key in keys if key in types]


def _few(names: Iterable[str]) -> str:
    some = sorted(names)
    return ", ".join(some[:12]) + (" …" if len(some) > 12 else "")  # noqa: PLR2004  as many as one reads
