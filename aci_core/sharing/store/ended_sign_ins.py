"""Sign-ins that somebody has ended: every server on the store refuses them, also a fresh one.

Each is a line of (mark, at, until): a keyed hash, which tells neither cookie nor person; when it
ended, and from when on a clock says the same, in seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from aci_core.sharing.store.schema import ENDED_SIGN_INS
from aci_core.sharing.store.store import Store


def write(store: Store, ends: Iterable[tuple[str, float, float]]) -> None:
    """Write ends down, all or none; late ones too, which no server has read yet.

    Raises
    ------
    AciError
        As `database.transaction`.
    """
    now = store.now()
    rows = [{"mark": mark, "at": at, "until": until, "written": now} for mark, at, until in ends]
    with store.transaction() as connection:
        connection.execute(ENDED_SIGN_INS.insert(), rows)


def read(store: Store, since: float = 0.0) -> tuple[tuple[str, float, float], ...]:
    """Read the ends that still matter and were written at a time or later.

    Raises
    ------
    AciError
        As `database.transaction`.
    """
    table = ENDED_SIGN_INS.c
    query = select(table.mark, table.at, table.until).where(
        table.written >= since, table.until > store.now()
    )
    with store.transaction() as connection:
        return tuple((row.mark, row.at, row.until) for row in connection.execute(query))
