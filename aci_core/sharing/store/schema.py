"""Tables of the store for SQLAlchemy; the migrations create them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

METADATA = MetaData()

SHARES = Table(
    "shares",
    METADATA,
    Column("id", String(16), primary_key=True),
    # Hashes only: who reads the database cannot open a link.
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("manage_hash", String(64), nullable=False),
    Column("owner_hash", String(64)),
    Column("kind", String(16), nullable=False),
    Column("label", LargeBinary, nullable=False),
    Column("signed_in", Boolean, nullable=False),
    Column("lock", String(200)),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("last_opened", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("tried", BigInteger),
    Column("size", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index("shares_manage", SHARES.c.manage_hash)
Index("shares_owner", SHARES.c.owner_hash)
Index("shares_expires", SHARES.c.expires)

AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("event", String(16), nullable=False),
    Column("share", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
)
Index("audit_share", AUDIT.c.share)
