"""Migrations of the store: alembic brings a database of any earlier version to this one."""
