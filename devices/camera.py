"""Cameras (摄像机)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

VIDEO = PointType(
    "video",
    Text("图像", "Video"),
    PointKind.ENUM,
    codes=(("0", "online", Text("正常", "Online")), ("1", "offline", Text("丢失", "Offline")), ("2", "disabled", Text("停用", "Disabled"))),
    normal_value="online",
)
"""As Frigate tells a camera's state."""

RECORDING = PointType("recording", Text("录像", "Recording"), PointKind.BINARY, normal_value=True)
CLOCK_ERROR = PointType("clock_error", Text("时差", "Clock error"), PointKind.ANALOG, "s", low=-1e9, high=1e9, normal=(-5, 5))
ILLEGAL_LOGIN = PointType("illegal_login", Text("非法登录次数", "Refused logins"), PointKind.COUNTER, low=0)
"""What cameras and recorders have in common."""

TYPE = DeviceType(
    key="camera",
    name=Text("摄像机", "Camera"),
    system="security",
    icon="camera",
    brick="Surveillance_Camera",
    source="GA/T 1742 (clock within 5 s), Frigate (states of a camera)",
    interval_s=60,
    points=(VIDEO, PointType("covered", Text("遮挡", "Covered"), PointKind.BINARY, normal_value=False), RECORDING, CLOCK_ERROR, ILLEGAL_LOGIN),
)


class CameraBehaviour(SimulatedAsset):
    """A camera that sees, and is recorded."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "lose_video", "cover", "stop_recording", "drift", "break_in")

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.clock_s = rng.uniform(-1, 1)
        self.refused = rng.randrange(0, 4)
        self.dark = False
        super().__init__(asset, rng)

    def restore(self) -> None:
        """It sees again, and is recorded."""
        super().restore()
        self.lost = self.veiled = self.unrecorded = self.drifting = False

    def lose_video(self) -> None:
        """The picture is gone."""
        self.lost = True

    def cover(self) -> None:
        """Somebody covers the lens."""
        self.veiled = True

    def stop_recording(self) -> None:
        """Its recording stops."""
        self.unrecorded = True

    def drift(self) -> None:
        """It loses its time server."""
        self.drifting = True

    def break_in(self) -> None:
        """Somebody tries passwords."""
        self.refused += 5

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """See, while there is power."""
        self.dark = not around.supply
        self.clock_s = self.toward(self.clock_s, 40.0 if self.drifting else 0.0, dt_s, tau_s=20, noise=0.1)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the camera says."""
        return {
            "video": "offline" if self.lost or self.dark else "online",
            "covered": self.veiled,
            "recording": not (self.unrecorded or self.lost or self.dark),
            "clock_error": round(self.clock_s, 1),
            "illegal_login": self.refused,
            **self.common(),
        }


BEHAVIOUR = CameraBehaviour
