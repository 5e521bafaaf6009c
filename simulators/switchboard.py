"""All connections of a fleet in one loop, in one thread: which device speaks over which, and waiting on their sockets."""

from __future__ import annotations

import selectors
import time
from collections.abc import Mapping

from domain.site import Site
from simulators.broker_address import BrokerAddress
from simulators.connection import Connection

MOST_CONNECTIONS = 64
"""Of one fleet. Beyond it, devices that speak for themselves share the connections there are; a shared one's will
speaks for its first device only."""

CONNECTS_PER_TURN = 4
"""New connections per turn: a fleet does not storm the broker."""


class Switchboard:
    """The connections of `site`'s devices to `broker`: one per gateway, one per device without a gateway."""

    def __init__(self, site: Site, broker: BrokerAddress, *, protocol: int = 4) -> None:
        self._selector = selectors.DefaultSelector()
        self.connections = [
            Connection(site.id, devices[0], devices, broker, self._selector, protocol=protocol, root=site.topic_root) for devices in lines(site).values()
        ]
        self._by_device = {device: connection for connection in self.connections for device in connection.devices}

    def publish(self, device: str, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Send over the connection of `device`."""
        self._by_device[device].publish(topic, payload, retain=retain)

    def lose(self, device: str) -> None:
        """Cut the connection over which `device` speaks."""
        self._by_device[device].lose()

    def regain(self, device: str) -> None:
        """Let it connect again."""
        self._by_device[device].regain()

    def turn(self, now_s: float, wait_s: float) -> None:
        """Tend every connection, then serve sockets for at most `wait_s`. `now_s` is any steadily growing time."""
        fresh = 0
        for connection in self.connections:
            before = connection.open
            if not before and fresh >= CONNECTS_PER_TURN:
                continue
            if connection.tend(now_s):
                break  # the broker is away: no use in asking for every other connection as well
            fresh += connection.open and not before
        if not self._selector.get_map():
            time.sleep(wait_s)
            return
        for key, events in self._selector.select(wait_s):
            connection = key.data
            if events & selectors.EVENT_READ and connection.open:
                connection.read()
            if events & selectors.EVENT_WRITE and connection.open:
                connection.write()

    def close(self, *, farewell: bool, within_s: float = 5.0) -> None:
        """End every connection properly, giving what waits `within_s` to go out. With `farewell` every device says ``offline``."""
        until = time.monotonic() + within_s
        if farewell:
            for connection in self.connections:
                connection.say_farewell()
        while any(connection.up and connection.unacknowledged for connection in self.connections) and time.monotonic() < until:
            self.turn(float("-inf"), 0.05)
        for connection in self.connections:
            connection.close()
        while any(connection.waits_to_write for connection in self.connections) and time.monotonic() < until:
            self.turn(float("-inf"), 0.05)
        self._selector.close()


def lines(site: Site) -> Mapping[str, list[str]]:
    """Which devices speak over which connection: lead device → devices, the lead first."""
    found: dict[str, list[str]] = {device.id: [device.id] for device in site.devices.values() if device.type.key == "gateway"}
    alone = [device.id for device in site.devices.values() if device.gateway is None and device.id not in found]
    free = max(1, MOST_CONNECTIONS - len(found))
    for index, device in enumerate(alone):
        lead = alone[index % free]
        found.setdefault(lead, []).append(device)
    for child in site.devices.values():
        if child.gateway is not None:
            found[child.gateway].append(child.id)
    return found
