"""Running the server: ports that are taken, certificates that are none, stopping."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import httpx
import pytest

from api.serve import listen, serve
from domain.problem import BadConfiguration
from tests.api.serving import served
from tests.api.world import World


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadConfiguration) as raised:
        listen("127.0.0.1", taken.getsockname()[1])
    (problem,) = raised.value.problems
    assert "cannot listen there (Address already in use)" in str(problem)
    assert "\n" not in str(problem)


def test_an_address_that_is_not_ours_is_told_too() -> None:
    with pytest.raises(BadConfiguration):
        listen("192.0.2.1", 0)
    with pytest.raises(BadConfiguration):
        listen("no such host.invalid", 0)


def test_a_certificate_that_is_none_is_told(world: World, tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pem"
    certificate.write_text("not a certificate")
    with pytest.raises(BadConfiguration, match="certificate"):
        serve(world.app, "127.0.0.1", 0, stop=threading.Event(), certificate=certificate, key=certificate)
    with pytest.raises(BadConfiguration, match="certificate"):
        serve(world.app, "127.0.0.1", 0, stop=threading.Event(), certificate=tmp_path / "missing.pem", key=certificate)


def test_it_answers_and_stops_and_gives_the_port_back(world: World) -> None:
    with served(world) as address:
        answer = httpx.get(f"{address}/healthz")
        assert answer.status_code == 200
        assert "server" not in answer.headers
    listen("127.0.0.1", int(address.rsplit(":", 1)[1])).close()
