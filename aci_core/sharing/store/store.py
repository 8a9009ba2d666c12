"""Store of shares: sealed bytes and their metadata, each operation one transaction."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import func, select

from aci_core.domain.errors import AciError
from aci_core.sharing.store import database
from aci_core.sharing.store.limits import Limits
from aci_core.sharing.store.outage import Outage
from aci_core.sharing.store.schema import AUDIT, ENDED_SIGN_INS, SHARES
from aci_core.sharing.store.seal import Seal, hash_secret

Kind = Literal["rows", "results"]
_HOUR = 3600
_AUDIT_DAYS = 400
_ENTRY_COLUMNS = [c for c in SHARES.c if c.name != "body"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Metadata of a share.

    Parameters
    ----------
    id : str
        For lists and logs; does not open the share.
    kind : {"rows", "results"}
    label : str
        Chosen by the owner.
    created, expires : int
        Seconds since 1970.
    opened : int
        How often.
    last_opened : int or None
    lock : str or None
        Argon2 hash of the pass-phrase.
    signed_in : bool
        Only for people who have signed in.
    size : int
        Bytes stored.
    """

    id: str
    kind: Kind
    label: str
    created: int
    expires: int
    opened: int
    last_opened: int | None
    lock: str | None
    signed_in: bool
    size: int


