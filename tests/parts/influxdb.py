"""A real InfluxDB 2.7 for tests and benchmarks.

Taken from the first of: the server that ``STEWARD_TEST_INFLUXDB_URL`` names (with ``_TOKEN`` and ``_ORG``), an
``influxd`` on PATH, the one that ``tests/influxd/build.sh`` keeps in its cache, a container when Docker answers.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.parts import free_port, missing

HOW = "run tests/influxd/build.sh, or put influxd 2.7 on PATH, or set STEWARD_TEST_INFLUXDB_URL, _TOKEN and _ORG"
IMAGE = "influxdb:2.7"
_START_WITHIN_S = 60.0
_GO_MOD = Path(__file__).parents[1] / "influxd" / "go.mod"


class InfluxDBMissing(Exception):
    """There is no InfluxDB on this machine; the text says how to get one."""


@dataclass(frozen=True, slots=True)
class InfluxDB:
    """A running server, set up, and an operator's token for it."""

    url: str
    org: str
    token: str

    def bucket(self, prefix: str = "test") -> str:
        """Make a new empty bucket that keeps everything, and give its name."""
        name = f"{prefix}-{secrets.token_hex(6)}"
        self.call("POST", "/api/v2/buckets", {"name": name, "orgID": self.org_id(), "retentionRules": []})
        return name

    def org_id(self) -> str:
        """The id that the server gave our organisation."""
        answer = self.call("GET", f"/api/v2/orgs?org={self.org}")
        found: str = answer["orgs"][0]["id"]  # type: ignore[index]  # the server's own JSON
        return found

    def token_for(self, permissions: list[dict[str, object]]) -> str:
        """Make a token that may do only what `permissions` (of InfluxDB's API) say."""
        answer = self.call("POST", "/api/v2/authorizations", {"orgID": self.org_id(), "permissions": permissions})
        token = answer["token"]
        assert isinstance(token, str)
        return token

    def write_lines(self, bucket: str, lines: str) -> None:
        """Write raw line protocol with nanoseconds, as a foreign program would."""
        self.call("POST", f"/api/v2/write?org={self.org}&bucket={bucket}&precision=ns", lines)

    def call(self, method: str, path: str, body: Mapping[str, object] | str | None = None) -> dict[str, object]:
        """One request to the server's API; its JSON, empty when it answers without. Raises `urllib.error.HTTPError`."""
        return _call(self.url, method, path, body, self.token)


@contextmanager
def start_influxdb(folder: Path) -> Iterator[InfluxDB]:
    """A server for as long as the context lasts; ours keeps its files in `folder`. Raises `InfluxDBMissing`."""
    if url := os.environ.get("STEWARD_TEST_INFLUXDB_URL"):
        yield InfluxDB(url.rstrip("/"), os.environ.get("STEWARD_TEST_INFLUXDB_ORG", "steward"), os.environ.get("STEWARD_TEST_INFLUXDB_TOKEN", ""))
    elif program := _program():
        with _started(program, folder) as server:
            yield server
    elif _docker_answers():
        with _in_docker() as server:
            yield server
    else:
        raise InfluxDBMissing(HOW)


@pytest.fixture(scope="session")
def influxdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxDB]:
    """A real InfluxDB for the whole session. Take a bucket of your own: ``influxdb.bucket()``."""
    try:
        with start_influxdb(tmp_path_factory.mktemp("influxdb")) as server:
            yield server
    except InfluxDBMissing as error:
        missing("InfluxDB 2.7", str(error))


def cached_program() -> Path:
    """Where ``tests/influxd/build.sh`` keeps the server that it built; whether it is there is another matter."""
    version = re.search(r"github\.com/influxdata/influxdb/v2\s+(v\S+)", _GO_MOD.read_text(encoding="utf-8"))
    assert version is not None, f"{_GO_MOD} names no version of InfluxDB"
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    cache = Path(os.environ.get("STEWARD_CACHE") or Path(base) / "steward")
    return cache / f"influxd-{version[1]}" / "influxd"


def _program() -> str | None:
    if found := shutil.which("influxd"):
        return found
    cached = cached_program()
    return str(cached) if os.access(cached, os.X_OK) else None


def server_command(program: str, folder: Path, port: int) -> list[str]:
    """What starts a server with its files in `folder`, on loopback."""
    return [
        program,
        "--reporting-disabled",
        f"--bolt-path={folder / 'influxd.bolt'}",
        f"--sqlite-path={folder / 'influxd.sqlite'}",
        f"--engine-path={folder / 'engine'}",
        f"--http-bind-address=127.0.0.1:{port}",
        "--log-level=warn",
    ]


@contextmanager
def _started(program: str, folder: Path) -> Iterator[InfluxDB]:
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = server_command(program, folder, port)
    log = folder / "influxd.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
    try:
        _wait(f"http://127.0.0.1:{port}", lambda: process.poll() is None, log)
        yield _set_up(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _docker_answers() -> bool:
    if shutil.which("docker") is None:
        return False
    try:
        return subprocess.run(["docker", "version"], capture_output=True, timeout=20, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


@contextmanager
def _in_docker() -> Iterator[InfluxDB]:
    port = free_port()
    run = ["docker", "run", "--detach", "--rm", "--publish", f"127.0.0.1:{port}:8086", IMAGE, "influxd", "--reporting-disabled"]
    container = subprocess.run(run, capture_output=True, text=True, timeout=300, check=True).stdout.strip()
    try:
        _wait(f"http://127.0.0.1:{port}", lambda: True, None)
        yield _set_up(f"http://127.0.0.1:{port}")
    finally:
        subprocess.run(["docker", "stop", container], capture_output=True, timeout=60, check=False)


def _set_up(url: str) -> InfluxDB:
    server = InfluxDB(url, "steward", secrets.token_urlsafe(32))
    first = {"username": "tests", "password": secrets.token_urlsafe(16), "org": server.org, "bucket": "first", "token": server.token}
    _call(url, "POST", "/api/v2/setup", first, None)
    return server


def _wait(url: str, runs: Callable[[], bool], log: Path | None) -> None:
    """Until the server says that it is ready; one that ends or never does is an error with the end of its log."""
    until = time.monotonic() + _START_WITHIN_S
    while runs() and time.monotonic() < until:
        try:
            _call(url, "GET", "/health", None, None)
        except OSError:  # nobody listens yet, or it answers 503
            time.sleep(0.1)
        else:
            return
    said = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log else ""
    raise RuntimeError(f"InfluxDB did not come up at {url}: {said}")


def _call(url: str, method: str, path: str, body: Mapping[str, object] | str | None, token: str | None) -> dict[str, object]:
    data = body.encode() if isinstance(body, str) else None if body is None else json.dumps(body).encode()
    kind = "text/plain; charset=utf-8" if isinstance(body, str) else "application/json"
    headers = {"Content-Type": kind} | ({"Authorization": f"Token {token}"} if token else {})
    request = urllib.request.Request(url + path, data, headers, method=method)  # noqa: S310  http to the server under test only
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  as above
        text = answer.read().decode()
    found: dict[str, object] = json.loads(text) if text else {}
    return found
