"""The written contract is the one that is served."""

from __future__ import annotations

import json

from api.openapi import PLACE, document
from tests.api.world import World


def test_the_file_that_the_web_app_is_built_from_is_current() -> None:
    assert PLACE.read_text(encoding="utf-8") == document(), "run `python -m api.openapi`"


def test_it_is_served_without_a_token(world: World) -> None:
    assert world.get("//api/openapi.json").json() == json.loads(document())


def test_every_error_is_described_as_a_problem() -> None:
    paths = json.loads(document())["paths"]
    contents = {tuple(operation["responses"]["4XX"]["content"]) for path in paths.values() for operation in path.values()}
    assert contents == {("application/problem+json",)}


def test_enumerations_are_named_so_that_clients_get_unions() -> None:
    schemas = json.loads(document())["components"]["schemas"]
    assert schemas["AlarmState"]["enum"] == ["normal", "unacknowledged", "acknowledged", "returned_unacknowledged", "shelved", "suppressed", "out_of_service"]
    assert {"Severity", "OrderState", "OrderStep", "Department", "Role", "LiveAlarm", "LiveReading"} <= set(schemas)
