"""Bytes of shares in, the same bytes out by token: sealed, in SQLite or PostgreSQL."""

from __future__ import annotations

from aci_core.sharing.store.database import exists
from aci_core.sharing.store.limits import Limits
from aci_core.sharing.store.seal import Seal, hash_secret, token
from aci_core.sharing.store.store import Entry, Kind, Store, open_store

__all__ = [
    "Entry",
    "Kind",
    "Limits",
    "Seal",
    "Store",
    "exists",
    "hash_secret",
    "open_store",
    "token",
]
