"""Together: how far each account has looked; on a server also who is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables without a row: at once, whatever the size. Who is there is nothing to be logged or kept."""
    op.create_table(
        "bookmark",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("election", WORD, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seen", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", "election", name=op.f("pk_bookmark")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "presence",
            sa.Column("session", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("said", TEXT, nullable=False),
            sa.PrimaryKeyConstraint("session", name=op.f("pk_presence")),
            prefixes=["UNLOGGED"],
        )
