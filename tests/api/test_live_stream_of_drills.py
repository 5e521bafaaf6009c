"""What a reader of the live stream hears of drills: nothing, but of the one it asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.live.subscription import Wants
from domain.event_log import EventType
from tests.storage.database.samples import an_event

WANTS = Wants(frozenset(EventType), frozenset({"riverside"}))


@pytest.mark.parametrize(
    ("drill", "realm", "heard"),
    [(None, "live", True), (None, "d1", False), ("d1", "live", True), ("d1", "d1", True), ("d1", "d2", False), ("live", "d1", False)],
)
def test_the_realm_of_an_event_decides(drill: str | None, realm: str, heard: bool) -> None:  # noqa: FBT001  a parameter
    event = an_event(site="riverside", realm=realm)
    assert replace(WANTS, drill=drill).event(event) is heard


def test_a_drill_of_another_site_is_not_heard() -> None:
    assert not replace(WANTS, drill="d1").event(an_event(site="hillside", realm="d1"))
