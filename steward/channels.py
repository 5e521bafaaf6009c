"""The channels that an installation has: checked with the rest of what is written down, opened by the roles that need them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from configuration.document import Document, Place, read
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from egress.client import Egress
from notify.channels.channel import Channel, Services
from notify.registry import PAGE, channel_kinds, read_secret
from operations.escalation.ladders import ladders_of
from steward.settings import Settings, with_absolute_paths

BLOCK = "channels"


def channel_settings(settings: Settings) -> Mapping[str, BaseModel]:
    """The settings of each channel, checked against its own model. Raises `BadConfiguration` with every problem found."""
    kinds, problems, found = channel_kinds(), list[Problem](), dict[str, BaseModel]()
    for name in settings.channels:
        kind = kinds.get(name)
        if kind is None:
            known = ", ".join(sorted(set(kinds) - {PAGE}))
            problems.append(settings.document.problem((BLOCK, name), f"there is no channel `{name}`", f"Use one of {known}"))
            continue
        try:
            found[name] = with_absolute_paths(settings.document.model(kind.settings, (BLOCK, name)), settings.file.parent)
        except BadConfiguration as error:
            problems += error.problems
    if problems:
        raise BadConfiguration(problems)
    return found


def check_ladders(settings: Settings, sites: Mapping[str, Site]) -> None:
    """Raise `BadConfiguration` for each place of a site file where a ladder names a channel that does not exist at all."""
    known = set(channel_kinds())
    if all(_names(site) <= known for site in sites.values()):
        return
    problems: list[Problem] = []
    for path in settings.sites:  # read again only now: for the lines
        with suppress(BadConfiguration):
            document = read(path)
            problems += [
                document.problem(place, f"there is no channel `{name}`", f"Use some of {', '.join(sorted(known))}")
                for place, name in _channels_of(document)
                if name not in known
            ]
    if problems:
        raise BadConfiguration(problems)


def _names(site: Site) -> set[str]:
    ladders = ladders_of(site)
    return {name for policy in ladders.policies for step in policy.steps for name in step.by} | set(ladders.singly_by)


def _channels_of(document: Document) -> Iterator[tuple[Place, str]]:
    """What the ladders of a site file name, and where; and of `singly_by`."""
    ladders = _object(_object(document.data).get("escalation"))
    for p, policy in enumerate(_list(ladders.get("policies"))):
        for s, step in enumerate(_list(_object(policy).get("steps"))):
            for n, name in enumerate(_list(_object(step).get("by"))):
                if isinstance(name, str):
                    yield ("escalation", "policies", p, "steps", s, "by", n), name
    for name in _object(ladders.get("singly_by")):
        yield ("escalation", "singly_by", name), name


def _object(part: object) -> Mapping[str, object]:
    return part if isinstance(part, dict) else {}


def _list(part: object) -> Sequence[object]:
    return part if isinstance(part, list) else ()


def open_all(settings: Settings) -> dict[str, Channel]:
    """Every channel of the installation, by name, the page among them. Raises `BadConfiguration` for a secret that cannot be read."""
    services = Services(Egress(settings.egress), partial(_secret, settings.file.parent), settings.server.public_url.rstrip("/"), settings.data_dir)
    kinds = channel_kinds()
    wanted = {PAGE: kinds[PAGE].settings(), **channel_settings(settings)}
    return {name: kinds[name].open(own, services) for name, own in wanted.items()}


def _secret(base: Path, variable: str, file: Path | None) -> str:
    return read_secret(variable, None if file is None else base / file)
