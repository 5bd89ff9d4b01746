"""Accounts: who may do what, and where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

CODE = sa.String(17).with_variant(sa.String(17, collation="C"), "postgresql")
WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table that begins empty: who has the file still may do all that they could."""
    op.create_table(
        "account",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("scope", CODE, nullable=False),
        sa.Column("disabled_at", sa.DateTime()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account")),
    )
