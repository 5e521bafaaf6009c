"""Video recorders (录像机)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings
from devices.camera import CLOCK_ERROR, ILLEGAL_LOGIN, RECORDING
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="nvr",
    name=Text("录像机", "Video recorder"),
    system="security",
    icon="recorder",
    brick="Network_Video_Recorder",
    source="GA/T 1742 (clock within 5 s), practice of public security (kept 30 days, key targets 90)",
    interval_s=60,
    points=(
        RECORDING,
        PointType(
            "disk",
            Text("硬盘", "Disk"),
            PointKind.ENUM,
            codes=(("0", "ok", Text("正常", "OK")), ("1", "full", Text("已满", "Full")), ("2", "fault", Text("故障", "Fault"))),
            normal_value="ok",
        ),
        PointType("retention", Text("录像保存天数", "Days kept"), PointKind.ANALOG, "d", low=0, high=3650, normal=(30, None)),
        CLOCK_ERROR,
        ILLEGAL_LOGIN,
    ),
)


class NvrBehaviour(SimulatedAsset):
    """A recorder that keeps a little more than it must. Attribute of the asset: `days`, how many it keeps."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "stop_recording", "fill_disk", "fail_disk", "shorten", "drift", "break_in")

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.keeps_d = float(asset.attributes.get("days", "95"))
        self.clock_s = rng.uniform(-1, 1)
        self.refused = rng.randrange(0, 4)
        self.dark = False
        super().__init__(asset, rng)

    def restore(self) -> None:
        """It records, on whole disks, as long as it should."""
        super().restore()
        self.unrecorded = self.short = self.drifting = False
        self.disk = "ok"

    def stop_recording(self) -> None:
        """The recording service stops."""
        self.unrecorded = True

    def fill_disk(self) -> None:
        """The disk is full, and nothing old is overwritten."""
        self.disk = "full"

    def fail_disk(self) -> None:
        """A disk fails."""
        self.disk, self.unrecorded = "fault", True

    def shorten(self) -> None:
        """Cameras were added: what is kept no longer reaches back far enough."""
        self.short = True

    def drift(self) -> None:
        """It loses its time server."""
        self.drifting = True

    def break_in(self) -> None:
        """Somebody tries passwords."""
        self.refused += 5

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Record, while there is power."""
        self.dark = not around.supply
        self.clock_s = self.toward(self.clock_s, 40.0 if self.drifting else 0.0, dt_s, tau_s=20, noise=0.1)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the recorder says."""
        return {
            "recording": not (self.unrecorded or self.dark),
            "disk": self.disk,
            "retention": 18.0 if self.short else self.keeps_d,
            "clock_error": round(self.clock_s, 1),
            "illegal_login": self.refused,
            **self.common(),
        }


BEHAVIOUR = NvrBehaviour
