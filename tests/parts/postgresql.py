"""A real PostgreSQL: the server at ``STEWARD_TEST_POSTGRESQL_URL``, else one started from this machine's programs, else one in Docker."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from pg8000 import dbapi
from sqlalchemy import URL, make_url

from tests.parts import free_port, missing

GET_IT = "install it (Debian: apt install postgresql), start a Docker engine, or set STEWARD_TEST_POSTGRESQL_URL"
IMAGE = "postgres:15"
USER = "steward"
PATIENCE_S = 60
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=60", "autovacuum=off")
"""Settings for a cluster whose data need not outlive a power cut. Visibility and locking are the same."""


class NoPostgresql(Exception):
    """There is no way to a PostgreSQL on this machine."""


@dataclass
class Postgresql:
    """A running server. `server` is the URL of its maintenance database, of a user who may create databases."""

    server: URL
    made: list[str] = field(default_factory=list)

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        url = self.server.set(database=f"steward_test_{secrets.token_hex(8)}").update_query_dict({"sslmode": "disable"})
        self.run(f'CREATE DATABASE "{url.database}"')
        made = url.render_as_string(hide_password=False)
        self.made.append(made)
        return made

    def drop_database(self, url: str) -> None:
        """Remove a database made here, with whoever is connected."""
        self.run(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')
        self.made.remove(url)

    def drop_databases(self) -> None:
        """Remove every database made here."""
        for url in tuple(self.made):
            self.drop_database(url)

    def cut_connections(self, url: str) -> int:
        """End every connection to the database at `url`, as a restart of the server would; returns how many."""
        with closing(self._session.cursor()) as cursor:
            cursor.execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", (make_url(url).database,))
            cut: int = cursor.fetchone()[0]
            return cut

    def run(self, statement: str) -> None:
        """Run one statement in the maintenance database, outside any transaction."""
        with closing(self._session.cursor()) as cursor:
            cursor.execute(statement)

    def ask(self, statement: str) -> object:
        """The first value of its answer."""
        with closing(self._session.cursor()) as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    @cached_property
    def _session(self) -> dbapi.Connection:
        """One connection for all of this: signing in is slow by design."""
        connection = dbapi.connect(
            ssl_context=False,
            user=self.server.username or USER,
            password=self.server.password,
            host=self.server.host or "127.0.0.1",
            port=self.server.port or 5432,
            database=self.server.database or "postgres",
        )
        connection.autocommit = True
        return connection

    def close(self) -> None:
        """Let go of the server."""
        with suppress(dbapi.Error, OSError):
            self._session.close()


@contextmanager
def start_postgresql(folder: Path) -> Iterator[Postgresql]:
    """A server of our own until the block ends, on loopback, with a password; from programs of this machine, else in Docker.

    Its log lies in `folder`, and its data too unless we are root: PostgreSQL refuses to run as root and another user
    may not be let into `folder`, so they then lie in the system's temporary folder until the end. Raises `NoPostgresql`.
    """
    binaries = _binaries()
    if binaries is not None:
        with _cluster(binaries, folder) as server:
            yield server
    elif _docker_answers():
        with _container() as server:
            yield server
    else:
        raise NoPostgresql(GET_IT)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    """A PostgreSQL server for this test process; what is made on it is gone at the end."""
    with ExitStack() as stack:
        given = os.environ.get("STEWARD_TEST_POSTGRESQL_URL")
        if given:
            server = Postgresql(make_url(given))
            stack.callback(server.close)
            stack.callback(server.drop_databases)
        else:
            try:
                server = stack.enter_context(start_postgresql(tmp_path_factory.mktemp("postgresql")))
            except NoPostgresql as error:
                missing("PostgreSQL", str(error))
        yield server


def _binaries() -> Path | None:
    """The folder with ``initdb`` and ``postgres``: on PATH, or where Debian puts the newest."""
    on_path = shutil.which("initdb")
    candidates = [] if on_path is None else [Path(on_path).resolve().parent]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "postgres").exists()), None)


@contextmanager
def _cluster(binaries: Path, folder: Path) -> Iterator[Postgresql]:
    password = secrets.token_urlsafe()
    port = free_port()
    user = _unprivileged()
    with ExitStack() as stack:
        data = folder / "data" if user is None else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="steward-postgresql-")))
        data.mkdir(exist_ok=True)
        password_file = data.with_name(f"{data.name}.password")
        stack.callback(password_file.unlink, missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        if user is not None:
            shutil.chown(data, user)
            shutil.chown(password_file, user)
        log = stack.enter_context((folder / "postgresql.log").open("wb"))
        initdb: list[str | Path] = [binaries / "initdb", "-D", data, "-U", USER, "--pwfile", password_file]
        initdb += ["--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(initdb, check=True, user=user, cwd="/", stdout=log, stderr=log)
        settings = [part for setting in (*FAST, "listen_addresses=127.0.0.1", "unix_socket_directories=") for part in ("-c", setting)]
        process = subprocess.Popen([binaries / "postgres", "-D", data, "-p", str(port), *settings], user=user, cwd="/", stdout=log, stderr=log)
        try:
            server = Postgresql(URL.create("postgresql+pg8000", USER, password, "127.0.0.1", port, "postgres"))
            _wait(server, process)
            yield server
            server.close()
        finally:
            process.send_signal(3)  # SIGQUIT: stop at once, the data are not needed
            process.wait(PATIENCE_S)


def _unprivileged() -> str | None:
    """Whom to run as when we are root; `None` when we are not."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _docker_answers() -> bool:
    return shutil.which("docker") is not None and subprocess.run(["docker", "info"], capture_output=True, check=False, timeout=PATIENCE_S).returncode == 0


@contextmanager
def _container() -> Iterator[Postgresql]:
    password = secrets.token_urlsafe()
    port = free_port()
    variables = {"POSTGRES_USER": USER, "POSTGRES_PASSWORD": password, "POSTGRES_DB": "postgres"}
    name = f"steward-test-{secrets.token_hex(4)}"
    settings = [part for setting in FAST for part in ("-c", setting)]
    command = ["docker", "run", "--rm", "--detach", "--name", name, "--publish", f"127.0.0.1:{port}:5432"]
    command += [part for variable in variables for part in ("--env", variable)]
    subprocess.run([*command, IMAGE, *settings], check=True, capture_output=True, env=os.environ | variables)
    try:
        server = Postgresql(URL.create("postgresql+pg8000", USER, password, "127.0.0.1", port, "postgres"))
        _wait(server, None)
        yield server
        server.close()
    finally:
        subprocess.run(["docker", "rm", "--force", name], check=False, capture_output=True)


def _wait(server: Postgresql, process: subprocess.Popen[bytes] | None) -> None:
    """Until it answers."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return server.run("SELECT 1")
        except (dbapi.Error, OSError):
            if time.monotonic() > until or (process is not None and process.poll() is not None):
                raise
            time.sleep(0.05)
