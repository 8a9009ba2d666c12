"""Tables of the store for SQLAlchemy; the migrations create them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
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

# A line for each sign-in that somebody ended, and for each person who did: several of one mark say
# the same, so replicas need not agree before they write.
ENDED_SIGN_INS = Table(
    "ended_sign_ins",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("mark", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("until", Float, nullable=False),
    Column("written", BigInteger, nullable=False),
)
Index("ended_sign_ins_written", ENDED_SIGN_INS.c.written)
Index("ended_sign_ins_until", ENDED_SIGN_INS.c.until)
