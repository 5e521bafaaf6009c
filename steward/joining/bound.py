"""New devices that somebody binds in the web app: the same way into the site file as `steward device add`."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from domain.joining import Newcomer, Taken
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from steward.joining.asked import Asked
from steward.joining.comparison import differences
from steward.joining.entry import lines
from steward.joining.site_change import Entry, join
from steward.joining.trial import site_file, usable
from steward.settings import Settings

_SOURCE = "the new device"


class SiteFiles:
    """`domain.joining.Joining` on the site files of an installation."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._one_at_a_time = threading.Lock()

    def entry(self, newcomer: Newcomer) -> str:
        """See `domain.joining.Joining`."""
        return "\n".join(lines(_asked(newcomer)))

    def join(self, newcomer: Newcomer, *, write: bool) -> bool:
        """See `domain.joining.Joining`. Each waits for the one before; `steward device` at the same moment is refused or refuses."""
        entry = Entry(_asked(newcomer), _SOURCE)

        def choose(site: Site) -> Sequence[Entry]:
            return [] if _is_there(entry.asked, site) else [entry]

        def tried(file: Path) -> Site:
            return usable(self._settings, file)

        with self._one_at_a_time:
            return bool(join(site_file(self._settings, newcomer.site), choose, tried, write=write))


def _is_there(asked: Asked, site: Site) -> bool:
    """Whether it is in `site`, and the same. Raises `Taken` if its id or its name on the wire is another's."""
    if asked.id in site.assets:
        if other := differences(asked, site):
            raise Taken(f"`{asked.id}` is there already, but {'; '.join(other)}")
        return True
    if asked.id in site.devices:
        raise Taken(f"there is a device `{asked.id}` already")
    name = asked.address or asked.id
    device = next((each for each in site.devices.values() if (each.dialect, each.name_on_wire) == (asked.dialect, name)), None)
    if device is not None:
        raise Taken(f"`{name}` is the device `{device.id}` already")
    return False


def _asked(newcomer: Newcomer) -> Asked:
    given = {
        "id": newcomer.id,
        "type": newcomer.type,
        "name_zh": newcomer.name.zh,
        "name_en": newcomer.name.en,
        "space": newcomer.space,
        "gateway": newcomer.gateway,
        "dialect": newcomer.dialect,
        "address": None if newcomer.name_on_wire == newcomer.id else newcomer.name_on_wire,
        "counts": dict(newcomer.counts),
    }
    try:
        return Asked.model_validate(given)
    except ValidationError as error:
        problems = [Problem(_SOURCE, None, f"{each['loc'][0]}: {each['msg'].removeprefix('Value error, ')}", "Correct it") for each in error.errors()]
        raise BadConfiguration(problems) from None
