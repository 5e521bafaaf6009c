"""Which file a site stands in, and whether it can be used with the rest of an installation."""

from __future__ import annotations

from pathlib import Path

from configuration.document import read
from devices.site_file import line_of, load_site
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from ingest.codecs import codecs, codecs_of
from rules import library_path
from rules.rule_file import load_rules
from rules.ruleset import bind
from steward.settings import Settings


def site_file(settings: Settings, wanted: str | None) -> Path:
    """The file of the site with the id `wanted`; `None`: of the only one there is. Raises `BadConfiguration`."""
    found: dict[str, Path] = {}
    for file in settings.sites:
        data = read(file).data
        found.setdefault(str(data.get("id")) if isinstance(data, dict) else str(file), file)
    if wanted is None and len(found) == 1:
        return next(iter(found.values()))
    if wanted not in found:
        problem = "there are several sites" if wanted is None else f"the installation has no site `{wanted}`"
        raise BadConfiguration([Problem("--site", None, problem, f"Give one of {', '.join(found)}")])
    return found[wanted]


def readable(file: Path) -> Site:
    """The site in `file`, with its dialects checked. Raises `BadConfiguration` with every problem."""
    site = load_site(file, codecs=codecs())
    wrongs = [wrong for codec in codecs_of(site) for wrong in codec.check(site)]
    if wrongs:
        raise BadConfiguration([Problem(str(file), line_of(file, wrong.about), wrong.problem, wrong.remedy) for wrong in wrongs])
    return site


def usable(settings: Settings, file: Path) -> Site:
    """As `readable`, and with the rules of the installation bound to it, as ingest will when it starts."""
    site = readable(file)
    rules = {rule.id: rule for rule in load_rules([library_path()], require_tests=True)} if settings.library else {}
    rules |= {rule.id: rule for rule in (load_rules(list(settings.rules)) if settings.rules else ())}
    bind(tuple(rules.values()), site)
    return site
