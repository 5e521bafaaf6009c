"""BACnet/IP: controllers, lifts, doors, fire panels' gateways. They are read and subscribed to, and never written to.

ANSI/ASHRAE 135-2020 (ISO 16484-5): annex J for BACnet/IP, clauses 13.14 (SubscribeCOV), 15.5 (ReadProperty), 15.7
(ReadPropertyMultiple) and 16.10 (Who-Is).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bridges.bacnet.interface import Interface, address_of, interface_of, is_loopback
from bridges.bacnet.row import HIGHEST_INSTANCE
from bridges.bridge import Around, Bridge, BridgeKind, BridgeSettings
from domain.text import Text


class MachineSettings(BaseModel):
    """Where a machine is: one of the two."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str | None = Field(None, description="Its IPv4 address, with its port if that is not 47808: 192.168.10.20 or 192.168.10.20:47809")
    instance: int | None = Field(None, ge=0, le=HIGHEST_INSTANCE, description="The instance of its device object, by which it is looked for (Who-Is)")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.address is None) == (self.instance is None):
            raise ValueError("give either address or instance")
        return self


class CovSettings(BaseModel):
    """Subscriptions to changes of values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lifetime_s: int = Field(300, ge=2, le=86_400, description="For how long the bridge subscribes at a time; it renews at half of it")
    confirmed: bool = Field(True, description="Ask for notifications that are repeated until the broker has them")


class BacnetSettings(BridgeSettings):
    """BACnet/IP."""

    points: Path = Field(description="The point table, CSV or XLSX")
    devices: dict[str, MachineSettings] = Field(min_length=1, description="The machines by the name that the table calls them")
    interface: str = Field("127.0.0.1", description="Address of this computer in the machines' network, with mask and port: 192.168.10.5/24:47808")
    instance: int = Field(4_194_000, ge=0, le=HIGHEST_INSTANCE, description="Of the bridge's own device object; nobody else in the network may have it")
    bbmd: str | None = Field(None, description="Address of a BBMD in another network, with which the bridge registers as a foreign device")
    interval_s: float = Field(10.0, ge=0.1, le=86_400, description="How often values are read, where the table says nothing else")
    timeout_s: float = Field(3.0, ge=0.1, le=60, description="How long to wait for an answer before asking once more")
    cov: CovSettings | None = Field(CovSettings(), description="Subscriptions to changes; null: values are only read")


def _prepare(settings: BacnetSettings, around: Around) -> Bridge:
    from bridges.bacnet.machine import Subscriptions  # noqa: PLC0415  the library is not installed everywhere
    from bridges.bacnet.points import read_points  # noqa: PLC0415
    from bridges.bacnet.watching import Watching  # noqa: PLC0415

    interface = _interface(settings, around)
    bbmd = None
    if settings.bbmd is not None:
        try:
            bbmd = address_of(settings.bbmd)
        except ValueError as error:
            around.wrong(("bbmd",), str(error), "Name the BBMD's address, and its port if that is not 47808")
    places = _places(settings, around, interface)
    objects = read_points(settings.points, around, list(settings.devices), settings.interval_s)
    for name in settings.devices:
        if name not in objects:
            around.wrong(("devices", name), f"no row of {settings.points.name} is about `{name}`", "Add its points, or take it out")
    machines = {name: (places[name], objects[name]) for name in objects if name in places}
    subscriptions = None if settings.cov is None else Subscriptions(settings.cov.lifetime_s, settings.cov.confirmed)
    return Watching(around.name, interface, settings.instance, bbmd, machines, subscriptions, settings.timeout_s)


def _interface(settings: BacnetSettings, around: Around) -> Interface:
    try:
        return interface_of(settings.interface)
    except ValueError as error:
        around.wrong(("interface",), str(error), "Write address, mask and port of this computer in the machines' network: 192.168.10.5/24:47808")
        return interface_of("127.0.0.1")


def _places(settings: BacnetSettings, around: Around, interface: Interface) -> Mapping[str, tuple[str, int] | int]:
    """Where each machine is."""
    places: dict[str, tuple[str, int] | int] = {}
    taken: dict[tuple[str, int] | int, str] = {}
    for name, machine in settings.devices.items():
        place = ("devices", name)
        if machine.instance is not None:
            places[name] = machine.instance
            if interface.broadcast is None and settings.bbmd is None:
                around.wrong(
                    (*place, "instance"), "without a mask nobody hears who is looked for", "Write `interface` with its mask (/24), or give its address"
                )
            if machine.instance == settings.instance:
                around.wrong((*place, "instance"), f"{machine.instance} is the bridge itself", "Give the bridge another `instance`")
        elif machine.address is not None:
            try:
                found = address_of(machine.address)
            except ValueError as error:
                around.wrong((*place, "address"), str(error), "Name its address, and its port if that is not 47808")
                continue
            places[name] = found
            if found[1] == interface.port and (found[0] == interface.host or is_loopback(found[0])):
                around.wrong((*place, "address"), f"{found[0]}:{found[1]} is the bridge itself", "On one computer each needs a port of its own")
            if is_loopback(interface.host) != is_loopback(found[0]):
                remedy = "Write `interface`: address, mask and port of this computer in the machines' network"
                around.wrong((*place, "address"), f"{found[0]} cannot be reached from {interface.host}", remedy)
        other = taken.setdefault(places[name], name)
        if other != name:
            around.wrong(place, f"`{other}` is the same machine", "Give each machine one name")
    return places


BRIDGE = BridgeKind("bacnet", Text("BACnet/IP", "BACnet/IP"), "ANSI/ASHRAE 135-2020 (ISO 16484-5), annex J", BacnetSettings, _prepare, needs=("bacpypes3",))
