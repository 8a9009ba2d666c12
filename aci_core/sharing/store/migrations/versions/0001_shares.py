"""Create the tables of shares and of the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "shares",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("manage_hash", sa.String(64), nullable=False),
        sa.Column("owner_hash", sa.String(64)),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("label", sa.LargeBinary, nullable=False),
        sa.Column("signed_in", sa.Boolean, nullable=False),
        sa.Column("lock", sa.String(200)),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.Column("last_opened", sa.BigInteger),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("tried", sa.BigInteger),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("shares_manage", "shares", ["manage_hash"])
    op.create_index("shares_owner", "shares", ["owner_hash"])
    op.create_index("shares_expires", "shares", ["expires"])
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("share", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
    )
    op.create_index("audit_share", "audit", ["share"])


def downgrade() -> None:
    """Drop both, and all that is shared."""
    op.drop_table("audit")
    op.drop_table("shares")
