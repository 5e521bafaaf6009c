"""All faults in any order, several at once, by seed. A failure says its seed: `STEWARD_FAULTS_SEEDS=7,8` plays them again.

`make soak` plays seeds by chance for hours (`tests/faults/soak.py`).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.disorder import play
from tests.faults.reporting import Tell
from tests.faults.watching import seconds

SEEDS = [int(seed) for seed in os.environ.get("STEWARD_FAULTS_SEEDS", "1,2,3").split(",")]
SECONDS = seconds("STEWARD_FAULTS_SECONDS", 10)

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.timeout(SECONDS * 8 + 300)]


@pytest.mark.parametrize("seed", SEEDS)
def test_faults_in_the_order_of(seed: int, tmp_path: Path, tell: Tell) -> None:
    tell(play(tmp_path, seed, SECONDS))
