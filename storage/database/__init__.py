"""Records on SQLite or PostgreSQL: SQLAlchemy tables, repositories, Alembic migrations.

`records.DatabaseRecords` is the way in, `schema.upgrade` comes before it. One file per repository; ``tables.py`` is
what they stand on.
"""
