"""Records on SQLite or PostgreSQL: SQLAlchemy tables, repositories, Alembic migrations."""
