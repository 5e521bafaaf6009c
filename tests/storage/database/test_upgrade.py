"""Upgrading: what is in use stays as it is, nothing is told anew, and many processes may start at once."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, select, text, update

from domain.alarm import AlarmEvent
from domain.records import AlarmFilter, DeviceCheckpoint, OrderFilter, Records
from domain.retention import RETENTION, DataKind
from domain.suppression import CauseKind
from domain.time import utc_now
from storage.database import schema
from storage.database.records import DatabaseRecords
from tests.parts.records import plain_engine
from tests.storage.database.samples import NOON, an_entry, put_incident, put_verification

OLD_DATA: dict[str, list[dict[str, Any]]] = {
    "alarm": [
        {
            "id": f"a{number}",
            "realm": "live",
            "site": "riverside",
            "asset": "lift-1",
            "rule": "lift.entrapment",
            "episode": f"e{number}",
            "condition_key": f"c{number}",
            "severity": "critical",
            "department": "security",
            "assist": '["engineering"]',
            "message_zh": "1号梯 疑似困人",
            "message_en": "Possible ENTRAPMENT",
            "occurred_at": NOON,
            "raised_at": NOON + timedelta(seconds=number),
            "condition": True,
            "acknowledged": number % 2 == 0,
            "hidden_kind": "shelved" if number == 9 else None,
            "hidden_reason": "备件未到" if number == 9 else None,
            "hidden_by": "wang" if number == 9 else None,
            "hidden_until": NOON if number == 9 else None,
            "late": False,
            "version": 3,
        }
        for number in range(2500)
    ],
    "alarm_entry": [
        {"alarm_id": f"a{number}", "at": NOON, "event": "raised", "state": "unacknowledged", "actor": "system", "note": ""} for number in range(2500)
    ],
    "work_order": [
        {
            "id": f"o{number}",
            "number": f"20260131-{number:03}",
            "realm": "live",
            "kind": "rescue",
            "site": "riverside",
            "asset": "lift-1",
            "department": "security",
            "priority": "P1",
            "state": "dispatched",
            "title_zh": "困人救援",
            "title_en": "Rescue",
            "skills": '["lift-rescue"]',
            "overdue": "[]",
            "group_key": f"g{number}",
            "opened_at": NOON,
            "version": 2,
        }
        for number in range(3)
    ],
    "order_alarm": [{"alarm_id": f"a{number}", "order_id": f"o{number % 3}"} for number in range(2500)],
    "task": [
        {"id": "t1", "order_id": "o1", "place": 0, "department": "engineering", "title_zh": "断电", "title_en": "Power off", "due_by": NOON, "required": True}
    ],
    "timeline_entry": [
        {"id": f"l{number}", "order_id": f"o{number}", "at": NOON, "occurred_at": NOON, "event": "open", "state": "dispatched", "actor": "system", "note": ""}
        for number in range(3)
    ],
    "event_log": [
        {
            "at": NOON,
            "realm": "live",
            "site": "riverside",
            "type": "alarm",
            "transition": "raised",
            "subject_id": "a0",
            "actor": "system",
            "departments": "[]",
            "body": "{}",
        }
    ],
    "outbox": [
        {
            "id": "n1",
            "key": "k1",
            "realm": "live",
            "site": "riverside",
            "kind": "order_opened",
            "severity": "critical",
            "department": "security",
            "title_zh": "新",
            "title_en": "New",
            "body_zh": "新",
            "body_en": "New",
            "state": "sent",
            "alarm_ids": "[]",
            "created_at": NOON,
            "attempts": 1,
        }
    ],
    "device_checkpoint": [{"site": "riverside", "device": "lift-1", "online": True, "last_seen": NOON}],
}
"""A site in the middle of its day, as version 0001 kept it."""

ROWS = {
    "0001": OLD_DATA,
    "0002": OLD_DATA
    | {
        "alarm": [row | {"search": "1号梯 疑似困人\npossible entrapment\nlift-1"} for row in OLD_DATA["alarm"]],
        "work_order": [row | {"search": f"困人救援\nrescue\n{row['number']}\nlift-1"} for row in OLD_DATA["work_order"]],
        "device_checkpoint": [row | {"clock_offset_s": None} for row in OLD_DATA["device_checkpoint"]],
    },
}
"""The same as each version kept it."""


def tables_of(connection: Connection) -> dict[str, Table]:
    reflected = MetaData()
    reflected.reflect(connection)
    return dict(reflected.tables)


def rows_of(url: str, tables: set[str], columns: dict[str, set[str]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Every row of `tables`, of `columns` alone if they are given, as the engine gives them."""
    engine = plain_engine(url)
    with engine.connect() as connection:
        found = {
            name: [dict(row._mapping) for row in connection.execute(select(*(column for column in table.c if columns is None or column.name in columns[name])))]
            for name, table in tables_of(connection).items()
            if name in tables
        }
    engine.dispose()
    return found


