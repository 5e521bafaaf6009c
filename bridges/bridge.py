"""What a kind of bridge is: settings that are checked without a network, and something that runs until it is told to stop."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from bridges.publisher import Publisher
from domain.site import Device, Site
from domain.text import Text


class BridgeSettings(BaseModel):
    """What a kind of bridge wants to know beside its site and its gateway. Relative paths are taken from the folder of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Settings = TypeVar("Settings", bound=BridgeSettings)


@dataclass(frozen=True)
class Around:
    """What a bridge stands in.

    `gateway` is the device that the bridge itself is: of type ``gateway``, and the gateway of everything that speaks through
    it. `secret` gives a secret from the environment (its variable), else from a file; it raises `BadConfiguration` if there is
    neither. `wrong` tells of something wrong in the settings, as place in them, problem and remedy; it goes on.
    """

    name: str
    site: Site
    gateway: Device
    secret: Callable[[str, Path | None], str]
    wrong: Callable[[tuple[str | int, ...], str, str], None]

    @property
    def devices(self) -> Mapping[str, Device]:
        """What may speak through this bridge, by id: the devices whose gateway it is."""
        return {device.id: device for device in self.site.devices.values() if device.gateway == self.gateway.id}


class Bridge(ABC):
    """A bridge whose settings are in order."""

    @abstractmethod
    def run(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        """Publish what the machines say until `stop` is set.

        What goes wrong with a machine is said (log) and shown (the device's status is ``offline``), and tried again; it ends
        nothing. Only what nobody can mend while it runs, such as a port that is taken, is raised as `OSError`.
        """


@dataclass(frozen=True)
class BridgeKind(Generic[Settings]):
    """A kind of bridge. `prepare` reads the tables that the settings name and checks everything; it connects to nothing.

    `source` is the standard or documentation that it follows. `needs` are modules of libraries that not everybody installs:
    they come with Steward's optional dependency that has the kind's name.
    """

    key: str
    name: Text
    source: str
    settings: type[Settings]
    prepare: Callable[[Settings, Around], Bridge]
    needs: tuple[str, ...] = ()