class Store:
    """Shares in a database.

    Parameters
    ----------
    engine : sqlalchemy Engine
    seal : Seal
    limits : Limits
    clock : callable
        Seconds since 1970.
    """

    def __init__(
        self,
        engine: sa.Engine,
        seal: Seal | None = None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._seal = seal or Seal()
        self.limits = limits or Limits()
        self._clock = clock
        self._outage = Outage()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A transaction; during an outage its error, at once."""
        with self._outage.watched(), database.transaction(self._engine) as connection:
            yield connection

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self._clock())

    def put(
        self,
        body: bytes,
        *,
        token: str,
        manage: str,
        kind: Kind,
        seconds: int,
        label: str = "",
        lock: str | None = None,
        owner: str | None = None,
        signed_in: bool = False,
    ) -> Entry:
        """Store a share, in one transaction.

        Parameters
        ----------
        body : bytes
            Compressed already.
        token, manage : str
            Only their hashes are kept.
        kind : {"rows", "results"}
        seconds : int
            Until it expires.
        label : str
        lock : str, optional
        owner : str, optional
            Who signed in; only its hash is kept.
        signed_in : bool

        Raises
        ------
        AciError
            ``share_too_large``, ``share_too_many``, ``share_full`` or ``share_rate``.
        """
        sealed = self._seal.close(token, body)
        if len(sealed) > self.limits.max_mb << 20:
            raise AciError("share_too_large", limit_mb=self.limits.max_mb)
        now = self.now()
        values: dict[str, Any] = {
            "id": secrets.token_hex(6),
            "token_hash": hash_secret(token),
            "manage_hash": hash_secret(manage),
            "owner_hash": hash_secret(owner) if owner else None,
            "kind": kind,
            "label": self._seal.close_label(label),
            "signed_in": signed_in,
            "lock": lock,
            "created": now,
            "expires": now + seconds,
            "opened": 0,
            "last_opened": None,
            "tries": 0,
            "tried": None,
            "size": len(sealed),
            "body": sealed,
        }
        with self.transaction() as connection:
            database.lock_counts(connection)
            self._check_limits(connection, values)
            connection.execute(SHARES.insert().values(values))
            self._note(connection, "share", values["id"], kind)
        return Entry(**{name: values[name] for name in Entry.__slots__ if name != "label"},
                     label=label)  # fmt: skip

    def find(self, token: str) -> Entry | None:
        """Find a share by its token; None whether wrong, expired or revoked."""
        with self.transaction() as connection:
            row = connection.execute(
                select(*_ENTRY_COLUMNS).where(self._is_open(token))
            ).one_or_none()
        return None if row is None else self._entry(row)

    def open(self, token: str, *, anew: bool = True) -> bytes | None:
        """Return the content and count the opening; None as `find`.

        Parameters
        ----------
        token : str
        anew : bool
            Whether to reset the count of wrong pass-phrases: not where none was typed.
        """
        now = self.now()
        with self.transaction() as connection:
            row = connection.execute(
                select(SHARES.c.id, SHARES.c.kind, SHARES.c.body).where(self._is_open(token))
            ).one_or_none()
            if row is None:
                return None
            values: dict[str, Any] = {"opened": SHARES.c.opened + 1, "last_opened": now}
            if anew:
                values["tries"] = 0
            connection.execute(SHARES.update().where(SHARES.c.id == row.id).values(values))
            self._note(connection, "open", row.id, row.kind)
        return self._seal.open(token, row.body)

    def may_try(self, entry: Entry) -> bool:
        """Count an attempt at the pass-phrase; False after too many.

        The count is stored with the share, so that replicas and new sessions do not reset it.
        """
        now = self.now()
        since = now - 60 * self.limits.wait_minutes
        of = SHARES.c.id == entry.id
        with self.transaction() as connection:
            connection.execute(SHARES.update().where(of, SHARES.c.tried < since).values(tries=0))
            counted = connection.execute(
                SHARES.update()
                .where(of, SHARES.c.tries < self.limits.tries)
                .values(tries=SHARES.c.tries + 1, tried=now)
            )
            if counted.rowcount == 0:
                self._note(connection, "refuse", entry.id, entry.kind)
        return bool(counted.rowcount)

    def entries(self, *, manage: str | None = None, owner: str | None = None) -> tuple[Entry, ...]:
        """List open shares, the newest first: of a management secret, of a user, else all."""
        wanted = self._owned_by(manage, owner)
        query = select(*_ENTRY_COLUMNS).where(self._is_live(), *wanted)
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(SHARES.c.created.desc(), SHARES.c.id)).all()
        return tuple(self._entry(row) for row in rows)

    def revoke(self, id: str, *, manage: str | None = None, owner: str | None = None) -> bool:  # noqa: A002
        """Delete a share at once; False where there is none, or the caller does not own it.

        Raises
        ------
        AciError
            ``share_closed``: the link opens nothing any more, but the disk is too full to delete
            what it shared, which `purge` does later; ``share_not_revoked``: too full for that.
        """
        of = (SHARES.c.id == id, *self._owned_by(manage, owner))
        try:
            with self.transaction() as connection:
                row = connection.execute(select(SHARES.c.kind).where(*of)).one_or_none()
                gone = connection.execute(SHARES.delete().where(*of))
                if row is not None and gone.rowcount:
                    self._note(connection, "revoke", id, row.kind)
        except AciError as error:
            if error.code != "store_disk_full":
                raise
            return self._close_link(of)
        if gone.rowcount:
            database.shrink(self._engine)
        return bool(gone.rowcount)

    def _close_link(self, of: Sequence[sa.ColumnElement[bool]]) -> bool:
        """Note alone that a share is revoked: a line, where deleting overwrites all of its pages.

        Raises
        ------
        AciError
            ``share_closed`` where that was done; ``share_not_revoked``.
        """
        try:
            with self.transaction() as connection:
                query = select(SHARES.c.id, SHARES.c.kind).where(*of)
                row = connection.execute(query).one_or_none()
                if row is None:
                    return False
                self._note(connection, "revoke", row.id, row.kind)
        except AciError as error:
            full = error.code == "store_disk_full"
            raise AciError("share_not_revoked" if full else error.code) from error
        raise AciError("share_closed")

    def purge(self) -> int:
        """Delete what is expired or revoked; return how many shares that were.

        With them go audit entries of over 400 days, and ended sign-ins that no clock would let in.
        Each in its own transaction, the small ones first: on a disk that is nearly full what
        one frees is there for the next.
        """
        now = self.now()
        with self.transaction() as connection:
            old = connection.execute(
                select(SHARES.c.id, SHARES.c.kind).where(~self._is_live()).order_by(SHARES.c.size)
            ).all()
        n = 0
        try:
            for row in old:
                with self.transaction() as connection:
                    gone = connection.execute(SHARES.delete().where(SHARES.c.id == row.id))
                    if gone.rowcount:  # else another replica was first
                        self._note(connection, "purge", row.id, row.kind)
                        n += 1
            with self.transaction() as connection:
                connection.execute(AUDIT.delete().where(AUDIT.c.at < now - _AUDIT_DAYS * 86_400))
                connection.execute(ENDED_SIGN_INS.delete().where(ENDED_SIGN_INS.c.until < now))
        finally:
            if n:
                database.shrink(self._engine)
        return n

    def audit(self) -> tuple[tuple[int, str, str, str], ...]:
        """Audit log as (time, event, share, kind), in order."""
        query = select(AUDIT.c.at, AUDIT.c.event, AUDIT.c.share, AUDIT.c.kind)
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(AUDIT.c.number)).all()
        return tuple((row.at, row.event, row.share, row.kind) for row in rows)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _is_open(self, token: str) -> sa.ColumnElement[bool]:
        """Condition: open and of this token; all reasons not to open look the same."""
        return sa.and_(SHARES.c.token_hash == hash_secret(token), self._is_live())

    def _is_live(self) -> sa.ColumnElement[bool]:
        """Condition: neither expired nor revoked, also where it could not be deleted then."""
        revoked = select(AUDIT.c.number).where(
            AUDIT.c.share == SHARES.c.id, AUDIT.c.event == "revoke"
        )
        return sa.and_(SHARES.c.expires > self.now(), ~revoked.exists())

    @staticmethod
    def _owned_by(manage: str | None, owner: str | None) -> Sequence[sa.ColumnElement[bool]]:
        if manage is not None:
            return (SHARES.c.manage_hash == hash_secret(manage),)
        return (SHARES.c.owner_hash == hash_secret(owner),) if owner is not None else ()

    def _check_limits(self, connection: sa.Connection, values: dict[str, Any]) -> None:
        limits, now = self.limits, values["created"]
        live = SHARES.c.expires > now
        n, size = connection.execute(
            select(func.count(), func.coalesce(func.sum(SHARES.c.size), 0)).where(live)
        ).one()
        if n >= limits.max_shares or size + values["size"] > limits.max_total_mb << 20:
            raise AciError("share_full")
        whose = SHARES.c.manage_hash == values["manage_hash"]
        if values["owner_hash"]:
            whose = sa.or_(whose, SHARES.c.owner_hash == values["owner_hash"])
        own = select(func.count()).where(live, whose)
        if connection.execute(own).scalar_one() >= limits.per_owner:
            raise AciError("share_too_many", limit=limits.per_owner)
        # Of the audit log: revoking does not make room for another at once.
        lately = select(func.count()).where(AUDIT.c.event == "share", AUDIT.c.at > now - _HOUR)
        if connection.execute(lately).scalar_one() >= limits.per_hour:
            raise AciError("share_rate")

    def _note(self, connection: sa.Connection, event: str, id: str, kind: str) -> None:  # noqa: A002
        values = {"at": self.now(), "event": event, "share": id, "kind": kind}
        connection.execute(AUDIT.insert().values(values))

    def _entry(self, row: Any) -> Entry:
        fields = {name: getattr(row, name) for name in Entry.__slots__ if name != "label"}
        return Entry(**fields, label=self._seal.open_label(row.label))


_OPEN: dict[str, Store] = {}
_OPENING = threading.Lock()
_OUTAGE = Outage()  # of a store that this process has not opened yet


def open_store() -> Store:
    """Open the store of this host, once per process.

    Raises
    ------
    AciError
        ``store_url``, ``store_key``, ``store_limit``; those of `database.connect`.
    """
    where = database.url()
    key = where.render_as_string(hide_password=False)
    # Not under the lock: who has it may be waiting for a store that does not answer.
    if key in _OPEN:
        return _OPEN[key]
    with _OPENING, _OUTAGE.watched():
        if key not in _OPEN:
            seal, limits = Seal.from_environment(), Limits.from_environment()
            _OPEN[key] = Store(database.connect(where), seal, limits)
        return _OPEN[key]
