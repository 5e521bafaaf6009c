"""An installation as it is written down: settings, sites and rules, read and checked together, without any network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from configuration.document import Document
from devices.site_file import line_of, load_site
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from ingest.codecs import codecs, codecs_of
from operations.plans import library as plan_library
from rules import library_path
from rules.rule import Rule
from rules.rule_file import load_rules
from rules.ruleset import RuleSet, bind
from steward.channels import channel_settings, check_ladders
from steward.settings import Settings, load, with_absolute_paths
from storage.telemetry import engines

Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Installation:
    """Settings with the sites and rules that they name; `rulesets` are the rules bound to each site."""

    settings: Settings
    sites: Mapping[str, Site]
    rules: tuple[Rule, ...]
    rulesets: Mapping[str, RuleSet]


def load_installation(path: Path) -> Installation:
    """Read everything that `path` names. Raises `BadConfiguration` with all problems of all files."""
    settings = load(path)
    problems: list[Problem] = []
    sites: dict[str, Site] = {}
    for index, file in enumerate(settings.sites):
        site = _collect(problems, lambda file=file: load_site(file, codecs=codecs()))  # type: ignore[misc]
        if site is None:
            continue
        wrongs = [wrong for codec in codecs_of(site) for wrong in codec.check(site)]
        problems += [Problem(str(file), line_of(file, wrong.about), wrong.problem, wrong.remedy) for wrong in wrongs]
        if site.id in sites:
            problems.append(settings.document.problem(("sites", index), f"a second site has the id `{site.id}`", "Give each site an id of its own"))
        sites[site.id] = site
    rules = _collect(problems, lambda: _rules(settings))
    _collect(problems, plan_library.load)
    _collect(problems, lambda: telemetry_settings(settings))
    _collect(problems, settings.mqtt_password)
    _collect(problems, lambda: channel_settings(settings))
    _collect(problems, lambda: check_ladders(settings, sites))
    _collect(problems, lambda: _check_bridges(settings, sites))
    _collect(problems, lambda: _check_residents(settings, sites))
    problems += _weather_of_nobody(settings, sites)
    rulesets: dict[str, RuleSet] = {}
    if rules is not None:
        for site in sites.values():
            ruleset = _collect(problems, lambda site=site: bind(rules, site))  # type: ignore[misc]
            if ruleset is not None:
                rulesets[site.id] = ruleset
    if problems:
        raise BadConfiguration(_once(problems))
    return Installation(settings, sites, rules or (), rulesets)


def _check_bridges(settings: Settings, sites: Mapping[str, Site]) -> None:
    if not settings.bridges:
        return
    from steward.bridges import check_bridges  # noqa: PLC0415  most installations have none, and every role reads this file

    check_bridges(settings, sites)


def _check_residents(settings: Settings, sites: Mapping[str, Site]) -> None:
    if not settings.residents:
        return
    from steward.residents import resident_ways  # noqa: PLC0415  as for bridges

    resident_ways(settings, sites)


def _weather_of_nobody(settings: Settings, sites: Mapping[str, Site]) -> list[Problem]:
    remedy = f"Use the id of a site: {', '.join(sites) or 'none could be read'}"
    return [
        settings.document.problem(("weather", name, "sites", index), f"there is no site `{site}`", remedy)
        for name, feed in settings.weather.items()
        for index, site in enumerate(feed.sites)
        if site not in sites
    ]


def telemetry_settings(settings: Settings) -> BaseModel:
    """The settings of the telemetry engine, checked against that engine's own model. Raises `BadConfiguration`."""
    known = engines()
    engine = known.get(settings.telemetry.engine)
    document: Document = settings.document
    if engine is None:
        remedy = f"Use one of {', '.join(known)}"
        raise BadConfiguration([document.problem(("telemetry", "engine"), f"there is no telemetry engine `{settings.telemetry.engine}`", remedy)])
    own = replace(document, data={"telemetry": settings.telemetry.model_extra or {}}).model(engine.settings, ("telemetry",))
    return with_absolute_paths(own, settings.file.parent)


def _rules(settings: Settings) -> tuple[Rule, ...]:
    library = load_rules([library_path()], require_tests=True) if settings.library else ()
    own = load_rules(list(settings.rules)) if settings.rules else ()
    known = {rule.id: rule for rule in library}
    known.update({rule.id: rule for rule in own})  # a site's own rule takes the place of the library's of the same id
    return tuple(known.values())


def _collect(problems: list[Problem], load_it: Callable[[], Loaded]) -> Loaded | None:
    try:
        return load_it()
    except BadConfiguration as error:
        problems.extend(error.problems)
        return None


def _once(problems: list[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))
