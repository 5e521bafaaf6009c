"""InfluxDB and PostgreSQL as processes of our own that may be killed and started again on what they have on disk."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pg8000 import dbapi
from sqlalchemy import URL

from tests.faults.process import Process, eventually
from tests.parts import free_port, influxdb, missing, postgresql
from tests.parts.influxdb import InfluxDB
from tests.parts.postgresql import Postgresql


@contextmanager
def killable_influxdb(folder: Path) -> Iterator[tuple[Process, InfluxDB]]:
    """A server with its files in `folder`, set up and ready."""
    program = influxdb._program() or missing("an InfluxDB that may be killed", influxdb.HOW)
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = influxdb.server_command(program, folder, port)
    process = Process("influxd", command, folder / "influxd.log")
    process.start()
    try:
        wait_for_influxdb(process, f"http://127.0.0.1:{port}")
        yield process, influxdb._set_up(f"http://127.0.0.1:{port}")
    finally:
        process.end()


def wait_for_influxdb(process: Process, url: str) -> None:
    """Until it answers."""
    influxdb._wait(url, lambda: process.alive, process.log)


@contextmanager
def killable_postgresql(folder: Path) -> Iterator[tuple[Process, Postgresql]]:
    """A server with the settings that it comes with: what it has committed survives it."""
    binaries = postgresql._binaries() or missing("a PostgreSQL that may be killed", postgresql.GET_IT)
    folder.mkdir(parents=True, exist_ok=True)
    user, password, port = postgresql._unprivileged(), secrets.token_urlsafe(), free_port()
    with tempfile.TemporaryDirectory(prefix="steward-postgresql-") as name:
        data = Path(name) / "data"
        data.mkdir()
        password_file = Path(name) / "password"
        password_file.write_text(password)
        if user is not None:  # it refuses to run as root
            for path in (Path(name), data, password_file):
                shutil.chown(path, user)
        initdb = [str(binaries / "initdb"), "-D", str(data), "-U", postgresql.USER, "--pwfile", str(password_file), "--auth=scram-sha-256"]
        subprocess.run([*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], check=True, user=user, cwd="/", capture_output=True)
        settings = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "shared_buffers=16MB", "-c", "logging_collector=off"]
        command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), *settings]
        process = Process("postgres", command, folder / "postgres.log", user=user)
        server = Postgresql(URL.create("postgresql+pg8000", postgresql.USER, password, "127.0.0.1", port, "postgres"))
        process.start()
        try:
            wait_for_postgresql(process, server)
            yield process, server
        finally:
            server.close()
            process.end()
            # Its children see within moments that it is gone; until then they may still write there.
            eventually(lambda: not _still_used(data), what="the end of PostgreSQL's children")


def wait_for_postgresql(process: Process, server: Postgresql) -> None:
    """Until it answers. After a kill -9 it refuses to start while children of the dead one live: started until it does."""

    def answers() -> bool:
        if not process.alive:
            process.start()
        with suppress(dbapi.Error, OSError):
            server.close()  # a connection of before is of no use any more
            server.__dict__.pop("_session", None)
            server.run("SELECT 1")
            return True
        return False

    eventually(answers, what="an answer of PostgreSQL")


def _still_used(data: Path) -> bool:
    """Whether any process has its working directory there, as all of PostgreSQL's have."""
    here = str(data)
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if str(link.readlink()) == here:
                return True
    return False
