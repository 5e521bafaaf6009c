"""Fire panels and their transmission devices (用户信息传输装置) that speak GB/T 26875.3-2011 over TCP. They connect; this listens."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from bridges.bridge import Around, Bridge, BridgeKind, BridgeSettings
from bridges.fire.oddities import Oddities
from bridges.fire.session import Limits, Sessions
from bridges.fire.table import AddressOrder, read_points, source_of, wrong_panel
from bridges.fire.telling import Teller
from bridges.fire.unit import Times
from bridges.publisher import Publisher
from domain.text import Text

log = logging.getLogger(__name__)


class Gbt26875Settings(BridgeSettings):
    """Fire panels by GB/T 26875.3-2011."""

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on: that of the network in which the transmission devices are")
    port: int = Field(5200, ge=1, le=65535, description="TCP port to listen on")
    table: Path | None = Field(None, description="The point table, CSV or XLSX: which component is which device")
    panel: str | None = Field(None, description="The fire panel that says what has no place in the table; without it, other sources than in panels are denied")
    panels: dict[str, str] = Field(
        default_factory=dict, description="Fire panels by source address (hexadecimal digits, high byte first), where there are several"
    )
    component_address: AddressOrder = Field("zone-position", description="How a component's four bytes are divided into loop and position")
    time_tags: Literal["binary", "bcd"] = Field("binary", description="How times are written: binary, as the standard has it, or as decimal digits")
    most_connections: int = Field(32, ge=1, le=1000, description="Connections at a time")
    idle_s: float = Field(300, gt=0, le=86_400, description="A connection without a byte for so long is closed; heartbeats come each 20 to 30 s as a rule")
    answer_s: float = Field(8, gt=0, le=10, description="A frame that the broker does not have by then is not confirmed; devices wait at most 10 s")

    @field_validator("panels")
    @classmethod
    def _sources(cls, panels: dict[str, str]) -> dict[str, str]:
        return {source_of(source): device for source, device in panels.items()}


@dataclass(frozen=True)
class Gbt26875(Bridge):
    """Listens at `host` and `port`."""

    name: str
    host: str
    port: int
    teller: Teller
    limits: Limits

    def run(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        """See `Bridge`. Raises `OSError` if it cannot listen there."""
        asyncio.run(self._listen(publisher, clock, stop))

    async def _listen(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        sessions = Sessions(self.name, self.teller, self.limits, publisher, clock)
        server = await asyncio.start_server(sessions.serve, self.host, self.port)
        log.info("%s: listening for fire panels at %s:%d", self.name, self.host, self.port)
        try:
            await asyncio.to_thread(stop.wait)
        finally:
            server.close()
            await sessions.close()
            if summary := self.teller.oddities.summary():
                log.info("%s: not understood in this run: %s", self.name, summary)


def _prepare(settings: Gbt26875Settings, around: Around) -> Bridge:
    devices = around.devices
    points = read_points(settings.table, devices)
    named: list[tuple[tuple[str | int, ...], str]] = [(("panels",), device) for device in dict.fromkeys(settings.panels.values())]
    if settings.panel is not None:
        named.append((("panel",), settings.panel))
    if not named and not points.every_panel:
        around.wrong((), "no fire panel is named", "Set panel: the device of type fire_panel that says what has no place in the table")
    for place, device in named:
        if (wrong := wrong_panel(device, devices)) is not None:
            around.wrong(place, *wrong)
    times = Times(around.site.time_zone, bcd=settings.time_tags == "bcd")
    teller = Teller(points, settings.panel, settings.panels, settings.component_address, times, Oddities(around.name))
    return Gbt26875(around.name, settings.host, settings.port, teller, Limits(settings.most_connections, settings.idle_s, settings.answer_s))


BRIDGE = BridgeKind(
    "gbt26875",
    Text("火灾报警传输(GB/T 26875.3)", "Fire panels (GB/T 26875.3)"),
    "GB/T 26875.3-2011, protocol of alarm transmission networks (城市消防远程监控系统 第3部分)",
    Gbt26875Settings,
    _prepare,
)
