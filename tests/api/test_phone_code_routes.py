"""The code by which a phone opens this installation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.services import Services
from tests.api.world import ENGINEER, World


def offering(world: World, public_url: str) -> None:
    """As an installation that wants the code shown and is reached by `public_url`."""
    services: Services = world.app.state.services
    world.app.state.services = replace(services, phone_code=True, public_url=public_url)


def test_nobody_is_shown_one_unless_the_installation_wants_it(world: World) -> None:
    assert world.get("/phone-code", ENGINEER).json() == {"url": None, "svg": None, "offered": False}


def test_it_holds_the_address_that_people_use(world: World) -> None:
    offering(world, "https://192.0.2.20:8080")
    told = world.get("/phone-code", ENGINEER).json()
    assert (told["url"], told["offered"]) == ("https://192.0.2.20:8080", True)
    assert told["svg"].startswith("<svg")


def test_without_one_it_holds_the_address_that_the_request_came_by(world: World) -> None:
    offering(world, "")
    assert world.get("/phone-code", ENGINEER).json()["url"] == "http://steward"


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080", "https://steward.localhost"])
def test_an_address_of_this_machine_alone_is_no_code(world: World, address: str) -> None:
    offering(world, address)
    assert world.get("/phone-code", ENGINEER).json() == {"url": None, "svg": None, "offered": True}
