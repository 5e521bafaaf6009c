"""One world by its seed, with everything that is to be said of it when it fails."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.simulation.comparison import differences
from tests.simulation.promises import broken
from tests.simulation.scheduler import PromiseBroken
from tests.simulation.world import Ears, World, plan

_LAST_STEPS = 40


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where there is such a place: what a dead process has written stays all the same, and syncing costs nothing."""
    memory = Path("/dev/shm")  # noqa: S108  a folder of our own in it, with a random name
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def live(seed: int) -> tuple[World, list[str]]:
    """The world of `seed`, and the promises that were broken in it."""
    with scratch() as folder:
        world = World(plan(seed), folder / "world")
        try:
            world.run()
        except PromiseBroken as error:
            return world, [str(error)]
        with Ears(world.scheduler).open("ingest"):
            found = list(broken(world))
        if world.plan.orderly and not found:
            found = list(differences(world, folder / "calm"))
        return world, found


def report(world: World, found: list[str], *, steps: int = _LAST_STEPS) -> str:
    """What broke, the faults, how to see it again, and the last steps (0: all of them)."""
    seed = world.plan.seed
    lines = [f"seed {seed}: {len(found)} promises broken", *found]
    lines += ["", "faults:", *(str(fault) for fault in world.plan.faults), *(f"{at_s:8.2f} s  rules change" for at_s in world.plan.rule_changes)]
    lines += ["", f"lives: {', '.join(life.how or 'lives' for life in world.host.lives)}"]
    lines += ["", f"again, with every step: python -m tests.simulation {seed}", ""]
    lines += [f"{at_us / 1e6:10.4f} {who:22} {what} {detail}" for at_us, who, what, detail in world.scheduler.log[-steps:]]
    return "\n".join(lines)
