"""Create the table of ended sign-ins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "ended_sign_ins",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("until", sa.Float, nullable=False),
        sa.Column("written", sa.BigInteger, nullable=False),
    )
    op.create_index("ended_sign_ins_written", "ended_sign_ins", ["written"])
    op.create_index("ended_sign_ins_until", "ended_sign_ins", ["until"])


def downgrade() -> None:
    """Drop it: sign-ins that have ended then count by each server's own clock."""
    op.drop_table("ended_sign_ins")