def fill(url: str, revision: str) -> None:
    engine = plain_engine(url)
    with engine.begin() as connection:
        tables = tables_of(connection)
        for name, rows in ROWS[revision].items():
            connection.execute(tables[name].insert(), [{column: stored(value, connection) for column, value in row.items()} for row in rows])
    engine.dispose()


def stored(value: object, connection: Connection) -> object:
    """How the engine keeps a value."""
    return round(value.timestamp()) * 1_000_000 if isinstance(value, datetime) and connection.dialect.name == "sqlite" else value


def test_a_new_database_is_brought_to_head(bare_url: str) -> None:
    assert schema.current(bare_url) is None
    schema.upgrade(bare_url)
    assert schema.current(bare_url) == schema.head()
    with ExitStack() as stack:
        records = DatabaseRecords(bare_url, clock=utc_now)
        stack.callback(records.close)
        records.check()


def test_a_new_file_is_its_owners_alone_and_in_wal_mode(tmp_path: Path) -> None:
    schema.upgrade(f"sqlite:///{tmp_path}/records.db")
    assert (tmp_path / "records.db").stat().st_mode & 0o777 == 0o600
    engine = plain_engine(f"sqlite:///{tmp_path}/records.db")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()


@pytest.mark.parametrize("revision", ROWS)
def test_an_upgrade_with_live_alarms_changes_nothing_and_makes_no_flood(bare_url: str, revision: str) -> None:
    schema.upgrade(bare_url, revision)
    fill(bare_url, revision)
    before = rows_of(bare_url, set(OLD_DATA))
    schema.upgrade(bare_url)
    columns = {name: set(rows[0]) for name, rows in before.items()}
    assert {name: sorted(rows, key=str) for name, rows in rows_of(bare_url, set(OLD_DATA), columns).items()} == {
        name: sorted(rows, key=str) for name, rows in before.items()
    }
    assert {name: len(rows) for name, rows in before.items()} == {name: len(rows) for name, rows in OLD_DATA.items()}


@pytest.mark.parametrize("revision", ROWS)
def test_what_was_there_before_an_upgrade_is_used_as_if_it_were_new(bare_url: str, revision: str) -> None:
    schema.upgrade(bare_url, revision)
    fill(bare_url, revision)
    schema.upgrade(bare_url)
    opened = DatabaseRecords(bare_url, clock=utc_now)
    records: Records = opened
    with records.transaction() as tx:
        assert len(tx.alarms.open_at("riverside")) == 2500
        assert sum(tx.alarms.counts(AlarmFilter(text="entrapment")).values()) == 2500
        assert [order.number for order in tx.orders.list(OrderFilter(text="-001")).items] == ["20260131-001"]
        assert tx.alarms.get("a7") == tx.alarms.by_episode("e7") == tx.alarms.open_of_condition("live", "c7")
        assert tx.ingests.devices("riverside") == [DeviceCheckpoint("riverside", "lift-1", online=True, last_seen=NOON)]
        assert tx.outbox.due(NOON) == []
        alarm = tx.alarms.get("a7")
        assert alarm is not None
        assert (alarm.work_order_id, alarm.version, alarm.occurred_at) == ("o1", 3, NOON)
        assert (alarm.consequence, alarm.realarm_at, alarm.chattering_until, alarm.first_out, alarm.explained_by) == (None, None, None, False, ())
        assert [hidden.id for hidden in tx.alarms.hidden_until_before(NOON)] == ["a9"]
        assert [(order.outcome, order.version) for order in tx.orders.list(OrderFilter()).items] == [(None, 2)] * 3
        assert [(told.posts, told.digest, told.persons) for told in tx.outbox.list()] == [((), False, ())]
    opened.close()


