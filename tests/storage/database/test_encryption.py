"""The way to PostgreSQL is encrypted as the address says, and a server that cannot prove its name is not told the password."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from domain.records import RecordsUnavailable
from domain.time import utc_now
from storage.database import schema
from storage.database.records import DatabaseRecords
from tests.ingest.certificates import make_certificates
from tests.parts import missing
from tests.parts.postgresql import NoPostgresql, Postgresql, start_postgresql
from tests.parts.records import plain_engine

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    make_certificates(folder)
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, certificates: Path) -> Iterator[Postgresql]:
    """A server that speaks TLS, with a certificate for localhost, and openly to whoever asks for that."""
    try:
        with start_postgresql(tmp_path_factory.mktemp("postgresql")) as running:
            data = Path(str(running.ask("SHOW data_directory")))
            for given, name in (("broker.crt", "server.crt"), ("broker.key", "server.key")):
                shutil.copy(certificates / given, data / name)
                (data / name).chmod(0o600)
                shutil.chown(data / name, data.owner())
            running.run("ALTER SYSTEM SET ssl = on")
            running.run("SELECT pg_reload_conf()")
            yield running
    except NoPostgresql as error:
        missing("PostgreSQL", str(error))


def url(server: Postgresql, host: str = "localhost", **query: str) -> str:
    where = make_url(server.new_database()).set(host=host, query=query)
    return where.render_as_string(hide_password=False)


def encrypted(address: str) -> bool:
    """Whether a connection as `address` says is one of TLS: the server's own word."""
    engine = plain_engine(address)
    with engine.connect() as connection:
        return bool(connection.execute(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).scalar_one())


@pytest.mark.parametrize(("mode", "told"), [({}, "tls"), ({"sslmode": "prefer"}, "tls"), ({"sslmode": "disable"}, "open"), ({"sslmode": "require"}, "tls")])
def test_the_mode_is_what_the_server_sees(mode: dict[str, str], told: str, server: Postgresql) -> None:
    assert encrypted(url(server, "127.0.0.1", **mode)) is (told == "tls")


def test_a_server_that_proves_its_name_is_used_by_upgrade_and_records(server: Postgresql, certificates: Path) -> None:
    address = url(server, sslmode="verify-full", sslrootcert=str(certificates / "authority.crt"))
    assert encrypted(address)
    schema.upgrade(address)
    records = DatabaseRecords(address, clock=utc_now)
    records.check()
    records.close()


@pytest.mark.parametrize("wrong", ["host", "authority"])
def test_a_server_that_cannot_prove_its_name_is_refused(wrong: str, server: Postgresql, certificates: Path, tmp_path: Path) -> None:
    make_certificates(tmp_path)
    authority = tmp_path if wrong == "authority" else certificates
    host = "127.0.0.1" if wrong == "host" else "localhost"
    with pytest.raises(RecordsUnavailable):
        schema.upgrade(url(server, host, sslmode="verify-full", sslrootcert=str(authority / "authority.crt")))


def test_require_is_refused_by_a_server_that_has_no_tls(postgresql: Postgresql) -> None:
    where = make_url(postgresql.new_database()).set(query={"sslmode": "require"})
    with pytest.raises(RecordsUnavailable):
        schema.upgrade(where.render_as_string(hide_password=False))
