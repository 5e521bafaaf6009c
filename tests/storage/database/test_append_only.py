"""What is appended is never changed, and goes by retention alone: the database itself sees to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from domain.records import AuditEntry
from storage.database.engine import address, open_engine
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import NOON, a_rule_version, an_event, put_alarm, put_order, put_permit

TABLES = ("event_log", "audit_log", "alarm_entry", "timeline_entry", "permit_entry", "rule_version")


@pytest.fixture
def engine(records: DatabaseRecords, records_url: str) -> Iterator[Engine]:
    """On records with a row in each of the tables."""
    with records.transaction() as tx:
        put_alarm(tx)
        put_order(tx)
        put_permit(tx)
        tx.rule_versions.add(a_rule_version())
        tx.events.append(an_event())
        tx.housekeeping.audit(AuditEntry(NOON, "wang", "sign-in", "", ""))
    opened = open_engine(address(records_url), reading=False, lock_timeout_s=5)
    yield opened
    opened.dispose()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_a_row_can_neither_be_changed_nor_deleted(engine: Engine, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match=f"{table} is append-only"), engine.begin() as connection:
        connection.execute(text(statement.format(table)))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_cannot_be_emptied_at_a_stroke(postgresql_records: DatabaseRecords, postgresql_url: str, table: str) -> None:
    postgresql_records.check()
    engine = open_engine(address(postgresql_url), reading=False, lock_timeout_s=5)
    with pytest.raises(DBAPIError, match=f"{table} is append-only"), engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))
    engine.dispose()
