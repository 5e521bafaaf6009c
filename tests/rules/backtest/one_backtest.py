"""A process that runs one slow backtest; says ``running`` when its own processes work. Run as a module, with the store's folder."""

from __future__ import annotations

import sys
from pathlib import Path

from rules import routing
from rules.backtest.processes import run
from tests.rules.backtest import openers
from tests.rules.backtest.mill import HOT, trial


def main() -> None:
    """Until it is killed."""
    said = False

    def progress(so_far: float) -> None:
        nonlocal said
        if so_far >= 0 and not said:
            said = True
            print("running", flush=True)  # noqa: T201  the test reads it

    run(trial(HOT, HOT.replace("80", "90")), openers.slow(Path(sys.argv[1])), routing=routing.load(), progress=progress)


if __name__ == "__main__":
    main()
