"""Guards' posts and patrol devices (巡更/岗亭): checkpoints that are scanned, calls for help, whether a post is manned."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings
from domain.device_type import DeviceType, EventType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="patrol",
    name=Text("巡更与岗位", "Guard post"),
    system="security",
    icon="guard",
    source="GA/T 644 (electronic patrol systems); offline readers upload late",
    interval_s=60,
    points=(
        PointType("sos", Text("求救", "SOS"), PointKind.BINARY, normal_value=False),
        PointType("fall", Text("跌倒", "Fall"), PointKind.BINARY, normal_value=False),
        PointType("on_post", Text("在岗", "Post manned"), PointKind.BINARY, normal_value=True),
    ),
    events=(EventType("patrol.scanned", Text("巡更打点", "Checkpoint scanned")),),
)


class PatrolBehaviour(SimulatedAsset):
    """A guard who is at the post, and scans a checkpoint now and then. Attribute of the asset: `tag`, the checkpoint."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "call_sos", "fall_down", "leave_post", "scan")

    PER_HOUR = 1.0
    GUARDS = 6

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.tag = asset.attributes.get("tag", asset.id)
        self.pending: list[Happening] = []
        super().__init__(asset, rng)

    def restore(self) -> None:
        """The guard is well and at the post."""
        super().restore()
        self.calling = self.fallen = self.away = False

    def call_sos(self) -> None:
        """The guard presses SOS."""
        self.calling = True

    def fall_down(self) -> None:
        """The guard falls and lies still."""
        self.fallen = True

    def leave_post(self) -> None:
        """Nobody is at the post."""
        self.away = True

    def scan(self) -> None:
        """Somebody scans the checkpoint."""
        self.pending.append(Happening("patrol.scanned", {"tag": self.tag, "guard": f"G-{self.rng.randrange(self.GUARDS):02}"}))

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:  # noqa: ARG002  a guard heeds rounds, not the weather
        """Walk the round."""
        if not self.away and self.rng.random() < self.PER_HOUR * dt_s / 3600:
            self.scan()
        happened, self.pending = self.pending, []
        return happened

    def values(self) -> Mapping[str, Value]:
        """What the post's device says."""
        return {"sos": self.calling, "fall": self.fallen, "on_post": not self.away, **self.common()}


BEHAVIOUR = PatrolBehaviour
