"""The scenarios of the simulators, as drills ask for them (`operations.drills.scenarios`)."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import filter as matching

from api.drill_scenarios import Told
from domain.problem import BadConfiguration
from domain.site import Site
from domain.text import Text
from simulators.scenario import Scenario, scenarios
from simulators.scenario_file import load_scenario


class HouseScenarios:
    """Those that Steward comes with."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Scenario | None] = {}

    def names(self, site: Site) -> Mapping[str, Text]:
        """Those that fit `site`: what people call them, by id."""
        found = {name: self._scenario(name, site) for name in scenarios()}
        return {name: scenario.name for name, scenario in found.items() if scenario is not None}

    def assets(self, scenario: str, site: Site) -> frozenset[str]:
        """The ids of the assets that it does something to, by themselves or through their devices. Raises `KeyError`."""
        found = self._scenario(scenario, site) if scenario in scenarios() else None
        if found is None:
            raise KeyError(scenario)
        touched = {asset for step in found.steps for asset in step.assets}
        patterns = {step.device for step in found.steps if step.device is not None} | {step.fault.devices for step in found.steps if step.fault is not None}
        devices = {device for pattern in patterns for device in matching(site.devices, pattern)}
        return frozenset(touched | {asset for device in devices for asset in site.devices[device].assets})

    def told(self, scenario: str, site: Site) -> Told:
        """What it says of itself. Raises `KeyError`."""
        found = self._scenario(scenario, site) if scenario in scenarios() else None
        if found is None:
            raise KeyError(scenario)
        rules = frozenset(expected.rule for expected in found.expect)
        return Told(found.name, found.about, rules, found.loop_s or max(step.ends_s for step in found.steps))

    def _scenario(self, name: str, site: Site) -> Scenario | None:
        """`None`: it names what this site has not."""
        if (name, site.id) not in self._known:
            try:
                self._known[name, site.id] = load_scenario(name, site)
            except BadConfiguration:
                self._known[name, site.id] = None
        return self._known[name, site.id]
