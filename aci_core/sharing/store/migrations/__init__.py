"""Alembic migrations: a database of any earlier version in, one of this version out."""
