"""The channels to residents, apart from those to the staff: checked with the rest of what is written down, opened by the roles that need them.

A secret of theirs comes from a variable of its own, else from the file that is named there: for ``owners-group`` and the
channel's ``STEWARD_WECOM_ROBOT_KEY`` that is ``STEWARD_RESIDENTS_OWNERS_GROUP_WECOM_ROBOT_KEY``. So no message to residents
ever leaves by the robot of the staff's group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.notice_delivery import ResidentWay
from domain.problem import BadConfiguration, Problem
from domain.records import Records
from domain.site import Site
from domain.text import Text
from domain.time import utc_now
from egress.client import Egress
from notify.channels.channel import Services
from notify.notices.addresses import FIELDS
from notify.notices.pump import Outlet, Pump
from notify.registry import channel_kinds, read_secret
from operations.notices.drafting import Outlets
from steward.folders import signing_secret
from steward.settings import Settings, with_absolute_paths

BLOCK = "residents"
_OURS = "STEWARD_"


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")

    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=60)


class ResidentSettings(BaseModel):
    """A way to residents. Its kind's own settings stand below `settings`, as they would below `channels`."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["wecom-robot", "dingtalk-robot", "feishu-robot", "webhook", "sms", "email"] = Field(description="The kind of channel")
    title: _Words | None = Field(None, description="What people call it: 1号楼业主群")
    sites: list[str] = Field(default_factory=list, description="The ids of the sites whose residents it tells; none: all")
    settings: dict[str, Any] = Field(default_factory=dict, description="As for a channel of this kind")


@dataclass(frozen=True, slots=True)
class CheckedWay:
    """A way with the settings of its channel, checked."""

    way: ResidentWay
    own: BaseModel


def resident_ways(settings: Settings, sites: Mapping[str, Site] | None = None) -> Mapping[str, CheckedWay]:
    """The ways that are written down, by name. Raises `BadConfiguration` with every problem found; with `sites`, for sites that are not there."""
    problems: list[Problem] = []
    found: dict[str, CheckedWay] = {}
    for name in settings.residents:
        try:
            written = settings.document.model(ResidentSettings, (BLOCK, name))
            kind = channel_kinds()[written.by]
            own = with_absolute_paths(settings.document.model(kind.settings, (BLOCK, name, "settings")), settings.file.parent)
        except BadConfiguration as error:
            problems += error.problems
            continue
        strange = [site for site in written.sites if sites is not None and site not in sites]
        problems += [settings.document.problem((BLOCK, name, "sites"), f"there is no site `{site}`", "Use the id of a site of this file") for site in strange]
        title = kind.title if written.title is None else Text(written.title.zh, written.title.en)
        found[name] = CheckedWay(ResidentWay(name, written.by, title, written.by not in FIELDS, tuple(written.sites)), own)
    if problems:
        raise BadConfiguration(problems)
    return found


def outlets_of(settings: Settings) -> Outlets:
    """What drafting and publishing go by."""
    return Outlets(signing_secret(settings.data_dir), {name: checked.way for name, checked in resident_ways(settings).items()})


def pump_of(settings: Settings, records: Records) -> Pump:
    """What sends, with its channels open. Raises `BadConfiguration` for a secret that cannot be read."""
    public_url = settings.server.public_url.rstrip("/")
    opened: dict[str, Outlet] = {}
    for name, checked in resident_ways(settings).items():
        services = Services(Egress(settings.egress), partial(_secret, settings.file.parent, name), public_url, settings.data_dir)
        opened[name] = Outlet(checked.way.by, channel_kinds()[checked.way.by].open(checked.own, services))
    return Pump(records, opened, signing_secret(settings.data_dir), utc_now, public_url=public_url)


def _secret(base: Path, name: str, variable: str, file: Path | None) -> str:
    return read_secret(own_variable(name, variable), None if file is None else base / file)


def own_variable(name: str, variable: str) -> str:
    """What a channel's `variable` is called for the way `name`; one that the settings name themselves stays."""
    if not variable.startswith(_OURS):
        return variable
    return f"{_OURS}{BLOCK.upper()}_{name.upper().replace('-', '_')}_{variable.removeprefix(_OURS)}"
