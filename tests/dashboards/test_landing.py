"""The board shows a step's outcome before the server has answered: what it supposes is what the lifecycle says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboards import build_web_app
from domain.work_order import TRANSITIONS, OrderEvent, OrderState

TEXT = (Path(build_web_app.__file__).parent / "src/work-orders/landing.ts").read_text(encoding="utf-8")
SUPPOSED: dict[str, str] = dict(re.findall(r"^  (\w+): \"(\w+)\",$", TEXT, re.MULTILINE))


def test_there_are_steps_in_the_file() -> None:
    assert {"accept", "hold", "complete"} <= set(SUPPOSED)


@pytest.mark.parametrize("step", SUPPOSED)
def test_a_step_of_the_board_leads_where_the_lifecycle_says(step: str) -> None:
    assert {following for (_, event), following in TRANSITIONS.items() if event is OrderEvent(step)} == {OrderState(SUPPOSED[step])}
