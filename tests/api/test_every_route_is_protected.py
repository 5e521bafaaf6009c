"""Denied by default: what needs no token stands in a list here, and nowhere else."""

from __future__ import annotations

import re

import pytest

from api.app import routed
from tests.api.world import ADMIN, GONE, World

OPEN = {
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/logout"),
    ("POST", "/api/v1/auth/phone"),
    ("POST", "/api/v1/auth/pin"),
    ("GET", "/api/v1/public/jobs/{token}"),
    ("POST", "/api/v1/public/jobs/{token}/steps"),
    ("POST", "/api/v1/public/jobs/{token}/attachments"),
    ("GET", "/api/v1/public/visit-places/{token}"),
    ("POST", "/api/v1/public/visit-places/{token}/sign-in"),
    ("POST", "/api/v1/public/visit-places/{token}/resume"),
    ("GET", "/api/v1/public/visits/{token}"),
    ("POST", "/api/v1/public/visits/{token}/attachments"),
    ("POST", "/api/v1/public/visits/{token}/sign-out"),
    ("POST", "/api/v1/public/visits/{token}/withdraw"),
    ("GET", "/api/v1/public/qr/{token}"),
    ("GET", "/api/v1/calendar/{token}.ics"),
    ("POST", "/api/v1/public/qr/{token}/requests"),
    ("GET", "/api/v1/public/requests/{token}"),
    ("POST", "/api/v1/public/requests/{token}/rating"),
    ("POST", "/api/v1/public/contact-checks"),
    ("GET", "/api/v1/public/notices/{token}"),
    ("POST", "/api/v1/public/notice-opt-out"),
    ("POST", "/api/v1/receipts"),
    ("GET", "/api/v1/channels/{name}/callback"),
    ("POST", "/api/v1/channels/{name}/callback"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
}
OPERATIONS = sorted((method.upper(), path) for path, operations in routed().openapi()["paths"].items() for method in operations)
PROTECTED = [operation for operation in OPERATIONS if operation not in OPEN]
FILLED = {"step": "accept"}


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda name: FILLED.get(name[1], "x"), path)


def test_the_open_ones_are_all_there() -> None:
    assert set(OPERATIONS) >= OPEN
    assert len(PROTECTED) > 25


def test_without_a_token_nothing_protected_answers(world: World) -> None:
    answers = {(method, path): world.ask(method, "/" + filled(path)).status_code for method, path in PROTECTED}
    assert answers == dict.fromkeys(PROTECTED, 401)


@pytest.mark.parametrize("header", ["Bearer", "Bearer nonsense", "Basic YTpi", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJwLWFkbWluIn0."])
def test_what_is_no_token_of_ours_is_refused(world: World, header: str) -> None:
    answer = world.get("/me", headers={"Authorization": header})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_closed_account_is_refused_though_its_token_runs(world: World) -> None:
    assert world.get("/me", GONE).status_code == 401


def test_a_token_is_over_after_a_quarter_of_an_hour(world: World) -> None:
    headers = {"Authorization": f"Bearer {world.token(ADMIN)}"}
    assert world.get("/me", headers=headers).status_code == 200
    world.clock.forward(minutes=15)
    assert world.get("/me", headers=headers).status_code == 401