@pytest.mark.parametrize("revision", ROWS)
def test_what_is_new_can_be_added_to_what_was_there(bare_url: str, revision: str) -> None:
    schema.upgrade(bare_url, revision)
    fill(bare_url, revision)
    schema.upgrade(bare_url)
    opened = DatabaseRecords(bare_url, clock=utc_now)
    records: Records = opened
    with records.transaction() as tx:
        alarm = tx.alarms.get("a7")
        assert alarm is not None
        incident = put_incident(tx, cause_alarm_id="a7", first_alarm_id="a7")
        linked = replace(alarm, incident_id=incident.id, first_out=True, causes=CauseKind.POWER, explained_by=(CauseKind.WATER,))
        saved = tx.alarms.save(linked, an_entry(alarm, AlarmEvent.LINKED, at=NOON + timedelta(hours=1)))
        verification = put_verification(tx, alarm_id="a8")
    with records.reading() as tx:
        assert tx.incidents.alarms(incident.id) == [saved]
        assert tx.alarms.turns_since("live", "c7", NOON) == 1
        assert tx.verifications.get("a8") == verification
        assert {line.kind for line in tx.housekeeping.retention()} == set(DataKind)
    opened.close()


def test_upgrading_again_changes_nothing(records_url: str) -> None:
    before = rows_of(records_url, {"retention", "alembic_version"})
    schema.upgrade(records_url)
    assert rows_of(records_url, {"retention", "alembic_version"}) == before


def test_the_retention_that_somebody_changed_stays_and_missing_kinds_are_added(records_url: str) -> None:
    engine = plain_engine(records_url)
    with engine.begin() as connection:
        table = tables_of(connection)["retention"]
        connection.execute(update(table).where(table.c.kind == "alarms").values(keep_s=86400))
        connection.execute(table.delete().where(table.c.kind == "sessions"))
    engine.dispose()
    schema.upgrade(records_url)
    records = DatabaseRecords(records_url, clock=utc_now)
    with records.reading() as tx:
        in_force = {line.kind: line.keep for line in tx.housekeeping.retention()}
    records.close()
    assert in_force == {line.kind: line.keep for line in RETENTION} | {DataKind.ALARMS: timedelta(days=1)}


@pytest.mark.parametrize(
    ("revision", "taken", "added"),
    [("0001", "ix_alarm_abnormal", ("device_checkpoint", "clock_offset_s")), ("0002", "ix_backtest_unfinished", ("alarm", "consequence"))],
    ids=["at the very end of 0002", "at the very end of 0003"],
)
def test_an_upgrade_that_fails_leaves_the_database_as_it_was(bare_url: str, revision: str, taken: str, added: tuple[str, str]) -> None:
    schema.upgrade(bare_url, revision)
    engine = plain_engine(bare_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE something (id INTEGER)"))
        connection.execute(text(f"CREATE INDEX {taken} ON something (id)"))
    engine.dispose()
    with pytest.raises(Exception, match=taken):
        schema.upgrade(bare_url)
    assert schema.current(bare_url) == revision
    assert added[1] not in rows_columns(bare_url, added[0])


def rows_columns(url: str, table: str) -> set[str]:
    engine = plain_engine(url)
    with engine.connect() as connection:
        names = set(tables_of(connection)[table].c.keys())
    engine.dispose()
    return names


def test_processes_that_start_at_once_upgrade_one_database_together(bare_url: str) -> None:
    program = "import sys; from storage.database import schema; schema.upgrade(sys.argv[1])"
    with ExitStack() as stack:
        started = [
            stack.enter_context(subprocess.Popen([sys.executable, "-c", program, bare_url], stderr=subprocess.PIPE, cwd=Path(__file__).parents[3]))
            for _ in range(5)
        ]
        outcomes = [(process.communicate(timeout=120)[1], process.returncode) for process in started]
    assert outcomes == [(b"", 0)] * 5
    assert schema.current(bare_url) == schema.head()


def test_the_newest_version_is_that_of_the_last_migration() -> None:
    script = ScriptDirectory.from_config(schema._config())
    assert schema.head() == script.get_current_head()
    assert schema._known() == {each.revision for each in script.walk_revisions()}
