"""Numbered steps of the tables (Alembic), the same on SQLite and PostgreSQL."""
