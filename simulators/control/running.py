"""A scenario that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from simulators.scenario import Scenario, Step
from simulators.script import Script

LINGERS_S = 60.0
"""A scenario that is over is still shown for so long, every step done."""


@dataclass(frozen=True, slots=True)
class Running:
    """`scenario` as `script` plays it since `began_at` (UTC)."""

    scenario: Scenario
    script: Script
    began_at: datetime

    def elapsed_s(self, now_s: float) -> float:
        """Seconds since this pass began; `now_s` is the stage's time."""
        return max(0.0, now_s - self.script.pass_s)

    def state(self, step: Step, now_s: float) -> str:
        """Of a step in this pass: ``waiting``, ``now`` or ``done``."""
        elapsed = self.elapsed_s(now_s)
        return "waiting" if elapsed < step.at_s else "now" if elapsed < step.ends_s else "done"

    def over(self, now_s: float) -> bool:
        """Whether everything happened a while ago."""
        last = max(step.ends_s for step in self.scenario.steps)
        return self.scenario.loop_s is None and self.script.finished and self.elapsed_s(now_s) > last + LINGERS_S
