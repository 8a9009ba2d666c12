"""Failures of the database as codes of the catalogue: what happened, and never in its own words.

Those may hold its address with a password.
"""

from __future__ import annotations

import errno
import sqlite3

from aci_core.domain.errors import AciError

_SQLITE = {
    sqlite3.SQLITE_FULL: "store_disk_full",
    sqlite3.SQLITE_READONLY: "store_read_only",
    sqlite3.SQLITE_CORRUPT: "store_damaged",
    sqlite3.SQLITE_NOTADB: "store_damaged",
}
# By PostgreSQL's SQLSTATE: disk_full, read_only_sql_transaction, data_corrupted, index_corrupted.
_POSTGRESQL = {
    "53100": "store_disk_full",
    "25006": "store_read_only",
    "XX001": "store_damaged",
    "XX002": "store_damaged",
}
_SYSTEM = {
    errno.ENOSPC: "store_disk_full",
    errno.EDQUOT: "store_disk_full",
    errno.EROFS: "store_read_only",
    errno.EACCES: "store_read_only",
    errno.EPERM: "store_read_only",
}


def as_code(error: Exception) -> AciError:
    """What a user may be told of a failure; ``store_unreachable`` where nothing better is known.

    Parameters
    ----------
    error : Exception
        Of the database, as SQLAlchemy wraps it or not, or of the operating system.
    """
    cause = getattr(error, "orig", None) or error
    # The extended codes of SQLite have the reason in the upper bytes.
    code = (
        _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        or _POSTGRESQL.get(getattr(cause, "sqlstate", None) or "")
        or (_SYSTEM.get(cause.errno or 0) if isinstance(cause, OSError) else None)
    )
    return AciError(code or "store_unreachable")
