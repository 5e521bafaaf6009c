"""An installation with every channel that there is: no answer of the API and no line of its log holds a secret that it was given."""

from __future__ import annotations

import logging
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from notify.channels.message import NotifyError
from tests.api.world import ADMIN, MANAGER, World
from tests.notify.channels.contract import T0, Opened, all_cases, message, opened
from tests.notify.channels.servers.platform import Trouble

KNOWN = {"site": "riverside", "asset": "t3-lift-1", "username": "guard", "name": "wall-1", "lang": "zh"}
ENDLESS = frozenset({"/api/v1/events"})


@pytest.fixture
def channels(world: World, tmp_path: Path) -> Any:  # noqa: ANN401  an iterator of them
    """All of them open in the app."""
    with ExitStack() as open_ones:
        found = [open_ones.enter_context(opened(case, tmp_path / str(number))) for number, case in enumerate(all_cases())]
        state: Any = world.app.state
        state.services = replace(state.services, channels={each.case.name: each.channel for each in found})
        yield found


def addresses(world: World) -> list[str]:
    """Everything that can be read, with what is known of what stands in paths."""
    readable = [path for path, ways in world.app.openapi()["paths"].items() if "get" in ways and path not in ENDLESS]
    alarm, order = world.raised()
    fitting = {**KNOWN, "alarm_id": alarm.id, "order_id": order.id, "asset_id": "t3-lift-1", "site_id": "riverside"}
    return [path.format_map(Filled(fitting)).removeprefix("/api/v1") for path in readable if path.startswith("/api/v1")]


class Filled(dict[str, str]):
    """What is not known is somebody's guess."""

    def __missing__(self, key: str) -> str:
        return f"any-{key}"


def failing(at: Opened) -> None:
    """As it is on a bad day: sent once, then refused for its secret, then nobody there."""
    at.channel.send(message(), at.case.address, T0)
    for number, trouble in enumerate(each for each in (Trouble.WRONG_SECRET, Trouble.HANGS_UP) if each not in at.case.without):
        at.server.trouble = trouble
        with suppress(NotifyError):  # one that has its token already does not notice
            at.channel.send(message(f"d-{number + 2}"), at.case.address, T0)


def test_no_answer_and_no_line_of_the_log_holds_a_secret(world: World, channels: list[Opened], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for each in channels:
        failing(each)
    paths = addresses(world)
    answers = [world.get(path, person) for path in paths for person in (ADMIN, MANAGER)]
    assert sum(answer.status_code == 200 for answer in answers) > 60
    said = "\n".join((*(answer.text + str(answer.headers) for answer in answers), caplog.text, str([record.__dict__ for record in caplog.records])))
    secrets = {secret for each in channels for secret in each.case.secrets.values()}
    assert len(secrets) > 10
    assert [secret for secret in secrets if secret in said] == []
