"""Tests of the records, the same ones on SQLite and on PostgreSQL."""
