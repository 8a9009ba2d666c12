"""Log of what happens to shares, one line of JSON each: no token, label or patient data."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from aci_core.sharing.store import Entry

LOGGER = logging.getLogger("aci.share")


def event(name: str, entry: Entry, **facts: int) -> None:
    """Log what happened to one share, by its number.

    Parameters
    ----------
    name : str
        ``share``, ``open``, ``revoke``, ``wrong_phrase``.
    entry : Entry
    **facts : int
    """
    _write({"event": name, "share": entry.id, "kind": entry.kind, **facts})


def count(name: str, n: int) -> None:
    """Log how many shares something happened to."""
    _write({"event": name, "n": n})


def _write(facts: dict[str, str | int]) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    LOGGER.info("%s", json.dumps({"at": at, **facts}))
