"""The tables that the code uses are those that the migrations make."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from storage.database.tables import metadata
from tests.parts.records import plain_engine

COLUMNS = {
    "sqlite": "SELECT m.name, c.name, lower(c.type), c.\"notnull\", coalesce(c.dflt_value, ''), c.pk > 0 FROM sqlite_master m, pragma_table_info(m.name) c"
    " WHERE m.type = 'table' AND m.name NOT IN ('alembic_version', 'sqlite_sequence')",
    "postgresql": "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, identity_generation FROM information_schema.columns"
    " WHERE table_schema = 'public' AND table_name <> 'alembic_version'",
}
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
}
REFERENCES = {
    "sqlite": 'SELECT m.name, f."from", f."table", f."to", f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = \'table\'',
    "postgresql": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'",
}


def described(engine: Engine) -> dict[str, set[tuple[object, ...]]]:
    with engine.connect() as connection:
        found = {
            name: {tuple(row) for row in connection.execute(text(query[engine.dialect.name]))}
            for name, query in (("columns", COLUMNS), ("indexes", INDEXES), ("references", REFERENCES))
        }
    engine.dispose()
    return found


def test_migrations_make_what_the_tables_say(bare_url: str, request: pytest.FixtureRequest) -> None:
    plain = plain_engine(bare_url)
    metadata.create_all(plain)
    migrated = plain_engine(request.getfixturevalue(f"{plain.dialect.name}_url"))
    assert described(migrated) == described(plain)
