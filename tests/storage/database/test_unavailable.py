"""When the database cannot be used: one kind of error, nothing secret in it, and recovery without help."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from domain.records import RecordsUnavailable
from domain.time import utc_now
from storage.database import schema
from storage.database.records import DatabaseRecords
from tests.parts import free_port
from tests.parts.postgresql import Postgresql
from tests.parts.records import plain_engine
from tests.storage.database.samples import put_alarm

PATIENCE_S = 60


def impatient(url: str) -> DatabaseRecords:
    return DatabaseRecords(url, clock=utc_now, lock_timeout_s=0.3)


def refusal(action: Callable[[], object]) -> str:
    """What the records say when they refuse."""
    with pytest.raises(RecordsUnavailable) as caught:
        action()
    return str(caught.value)


def try_to_write(records: DatabaseRecords) -> None:
    with records.transaction() as tx:
        put_alarm(tx)


def test_a_lock_that_another_process_holds_for_too_long(sqlite_url: str) -> None:
    records = impatient(sqlite_url)
    with closing(sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refusal(lambda: try_to_write(records))
        with records.reading() as tx:
            assert tx.alarms.open_at("riverside") == []
        other.execute("ROLLBACK")
    try_to_write(records)
    records.close()


def test_a_lock_that_another_thread_holds_for_too_long(records_url: str) -> None:
    records = impatient(records_url)
    locked, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with records.transaction() as tx:
            tx.housekeeping.set_cursor("x", 1)
            locked.set()
            assert go_on.wait(PATIENCE_S)

    def wait_for_it() -> None:
        with records.transaction() as tx:
            tx.housekeeping.set_cursor("x", 2)

    with ThreadPoolExecutor() as pool:
        holding = pool.submit(hold)
        assert locked.wait(PATIENCE_S)
        refusal(wait_for_it)
        go_on.set()
        holding.result(PATIENCE_S)
    wait_for_it()
    with records.reading() as tx:
        assert tx.housekeeping.cursor("x") == 2
    records.close()


def test_two_who_lock_each_other_out_and_one_is_asked_to_try_again(postgresql_records: DatabaseRecords) -> None:
    barrier = threading.Barrier(2)

    def both(first: str, second: str) -> bool:
        try:
            with postgresql_records.transaction() as tx:
                tx.housekeeping.set_cursor(first, 1)
                barrier.wait(PATIENCE_S)
                tx.housekeeping.set_cursor(second, 1)
        except RecordsUnavailable:
            return False
        return True

    with postgresql_records.transaction() as tx:
        tx.housekeeping.set_cursor("a", 0)
        tx.housekeeping.set_cursor("b", 0)
    with ThreadPoolExecutor() as pool:
        results = [task.result(PATIENCE_S) for task in [pool.submit(both, "a", "b"), pool.submit(both, "b", "a")]]
    assert sorted(results) == [False, True]


def test_idle_connections_that_the_server_cut_are_replaced_unnoticed(postgresql: Postgresql, postgresql_url: str) -> None:
    records = impatient(postgresql_url)
    try_to_write(records)
    records.check()
    assert postgresql.cut_connections(postgresql_url) == 2
    try_to_write(records)
    records.check()
    records.close()


def test_a_connection_that_is_lost_inside_a_transaction_changes_nothing_and_the_next_one_works(postgresql: Postgresql, postgresql_url: str) -> None:
    records = impatient(postgresql_url)

    def lose_it() -> None:
        with records.transaction() as tx:
            put_alarm(tx)
            postgresql.cut_connections(postgresql_url)
            put_alarm(tx)

    refusal(lose_it)
    with records.transaction() as tx:
        assert tx.alarms.open_at("riverside") == []
    records.close()


def test_a_connection_that_is_lost_at_the_commit(postgresql: Postgresql, postgresql_url: str) -> None:
    records = impatient(postgresql_url)

    def lose_it() -> None:
        with records.transaction() as tx:
            put_alarm(tx)
            postgresql.cut_connections(postgresql_url)

    refusal(lose_it)
    try_to_write(records)
    records.close()


def test_nobody_listens() -> None:
    records = impatient(f"postgresql+pg8000://steward:top-secret@127.0.0.1:{free_port()}/steward")
    for action in (records.check, lambda: try_to_write(records)):
        assert "top-secret" not in refusal(action)


def test_a_wrong_password(postgresql_url: str) -> None:
    records = impatient(make_url(postgresql_url).set(password="top-secret").render_as_string(hide_password=False))
    said = refusal(records.check)
    assert "password" in said
    assert "top-secret" not in said


def test_no_such_database(postgresql_url: str) -> None:
    assert "does not exist" in refusal(impatient(make_url(postgresql_url).set(database="nowhere").render_as_string(hide_password=False)).check)


def test_no_such_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/records.db"
    refusal(impatient(url).check)
    refusal(lambda: schema.upgrade(url))


def test_a_missing_file_is_not_made_by_looking_for_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/records.db"
    assert "steward db upgrade" in refusal(impatient(url).check)
    assert schema.current(url) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "records.db").write_text("This is a letter, not a database. " * 100)
    refusal(impatient(f"sqlite:///{tmp_path}/records.db").check)


def test_a_database_without_schema_names_the_remedy(bare_url: str) -> None:
    records = impatient(bare_url)
    assert "steward db upgrade" in refusal(records.check)
    assert "steward db upgrade" in refusal(lambda: try_to_write(records))
    records.close()


def test_a_database_of_the_previous_version_names_the_remedy(bare_url: str) -> None:
    schema.upgrade(bare_url, "0001")
    records = impatient(bare_url)
    assert "steward db upgrade" in refusal(records.check)
    assert "steward db upgrade" in refusal(lambda: try_to_write(records))
    schema.upgrade(bare_url)
    records.check()
    records.close()


def test_a_database_of_a_newer_version_is_left_alone(records_url: str) -> None:
    engine = plain_engine(records_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    records = impatient(records_url)
    assert "newer Steward" in refusal(records.check)
    assert "newer Steward" in refusal(lambda: schema.upgrade(records_url))
    records.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://root:top-secret@localhost/steward",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////tmp/record.db?mode=ro",
        "sqlite:////tmp/record.db?sslmode=require",
        "postgresql+pg8000://u:top-secret@h/d?sslmode=perhaps",
        "postgresql+pg8000://u:top-secret@h/d?application_name=steward",
        "postgresql+pg8000://u:top-secret@h/d?sslmode=require&sslrootcert=/etc/ca.pem",
        "postgresql+pg8000://u:top-secret@h/d?sslmode=verify-full&sslrootcert=/nowhere/ca.pem",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"record") as caught:
        DatabaseRecords(url, clock=utc_now)
    assert "top-secret" not in str(caught.value)
