"""What the API is given by the wiring; it makes none of it itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Protocol

from fastapi import Depends
from starlette.requests import HTTPConnection

from api.drill_scenarios import DrillScenarios
from api.live.live_state import LiveState
from api.simulation import Simulation
from domain.joining import Joining
from domain.notice_delivery import ResidentWay
from domain.records import Records
from domain.site import Site
from domain.telemetry import TelemetryStore
from domain.time import Clock
from egress.addresses import Allowed
from notify.channels.channel import Channel
from operations.forms.typeset import Typesetter
from rules.rule import Rule


class RulesInForce(Protocol):
    """The rules of each site. Called from worker threads; asks the records itself if it needs to, and never within their transactions."""

    def of(self, site: str) -> Sequence[Rule]:
        """Those in force at `site` now: the files' with what people have put live laid over them. May raise `RecordsUnavailable`."""

    def from_files(self) -> Sequence[Rule]:
        """Those of the files, the same at every site: what version 0 of a rule means."""


@dataclass(frozen=True)
class Services:
    """The parts behind the API.

    `rules` knows the rules of each site. `secret` signs access tokens (at least 32 bytes). `uploads` is an
    existing folder for attachments. `web_app` is the folder of the built web app; `None`: not built. `feeds` are the sockets
    on which the ingest of each site offers its live feed; the app listens to them while it runs. `egress` is what webhooks may
    call beside the public internet.
    """

    records: Records
    telemetry: TelemetryStore
    sites: Mapping[str, Site]
    rules: RulesInForce
    live: LiveState
    clock: Clock
    secret: bytes
    uploads: Path
    web_app: Path | None
    version: str
    feeds: Mapping[str, Path] = field(default_factory=dict)
    egress: Allowed = field(default_factory=Allowed)
    typesetter: Typesetter = field(default_factory=Typesetter)
    public_url: str = ""
    """Where people reach Steward, without a slash at its end; empty: whatever address a request came by."""
    phone_code: bool = False
    """Whether the overview shows the code by which a phone opens this installation."""
    joining: Joining | None = None
    """How new devices get into the site files; `None`: this server cannot write them."""
    channels: Mapping[str, Channel] = field(default_factory=dict)
    """The open channels by name: which ways to people there are, and who answers their callbacks."""
    resident_ways: Mapping[str, ResidentWay] = field(default_factory=dict)
    """The channels to residents by name, by which notices leave."""
    simulation: Simulation | None = None
    """The simulators that run with this installation; `None`: there are none to be ruled."""
    drill_scenarios: DrillScenarios | None = None
    """What virtual devices can play in drills; `None`: no drills can be planned here."""


def services_of(connection: HTTPConnection) -> Services:
    """The parts behind the app that serves this connection."""
    found = connection.app.state.services
    if not isinstance(found, Services):
        raise TypeError("create_app() must have been given Services")
    return found


Parts = Annotated[Services, Depends(services_of)]
