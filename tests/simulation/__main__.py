"""``python -m tests.simulation SEED [UNTIL]``: replays one world with every step, or looks for one that fails among several."""

from __future__ import annotations

import sys

from tests.simulation.replay import live, report


def main(arguments: list[str]) -> int:
    """One seed: its whole story. Two: the first that fails from the one up to, and without, the other."""
    first = int(arguments[0])
    until = int(arguments[1]) if len(arguments) > 1 else first + 1
    for seed in range(first, until):
        world, found = live(seed)
        if found or until == first + 1:
            sys.stdout.write(report(world, found, steps=0) + "\n")
            return 1 if found else 0
    sys.stdout.write(f"{until - first} worlds, no promise broken\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
